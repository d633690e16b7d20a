"""What files may bring: notes, accounts and people, with the headers that many tools and languages give them."""

from clew.insights.actions.imports.accounts import AccountImporter
from clew.insights.actions.imports.notes import NoteImporter
from clew.insights.actions.imports.people import PersonImporter
from clew.insights.actions.imports.undoing import ACCOUNTS, NOTES, PEOPLE
from clew.insights.models import ChannelKind
from clew.insights.queries.customers import channel_names
from clew.interchange.models import Field, Format, Kind, Option, OptionKind, register

TEXT = (
    "text", "note", "review text", "review", "body", "content", "comment", "comments", "feedback", "description",
    "message", "answer", "response text", "verbatim", "what did they say", "original text", "review body", "data",
    "reviewtext", "tweet", "query", "utterance", "quote", "highlight", "notes", "details", "remark", "remarks", "kommentar",
    "bewertung", "nachricht", "beschreibung", "rückmeldung", "anmerkung", "commentaire", "commentaires", "avis", "texte",
    "comentario", "comentarios", "reseña", "opinión", "mensaje", "descrição", "recensione", "commento", "testo", "opmerking",
)  # fmt: skip
TURNS = (
    "conversation",
    "dialog content",
    "dialogcontent",
    "conversation parts",
    "turns",
    "messages",
    "comments",
    "transcript",
    "thread",
)
TITLE = ("title", "review title", "subject", "summary", "headline", "name of feedback", "betreff", "titel", "titre", "sujet",
         "título", "asunto", "titolo", "oggetto", "assunto", "onderwerp")  # fmt: skip
SAID_AT = (
    "said at", "created at", "created", "submitted at", "submit date", "submit date utc", "review submit date and time",
    "created date", "creation date", "date created", "timestamp", "received at", "sent at", "date", "time", "datetime",
    "conversation date time", "recorded date", "response date", "review date", "posted at", "published at", "opened at", "date submitted", "at",
    "erstellt", "erstellt am", "datum", "zeitstempel", "date de création", "créé le", "horodateur", "fecha",
    "fecha de creación", "marca temporal", "data de criação", "carimbo de data hora", "data creazione", "informazioni cronologiche",
)  # fmt: skip
SOURCE_ID = ("id", "source id", "record id", "external id", "note id", "ticket id", "ticket number", "case number", "key",
             "issue key", "response id", "responseid", "review id", "reviewid", "conversation id", "feedback id", "ref",
             "reference", "number", "uuid", "token", "ext id", "source record id", "issue id", "session id", "ticket", "nummer")  # fmt: skip
URL = (
    "url",
    "link",
    "permalink",
    "display url",
    "source url",
    "review link",
    "ticket url",
    "html url",
    "web url",
    "href",
)
ACCOUNT = ("account", "account name", "company", "company name", "organisation", "organization", "organization name",
           "organisation name", "customer", "customer name", "client", "business", "workspace name", "firma", "unternehmen",
           "kunde", "entreprise", "société", "client name", "empresa", "cliente", "azienda", "bedrijf", "klant")  # fmt: skip
ACCOUNT_ID = ("account id", "company id", "organization id", "organisation id", "customer id", "client id", "crm id",
              "salesforce id", "kundennummer")  # fmt: skip
DOMAIN = ("domain", "company domain", "account domain", "website", "web site", "company website", "webseite", "domaine")
PERSON = ("person", "person name", "name", "user", "user name", "username", "author", "author name", "contact",
          "contact name", "requester", "requester name", "reporter", "full name", "reviewer", "reviewer name", "sender", "from",
          "submitter", "respondent", "nickname", "reviewer nickname", "kontakt", "auteur", "nom", "autor", "nombre", "autore")  # fmt: skip
EMAIL = ("email", "e mail", "email address", "user email", "customer email", "contact email", "requester email",
         "person email", "author email", "mail", "sender email", "from email", "username email", "e mail adresse",
         "adresse e mail", "correo electrónico", "correo", "courriel")  # fmt: skip
PERSON_ID = ("person id", "user id", "userid", "contact id", "requester id", "author id", "network id", "respondent id")
RATING = ("rating", "score", "star rating", "stars", "nps", "nps score", "csat", "satisfaction", "satisfaction rating",
          "review rating", "grade", "mark", "note sur 5", "sterne", "étoiles", "puntuación", "calificación", "nota", "voto")  # fmt: skip
LANGUAGE = (
    "language",
    "lang",
    "reviewer language",
    "locale",
    "ori lang",
    "sprache",
    "langue",
    "idioma",
    "lingua",
    "taal",
)

TRIAGE = (
    ("fresh", "Only those of the last 14 days"),
    ("all", "All of them"),
    ("none", "None: keep them out of the inbox"),
)
SCALES = (("", "As the ratings suggest"), ("5", "1 to 5 stars"), ("10", "0 to 10 (NPS)"), ("none", "Draw no mood"))

register(
    Format(
        key="notes",
        order=10,
        label="note",
        plural="notes",
        about="what customers said",
        opens=(("See the themes", "insights:themes"), ("Open the inbox", "insights:inbox")),
        importer=NoteImporter,
        identity="source_id",
        tables=("insights_note", "insights_person", "insights_account"),
        in_slices=True,
        undoes=(NOTES, PEOPLE, ACCOUNTS),
        any_of=("text", "turns"),
        shares=frozenset({
            frozenset({"text", "title"}),
            frozenset({"source_id", "url"}),
            frozenset({"account_name", "account_id"}),
            frozenset({"person_name", "person_id"}),
            frozenset({"person_email", "person_id"}),
        }),
        fields=(
            Field("text", "Text", "What the customer said. Several columns may hold it.", Kind.LONG_TEXT, guesses=TEXT),
            Field("turns", "Conversation", "Its turns as JSON; what the customer said in it becomes the note.", Kind.TURNS, guesses=TURNS),
            Field("title", "Title", guesses=TITLE),
            Field("said_at", "Said on", "When it was said. Undated notes count, but not in trends.", Kind.DATE, guesses=SAID_AT),
            Field("rating", "Rating", "Stars, or a score from 0 to 10. The mood follows from it.", Kind.RATING, guesses=RATING),
            Field("source_id", "Id", "Recognises the note in the next file, even if its words changed.", guesses=SOURCE_ID, longest=200),
            Field("person_email", "E-mail", "Whose words these are.", Kind.EMAIL, guesses=EMAIL),
            Field("person_name", "Person", guesses=PERSON, longest=200),
            Field("person_id", "Person’s id", guesses=PERSON_ID, longest=120),
            Field("account_name", "Account", "The customer company.", guesses=ACCOUNT, longest=200),
            Field("account_id", "Account’s id", guesses=ACCOUNT_ID, longest=120),
            Field("account_domain", "Account’s domain", kind=Kind.DOMAIN, guesses=DOMAIN),
            Field("url", "Link", "Where the original is.", Kind.URL, guesses=URL, longest=2000),
            Field("language", "Language", guesses=LANGUAGE),
        ),
        options=(
            Option("channel", "Channel", "The stream these notes arrive by, such as Support or App reviews.", is_required=True, suggest=channel_names),
            Option("kind", "Kind of channel", "Used when the channel is new.", OptionKind.CHOICE, tuple(ChannelKind.choices), "other"),
            Option("triage", "Which go to the inbox", "", OptionKind.CHOICE, TRIAGE, "fresh"),
            Option("split", "One note per column", "Each chosen column of text becomes a note of its own, named after its header.", OptionKind.FLAG),
            Option("scale", "Ratings are", "", OptionKind.CHOICE, SCALES),
        ),
    )
)  # fmt: skip

register(
    Format(
        key="accounts",
        order=20,
        label="account",
        plural="accounts",
        about="the companies they work for",
        opens=(("See the customers", "insights:customers"),),
        importer=AccountImporter,
        tables=("insights_account",),
        undoes=(ACCOUNTS,),
        fields=(
            Field("name", "Name", is_required=True, guesses=("name", *ACCOUNT), longest=200),
            Field("external_id", "Id", "The account’s id in the CRM.", guesses=("id", "external id", *ACCOUNT_ID), longest=120),
            Field("domain", "Domain", kind=Kind.DOMAIN, guesses=DOMAIN),
            Field("segment", "Segment", guesses=("segment", "tier", "size", "customer segment", "type", "segmento"), longest=80),
            Field("plan", "Plan", guesses=("plan", "plan name", "subscription", "product", "edition", "tarif", "package"), longest=80),
            Field("arr", "ARR", "Annual recurring revenue, in the workspace’s currency.", Kind.MONEY,
                  guesses=("arr", "annual recurring revenue", "annual revenue", "acv", "revenue", "contract value", "umsatz")),
            Field("renews_on", "Renews on", kind=Kind.DAY,
                  guesses=("renews on", "renewal date", "renewal", "renewal on", "contract end", "end date", "contract end date")),
        ),
    )
)  # fmt: skip

register(
    Format(
        key="people",
        order=30,
        label="person",
        plural="people",
        about="who said it",
        opens=(("See the customers", "insights:customers"),),
        importer=PersonImporter,
        any_of=("email", "external_id", "name"),
        tables=("insights_person", "insights_account"),
        undoes=(PEOPLE, ACCOUNTS),
        shares=frozenset({frozenset({"email", "external_id"}), frozenset({"account_name", "account_id"})}),
        fields=(
            Field("name", "Name", guesses=("name", "full name", *PERSON), longest=200),
            Field("email", "E-mail", kind=Kind.EMAIL, guesses=EMAIL),
            Field("external_id", "Id", guesses=("id", "external id", *PERSON_ID), longest=120),
            Field("job", "Job", guesses=("job", "job title", "title", "role", "position", "function", "beruf", "poste", "cargo"), longest=120),
            Field("account_name", "Account", guesses=ACCOUNT, longest=200),
            Field("account_id", "Account’s id", guesses=ACCOUNT_ID, longest=120),
            Field("account_domain", "Account’s domain", kind=Kind.DOMAIN, guesses=DOMAIN),
        ),
    )
)  # fmt: skip
