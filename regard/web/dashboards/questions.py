"""What explore is asked: of which workspace, from which address, on which day."""

from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from regard.web.dashboards.addresses import Address
from regard.web.dashboards.card_breaks import Breaks
from regard.web.dashboards.counting import Measured, Value, is_unmeasured
from regard.web.dashboards.naming import Naming
from regard.web.dashboards.numbers import Numbers
from regard.web.dashboards.periods import Period
from regard.web.dashboards.spans import month_within
from regard.web.dashboards.splitting import ASKED_EACH, measured_of, narrowed


@dataclass(frozen=True)
class Question:
    """What is asked: by whom it is asked of which workspace, from which address, on which day."""

    numbers: Numbers
    address: Address
    naming: Naming
    today: date
    url: str

    def measured(self, *, by: str | None = None, period: Period | None = None) -> Measured:
        """The counts of the metric, from the records themselves where only they can tell.

        All together are asked as the chart asks them, so that they are counted once.
        """
        if by is None and period is None and self.address.by not in ASKED_EACH:
            by = self.address.by
        found = measured_of(self.numbers, self.address, by=by, today=self.today, period=period)
        if self.address.metric != "net_sentiment":
            return found
        if is_unmeasured(self.address.language):
            return replace(found, counts={}, unmeasured=found.counts)
        return found.of_languages() if by == "language" else found

    @property
    def period(self) -> Period:
        """The days that are asked for."""
        return self.address.days(today=self.today)

    @cached_property
    def breaks(self) -> Breaks:
        """Where the definitions of the metrics changed."""
        return Breaks.of_open_workspace()

    @cached_property
    def of_one_definition(self) -> "Question":
        """The same of the days since the metric's definition last changed in them; else itself."""
        if not self.address.measures or self.address.period == "undated":
            return self
        part = self.breaks.part(self.address.metric, self.period)
        if part == self.period:
            return self
        address = self.address.but(period="dates", start=part.start, last=part.last_day)
        found = replace(self, address=address)
        vars(found)["breaks"] = self.breaks  # asked once for a page
        return found

    @property
    def charted(self) -> "Question":
        """What the chart asks: a line goes on beyond a changed definition, groups are of one."""
        return self if self.address.by == "month" else self.of_one_definition

    def version(self, definition: str) -> str:
        """A definition with the version that holds at the end of the days."""
        return self.breaks.named(definition, self.address.metric, self.period.last_day)

    def link(self, dimension: str, value: Value, *, period: Period | None = None) -> str:
        """The records of one value of a dimension; of another `period`, with nothing to compare them with."""
        address = self.address.but(by="month")
        if period is not None:
            address = address.but(compare="", period="dates", start=period.start, last=period.last_day)
        if dimension == "month":
            first, last = month_within(str(value), self.period)
            return self.to(address.but(period="dates", start=first, last=last))
        return self.to(address.but(**narrowed(dimension, value)))

    def to(self, address: Address) -> str:
        """The page of an address."""
        return f"{self.url}?{address.query()}"
