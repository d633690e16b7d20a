"""Lists in pages: `next` is the cursor of the following one, null on the last."""

from typing import Annotated, Generic, TypeVar

from ninja import Field, Query, Schema

from clew.api.frame import PAGE_SIZE

T = TypeVar("T")


class Paged(Schema, Generic[T]):
    results: list[T]
    next: str | None = None


class Cursor(Schema):
    """The page to read: `after` is the `next` of the one before."""

    after: Annotated[str, Field(max_length=400)] = ""
    page_size: Annotated[int, Field(ge=1, le=200)] = PAGE_SIZE


CursorQuery = Query[Cursor]
