"""The days that a page looks at, and as many before them."""

from dataclasses import dataclass
from datetime import date, timedelta

LENGTHS = (30, 90, 180, 365)
USUAL = 90


@dataclass(frozen=True)
class Period:
    """The days from `start` on, up to but not including `end`; None leaves that side open."""

    start: date | None = None
    end: date | None = None

    @classmethod
    def last(cls, days: int, *, today: date) -> "Period":
        """The last `days` days, today among them."""
        return cls(today - timedelta(days=days - 1), today + timedelta(days=1))

    @property
    def days(self) -> int | None:
        """How many days; None where a side is open."""
        return (self.end - self.start).days if self.start and self.end else None

    @property
    def last_day(self) -> date | None:
        """The last day that is in it."""
        return self.end - timedelta(days=1) if self.end else None

    @property
    def before(self) -> "Period | None":
        """As many days, right before; None where a side is open or the calendar ends."""
        if not self.start or not self.end:
            return None
        try:
            return Period(self.start - (self.end - self.start), self.start)
        except OverflowError:
            return None

    @property
    def a_year_ago(self) -> "Period | None":
        """The same days a year ago; None where a side is open, the calendar ends, or both share a day."""
        if not self.start or not self.end or self.start.year < 2:
            return None
        end = _year_before(self.end - timedelta(days=1)) + timedelta(days=1)
        return Period(_year_before(self.start), end) if end <= self.start else None


def _year_before(day: date) -> date:
    """The same day of the year before; the last of February where there was no 29th."""
    last = day.month == 2 and day.day == 29
    return day.replace(year=day.year - 1, day=28) if last else day.replace(year=day.year - 1)
