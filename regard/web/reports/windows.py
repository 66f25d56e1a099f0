"""The days that a report looks at, and those that it compares them with."""

from dataclasses import dataclass
from datetime import date, timedelta

from regard.web.dashboards.addresses import Address
from regard.web.dashboards.periods import USUAL, Period

MONTHS = 12  # to choose from
LENGTHS = (3, 1)  # months of a report; one by itself has seldom enough answers


@dataclass(frozen=True)
class Whose:
    """Of whom a report tells: of a segment, of a source, of both; of everybody where both are empty."""

    segment: str = ""
    source: str = ""  # its key

    def of(self, address: Address) -> Address:
        """The same address, of them alone."""
        segment, source = ((value,) if value else () for value in (self.segment, self.source))
        return address.but(segment=segment, source=source)

    def parts(self) -> dict[str, str]:
        """The same as names and values, as an address or a form has them; what is empty is left out."""
        return {name: value for name, value in vars(self).items() if value}


EVERYBODY = Whose()


@dataclass(frozen=True)
class Window:
    """`address` is what the numbers are of; they are compared with those of the days of `before`."""

    address: Address
    before: Period

    @property
    def period(self) -> Period:
        """The days that the numbers are of."""
        return Period(
            self.address.start, self.address.last + timedelta(days=1) if self.address.last else None
        )


def month_window(month: str, length: int, *, today: date, whose: Whose = EVERYBODY) -> Window:
    """So many calendar months up to the end of one ("2026-10") against as many days before them.

    A month that is not over ends today.
    """
    end = _number(month) + 1
    first = _first_day(end - length)
    after = min(_first_day(end), today + timedelta(days=1))
    address = whose.of(Address(period="dates", start=first, last=after - timedelta(days=1)))
    return Window(address, Period(first - (after - first), first))


def week_window(day: date) -> Window:
    """What home looks at, up to the day before `day`: 90 days against the 90 before them.

    A week by itself has too few answers; each week looks at the same span anew.
    """
    start = day - timedelta(days=USUAL)
    address = Address(period="dates", start=start, last=day - timedelta(days=1))
    return Window(address, Period(start - timedelta(days=USUAL), start))


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
