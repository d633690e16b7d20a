from clew.thread.models.comments import Comment, Follow, Mention
from clew.thread.models.items import Counter, Item
from clew.thread.models.kinds import KINDS, Kind, Step
from clew.thread.models.links import UPWARD, Link, Origin, Relation
from clew.thread.models.loose_ends import LooseEnd

__all__ = [
    "KINDS",
    "UPWARD",
    "Comment",
    "Counter",
    "Follow",
    "Item",
    "Kind",
    "Link",
    "LooseEnd",
    "Mention",
    "Origin",
    "Relation",
    "Step",
]
