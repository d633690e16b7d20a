"""What files may bring: features."""

from clew.interchange.models import Field, Format, Kind, register
from clew.roadmap.actions.imports import FeatureImporter
from clew.roadmap.models import Feature, Horizon

register(
    Format(
        key="features",
        order=80,
        label="feature",
        plural="features",
        about="what is built or may be",
        opens=(("See the features", "roadmap:features"),),
        importer=FeatureImporter,
        shares=frozenset({frozenset({"opportunity", "objective"})}),
        fields=(
            Field("title", "Feature", is_required=True, guesses=("title", "feature", "name", "summary"), longest=300),
            Field("ref", "Reference", "Kept where its number is free: F-128.", guesses=("ref", "reference", "id", "key", "issue key"), longest=24),
            Field("description", "Why this, why now", guesses=("description", "details", "problem")),
            Field("opportunity", "Opportunity", "Its reference or title.", guesses=("opportunity", "addresses"), longest=300),
            Field("key_result", "Key result", "Its reference or title.", guesses=("key result", "kr"), longest=300),
            Field("objective", "Objective", "Its reference or title.", guesses=("objective", "goal"), longest=300),
            Field("horizon", "When", kind=Kind.CHOICE, guesses=("horizon", "when", "timeframe", "bucket"), choices=tuple(Horizon.choices)),
            Field("team", "Team", guesses=("team", "squad"), longest=60),
            Field("effort", "Effort", "In person-weeks.", Kind.NUMBER, guesses=("effort", "size", "estimate", "person weeks")),
            Field("owner", "Owner", "A member’s name or e-mail.", guesses=("owner", "assignee"), longest=200),
            Field("status", "State", kind=Kind.CHOICE, guesses=("status", "state"), choices=Feature.KIND.statuses),
            Field("requires", "Comes after", "References of features that must be done first.", guesses=("requires", "depends on", "blocked by")),
        ),
    )
)  # fmt: skip
