"""What files may bring: objectives, key results, and their readings."""

from clew.interchange.models import Field, Format, Kind, register
from clew.strategy.actions.imports import KeyResultImporter, ObjectiveImporter, ReadingImporter
from clew.strategy.models import KeyResult, KeyResultKind, Objective

REF = ("ref", "reference", "id", "key", "number", "#")
TITLE = ("title", "name", "summary", "objective", "key result", "goal")
OWNER = ("owner", "owner email", "assignee", "responsible", "lead")
STATUS = ("status", "state", "stage")
DESCRIPTION = ("description", "details", "notes", "why")
OBJECTIVE = ("objective", "objective ref", "parent", "parent title", "goal")

register(
    Format(
        key="objectives",
        order=40,
        label="objective",
        plural="objectives",
        about="where to go, by period",
        opens=(("See the strategy", "strategy:strategy"),),
        importer=ObjectiveImporter,
        fields=(
            Field("title", "Objective", is_required=True, guesses=TITLE, longest=300),
            Field("ref", "Reference", "Kept where its number is free: O1.", guesses=REF, longest=24),
            Field("description", "Why it matters", guesses=DESCRIPTION),
            Field("owner", "Owner", "A member’s name or e-mail.", guesses=OWNER, longest=200),
            Field("period", "Period", guesses=("period", "cycle", "quarter", "time period"), longest=60),
            Field("starts_on", "Period starts", kind=Kind.DAY, guesses=("starts on", "start date", "starts", "start")),
            Field("ends_on", "Period ends", kind=Kind.DAY, guesses=("ends on", "end date", "ends", "end")),
            Field("status", "State", kind=Kind.CHOICE, guesses=STATUS, choices=Objective.KIND.statuses),
        ),
    )
)

register(
    Format(
        key="key_results",
        order=50,
        label="key result",
        plural="key results",
        about="how you see that you arrive",
        opens=(("See the strategy", "strategy:strategy"),),
        importer=KeyResultImporter,
        fields=(
            Field("title", "Key result", is_required=True, guesses=("key result", "title", "name", "kr"), longest=300),
            Field("objective", "Objective", "Its reference or title.", is_required=True, guesses=OBJECTIVE, longest=300),
            Field("baseline", "From", kind=Kind.NUMBER, is_required=True, guesses=("baseline", "from", "start", "start value")),
            Field("target", "To", kind=Kind.NUMBER, is_required=True, guesses=("target", "to", "goal", "target value")),
            Field("due_on", "By", kind=Kind.DAY, is_required=True, guesses=("due", "due on", "due date", "by", "deadline")),
            Field("measure", "Kind", kind=Kind.CHOICE, guesses=("kind", "measure", "type", "direction"), choices=tuple(KeyResultKind.choices)),
            Field("unit", "Unit", guesses=("unit", "units"), longest=24),
            Field("ref", "Reference", "Such as 1.2.", guesses=REF, longest=24),
            Field("owner", "Owner", "A member’s name or e-mail.", guesses=OWNER, longest=200),
            Field("description", "Description", guesses=DESCRIPTION),
            Field("status", "State", kind=Kind.CHOICE, guesses=STATUS, choices=KeyResult.KIND.statuses),
        ),
    )
)  # fmt: skip

register(
    Format(
        key="readings",
        order=60,
        label="reading",
        plural="readings",
        about="what a key result stood at, by day",
        opens=(("See the strategy", "strategy:strategy"),),
        importer=ReadingImporter,
        fields=(
            Field("key_result", "Key result", "Its reference or title.", is_required=True, guesses=("key result", "kr", "ref"), longest=300),
            Field("taken_on", "On", kind=Kind.DAY, is_required=True, guesses=("taken on", "date", "day", "on", "week")),
            Field("value", "Value", kind=Kind.NUMBER, is_required=True, guesses=("value", "reading", "current", "actual")),
            Field("comment", "Comment", guesses=("comment", "note", "remark"), longest=300),
        ),
    )
)  # fmt: skip
