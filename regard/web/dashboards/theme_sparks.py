"""A small line for each theme: its share of what was written by month, all of them asked at once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from regard.perception.counts import Counts
from regard.perception.estimates import Estimate
from regard.web.dashboards.addresses import Address
from regard.web.dashboards.figures import count_text, interval_text, position, value_text
from regard.web.dashboards.naming import month_name
from regard.web.dashboards.profile import last_months
from regard.web.dashboards.sparklines import Sparkline, Spot, sparkline
from regard.web.dashboards.theme_asking import once, where_of
from regard.web.insights.theme_history import months_of_each
from regard.web.insights.theme_numbers import YES_NO, share_of
from regard.web.insights.theme_table import EVERY
from regard.web.insights.theme_tallies import Themed
from regard.web.workspaces.scope import MemberRequest

Shown = tuple[str, Estimate]  # a month with its share


@dataclass(frozen=True)
class Year:
    """A theme over the last twelve months: what is drawn, and the first and the last share that is shown."""

    spots: tuple[Spot, ...]
    ends: tuple[Shown, ...]


def years_of(request: MemberRequest, address: Address, *, today: date) -> dict[str, Year]:
    """The last twelve months of every theme and group by its key, of an address' segment and owner."""
    months = last_months(today)
    first = date(int(months[0][:4]), int(months[0][5:]), 1)
    where = where_of(address.but(period="dates", start=first, last=today), today=today)

    def counted(themed: Themed | None) -> dict[str, Year]:
        told = months_of_each(where, told=themed)
        every = told.pop(EVERY, {})
        return {key: _year(months, own, every) for key, own in told.items()}

    return once(request, ("years", where), counted)


def spark_of(year: Year | None) -> Sparkline | None:
    """The line with what it says in words; None where there are not two months with records."""
    return sparkline(year.spots, label=_label(year)) if year else None


def _year(months: list[str], own: Mapping[str, int], every: Mapping[str, int]) -> Year:
    shares = {month: _share(own.get(month, 0), every[month]) for month in months if every.get(month)}
    spots = [
        Spot(position(share) if share else None, share is not None and share.status == "shown")
        for share in map(shares.get, months)
    ]
    shown = [(month, share) for month, share in shares.items() if share.status == "shown"]
    return Year(tuple(spots), (*shown[:1], *shown[1:][-1:]))


def _share(n: int, total: int) -> Estimate:
    return share_of(Counts.of({0: total - n, 1: n}, YES_NO))


def _label(year: Year) -> str:
    told = [
        _("%(month)s: %(value)s (%(interval)s, n = %(n)s)")
        % {
            "month": month_name(month),
            "value": value_text(share),
            "interval": interval_text(share),
            "n": count_text(share.n),
        }
        for month, share in year.ends
    ]
    text = _("Share by month, the last 12 months.")
    return f"{text} {_('; ').join(told)}" if told else f"{text} {_('not enough answers yet')}"
