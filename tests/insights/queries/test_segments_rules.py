"""Rules of segments: what each comparison fits, what is refused and where, and that no rule is ever broken SQL."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.people import NOW, make_account

from clew.insights.models import Account, AccountCounts
from clew.insights.queries.segments import size_of
from clew.insights.queries.segments_rules import (
    FIELDS,
    OPS,
    OWN,
    Condition,
    Group,
    Match,
    Rule,
    WrongRule,
    checked,
    from_form,
    from_json,
    where,
)
from clew.kit.errors import Invalid

TODAY = date(2026, 11, 20)


def one(field, op, value=""):
    return Rule((Group((Condition(field, op, value),)),))


@pytest.fixture
def fit(workspace, bob):
    """The names of the accounts that a condition fits."""
    acme = make_account(
        workspace, "Acme", arr=Decimal(50_000), plan="Enterprise", renews_on=TODAY + timedelta(days=30),
        domain="acme.example", owner=bob, health="bad", extra={"Country": "NO", "Vans": "118"},
    )  # fmt: skip
    make_account(workspace, "Bolt", arr=Decimal(4_000), plan="solo", extra={"Country": "DE", "Vans": "about ten"})
    make_account(workspace, "Cold")
    AccountCounts.objects.create(workspace=workspace, account=acme, notes=7, people=2, last_said=NOW, reading="good")

    def fitting(rule):
        sql, parameters = where(checked(rule), TODAY)
        clause = f"""id in (
            select a.id from insights_account a left join insights_accountcounts c on c.account_id = a.id where {sql})"""
        found = Account.objects.filter(workspace=workspace).order_by("name")
        rows = found.raw(
            f"select id, name from insights_account where workspace_id = '{workspace.pk}' and {clause} order by name",
            parameters,
        )
        return "".join(row.name[0] for row in rows)

    return fitting


@pytest.mark.parametrize(
    ("field", "op", "value", "fitting"),
    [
        ("arr", "at_least", "50,000", "A"),
        ("arr", "at_least", "50k", "A"),
        ("arr", "at_most", "$4k", "B"),
        ("arr", "is", "4000", "B"),
        ("arr", "is_not", "4000", "AC"),
        ("arr", "known", "", "AB"),
        ("arr", "unknown", "", "C"),
        ("plan", "is", "ENTERPRISE", "A"),
        ("plan", "is_not", "enterprise", "BC"),
        ("plan", "one_of", "Solo, Enterprise", "AB"),
        ("plan", "none_of", "Solo,Enterprise", "C"),
        ("plan", "contains", "pris", "A"),
        ("plan", "lacks", "pris", "BC"),
        ("plan", "unknown", "", "C"),
        ("name", "contains", "o", "BC"),
        ("renews_on", "next_days", "30", "A"),
        ("renews_on", "next_days", "29", ""),
        ("renews_on", "at_least", "2026-12-20", "A"),
        ("renews_on", "at_most", "2026-12-19", ""),
        ("renews_on", "unknown", "", "BC"),
        ("heard", "last_days", "1", "A"),
        ("heard", "unknown", "", "BC"),
        ("notes", "at_least", "1", "A"),
        ("notes", "is", "0", "BC"),
        ("people", "at_least", "2", "A"),
        ("health", "one_of", "Bad, At risk", "A"),
        ("health", "unknown", "", "BC"),
        ("owner", "is", "bob berger", "A"),
        ("extra:Country", "one_of", "no, se", "A"),
        ("extra:Country", "unknown", "", "C"),
        ("extra:Vans", "at_least", "100", "A"),
        ("extra:Vans", "at_most", "1000", "A"),
        ("extra:Nothing", "unknown", "", "ABC"),
    ],
)
def test_a_condition_fits(fit, field, op, value, fitting):
    assert fit(one(field, op, value)) == fitting


@pytest.mark.parametrize(
    ("match", "inner", "fitting"),
    [("all", "all", ""), ("all", "any", "AB"), ("any", "all", ""), ("any", "any", "ABC")],
)
def test_groups_and_conditions_join_by_all_or_any(fit, match, inner, fitting):
    plans = Group((Condition("plan", "is", "solo"), Condition("plan", "is", "enterprise")), Match(inner))
    names = Group((Condition("name", "is", "Cold"), Condition("arr", "known")), Match(inner))
    assert fit(Rule((plans, names), Match(match))) == fitting


@pytest.mark.parametrize(
    ("field", "op", "value", "sentence"),
    [
        ("plan", "at_least", "3", "Plan is words"),
        ("arr", "contains", "3", "ARR is a number"),
        ("arr", "at_least", "many", "many"),
        ("arr", "at_least", "", "Say what ARR is compared with"),
        ("renews_on", "at_least", "30.11.2026", "Write it as 2026-11-30"),
        ("renews_on", "next_days", "soon", "number of days"),
        ("renews_on", "next_days", "0", "number of days"),
        ("colour", "is", "blue", "no field"),
        ("extra:", "is", "blue", "no field"),
        ("plan", "resembles", "x", "no comparison"),
        ("", "is", "x", "Choose the field"),
    ],
)
def test_what_cannot_be_is_said_with_its_place(field, op, value, sentence):
    good = Condition("plan", "is", "Solo")
    with pytest.raises(WrongRule) as refused:
        checked(Rule((Group((good,)), Group((good, Condition(field, op, value))))))
    (wrong,) = refused.value.wrong
    assert (wrong.group, wrong.condition) == (1, 1)
    assert sentence in wrong.sentence


def test_an_empty_rule_is_refused_and_blank_lines_are_left_out():
    with pytest.raises(WrongRule, match="would be everybody"):
        checked(Rule())
    rule = checked(Rule((Group((Condition(""), Condition("arr", "known"))), Group())))
    assert [len(group.conditions) for group in rule.groups] == [1]


@pytest.mark.parametrize("data", [None, [], {}, {"groups": 3}, {"groups": [{}]}, {"match": "some", "groups": []}])
def test_json_of_another_shape_is_refused(data):
    with pytest.raises(Invalid):
        from_json(data)


def test_it_reads_as_a_sentence():
    rule = Rule((Group((Condition("arr", "at_least", "50,000"), Condition("renews_on", "next_days", "90"))),
                 Group((Condition("extra:Country", "one_of", "NO,SE"), Condition("plan", "unknown")), Match.ANY)))  # fmt: skip
    assert rule.in_words() == (
        "(ARR at least 50,000 and Renews on within the next 90 days) and (Country is one of NO, SE or Plan is not known)"
    )


texts = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]), max_size=30)
conditions = st.builds(
    Condition,
    st.sampled_from([*FIELDS, "", "no such"]) | texts.map(lambda name: f"{OWN}{name}"),
    st.sampled_from([str(op) for op in OPS]),
    texts | st.sampled_from(["5", "50k", "2026-01-31", "90", "1e9", "-3", "100%", "%(x)s", "a,b"]),
)
rules = st.builds(
    Rule,
    st.lists(st.builds(Group, st.lists(conditions, min_size=1, max_size=4).map(tuple), st.sampled_from(Match)), min_size=1, max_size=3).map(tuple),
    st.sampled_from(Match),
)  # fmt: skip


@given(rules)
def test_every_rule_is_refused_with_sentences_or_comes_back_from_json(rule):
    try:
        kept = checked(rule)
    except WrongRule as refused:
        assert all(wrong.sentence.endswith((".", "”")) for wrong in refused.wrong)
        return
    assert from_json(kept.to_json()) == kept
    assert kept.in_words()


@given(rule=rules)
def test_a_checked_rule_is_sql_that_runs(workspace, rule):
    make_account(workspace, "Acme", extra={"Vans": "12"}) if not Account.objects.filter(
        workspace=workspace
    ).exists() else None
    try:
        kept = checked(rule)
    except WrongRule:
        return
    assert 0 <= size_of(workspace=workspace, rule=kept, today=TODAY).accounts <= 1


@given(rules)
def test_a_form_gives_the_rule_back(rule):
    posted = {"match": str(rule.match), "groups": str(len(rule.groups))}
    for g, group in enumerate(rule.groups):
        posted |= {f"g{g}-match": str(group.match), f"g{g}-size": str(len(group.conditions))}
        for c, one in enumerate(group.conditions):
            posted |= {f"g{g}-c{c}-field": one.field, f"g{g}-c{c}-op": str(one.op), f"g{g}-c{c}-value": one.value}
    found = from_form(posted)
    assert [[one.field for one in group.conditions] for group in found.groups] == [
        [one.field for one in group.conditions] for group in rule.groups
    ]
    assert [group.match for group in found.groups] == [group.match for group in rule.groups]
