"""From what happened with each customer to months at risk, never using an answer before it was given."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from regard.perception.counts import OffScale
from regard.perception.links.events import NEVER, EventCounts, Group, OffMonth, from_spans

Span = tuple[Group, int, int, bool, bool]


@dataclass(frozen=True)
class History:
    """One customer's months, numbered on any calendar: became a customer in `first`, was last seen in `last`.

    `churned` says whether they left in `last`. `answers` are (month, score). `traits` are what else is
    known from the start, in an order of your own. Where the books begin later than the customer, `seen_from`
    is the first month in them: before it nobody could be seen leaving, so nobody was at risk (left
    truncation). Raises OffMonth where the months are not in order.
    """

    first: int
    last: int
    churned: bool
    answers: tuple[tuple[int, float], ...] = ()
    traits: tuple[str, ...] = ()
    seen_from: int | None = None

    def __post_init__(self) -> None:
        if not self.first <= self.seen <= self.last:
            raise OffMonth(f"a customer from {self.first} to {self.last}, seen from {self.seen}")

    @property
    def seen(self) -> int:
        """The first month in which leaving would have been seen."""
        return self.first if self.seen_from is None else self.seen_from


def nps_band(score: float) -> str:
    """The group of an answer on 0-10: detractor, passive or promoter; raises OffScale for another score.

    >>> nps_band(9)
    'promoter'
    """
    if not 0 <= score <= 10 or score % 1:
        raise OffScale(f"{score!r} is no answer on 0-10")
    return "detractor" if score <= 6 else "passive" if score <= 8 else "promoter"


def event_counts(
    histories: Iterable[History], *, band: Callable[[float], str] = nps_band, traits: Sequence[str] = ()
) -> EventCounts:
    """Months since becoming a customer, by the band of the last score given BEFORE each month.

    A customer is in the group "never answered" up to and including the month of the first answer, then in
    the band of that answer, until the month after the next one. An answer is never used for the time that
    had to be survived to give it (immortal time: Suissa 2008), nor one given in the month of leaving.
    `traits` names the customers' traits. Raises OffMonth where a customer has not as many.

    >>> counts = event_counts([History(first=1, last=4, churned=True, answers=((2, 9),))])
    >>> [(row.month, *row.group) for row in counts.rows]
    [(1, 'never answered'), (2, 'never answered'), (3, 'promoter'), (4, 'promoter')]
    """
    names = ("band", *traits)
    return from_spans(names, (span for history in histories for span in _spans(history, band, traits)))


def since_answer(
    histories: Iterable[History], *, band: Callable[[float], str] = nps_band, traits: Sequence[str] = ()
) -> EventCounts:
    """Months since the first answer, by its band: the clock starts in the month after it (a landmark).

    Who left before being asked, or in the month of the answer, is not in it (Anderson, Cain and Gelber 1983).

    >>> since_answer([History(first=1, last=4, churned=True, answers=((2, 9),))]).rows[-1]
    EventRow(month=2, group=('promoter',), at_risk=1, churned=1, censored=0)
    """
    return from_spans(("band", *traits), _landmarks(histories, band, traits))


def since_month(
    histories: Iterable[History],
    month: int,
    *,
    band: Callable[[float], str] = nps_band,
    traits: Sequence[str] = (),
) -> EventCounts:
    """Months from `month` on, of those who were customers then, by the band of the last score before it.

    Nobody changes group afterwards. `month` itself is month 1 at risk.

    >>> since_month([History(first=1, last=4, churned=True, answers=((2, 9),))], 3).groups
    (('promoter',),)
    """
    there = (history for history in histories if history.seen <= month <= history.last)
    return from_spans(("band", *traits), (_from_month(history, month, band, traits) for history in there))


def _spans(history: History, band: Callable[[float], str], traits: Sequence[str]) -> Iterator[Span]:
    known = _traits(history, traits)
    start, current = history.seen, NEVER
    for month, score in _in_order(history):
        if start <= month < history.last:
            yield (current, *known), start - history.first + 1, month - history.first + 1, False, False
            start = month + 1
        if month < history.last:
            current = band(score)
    yield (
        (current, *known),
        start - history.first + 1,
        history.last - history.first + 1,
        True,
        history.churned,
    )


def _landmarks(
    histories: Iterable[History], band: Callable[[float], str], traits: Sequence[str]
) -> Iterator[Span]:
    for history in histories:
        if history.answers:
            answered, score = _in_order(history)[0]
            first = max(answered + 1, history.seen)
            if first <= history.last:
                group = (band(score), *_traits(history, traits))
                yield group, first - answered, history.last - answered, True, history.churned


def _from_month(history: History, month: int, band: Callable[[float], str], traits: Sequence[str]) -> Span:
    before = [score for answered, score in _in_order(history) if answered < month]
    group = (band(before[-1]) if before else NEVER, *_traits(history, traits))
    return group, 1, history.last - month + 1, True, history.churned


def _in_order(history: History) -> list[tuple[int, float]]:
    return sorted(history.answers, key=lambda answer: answer[0])


def _traits(history: History, names: Sequence[str]) -> tuple[str, ...]:
    if len(history.traits) != len(names):
        raise OffMonth(f"the traits {history.traits} are not {', '.join(names) or 'none'}")
    return history.traits
