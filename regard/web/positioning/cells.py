"""One number of a factor with its interval, its n and its records, as the tables of influence show it."""

from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from regard.web.dashboards.figures import (
    change_interval_text,
    count_text,
    interval_text,
    plain_text,
    value_text,
)
from regard.web.dashboards.labels import FACTOR_NAMES
from regard.web.insights.influence_study import After, Estimate
from regard.web.positioning.addresses import MapAddress


@dataclass(frozen=True)
class Cell:
    """One number with its interval, where it may rank, a remark, and its records; no value says why not."""

    value: str
    interval: str = ""
    rank: str = ""
    note: str = ""
    url: str = ""
    figure: str = ""  # what it is, for programs: with `n`, and the records that it is a share of
    n: str = ""
    of_url: str = ""


@dataclass(frozen=True)
class Links:
    """Where records are: in explore, or on a page of their own where explore has no filter for them."""

    slug: str
    address: MapAddress
    sources: tuple[str, ...]
    others: tuple[str, ...]  # where they write by themselves; all of them where nobody was asked
    today: date

    def to(self, **chosen: tuple[str, ...]) -> str:
        """The records in explore."""
        address = self.address.of_explore(self.address.days(today=self.today)).but(**chosen)
        return f"{reverse('dashboards:explore', args=[self.slug])}?{address.query()}"

    def records(self, which: str, factor: str = "") -> str:
        """Those who named a factor when they were asked, or the records that speak of none."""
        more = {"which": which, **({"factor": factor} if factor else {})}
        return f"{reverse('positioning:influence-records', args=[self.slug])}?{self.address.query(**more)}"


def share_cell(share: Estimate | None, rank: tuple[int, int] | None, url: str, note: str) -> Cell:
    """A share; without enough answers their number."""
    if share is None:
        return Cell("", note=_("not asked yet (n = 0)"))
    if share.status != "shown":
        text = _("not enough answers yet (n = %(n)s)")
        return Cell("", note=text % {"n": count_text(share.n)}, url=url)
    return Cell(value_text(share), interval_text(share), rank_text(rank), note, url, n=count_text(share.n))


def after_cell(after: After, rank: tuple[int, int] | None, url: str) -> Cell:
    """How much more often something was done than by others; where too few were followed, how many."""
    found = after.compared
    n = {"mine": count_text(after.mine.n), "others": count_text(after.others.n)}
    if found is None:
        return Cell("", note=_("too few were followed (n = %(mine)s and %(others)s)") % n, url=url)
    value = _("%(value)s points") % {"value": plain_text(found.difference, "points")}
    note = _("n = %(mine)s and %(others)s") % n
    if not found.significant:
        note += " · " + _("no difference is shown")
    figure = f"after:{after.factor}:{after.stance}:{after.outcome}"
    interval = change_interval_text(found, "points")
    return Cell(value, interval, rank_text(rank), note, url, figure=figure, n=n["mine"])


def rank_text(rank: tuple[int, int] | None) -> str:
    """From which place to which it may stand."""
    if rank is None:
        return ""
    text = str(rank[0]) if rank[0] == rank[1] else f"{rank[0]}–{rank[1]}"
    return _("place %(rank)s") % {"rank": text}


def name_of(factor: str) -> str:
    """The factor's name in the reader's language."""
    return str(FACTOR_NAMES.get(factor, factor))
