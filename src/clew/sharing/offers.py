"""What sharing offers everywhere: the brief, first of all pages."""

from django.urls import reverse

from clew.ui import navigation, palette

navigation.add(navigation.Entry("Direction", 0, "Brief", "compass", "sharing:brief", "B", on_phone=True))
palette.add_action(
    palette.Action(
        name="Take the brief as Markdown",
        icon="share-2",
        need=1,
        href=lambda scope, _: reverse("sharing:brief_markdown", args=(scope.workspace.slug,)),
        words="export share report",
    )
)
