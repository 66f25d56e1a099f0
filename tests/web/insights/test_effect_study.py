"""The answers that an effect is judged from: by week, by arm, on one scale, nobody who is not known."""

import random
from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

import pytest

from regard.perception.effects import effect_of_action, in_holdout
from regard.perception.effects.interruption import SEASONAL, UNSEASONAL
from regard.perception.metrics.csat import csat
from regard.web.customers.matching import Person
from regard.web.customers.models import Customer
from regard.web.feedback.drafts import AnswerDraft, Draft
from regard.web.feedback.models import State
from regard.web.feedback.recording import record
from regard.web.insights.effect_study import Plan, Reach, judge, weeks
from regard.web.workspaces.tenancy import in_workspace

pytestmark = pytest.mark.django_db

START = date(2026, 9, 7)
UNTIL = START + timedelta(weeks=10)


def said(number, day, score, top=5, **more):
    return Draft(
        external_id=f"e{number}",
        answers=(AnswerDraft.score("csat", score, 1, top),),
        person=more.pop("person", Person(external_id=f"p{number}")),
        collected_at=datetime.combine(day, time(12), UTC),
        **more,
    )


@pytest.fixture
def inside(workspace):
    with in_workspace(workspace):
        yield workspace


@pytest.fixture
def tell(inside, survey, noon):
    return lambda *drafts: record(survey, list(drafts), at=noon)


def plan(**more):
    return Plan(metric="csat", start=START, until=UNTIL, smallest=5, **more)


def counted(series):
    return {week: counts.n for week, counts in series.items()}


def test_weeks_are_counted_from_the_start_and_end_before_the_judging_day(tell):
    days = [-183, -182, -8, -7, -1, 0, 6, 7, 69, 70]
    tell(*(said(n, START + timedelta(days=day), 4) for n, day in enumerate(days)))
    assert counted(weeks(plan()).reached) == {-26: 1, -2: 1, -1: 2, 0: 2, 1: 1, 9: 1}
    later = weeks(plan(), until=UNTIL + timedelta(days=1))
    assert counted(later.reached)[10] == 1


@pytest.mark.parametrize("by", ["segment", "region"])
def test_those_whom_it_reached_stand_apart_from_the_others_and_from_those_not_known(tell, by):
    named = [{by: "north"}, {by: "south"}, {by: "south"}, {by: ""}]
    tell(*(said(n, START, 4, **one) for n, one in enumerate(named)))
    found = weeks(plan(reach=Reach(by=by, values=("south",))))
    assert (counted(found.reached), counted(found.others)) == ({0: 2}, {0: 1})


def test_a_source_can_be_what_it_reached(tell):
    tell(said(1, START, 4))
    assert counted(weeks(plan(reach=Reach(by="source", values=("survey",)))).reached) == {0: 1}
    assert counted(weeks(plan(reach=Reach(by="source", values=("else",)))).others) == {0: 1}


def test_a_hold_out_is_told_apart_customer_by_customer(tell):
    tell(*(said(n, START, 4) for n in range(60)), said(99, START, 4, person=Person()))
    found = weeks(plan(reach=Reach(holdout=0.3, salt="calls")))
    out = sum(in_holdout(str(pk), "calls", 0.3) for pk in Customer.objects.values_list("pk", flat=True))
    assert (counted(found.others)[0], counted(found.reached)[0]) == (out, 60 - out)


@pytest.mark.parametrize("by", ["segment", "region", "source"])
def test_a_hold_out_within_a_group_leaves_everybody_outside_of_it_out(tell, by):
    value = "survey" if by == "source" else "big"
    kinds = [{}] if by == "source" else [{by: "big"}, {by: "small"}, {by: ""}]
    tell(*(said(n, START, 4, **kinds[n % len(kinds)]) for n in range(90)))
    found = weeks(plan(reach=Reach(by=by, values=(value,), holdout=0.5, salt="x")))
    inside = Customer.objects.filter(**({} if by == "source" else {f"feedback__{by}": "big"}))
    out = sum(in_holdout(str(pk), "x", 0.5) for pk in inside.values_list("pk", flat=True))
    counts = counted(found.others)[0], counted(found.reached)[0]
    assert counts == (out, inside.count() - out)
    nowhere = weeks(plan(reach=Reach(by=by, values=("elsewhere",), holdout=0.5, salt="x")))
    assert (nowhere.reached, nowhere.others) == ({}, {})


def test_the_effect_within_a_group_is_not_diluted_by_those_outside_of_it(tell):
    """+50 points for those of "big" who got it, over three times as many others for whom nothing changed."""
    dice, drafts = random.Random(3), []
    for n in range(2_000):
        day, segment = START + timedelta(days=dice.randrange(-140, 70)), "big" if n % 4 == 0 else "small"
        drafts.append((n, day, segment))
    ids = [UUID(int=dice.getrandbits(128), version=4) for _ in drafts]  # the same are held out each time
    Customer.objects.insert_many([Customer(pk=ids[n], external_id=f"p{n}") for n, _day, _segment in drafts])
    tell(*(said(n, day, 2, segment=segment) for n, day, segment in drafts))
    assert Customer.objects.count() == len(ids)
    seen = Counter()

    def top(n, day, segment):
        got = segment == "big" and day >= START and not in_holdout(str(ids[n]), "x", 0.5)
        seen[segment, got] += 1
        return seen[segment, got] % 10 < (8 if got else 3)

    again = [said(n, day, 5 if top(n, day, segment) else 2, segment=segment) for n, day, segment in drafts]
    tell(*again)
    effect = judge(plan(reach=Reach(by="segment", values=("big",), holdout=0.5, salt="x"))).effect
    assert effect.verdict == "changed"
    assert effect.effect.low <= 50 <= effect.effect.high
    assert 40 < effect.effect.value < 60
    assert effect.effect.n < 600


def test_only_the_segment_whose_number_it_is_counts(tell):
    tell(said(1, START, 4, segment="big"), said(2, START, 4, segment="small"))
    assert counted(weeks(plan(segment="big")).reached) == {0: 1}


def test_answers_on_another_scale_are_left_out_and_counted(tell):
    tell(said(1, START, 4), said(2, START, 5), said(3, START, 7, top=7))
    found = weeks(plan())
    assert (counted(found.reached), found.elsewhere) == ({0: 2}, 1)


def test_what_does_not_count_elsewhere_does_not_count_here(tell):
    tell(
        said(1, START, 4),
        said(2, START, 4, state=State.WITHDRAWN),
        said(3, START, 4, state=State.BOT_SUSPECT),
    )
    assert counted(weeks(plan()).reached) == {0: 1}


def test_without_answers_nothing_is_found_and_nothing_breaks(inside):
    assert judge(plan()).effect.verdict == "cannot be known from this design"
    both = judge(plan(reach=Reach(by="segment", values=("big",))))
    assert both.effect.verdict == "cannot be known from this design"


def test_the_library_says_the_same_of_the_same_counts(tell):
    dice = random.Random(5)
    tell(
        *(
            said(
                n,
                START + timedelta(days=dice.randrange(-140, 70)),
                dice.randint(1, 5),
                segment=dice.choice(["big", "small"]),
            )
            for n in range(600)
        )
    )
    found = judge(plan(reach=Reach(by="segment", values=("big",))))
    series = {"a": found.weeks.reached, "b": found.weeks.others}
    same = effect_of_action(series, "a", 0, design="did", metric=csat, promised=5)
    assert found.effect == same


def test_of_many_changes_that_do_nothing_few_are_called_a_change(tell):
    """Forty changes without effect over the same answers: about one in twenty may be called one by chance."""
    dice = random.Random(11)
    days = [dice.randrange(-180, 70) for _ in range(1_500)]
    tell(*(said(n, START + timedelta(days=day), dice.randint(1, 5)) for n, day in enumerate(days)))
    called = [judge(plan(reach=Reach(holdout=0.5, salt=f"nothing {n}"))).effect.verdict for n in range(40)]
    assert sum(verdict in ("changed", "worse") for verdict in called) <= 6


def test_two_years_before_tell_a_season_where_there_are_as_many_and_half_a_year_is_shown(tell):
    tell(*(said(n, START - timedelta(weeks=105 - n // 4, days=-n % 3), 4 + n % 2) for n in range(460)))
    long = judge(plan())
    assert long.effect.strength == "weak"
    assert SEASONAL in long.effect.reasons
    assert long.effect.effect.n == 460
    assert min(long.weeks.reached) == -26
    short = judge(plan(since=START - timedelta(weeks=80)))
    assert UNSEASONAL in short.effect.reasons
    assert short.effect.effect.n == sum(counted(short.weeks.reached).values()) < 460


def test_whoever_is_compared_with_others_or_by_chance_is_no_weak_evidence(tell):
    tell(said(1, START, 4, segment="big"))
    reaches = [Reach(holdout=0.5, salt="x"), Reach(by="segment", values=("big",))]
    assert [judge(plan(reach=one)).effect.strength for one in reaches] == ["strong", "fair"]
