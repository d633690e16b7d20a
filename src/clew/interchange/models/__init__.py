from clew.interchange.models.columns import ColumnMap, Reading
from clew.interchange.models.formats import (
    FORMATS,
    Field,
    Format,
    Kind,
    Option,
    OptionKind,
    Undoable,
    known_format,
    register,
)
from clew.interchange.models.journal import OddRow, Touched, Trouble
from clew.interchange.models.rows import (
    AccountOfRows,
    Importer,
    Outcome,
    ParsedRow,
    RefusedRow,
    Result,
    Setting,
    Words,
)
from clew.interchange.models.runs import ImportRun, Refusal, RunStatus

__all__ = [
    "FORMATS",
    "AccountOfRows",
    "ColumnMap",
    "Field",
    "Format",
    "ImportRun",
    "Importer",
    "Kind",
    "OddRow",
    "Option",
    "OptionKind",
    "Outcome",
    "ParsedRow",
    "Reading",
    "Refusal",
    "RefusedRow",
    "Result",
    "RunStatus",
    "Setting",
    "Touched",
    "Trouble",
    "Undoable",
    "Words",
    "known_format",
    "register",
]
