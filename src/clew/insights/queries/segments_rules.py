"""The rules of segments: what may be asked of an account, read from JSON or a form, and as SQL.

A rule joins groups of conditions by all or any, a group its conditions. Texts compare however they are spelled; an unknown
value is no number and no day, so that only “is not known”, “is not” and “is none of” fit it.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from clew.kit.errors import Invalid
from clew.kit.numbers import DecimalSign, NumberStyle, UnreadableNumber, parse_money
from clew.kit.text import excerpt, normalise

MOST_GROUPS, MOST_CONDITIONS = 10, 20
LONGEST_VALUE = 2000
MOST_DAYS = 3650
OWN = "extra:"
"""Begins the name of a field that came with an import."""
PLAIN_NUMBER = r"^\s*-?[0-9]{1,15}(\.[0-9]{1,6})?\s*$"


class Kind(StrEnum):
    TEXT = "text"
    NUMBER = "number"
    DAY = "day"
    OWN = "own"
    """A field of the workspace's own: text, and a number where it reads as one."""


class Match(StrEnum):
    ALL = "all"
    ANY = "any"


class Op(StrEnum):
    IS = "is"
    IS_NOT = "is_not"
    ONE_OF = "one_of"
    NONE_OF = "none_of"
    CONTAINS = "contains"
    LACKS = "lacks"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    NEXT_DAYS = "next_days"
    LAST_DAYS = "last_days"
    KNOWN = "known"
    UNKNOWN = "unknown"


OPS = {
    Op.IS: "is",
    Op.IS_NOT: "is not",
    Op.ONE_OF: "is one of (commas between)",
    Op.NONE_OF: "is none of (commas between)",
    Op.CONTAINS: "contains",
    Op.LACKS: "does not contain",
    Op.AT_LEAST: "at least, or on or after",
    Op.AT_MOST: "at most, or on or before",
    Op.NEXT_DAYS: "within the next … days",
    Op.LAST_DAYS: "within the last … days",
    Op.KNOWN: "is known",
    Op.UNKNOWN: "is not known",
}
NO_VALUE = {Op.KNOWN, Op.UNKNOWN}
TEXTS = {Op.IS, Op.IS_NOT, Op.ONE_OF, Op.NONE_OF, Op.CONTAINS, Op.LACKS, *NO_VALUE}
ORDERED = {Op.AT_LEAST, Op.AT_MOST}
FITTING = {
    Kind.TEXT: TEXTS,
    Kind.NUMBER: {Op.IS, Op.IS_NOT, *ORDERED, *NO_VALUE},
    Kind.DAY: {Op.IS, *ORDERED, Op.NEXT_DAYS, Op.LAST_DAYS, *NO_VALUE},
    Kind.OWN: TEXTS | ORDERED,
}
INSTEAD = {
    Kind.TEXT: "is words. Choose “is”, “is one of” or “contains”",
    Kind.NUMBER: "is a number. Choose “at least”, “at most” or “is”",
    Kind.DAY: "is a day. Choose “on or after”, “on or before” or “within the next … days”",
    Kind.OWN: "came with your files. Choose “is”, “is one of”, “contains”, “at least” or “at most”",
}


@dataclass(frozen=True)
class Asked:
    """A field that rules may ask: its words, its kind, and its SQL over `a` (the account) and `c` (its counts)."""

    label: str
    kind: Kind
    sql: str


FIELDS: dict[str, Asked] = {
    "arr": Asked("ARR", Kind.NUMBER, "a.arr"),
    "plan": Asked("Plan", Kind.TEXT, "a.plan"),
    "segment": Asked("Segment in your files", Kind.TEXT, "a.segment"),
    "renews_on": Asked("Renews on", Kind.DAY, "a.renews_on"),
    "health": Asked(
        "Health",
        Kind.TEXT,
        "case coalesce(nullif(a.health, ''), c.reading) when 'good' then 'Good' when 'risk' then 'At risk'"
        " when 'bad' then 'Bad' else '' end",
    ),
    "owner": Asked(
        "Owner",
        Kind.TEXT,
        "coalesce((select coalesce(nullif(u.name, ''), u.email) from workspaces_user u where u.id = a.owner_id), '')",
    ),
    "name": Asked("Name", Kind.TEXT, "a.name"),
    "domain": Asked("Domain", Kind.TEXT, "a.domain"),
    "notes": Asked("Notes", Kind.NUMBER, "coalesce(c.notes, 0)"),
    "people": Asked("People", Kind.NUMBER, "coalesce(c.people, 0)"),
    "asked": Asked("Open requests", Kind.NUMBER, "coalesce(c.asked, 0)"),
    "heard": Asked("Last heard", Kind.DAY, "c.last_said::date"),
}


@dataclass(frozen=True)
class Condition:
    field: str
    op: str = Op.IS
    value: str = ""

    @property
    def is_blank(self) -> bool:
        return not self.field

    @property
    def asked(self) -> Asked:
        return asked(self.field)

    @property
    def values(self) -> list[str]:
        return [part.strip() for part in re.split(r"[,\n]", self.value) if part.strip()]

    def in_words(self) -> str:
        words = re.sub(r" \(.*\)", "", OPS[Op(self.op)])
        if self.op in ORDERED:
            words = words.split(", or ")[1 if self.asked.kind == Kind.DAY else 0]
        if "…" in words:
            return f"{self.asked.label} {words.replace('…', self.value)}"
        if self.op in NO_VALUE:
            return f"{self.asked.label} {words}"
        value = ", ".join(self.values) if self.op in {Op.ONE_OF, Op.NONE_OF} else self.value
        return f"{self.asked.label} {words} {value}"


@dataclass(frozen=True)
class Group:
    conditions: tuple[Condition, ...] = (Condition(""),)
    match: str = Match.ALL


@dataclass(frozen=True)
class Rule:
    groups: tuple[Group, ...] = (Group(),)
    match: str = Match.ALL

    def to_json(self) -> dict[str, Any]:
        return {
            "match": str(self.match),
            "groups": [
                {
                    "match": str(group.match),
                    "conditions": [
                        {"field": one.field, "op": str(one.op), "value": one.value} for one in group.conditions
                    ],
                }
                for group in self.groups
            ],
        }

    def in_words(self) -> str:
        """ARR at least 50,000 and Plan is Enterprise; groups stand in brackets where there are several."""
        said = [_joined([one.in_words() for one in group.conditions], group.match) for group in self.groups]
        return _joined([f"({words})" for words in said] if len(said) > 1 else said, self.match)


@dataclass(frozen=True)
class Wrong:
    """What is wrong with a rule, and where: the condition's place in its group; -1 for a group or the whole."""

    group: int
    condition: int
    sentence: str


class WrongRule(Invalid):
    """`wrong` names every place; the sentence is the first one's."""

    def __init__(self, wrong: Sequence[Wrong]) -> None:
        super().__init__(wrong[0].sentence, field="rule")
        self.wrong = list(wrong)


def asked(name: str) -> Asked:
    """Raises Invalid for a field that there is not."""
    if name.startswith(OWN) and name != OWN:
        return Asked(name.removeprefix(OWN), Kind.OWN, "")
    if name not in FIELDS:
        raise Invalid(f"An account has no field “{excerpt(name, 40)}”.", field="rule")
    return FIELDS[name]


def is_value(segment: str) -> Rule:
    """The rule that a value of the imported column stands for."""
    return Rule((Group((Condition("segment", Op.IS, segment),)),))


def from_json(data: Any) -> Rule:
    """The rule in `data`, checked. Raises Invalid where it has another shape, WrongRule where it cannot be."""
    try:
        groups = tuple(
            Group(
                tuple(
                    Condition(str(one["field"]), str(one["op"]), str(one.get("value", "")))
                    for one in group["conditions"]
                ),
                Match(group.get("match", Match.ALL)),
            )
            for group in data["groups"]
        )
        rule = Rule(groups, Match(data.get("match", Match.ALL)))
    except (TypeError, KeyError, ValueError, AttributeError):
        raise Invalid(
            'A rule is {"match": "all", "groups": [{"match": "all", "conditions": [{"field", "op", "value"}]}]}.',
            field="rule",
        ) from None
    return checked(rule)


def checked(rule: Rule) -> Rule:
    """The rule without its blank lines. Raises WrongRule with everything that is wrong, and where."""
    wrong = [
        Wrong(g, c, sentence)
        for g, group in enumerate(rule.groups)
        for c, condition in enumerate(group.conditions)
        if (sentence := _wrong(condition))
    ]
    if wrong:
        raise WrongRule(wrong)
    kept = tuple(
        Group(told, group.match)
        for group in rule.groups
        if (told := tuple(condition for condition in group.conditions if not condition.is_blank))
    )
    if not kept:
        raise WrongRule([Wrong(0, -1, "Choose at least one field: a segment without a condition would be everybody.")])
    if len(kept) > MOST_GROUPS or max(len(group.conditions) for group in kept) > MOST_CONDITIONS:
        most = f"A rule takes {MOST_GROUPS} groups of {MOST_CONDITIONS} conditions."
        raise WrongRule([Wrong(0, -1, f"{most} “Is one of” takes many values at once.")])
    return Rule(kept, rule.match)


def where(rule: Rule, today: date) -> tuple[str, dict[str, Any]]:
    """SQL over `a` and `c` that is true for the accounts the checked rule fits, and its parameters."""
    parameters: dict[str, Any] = {}
    groups = []
    for group in rule.groups:
        parts = [_sql(condition, today, parameters) for condition in group.conditions]
        groups.append("(" + (" and " if group.match == Match.ALL else " or ").join(parts) + ")")
    return "(" + (" and " if rule.match == Match.ALL else " or ").join(groups) + ")", parameters


def _joined(parts: Sequence[str], match: str) -> str:
    return (" and " if match == Match.ALL else " or ").join(parts)


def _wrong(condition: Condition) -> str:
    """What is wrong with one condition, as a sentence; empty when nothing is."""
    if condition.is_blank:
        return "Choose the field that this value belongs to." if condition.value.strip() else ""
    try:
        field, op = asked(condition.field), Op(condition.op)
    except Invalid as error:
        return error.sentence
    except ValueError:
        return f"“{excerpt(condition.op, 40)}” is no comparison. Choose one of the list."
    if op not in FITTING[field.kind]:
        return f"{field.label} {INSTEAD[field.kind]}."
    return "" if op in NO_VALUE else _wrong_value(condition, field, op)


def _wrong_value(condition: Condition, field: Asked, op: Op) -> str:
    if not condition.values:
        return f"Say what {field.label} is compared with."
    if len(condition.value) > LONGEST_VALUE:
        return f"That is too long: at most {LONGEST_VALUE} characters."
    try:
        if op in {Op.NEXT_DAYS, Op.LAST_DAYS}:
            days = condition.value.strip()
            if not days.isdecimal() or not 0 < int(days) <= MOST_DAYS:
                return f"Give a number of days from 1 to {MOST_DAYS}, such as 90."
        elif field.kind == Kind.DAY:
            date.fromisoformat(condition.value.strip())
        elif field.kind == Kind.NUMBER or op in ORDERED:
            number(condition.value)
    except UnreadableNumber as error:
        return error.sentence
    except ValueError:
        return f"“{excerpt(condition.value, 30)}” is no day. Write it as 2026-11-30."
    return ""


def number(text: str) -> Any:
    """50,000, 50k or $50k. Raises UnreadableNumber."""
    return parse_money(text, NumberStyle(DecimalSign.POINT)).value


def _sql(condition: Condition, today: date, parameters: dict[str, Any]) -> str:
    field, op = condition.asked, Op(condition.op)
    sql = field.sql

    def put(value: Any) -> str:
        name = f"rule_{len(parameters)}"
        parameters[name] = value
        return f"%({name})s"

    if field.kind == Kind.OWN:
        sql = f"coalesce(a.extra ->> {put(condition.field.removeprefix(OWN))}, '')"
        if op in ORDERED:  # a case: the condition's parts are looked at in this order
            sql = f"case when {sql} ~ {put(PLAIN_NUMBER)} then trim({sql})::numeric end"
    if field.kind == Kind.TEXT or (field.kind == Kind.OWN and op not in ORDERED):
        return _text_sql(sql, op, condition, put)
    if op in NO_VALUE:
        return f"{sql} is {'not ' if op == Op.KNOWN else ''}null"
    if op in {Op.NEXT_DAYS, Op.LAST_DAYS}:
        days = timedelta(days=int(condition.value) * (1 if op == Op.NEXT_DAYS else -1))
        low, high = sorted((today, today + days))
        return f"coalesce({sql} between {put(low)} and {put(high)}, false)"
    value = date.fromisoformat(condition.value.strip()) if field.kind == Kind.DAY else number(condition.value)
    if op == Op.IS_NOT:
        return f"{sql} is distinct from {put(value)}"
    sign = {Op.IS: "=", Op.AT_LEAST: ">=", Op.AT_MOST: "<="}[op]
    return f"coalesce({sql} {sign} {put(value)}, false)"


def _text_sql(sql: str, op: Op, condition: Condition, put: Any) -> str:
    folded = f"lower({sql})"
    values = [normalise(value) for value in condition.values]
    if op in NO_VALUE:
        return f"{sql} {'<>' if op == Op.KNOWN else '='} ''"
    if op in {Op.IS, Op.IS_NOT}:
        return f"{folded} {'=' if op == Op.IS else '<>'} {put(normalise(condition.value))}"
    if op in {Op.ONE_OF, Op.NONE_OF}:
        return f"{'not ' if op == Op.NONE_OF else ''}{folded} = any({put(values)})"
    return f"position({put(normalise(condition.value))} in {folded}) {'>' if op == Op.CONTAINS else '='} 0"


def from_form(data: Mapping[str, str]) -> Rule:
    """What the rule editor posts: match, g0-match, g0-c0-field, g0-c0-op, g0-c0-value, … Not checked."""
    groups = []
    for g in range(_size(data, "groups", MOST_GROUPS)):
        conditions = tuple(
            Condition(
                data.get(f"g{g}-c{c}-field", "")[:200],
                data.get(f"g{g}-c{c}-op", "")[:20],
                data.get(f"g{g}-c{c}-value", "").strip()[: LONGEST_VALUE + 1],
            )
            for c in range(_size(data, f"g{g}-size", MOST_CONDITIONS))
        )
        groups.append(Group(conditions or (Condition(""),), _match(data.get(f"g{g}-match", ""))))
    return Rule(tuple(groups) or (Group(),), _match(data.get("match", "")))


def _size(data: Mapping[str, str], name: str, most: int) -> int:
    text = data.get(name, "1")
    return min(max(int(text), 1), most) if text.isdecimal() and len(text) < 4 else 1


def _match(text: str) -> Match:
    return Match.ANY if text == Match.ANY else Match.ALL
