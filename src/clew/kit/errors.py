"""Expected failures: a status and a sentence for the person. Anything else is a bug and stays loud.

    ExpectedError
    ├── NotFound 404      the row is not there, or not theirs to see
    ├── NotAllowed 403    they see it, and may not do this
    ├── Invalid 422       what was given cannot be used; `field` says where
    ├── Conflict 409      it changed meanwhile, or exists already
    └── TooLarge 413      more than is taken at once

The web shows them as a page or a notice, the API as `{"error": {...}}`, the command line as one line.
"""

from typing import ClassVar


class ExpectedError(Exception):
    status: ClassVar[int] = 400
    code: ClassVar[str] = "error"

    def __init__(self, sentence: str, *, field: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.field = field


class NotFound(ExpectedError):
    status = 404
    code = "not_found"

    def __init__(self, sentence: str = "There is nothing at this address.", *, field: str = "") -> None:
        super().__init__(sentence, field=field)


class NotAllowed(ExpectedError):
    status = 403
    code = "not_allowed"


class Invalid(ExpectedError):
    status = 422
    code = "invalid"


class Conflict(ExpectedError):
    status = 409
    code = "conflict"


class TooLarge(ExpectedError):
    status = 413
    code = "too_large"
