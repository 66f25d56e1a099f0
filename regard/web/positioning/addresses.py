"""What the map shows, read from its address and written back to it: the address reproduces the view."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from regard.web.dashboards.addresses import (
    LONGEST,
    Address,
    Values,
    owners_read,
    read_value,
    written_value,
)
from regard.web.dashboards.periods import LENGTHS, Period
from regard.web.insights.owned import owned_by
from regard.web.insights.studies import Filters, Owned
from regard.web.workspaces.models import Membership

PERIODS = (*map(str, LENGTHS), "all")
USUAL = "365"  # a word picker is asked once or twice a year
SOURCES = ("asked", "texts")
EARLIEST = 1900  # a year; the calendar itself ends before most things that are counted back


@dataclass(frozen=True)
class MapAddress:
    """The choices of the map; an empty source is the fuller one, an empty wave the present one.

    Its days are counted back from `last`, from today where there is none or it is to come.
    """

    period: str = USUAL
    segment: str = ""
    owner: str = ""  # as it stands in an address: see read_value
    source: str = ""
    wave: str = ""
    last: date | None = None

    @classmethod
    def read(cls, query: Mapping[str, str], *, by: Membership | None = None) -> "MapAddress":
        """What the address asks for; what is not known is as if it were not there."""
        period, source, wave = (query.get(name, "") for name in ("period", "source", "wave"))
        asked = query.get("owner", "")
        owners = owners_read((read_value(asked),), [], by) if asked else ()
        return cls(
            owner=written_value(owners[0]) if owners else "",
            period=period if period in PERIODS else USUAL,
            segment=query.get("segment", "").replace("\0", "")[:LONGEST],
            source=source if source in SOURCES else "",
            wave=wave if wave.isdecimal() and len(wave) < 5 else "",
            last=_day(query.get("last", "")),
        )

    def but(self, **changes: Any) -> "MapAddress":
        """The same page with some choices changed."""
        return replace(self, **changes)

    def query(self, **more: str) -> str:
        """The part of the address behind the question mark; `more` is added to it."""
        own = [(one.name, getattr(self, one.name)) for one in fields(self)]
        kept = [(name, value) for name, value in own if value != getattr(MapAddress, name)]
        return urlencode([*kept, *more.items()])

    @property
    def owners(self) -> Values:
        """The chosen owner, None for nobody; no one where none is chosen."""
        return (read_value(self.owner),) if self.owner else ()

    @cached_property
    def owned(self) -> Owned | None:
        """What the chosen owner owns now; None where none is chosen."""
        return owned_by(self.owners) if self.owner else None

    def days(self, *, today: date) -> Period:
        """The period, counted back from its last day."""
        last = min(self.last, today) if self.last else today
        if self.period != "all":
            return Period.last(int(self.period), today=last)
        return Period(None, last + timedelta(days=1)) if self.last else Period()

    def within(self, start: date | None, end: date | None, *, today: date) -> Period:
        """The days of the period that lie between these two, `end` not among them."""
        days = self.days(today=today)
        first = max((day for day in (days.start, start) if day), default=None)
        last = min((day for day in (days.end, end) if day), default=None)
        return Period(first, max(last, first) if first and last else last)

    def of_explore(self, days: Period, *, word: tuple[str, ...] = ()) -> Address:
        """The same records in explore, those with these words alone."""
        chosen = Address(segment=(self.segment,) if self.segment else (), owner=self.owners, word=word)
        counted = self.last is None and self.period != "all"
        if counted and days == self.days(today=days.last_day or date.min):
            return chosen.but(period=self.period)
        if days == Period():
            return chosen.but(period="all")
        return chosen.but(period="dates", start=days.start, last=days.last_day)


def _day(text: str) -> date | None:
    """The day of an address, None where it is none that a year can be counted back from."""
    try:
        day = date.fromisoformat(text) if text else None
    except ValueError:
        return None
    return day if day and day.year > EARLIEST else None


def filters(days: Period, owned: Owned | None = None) -> Filters:
    """The records of these days, of what somebody owns where it is said."""
    return Filters(start=days.start, end=days.end, owned=owned)
