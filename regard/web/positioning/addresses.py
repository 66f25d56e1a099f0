"""What the map shows, read from its address and written back to it: the address reproduces the view."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from regard.web.dashboards.addresses import LONGEST, Address
from regard.web.dashboards.periods import LENGTHS, Period
from regard.web.insights.studies import Filters

PERIODS = (*map(str, LENGTHS), "all")
USUAL = "365"  # a word picker is asked once or twice a year
SOURCES = ("asked", "texts")


@dataclass(frozen=True)
class MapAddress:
    """The choices of the map; an empty source is the fuller one, an empty wave the present one."""

    period: str = USUAL
    segment: str = ""
    source: str = ""
    wave: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "MapAddress":
        """What the address asks for; what is not known is as if it were not there."""
        period, source, wave = (query.get(name, "") for name in ("period", "source", "wave"))
        return cls(
            period=period if period in PERIODS else USUAL,
            segment=query.get("segment", "").replace("\0", "")[:LONGEST],
            source=source if source in SOURCES else "",
            wave=wave if wave.isdecimal() and len(wave) < 5 else "",
        )

    def but(self, **changes: Any) -> "MapAddress":
        """The same page with some choices changed."""
        return replace(self, **changes)

    def query(self, **more: str) -> str:
        """The part of the address behind the question mark; `more` is added to it."""
        own = [(one.name, getattr(self, one.name)) for one in fields(self)]
        kept = [(name, value) for name, value in own if value != getattr(MapAddress, name)]
        return urlencode([*kept, *more.items()])

    def days(self, *, today: date) -> Period:
        """The period, counted back from today."""
        return Period() if self.period == "all" else Period.last(int(self.period), today=today)

    def within(self, start: date | None, end: date | None, *, today: date) -> Period:
        """The days of the period that lie between these two, `end` not among them."""
        days = self.days(today=today)
        first = max((day for day in (days.start, start) if day), default=None)
        last = min((day for day in (days.end, end) if day), default=None)
        return Period(first, max(last, first) if first and last else last)

    def of_explore(self, days: Period, *, word: tuple[str, ...] = ()) -> Address:
        """The same records in explore, those with these words alone."""
        chosen = Address(segment=(self.segment,) if self.segment else (), word=word)
        if days == self.days(today=days.last_day or date.min) and self.period != "all":
            return chosen.but(period=self.period)
        if days == Period():
            return chosen.but(period="all")
        return chosen.but(period="dates", start=days.start, last=days.last_day)


def filters(days: Period) -> Filters:
    """The records of these days."""
    return Filters(start=days.start, end=days.end)
