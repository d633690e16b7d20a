"""What files may bring: opportunities."""

from clew.discovery.actions.imports import OpportunityImporter
from clew.discovery.models import Opportunity
from clew.interchange.models import Field, Format, Kind, register

register(
    Format(
        key="opportunities",
        order=70,
        label="opportunity",
        plural="opportunities",
        about="needs worth serving",
        opens=(("See the opportunities", "discovery:opportunities"),),
        importer=OpportunityImporter,
        shares=frozenset({frozenset({"objective", "key_result"})}),
        fields=(
            Field("title", "The need", is_required=True, guesses=("title", "name", "opportunity", "need statement", "summary"), longest=300),
            Field("ref", "Reference", "Kept where its number is free: OP-31.", guesses=("ref", "reference", "id", "key"), longest=24),
            Field("description", "What we know", guesses=("description", "details", "notes")),
            Field("objective", "Objective", "Its reference or title.", guesses=("objective", "goal"), longest=300),
            Field("key_result", "Key result", "Its reference or title.", guesses=("key result", "kr"), longest=300),
            Field("need", "Need", "1 to 10.", Kind.INTEGER, guesses=("need", "value", "impact")),
            Field("urgency", "Urgency", "1 to 10.", Kind.INTEGER, guesses=("urgency", "time criticality")),
            Field("risk", "Risk", "1 to 10.", Kind.INTEGER, guesses=("risk", "risk reduction")),
            Field("effort", "Effort", "In person-weeks.", Kind.NUMBER, guesses=("effort", "size", "person weeks")),
            Field("confidence", "Confidence", "In percent.", Kind.INTEGER, guesses=("confidence",)),
            Field("owner", "Owner", "A member’s name or e-mail.", guesses=("owner", "assignee"), longest=200),
            Field("status", "State", kind=Kind.CHOICE, guesses=("status", "state", "stage"), choices=Opportunity.KIND.statuses),
        ),
    )
)  # fmt: skip
