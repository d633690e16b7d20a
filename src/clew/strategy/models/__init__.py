from clew.strategy.models.objectives import KeyResult, KeyResultKind, Objective, Period, Reading
from clew.strategy.models.statements import Statement, StatementKind

__all__ = ["KeyResult", "KeyResultKind", "Objective", "Period", "Reading", "Statement", "StatementKind"]
