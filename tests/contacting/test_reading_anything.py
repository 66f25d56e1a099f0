"""What comes from outside is read as a rule or refused with its place; it never is half of one."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from regard.contacting.audiences import FIELDS, NUMBERS, OWN, Op, Rule, UnfitRule
from regard.contacting.exposing import LEAST, Chance, blocked, free, not_full
from regard.contacting.ledger import Contact, ContactKind, Ledger
from regard.contacting.rules import DEFAULT, Ask, Cap, Each, Person, Rules, judge
from regard.contacting.writing import FORMAT

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
CSAT = Ask("s-csat", "csat", "email")
LEAF = (
    some.none()
    | some.booleans()
    | some.integers()
    | some.floats()
    | some.text(max_size=20)
    | some.sampled_from([*FIELDS, *Op, *Each, *ContactKind, "all", FORMAT, OWN])
)
JUNK = some.recursive(
    LEAF,
    lambda inner: some.lists(inner, max_size=4) | some.dictionaries(some.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
CONDITION = some.fixed_dictionaries(
    {"field": LEAF, "op": LEAF}, optional={"values": JUNK, "number": JUNK, "x": JUNK}
)
CAP = some.fixed_dictionaries(
    {"key": LEAF, "most": LEAF, "days": LEAF},
    optional={"each": LEAF, "kinds": JUNK, "counts": JUNK, "holds_for": JUNK, "whom": JUNK, "x": JUNK},
)
KNOWN = some.dictionaries(some.sampled_from([*FIELDS, "attributes.plan"]), LEAF, max_size=5)
FIT = some.lists(
    some.builds(
        lambda name, op, values: {"field": name, "op": op, "values": values},
        some.sampled_from([name for name in FIELDS if name not in NUMBERS] + ["attributes.计划"]),
        some.sampled_from([Op.IS, Op.IS_NOT]),
        some.lists(some.text(max_size=10), min_size=1, max_size=3),
    )
    | some.builds(
        lambda name, op, number: {"field": name, "op": op, "number": number},
        some.sampled_from(sorted(NUMBERS)),
        some.sampled_from([Op.AT_LEAST, Op.AT_MOST]),
        some.integers(-(10**6), 10**6) | some.floats(-1e6, 1e6),
    ),
    max_size=5,
)


@settings(max_examples=300, deadline=None)
@given(content=JUNK | some.fixed_dictionaries({"all": some.lists(CONDITION, max_size=3)}), known=KNOWN)
def test_an_audience_is_read_and_judges_or_is_refused_with_its_place(content, known):
    try:
        rule = Rule.from_content(content)
    except UnfitRule as problem:
        assert problem.path.startswith("rule") and problem.reason
    else:
        assert rule.holds(known) in (True, False)
        assert Rule.from_content(rule.to_content()) == rule


@settings(max_examples=300, deadline=None)
@given(
    content=JUNK | some.fixed_dictionaries({"format": some.just(FORMAT), "caps": some.lists(CAP, max_size=2)})
)
def test_a_set_of_rules_is_read_and_judges_or_is_refused_with_its_place(content):
    try:
        rules = Rules.from_content(content)
    except UnfitRule as problem:
        assert problem.path and problem.reason
    else:
        assert judge(Person("ada"), Ledger(), rules, ask=CSAT, at=NOON).allowed in (True, False)
        assert Rules.from_content(rules.to_content()) == rules


@settings(max_examples=100, deadline=None)
@given(rows=FIT, known=KNOWN)
def test_whoever_fits_every_condition_belongs_and_whoever_misses_one_does_not(rows, known):
    rule = Rule.from_content({"all": rows})
    assert Rule.from_content(rule.to_content()) == rule
    each = [Rule.from_content({"all": [row]}).holds(known) for row in rows]
    assert rule.holds(known) == all(each)
    for row, holds in zip(rows, each, strict=True):
        if row["op"] == Op.IS:
            other = Rule.from_content({"all": [row | {"op": Op.IS_NOT}]})
            assert other.holds(known) != holds


@settings(max_examples=100, deadline=None)
@given(
    events=some.lists(some.tuples(some.floats(0, 400), some.floats(0, 1)), max_size=20),
    share=some.floats(0.01, 1),
)
def test_the_chance_to_be_free_is_a_chance_and_falls_with_every_further_contact(events, share):
    person, at = Person("ada", account="acme"), NOON + timedelta(days=400)
    before = [
        Chance(
            Contact("ada", "acme", CSAT.survey, "csat", "email", "ask", NOON + timedelta(days=day)), chance
        )
        for day, chance in events
    ]
    alone = free(person, before, DEFAULT, ask=CSAT, at=at)
    more = Chance(Contact("ada", "acme", CSAT.survey, "csat", "email", "ask", at - timedelta(days=1)), share)
    assert LEAST <= free(person, [*before, more], DEFAULT, ask=CSAT, at=at) <= alone <= 1
    assert free(person, before, Rules(()), ask=CSAT, at=at) == 1


def test_a_chance_of_another_person_counts_for_the_company_alone():
    rules = Rules((Cap("company", 1, 30, each=Each.ACCOUNT), Cap("rest", 1, 30)))
    other = Chance(Contact("bo", "acme", "x", "csat", "email", "ask", NOON - timedelta(days=1)), 0.25)
    ada = {account: Person("ada", account=account) for account in ("acme", "")}
    found = {name: free(one, [other], rules, ask=CSAT, at=NOON) for name, one in ada.items()}
    assert found == {"acme": 0.75, "": 1.0}


@pytest.mark.parametrize("most", [1, 3, 12])
def test_what_is_carried_and_what_finds_no_place_make_up_what_was_offered(most):
    for offered in (0.1, 1, 5, 40):
        carried = offered * (1 - blocked(most, offered))
        assert carried < most
        if round(carried, 2) < most:
            assert not_full(most, carried) == pytest.approx(1 - blocked(most, offered), abs=0.02)
