"""What may be taken back of an import of notes, accounts or people, and what stays because people used it since."""

from clew.interchange.models import Undoable

USED = """
({0}.updated_at <> %(at)s or 'person' in ({0}.kind_origin, {0}.mood_origin, {0}.language_origin)
  or exists (select from insights_quote q where q.note_id = {0}.id)
  or exists (select from insights_evidence e where e.note_id = {0}.id)
  or exists (select from insights_themenote p where p.note_id = {0}.id and p.origin = 'person')
  or exists (select from insights_themerefusal r where r.note_id = {0}.id))"""
"""A person corrected the note, marked or linked it, or sorted it into or out of a theme; or a later file changed it."""
GOES = f"""
(not {USED.format("n")} and exists (select from interchange_touched m
  where m.run_id = %(run)s and m.model = 'insights.Note' and m.record = n.id and m.before is null))"""
PERSON_USED = f"exists (select from insights_note n where n.person_id = t.id and not {GOES})"
ACCOUNT_USED = f"""
(exists (select from insights_note n where n.account_id = t.id and not {GOES})
  or exists (select from insights_person o where o.account_id = t.id and not exists (select from interchange_touched m
    where m.run_id = %(run)s and m.model = 'insights.Person' and m.record = o.id and m.before is null)))"""

NOTES = Undoable(
    label="insights.Note",
    words=("note", "notes"),
    is_kept=USED.format("t"),
    ref="'N-' || t.number",
    on_restore=(
        "delete from insights_notevector where note_id = any(%(ids)s)",
        "delete from insights_nextvector where note_id = any(%(ids)s)",
        "delete from insights_noteturn where note_id = any(%(ids)s)",
    ),
)
PEOPLE = Undoable(
    label="insights.Person",
    words=("person", "people"),
    is_kept="t.updated_at <> %(at)s",
    is_used=PERSON_USED,
    ref="coalesce(nullif(t.name, ''), t.email)",
)
ACCOUNTS = Undoable(
    label="insights.Account",
    words=("account", "accounts"),
    is_kept="t.updated_at <> %(at)s",
    is_used=ACCOUNT_USED,
    ref="t.name",
)
