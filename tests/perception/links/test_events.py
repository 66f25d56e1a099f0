"""Months at risk: who was there, who left, and that no answer counts before it was given."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regard.perception.counts import OffScale
from regard.perception.links import (
    NEVER,
    EventCounts,
    EventRow,
    History,
    NobodyAtRisk,
    OffMonth,
    UnlikeEvents,
    event_counts,
    from_durations,
    hazard_model,
    nps_band,
    retention_by_group,
    since_answer,
    since_month,
)

customers = st.lists(
    st.tuples(st.integers(1, 12), st.booleans(), st.sampled_from(["low", "high"])), min_size=1, max_size=30
)
histories = st.lists(
    st.builds(
        lambda first, months, churned, answers: History(first, first + months, churned, tuple(answers)),
        st.integers(0, 20),
        st.integers(0, 12),
        st.booleans(),
        st.lists(st.tuples(st.integers(-2, 40), st.integers(0, 10)), max_size=4),
    ),
    min_size=1,
    max_size=15,
)


def counted(rows: list[tuple[int, bool, str]]) -> EventCounts:
    durations, churned, groups = zip(*rows, strict=True) if rows else ((), (), ())
    return from_durations(durations, churned, groups)


def test_a_customer_is_at_risk_in_every_month_up_to_the_last() -> None:
    assert from_durations([2, 3, 3], [True, False, True]).rows == (
        EventRow(1, (), 3, 0, 0),
        EventRow(2, (), 3, 1, 0),
        EventRow(3, (), 2, 1, 1),
    )


@settings(max_examples=50, deadline=None)
@given(customers, st.integers(0, 30), st.randoms(use_true_random=False))
def test_any_split_in_any_order_adds_up_to_the_whole(
    rows: list[tuple[int, bool, str]], cut: int, order: random.Random
) -> None:
    shuffled = order.sample(rows, len(rows))
    parts = [counted(part) for part in (shuffled[:cut], shuffled[cut:]) if part]
    assert sum(parts[1:], parts[0]) == counted(rows)


@settings(max_examples=30, deadline=None)
@given(customers, customers)
def test_what_is_taken_away_was_never_there(
    kept: list[tuple[int, bool, str]], erased: list[tuple[int, bool, str]]
) -> None:
    assert counted(kept + erased) - counted(erased) == counted(kept)


@settings(max_examples=50, deadline=None)
@given(histories)
def test_every_customer_leaves_or_is_last_seen_once_whatever_they_answered(people: list[History]) -> None:
    counts = event_counts(people)
    silent = [History(one.first, one.last, one.churned) for one in people]
    assert counts.customers == len(people)
    assert counts.rollup() == event_counts(silent).rollup()


@settings(max_examples=50, deadline=None)
@given(histories)
def test_spans_count_as_month_by_month_counting_does(people: list[History]) -> None:
    cells: dict[tuple[int, tuple[str, ...]], list[int]] = {}
    for one in people:
        for month in range(one.first, one.last + 1):
            before = [answer for answer in sorted(one.answers, key=lambda a: a[0]) if answer[0] < month]
            band = nps_band(before[-1][1]) if before else NEVER
            cell = cells.setdefault((month - one.first + 1, (band,)), [0, 0, 0])
            cell[0] += 1
            if month == one.last:
                cell[1 if one.churned else 2] += 1
    expected = EventCounts.of(("band",), {key: (a, b, c) for key, (a, b, c) in cells.items()})
    assert event_counts(people) == expected


def test_an_answer_counts_from_the_month_after_it() -> None:
    counts = event_counts([History(10, 13, True, ((11, 10), (12, 3)))])
    assert [(row.month, row.group[0], row.churned) for row in counts.rows] == [
        (1, NEVER, 0),
        (2, NEVER, 0),
        (3, "promoter", 0),
        (4, "detractor", 1),
    ]


def test_an_answer_in_the_month_of_leaving_or_later_is_not_used() -> None:
    assert event_counts([History(1, 3, True, ((3, 0), (5, 0)))]).groups == ((NEVER,),)


def test_immortal_time_does_not_make_answering_look_healthy() -> None:
    """Everybody leaves at 10 % a month; half are asked in month 12, if they are still there."""
    draw = random.Random(1)
    people = []
    for _ in range(4000):
        last = next((month for month in range(1, 30) if draw.random() < 0.1), 30)
        asked = draw.random() < 0.5 and last >= 12
        people.append(History(1, last, last < 30, ((12, 9),) if asked else ()))
    naive = from_durations(
        [one.last for one in people],
        [one.churned for one in people],
        ["answered" if one.answers else NEVER for one in people],
    )
    honest = event_counts(people).relabelled("band", lambda band: band if band == NEVER else "answered")
    wrong = hazard_model(naive, reference={"group": NEVER}).ratio("group", "answered").ratio
    right = hazard_model(honest, reference={"band": NEVER}).ratio("band", "answered").ratio
    assert wrong is not None and wrong.high < 0.6
    assert right is not None and right.low < 1 < right.high


def test_customers_from_before_the_books_are_at_risk_only_since_then() -> None:
    counts = event_counts([History(1, 40, False, seen_from=37)])
    assert [row.month for row in counts.rows] == [37, 38, 39, 40]


def test_the_clock_can_start_after_the_first_answer() -> None:
    people = [
        History(1, 9, True, ((4, 9), (6, 2))),
        History(1, 4, True, ((4, 9),)),
        History(1, 9, True),
        History(1, 7, False, ((2, 1),), seen_from=5),
    ]
    counts = since_answer(people)
    assert [(row.month, row.at_risk) for row in counts.only(band="promoter").rows] == [
        (month, 1) for month in range(1, 6)
    ]
    assert [row.month for row in counts.only(band="detractor").rows] == [3, 4, 5]


def test_the_clock_can_start_in_one_month_for_all() -> None:
    people = [History(1, 9, True, ((4, 9), (6, 2))), History(1, 5, True, ((4, 9),)), History(1, 6, True)]
    counts = since_month(people, 6)
    assert counts.groups == ((NEVER,), ("promoter",))
    assert counts.only(band="promoter").customers == 1


def test_traits_stand_beside_the_band() -> None:
    counts = event_counts([History(1, 2, False, traits=("pro",))], traits=("plan",))
    assert counts.by == ("band", "plan")
    with pytest.raises(OffMonth, match="are not plan"):
        event_counts([History(1, 2, False)], traits=("plan",))


@pytest.mark.parametrize("duration", [0, -1, 1.5, float("nan"), float("inf"), 1e9])
def test_a_duration_that_is_none_is_refused_with_its_place(duration: float) -> None:
    with pytest.raises(OffMonth, match=r"durations\[1\]"):
        from_durations([1, duration], [True, True])  # type: ignore[list-item]


def test_what_does_not_fit_is_refused_by_name() -> None:
    with pytest.raises(OffMonth, match=r"churned\[0\]"):
        from_durations([1], ["no"])  # type: ignore[list-item]
    with pytest.raises(OffMonth, match="equally long"):
        from_durations([1, 2], [True])
    with pytest.raises(OffMonth, match="more left"):
        EventCounts((), (EventRow(1, (), 1, 1, 1),))
    with pytest.raises(OffMonth, match="is no count"):
        EventCounts((), (EventRow(1, (), -1, 0, 0),))
    with pytest.raises(OffMonth, match="two rows"):
        EventCounts((), (EventRow(1, (), 1, 0, 0), EventRow(1, (), 1, 0, 0)))
    with pytest.raises(OffMonth, match="from 5 to 3"):
        History(5, 3, False)
    with pytest.raises(OffScale, match="no answer on 0-10"):
        event_counts([History(1, 3, False, ((1, 11),))])
    with pytest.raises(UnlikeEvents, match="not by 'plan'"):
        from_durations([1], [True], ["a"]).only(plan="pro")
    with pytest.raises(UnlikeEvents, match="not added"):
        from_durations([1], [True], ["a"]) + from_durations([1], [True])
    with pytest.raises(NobodyAtRisk, match="month 2"):
        retention_by_group(from_durations([1], [True]))[()].at(2)


def test_no_customers_are_empty_counts() -> None:
    assert from_durations([], []).rows == ()
    assert event_counts([]).customers == 0


def test_a_billion_customers_are_a_count_like_any_other() -> None:
    counts = EventCounts.of((), {(1, ()): (10**9, 10**6, 0), (2, ()): (10**9 - 10**6, 0, 10**9 - 10**6)})
    assert retention_by_group(counts)[()].at(2).retained.value == 0.999
