"""What may come in as a file at all, decided before a byte of it is read: only from members, only up to the limit."""

from typing import IO, Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from clew.kit.tables import FileTooLarge

FRAME = 64 * 1024
"""Bytes that a form adds around its file."""


class Gate(FileUploadHandler):
    """The first of the handlers. A stranger's large form counts as empty, and so fails its CSRF check unread."""

    def handle_raw_input(
        self,
        input_data: IO[bytes],
        META: dict[str, Any],  # noqa: N803 - Django's name
        content_length: int,
        boundary: str,
        encoding: str | None = None,
    ) -> tuple[QueryDict, MultiValueDict[str, Any]] | None:
        """Raises RequestDataTooBig with the sentence for the person."""
        if content_length > settings.UPLOAD_LIMIT + FRAME:
            raise RequestDataTooBig(FileTooLarge(size=content_length, limit=settings.UPLOAD_LIMIT).sentence)
        user = getattr(self.request, "user", None)
        if content_length > FRAME and (user is None or not user.is_authenticated):
            return QueryDict(), MultiValueDict()
        return None

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None
