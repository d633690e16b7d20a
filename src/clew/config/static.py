"""Static files under hashed names, so that browsers may keep them for good."""

from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage


class Hashed(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # whitenoise has no types
    manifest_strict = False
    """A file that `make assets` has not fetched yet is a missing picture, not a broken page."""

    def hashed_name(self, name: str, content: Any = None, filename: str | None = None) -> str:
        try:
            return str(super().hashed_name(name, content, filename))
        except ValueError:  # the file is not there: Django would raise even when the manifest is not strict
            return name
