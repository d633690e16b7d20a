"""What people type on the thread."""

from django import forms

from clew.thread.models import KINDS, Item, Relation


class CommentForm(forms.Form):
    text = forms.CharField(
        max_length=20_000, strip=True, label="Comment", widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Write something first."},
    )  # fmt: skip


class TieForm(forms.Form):
    """`way` is the relation and the direction, as `ways` gives them; `other` the item at the other end."""

    way = forms.CharField(max_length=40)
    other = forms.UUIDField()


def ways(item: Item) -> list[tuple[str, str, str]]:
    """How an item may be tied: (value, words, the kind at the other end), outward first."""
    found = []
    for relation, target in item.kind_info.links:
        if target in KINDS:
            found.append((f"out:{relation}:{target}", f"{Relation(relation).label} {_one(target)}", target))
    for kind in KINDS.values():
        for relation, target in kind.links:
            if target == item.kind and relation != Relation.DUPLICATES:
                words = f"is {_passive(relation)} by {_one(kind.key)}"
                found.append((f"in:{relation}:{kind.key}", words, kind.key))
    return found


def _one(kind: str) -> str:
    label = KINDS[kind].label.lower()
    return f"an {label}" if label[0] in "aeiou" else f"a {label}"


def _passive(relation: str) -> str:
    return {
        "advances": "advanced",
        "addresses": "addressed",
        "tests": "tested",
        "requires": "required",
        "excludes": "excluded",
        "supports": "supported",
    }.get(relation, relation)
