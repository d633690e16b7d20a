"""What the roadmap offers everywhere: its page, new features."""

from typing import Any
from urllib.parse import quote

from django.urls import reverse

from clew.ui import navigation, palette


def new_feature(scope: Any, words: str) -> str:
    address = reverse("roadmap:new_feature", args=(scope.workspace.slug,))
    return f"{address}?title={quote(words)}" if words else address


navigation.add(navigation.Entry("Delivery", 20, "Features", "box", "roadmap:features", "F"))
palette.add_action(palette.Action("New feature", "plus", 3, new_feature, "C F", titled="New feature called “{}”"))
