"""The days that a report looks at, and those that it compares them with."""

from dataclasses import dataclass
from datetime import date, timedelta

from regard.web.dashboards.addresses import Address
from regard.web.dashboards.periods import USUAL, Period

MONTHS = 12  # to choose from
LENGTHS = (3, 1)  # months of a report; one by itself has seldom enough answers
WEEK, WEEKS_BEFORE = 7, 4


@dataclass(frozen=True)
class Window:
    """`seen` is what the numbers are of; `changed` is compared with the days of `before`."""

    seen: Address
    changed: Address
    before: Period
    has_changes: bool = True  # whether each number tells its own change: `seen` and `changed` are the same

    @property
    def period(self) -> Period:
        """The days that the numbers are of."""
        return Period(self.seen.start, self.seen.last + timedelta(days=1) if self.seen.last else None)


def month_window(month: str, length: int) -> Window:
    """So many calendar months up to the end of one ("2026-10") against as many days before them."""
    end = _number(month) + 1
    first, after = _first_day(end - length), _first_day(end)
    address = Address(period="dates", start=first, last=after - timedelta(days=1))
    return Window(address, address, Period(first - (after - first), first))


def week_window(day: date) -> Window:
    """The seven days before `day` against the four weeks before them; the numbers are of 90 days.

    A week by itself has few answers: more of them before it make a change visible sooner.
    """
    start = day - timedelta(days=WEEK)
    last = day - timedelta(days=1)
    changed = Address(period="dates", start=start, last=last)
    seen = Address(period="dates", start=day - timedelta(days=USUAL), last=last)
    return Window(
        seen, changed, Period(start - timedelta(days=WEEK * WEEKS_BEFORE), start), has_changes=False
    )


def months(today: date) -> list[str]:
    """The months to choose from, the current one first."""
    now = today.year * 12 + today.month - 1
    return [f"{number // 12:04}-{number % 12 + 1:02}" for number in range(now, now - MONTHS - 1, -1)]


def last_month(today: date) -> str:
    """The last month that is over."""
    return months(today)[1]


def _number(month: str) -> int:
    return int(month[:4]) * 12 + int(month[5:]) - 1


def _first_day(number: int) -> date:
    return date(number // 12, number % 12 + 1, 1)
