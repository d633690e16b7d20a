"""How every command answers: words for people, or with `--json` exactly one JSON object as the last line on stdout.

Expected failures are one sentence (`{"error": {"code", "sentence"}}`) and exit code 1; anything else is a bug and loud.
"""

import json
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import Annotated, Any, ParamSpec

import typer

from clew.config.environment import BadEnvironment
from clew.config.programs import DatabaseFailure
from clew.kit.errors import ExpectedError

P = ParamSpec("P")

Json = Annotated[bool, typer.Option("--json", help="Print one JSON object as the last line.")]
"""Every command has it, as the parameter `as_json`."""


@dataclass(frozen=True)
class Answer:
    """What a command has to say. `ok=False` ends with exit code 1 although the command did its work."""

    words: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    ok: bool = True


@dataclass(frozen=True)
class Failure:
    code: str
    sentence: str


def command(function: Callable[P, Answer | None]) -> Callable[P, None]:
    """A command of the command line: prints its answer, or its expected failure, and ends with the right code."""

    @wraps(function)
    def answered(*args: P.args, **kwargs: P.kwargs) -> None:
        as_json = bool(kwargs.get("as_json"))
        try:
            answer = function(*args, **kwargs)
        except (typer.Exit, typer.Abort):
            raise
        except Exception as error:
            failure = explain(error)
            if failure is None:
                if not as_json:
                    raise
                traceback.print_exc()
                failure = Failure("bug", f"This should not happen, please report it: {type(error).__name__}: {error}")
            fail(failure, as_json=as_json)
            raise typer.Exit(1) from error
        if answer is not None:  # a command that serves has said everything when it began
            print_answer(answer, as_json=as_json)
            if not answer.ok:
                raise typer.Exit(1)

    return answered


def explain(error: BaseException) -> Failure | None:
    """An expected failure in words; None for a bug."""
    if isinstance(error, ExpectedError):
        return Failure(error.code, error.sentence)
    if isinstance(error, DatabaseFailure):
        return Failure("database", str(error))
    if isinstance(error, BadEnvironment):
        return Failure("environment", str(error))
    if type(error).__name__ == "OperationalError":  # psycopg's or Django's, neither of which this light module imports
        said = str(error).strip().partition("\n")[0]
        return Failure("database", f"The database stopped answering: {said}. `clew doctor` looks for the cause.")
    return None


def fail(failure: Failure, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps({"error": {"code": failure.code, "sentence": failure.sentence}}), flush=True)
    else:
        say(failure.sentence)


def print_answer(answer: Answer, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(answer.facts, default=str), flush=True)
    elif answer.words:
        print(answer.words, flush=True)


def say(words: str) -> None:
    """Something for people, beside the answer."""
    print(words, file=sys.stderr, flush=True)
