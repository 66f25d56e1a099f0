"""Whatever the rules and whatever came before: nobody over a cap, in quiet, or out of a reserve."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from regard.contacting.audiences import Rule
from regard.contacting.drawing import Demand, draw, draw_samples, held, sample
from regard.contacting.ledger import Contact, ContactKind, Ledger
from regard.contacting.rules import COUNTED, Ask, Cap, Each, Person, Rules, judge
from tests.contacting.year import over_budget

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
KINDS = ("nps", "csat", "csat nps", "exit")
ASKS = [Ask(f"s-{kind}", kind, "email") for kind in KINDS]
CAPS = some.builds(
    Cap,
    key=some.just("cap"),
    most=some.integers(0, 3),
    days=some.sampled_from([0.5, 1, 7, 30, 90]),
    each=some.sampled_from(Each),
    kinds=some.sampled_from([frozenset(), frozenset({"nps"}), frozenset({"csat", "exit"})]),
    same_survey=some.booleans(),
    counts=some.sampled_from([frozenset({ContactKind.ASK}), frozenset({ContactKind.REMINDER}), COUNTED]),
    holds_for=some.sampled_from([COUNTED, frozenset({ContactKind.ASK, ContactKind.INTERVIEW})]),
)
EVER = some.integers(0, 200)  # days after the first
PEOPLE = some.builds(
    lambda place, account, quiet, rest: Person(
        f"p{place}",
        account,
        quiet=tuple((NOON + timedelta(days=a), b and NOON + timedelta(days=a + b)) for a, b in quiet),
        rest_days=rest,
    ),
    some.integers(0, 5),
    some.sampled_from(["", "acme", "teahouse"]),
    some.lists(some.tuples(EVER, some.none() | some.integers(1, 60)), max_size=1),
    some.none() | some.integers(1, 60),
)
CROWD = some.lists(PEOPLE, min_size=1, max_size=6, unique_by=lambda one: one.id)
BEFORE = some.lists(some.tuples(some.integers(0, 5), some.integers(0, 3), some.integers(1, 100)), max_size=12)


def earlier(people, before):
    """Contacts of the time before, allowed or not."""
    by_id = {one.id: one for one in people}
    found = ((by_id[f"p{who}"], ASKS[which], days) for who, which, days in before if f"p{who}" in by_id)
    return [contact(one, ask, NOON - timedelta(days=days)) for one, ask, days in found]


def contact(person, ask, at):
    return Contact(person.id, person.account, ask.survey, ask.survey_kind, ask.channel, ask.kind, at)


@settings(max_examples=150, deadline=None)
@given(
    people=CROWD,
    caps=some.lists(CAPS, min_size=1, max_size=4),
    before=BEFORE,
    steps=some.lists(some.tuples(some.floats(0, 20), some.sampled_from(ASKS), some.booleans()), max_size=14),
)
def test_asking_and_reminding_whenever_it_is_allowed_never_breaks_a_rule(people, caps, before, steps):
    rules, at = Rules(tuple(caps)), NOON
    old = earlier(people, before)
    history, made = Ledger(old), []
    for days, ask, is_reminder in steps:
        at += timedelta(days=days)
        if is_reminder:
            reminder = Ask(ask.survey, ask.survey_kind, ask.channel, ContactKind.REMINDER)
            for one in people:
                if judge(one, history, rules, ask=reminder, at=at).allowed:
                    made.append(contact(one, reminder, at))
                    history.add(made[-1])
        else:
            (drawn,) = draw(people, [Demand("d", ask)], rules, history, at=at)
            made += [contact(taken.person, ask, at) for taken in drawn.taken]
    broken = over_budget([*old, *made], rules)
    assert [one for one in broken if datetime.fromisoformat(one.split(" at ")[1]) >= NOON] == []
    by_id = {one.id: one for one in people}
    for one in made:
        person = by_id[one.person]
        assert not [
            1 for since, until in person.quiet if since <= one.at and (until is None or one.at < until)
        ]
        if person.rest_days and one.kind == ContactKind.ASK:
            since = one.at - timedelta(days=person.rest_days)
            mine = [other for other in (*old, *made[: made.index(one)]) if other.person == one.person]
            assert not [other for other in mine if since < other.at]


@settings(max_examples=100, deadline=None)
@given(people=CROWD, caps=some.lists(CAPS, max_size=3), before=BEFORE, planned=some.integers(0, 6))
def test_whoever_is_considered_is_taken_refused_with_a_reason_or_left_to_chance(
    people, caps, before, planned
):
    history = Ledger(earlier(people, before))
    demands = [Demand("a", ASKS[0], planned=planned, reserved=0.5), Demand("b", ASKS[1], priority=2)]
    for drawn in draw(people, demands, Rules(tuple(caps)), history, at=NOON):
        taken = [one.person.id for one in drawn.taken]
        refused = [person.id for person, verdict in drawn.refused if verdict.reason and verdict.rule]
        counted = Counter([*taken, *refused, *(person.id for person in drawn.not_drawn)])
        assert counted == Counter(one.id for one in people)


@settings(max_examples=60, deadline=None)
@given(
    share=some.floats(0.05, 1), most=some.integers(1, 4), done=some.integers(0, 20), size=some.integers(1, 40)
)
def test_as_many_as_were_promised_are_kept_free_until_the_rare_survey_has_asked_them(share, most, done, size):
    """The urgent survey takes everybody but those; whoever it is, the rare one finds its next people free."""
    people = [Person(f"p{place:02}") for place in range(size)]
    rules = Rules((Cap("rest", 1, 30),))
    rare = Demand("rare", ASKS[3], priority=9, reserved=share, most=most)
    asked = frozenset(one.person.id for one in sample(people, rare).members[:done])
    rare = Demand("rare", ASKS[3], priority=9, reserved=share, most=most, done=asked)
    urgent = Demand("urgent", ASKS[1], priority=1)
    samples = [sample(people, one) for one in (urgent, rare)]
    kept = held(samples)["rare"]
    assert len(kept) == min(int(share * size + 0.5), size - len(asked))
    first, then = draw_samples(samples, rules, Ledger(), at=NOON)
    assert {one.person.id for one in first.taken} == {one.id for one in people} - kept
    assert len(then.taken) == min(most, len(kept))
    assert {one.person.id for one in then.taken} <= kept


def test_over_many_draws_each_person_is_asked_as_often_as_their_chance_says():
    """Three segments, one twice and one five times as likely; no rule of the day changes who belongs."""
    people = [Person(f"p{place:02}", known={"segment": "abc"[place % 3]}) for place in range(30)]
    shares = {"b": 2.0, "c": 5.0}
    history = [Contact(one.id, "", "x", "csat", "email", "ask", NOON) for one in people[::4]]
    rules, draws = Rules((Cap("rest", 1, 5),)), 1_500
    often: Counter[str] = Counter()
    for seed in range(draws):
        done: frozenset[str] = frozenset()
        for day in (1, 6):  # those who are at rest on the first day are asked on the other
            demand = Demand("d", ASKS[0], planned=9, shares=shares, seed=str(seed), done=done)
            (drawn,) = draw(people, [demand], rules, Ledger(history), at=NOON + timedelta(days=day))
            done |= {one.person.id for one in drawn.taken}
        often.update(done)
    by_segment = {"a": 9 / 80, "b": 18 / 80, "c": 45 / 80}
    told = {one.person.known["segment"]: one.inclusion for one in drawn.taken}
    assert {name: by_segment[name] for name in told} == pytest.approx(told)
    for person in people:
        chance = by_segment[person.known["segment"]]
        error = (chance * (1 - chance) / draws) ** 0.5
        assert abs(often[person.id] / draws - chance) < 4.5 * error + 0.01, (person.id, chance)


@pytest.mark.parametrize("days", [0, 5, 19.99])
def test_an_open_complaint_silences_every_channel_and_kind_and_the_next_day_none(days):
    person = Person("ada", quiet=((NOON, NOON + timedelta(days=20)),))
    at = NOON + timedelta(days=days)
    for ask in ASKS:
        for kind in (ContactKind.ASK, ContactKind.REMINDER, ContactKind.INTERVIEW):
            for channel in ("email", "sms", "in_app"):
                one = Ask(ask.survey, ask.survey_kind, channel, kind)
                assert judge(person, Ledger(), Rules(()), ask=one, at=at).reason == "quiet"
                assert judge(person, Ledger(), Rules(()), ask=one, at=NOON + timedelta(days=20)).allowed


def test_a_rule_for_a_kind_concerns_a_survey_that_is_of_several():
    rules = Rules((Cap("nps", 1, 180, kinds=frozenset({"nps"})),))
    history = Ledger([contact(Person("ada"), ASKS[2], NOON)])
    later = NOON + timedelta(days=100)
    verdicts = [judge(Person("ada"), history, rules, ask=ask, at=later).allowed for ask in ASKS]
    assert verdicts == [False, True, False, True]


def test_an_audience_of_nobody_keeps_nobody_free():
    nobody = Rule.from_content({"all": [{"field": "segment", "op": "is", "values": ["none"]}]})
    assert held([sample([Person("a")], Demand("d", ASKS[0], whom=nobody, reserved=1.0))]) == {
        "d": frozenset()
    }
