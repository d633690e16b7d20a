"""What imports offer everywhere: each kind of record in the palette, and the list of imports in the settings."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from clew.interchange.models import FORMATS, Format
from clew.ui import palette, settings_pages
from clew.workspaces.models import Role


def _upload(format_: Format) -> Any:
    return lambda scope, _: (
        f"{reverse('interchange:new_import', args=(scope.workspace.slug,))}?" + urlencode({"record": format_.key})
    )


def offer(format_: Format) -> None:
    words = f"upload csv excel json file {format_.about}"
    palette.add_action(
        palette.Action(f"Import {format_.plural}", "upload", int(format_.needs), _upload(format_), words=words)
    )


for known in FORMATS.values():
    offer(known)
settings_pages.add(
    settings_pages.SettingsPage(45, "Imports", "interchange:imports"),
    settings_pages.SettingsPage(48, "Background work", "interchange:background", int(Role.OWNER)),
)
