"""Who stays and who leaves, by the score that was given before, and by those who never gave one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from regard.perception.links import (
    NEVER,
    ChurnLink,
    EValue,
    EventCounts,
    HazardRatio,
    History,
    Inseparable,
    LogRank,
    NobodyAtRisk,
    RetentionCurve,
    Separated,
    churn_link,
    e_value,
    event_counts,
    logrank,
    retention_by_group,
    retention_curve,
    since_month,
)
from regard.perception.links.churn import MINIMUM_EVENTS as CHANGES
from regard.web.insights.payer_study import Payer

__all__ = [
    "CHANGES",
    "NEVER",
    "Band",
    "ChurnLink",
    "Followed",
    "HazardRatio",
    "LogRank",
    "Loyalty",
    "MonthOf",
    "RetentionCurve",
    "Window",
    "followed",
    "loyalty_study",
    "months_seen",
    "window_of",
]

BANDS = (NEVER, "detractor", "passive", "promoter")
ENOUGH = 30  # customers of a band: from here on its curve is drawn
LEFT = 10  # customers who left: from here on the bands are compared
TENURE = (12, 24, 36)  # the last months of the pieces within which leaving is taken as equally likely


@dataclass(frozen=True)
class Band:
    """Those who had given such a score before the first month, or none; without a `curve` too few."""

    name: str
    customers: int
    left: int
    curve: RetentionCurve | None


class Window(NamedTuple):
    """Some full months, the last of them the month before this one: their first and last day."""

    start: date
    end: date


class Followed(NamedTuple):
    """A customer of the first day of a window: the band of its last score before it, and when it left.

    `back` says whether it was a customer again on the last day.
    """

    payer: Payer
    band: str
    left: date | None
    back: bool


class MonthOf(NamedTuple):
    """A month in which a customer could have left: its first day, how long since the first, and whether so.

    `band` is that of the last score before this month.
    """

    payer: Payer
    month: date
    tenure: int
    band: str
    left: bool


@dataclass(frozen=True)
class Loyalty:
    """Who of the customers of the first day of `month` had not left after each of `months` months.

    Of those who had, `back` were customers again on the last day.
    `test` compares the bands, `silent` those who never answered with all others; both are None where too few
    left. `link` says whether the score goes with leaving at the same tenure, from the month of the first
    answer on; None where it cannot be asked. `undated` left on a day that nobody knows, `late` answers were
    given in the month of leaving or after it, so that they tell nothing of it.
    """

    month: date
    months: int
    curve: RetentionCurve | None
    bands: tuple[Band, ...]
    test: LogRank | None
    silent: LogRank | None
    link: ChurnLink | None
    e: EValue | None
    left: int
    answered: int
    undated: int
    late: int
    back: int = 0

    @property
    def customers(self) -> int:
        """How many were customers on the first day."""
        return sum(band.customers for band in self.bands)


def window_of(*, months: int, today: date) -> Window:
    """So many full months until the last one.

    >>> window_of(months=2, today=date(2026, 3, 15))
    Window(start=datetime.date(2026, 1, 1), end=datetime.date(2026, 2, 28))
    """
    return Window(first_day(number_of(today) - months), today.replace(day=1) - timedelta(days=1))


def loyalty_study(everybody: Sequence[Payer], *, months: int, today: date) -> Loyalty:
    """Follow the customers of the first day of so many full months until the last full month.

    A score counts for the months after the one in which it was given, never for the time that had to be
    survived to give it. Whoever came back after leaving has left all the same, and is a customer anew.
    """
    window = window_of(months=months, today=today)
    last, begun = number_of(window.end), _begun(everybody, window)
    there = [one for one in everybody if not one.is_lead and one.spells]
    histories = [history for one in there for history in _histories(one, begun, last)]
    still = list(_from_first_day(everybody, window))
    from_here = since_month([history for _, _, history in still], number_of(window.start))
    link = _link(event_counts(histories))
    return Loyalty(
        month=window.start,
        months=months,
        curve=retention_curve(from_here) if from_here.customers else None,
        bands=_bands(from_here),
        test=_test(from_here),
        silent=_test(from_here.relabelled("band", lambda band: band if band == NEVER else "answered")),
        link=link,
        e=_e(link),
        left=from_here.churned,
        answered=sum(bool(one.answers) for one in there),
        undated=sum(one.undated for one in everybody),
        late=sum(_late(one) for one in there),
        back=sum(history.churned and one.was_here(window.end) for one, _, history in still),
    )


def followed(everybody: Sequence[Payer], *, months: int, today: date) -> Iterator[Followed]:
    """Everybody whom the study follows from the first day on, one by one."""
    window = window_of(months=months, today=today)
    for one, left, history in _from_first_day(everybody, window):
        ((band, *_),) = since_month([history], number_of(window.start)).groups
        yield Followed(one, band, left, left is not None and one.was_here(window.end))


def months_seen(everybody: Sequence[Payer], window: Window) -> Iterator[MonthOf]:
    """Every month of every customer from which `link` is told, one by one, with those of the never asked."""
    begun, last = _begun(everybody, window), number_of(window.end)
    for one in everybody:
        for history in [] if one.is_lead else _histories(one, begun, last):
            for row in event_counts([history]).rows:
                month = first_day(history.first + row.month - 1)
                yield MonthOf(one, month, row.month, row.group[0], bool(row.churned))


def _from_first_day(
    everybody: Sequence[Payer], window: Window
) -> Iterator[tuple[Payer, date | None, History]]:
    """The customers of the first day, when each left until the last day, and its months."""
    begun, last = _begun(everybody, window), number_of(window.end)
    if begun > number_of(window.start):
        return
    for one in everybody:
        spell = next((spell for spell in one.spells if _covers(spell, window.start)), None)
        if spell and not one.is_lead and not one.undated and (history := _history(one, spell, begun, last)):
            yield one, spell[1] if history.churned else None, history


def _covers(spell: tuple[date, date | None], day: date) -> bool:
    start, end = spell
    return start <= day and (end is None or day < end)


def _begun(everybody: Sequence[Payer], window: Window) -> int:
    """The month of the first answer: before it nobody could be seen leaving."""
    known = (number_of(given.day) for one in everybody for given in one.answers)
    return min(known, default=number_of(window.end))


def number_of(day: date) -> int:
    """A month as a number: the next one is one more."""
    return day.year * 12 + day.month


def first_day(number: int) -> date:
    """The first day of a month that is known by its number."""
    return date((number - 1) // 12, (number - 1) % 12 + 1, 1)


def _histories(payer: Payer, begun: int, last: int) -> list[History]:
    """Each time that it was a customer, from the first month in which anybody could be seen leaving."""
    found = (_history(payer, spell, begun, last) for spell in payer.spells)
    return [one for one in found if one]


def _history(payer: Payer, spell: tuple[date, date | None], begun: int, last: int) -> History | None:
    """One time that it was a customer; None where none of it was seen."""
    start, end = spell
    first, gone = number_of(start), last if end is None else number_of(end)
    seen, until = max(first, begun), min(gone, last)
    if seen > until or (payer.undated and end is None):
        return None
    answers = tuple((number_of(given.day), given.score) for given in payer.answers)
    return History(first, until, end is not None and gone <= last, answers, seen_from=seen)


def _bands(counts: EventCounts) -> tuple[Band, ...]:
    curves = retention_by_group(counts)
    found = []
    for name in BANDS:
        curve = curves.get((name,))
        if curve is not None:
            shown = curve if curve.customers >= ENOUGH else None
            found.append(Band(name, curve.customers, curve.churned, shown))
    return tuple(found)


def _test(counts: EventCounts) -> LogRank | None:
    return logrank(counts) if counts.churned >= LEFT and len(counts.groups) > 1 else None


def _link(counts: EventCounts) -> ChurnLink | None:
    """Whether the score goes with leaving; None where the counts hold no answer to that."""
    try:
        return churn_link(counts, cuts=TENURE)
    except (NobodyAtRisk, Separated, Inseparable):
        return None


def _e(link: ChurnLink | None) -> EValue | None:
    """How strong something unmeasured would have to be to explain the clearest ratio away."""
    if link is None or link.state != "predicts":
        return None
    known = [one for one in link.ratios if one.ratio is not None and one.p_value is not None]
    clearest = min(known, key=lambda one: one.p_value or 0.0, default=None)
    if clearest is None or clearest.ratio is None:
        return None
    return e_value(clearest.ratio.value, clearest.ratio.low, clearest.ratio.high)


def _late(payer: Payer) -> int:
    """Answers in the month of the last leaving or later, as long as nobody came back."""
    end = payer.spells[-1][1]
    return 0 if end is None else sum(one.n for one in payer.answers if number_of(one.day) >= number_of(end))
