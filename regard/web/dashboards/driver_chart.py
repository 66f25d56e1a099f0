"""The quadrant of drivers: importance by performance, each factor with both of its intervals."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.translation import gettext as _

from regard.web.dashboards.charts.quadrant import Placed, Words, quadrant
from regard.web.dashboards.driver_words import Candidates
from regard.web.dashboards.figures import plain_text
from regard.web.dashboards.plots import Chart
from regard.web.insights.driver_study import PERFORMANCE, SPOKEN, Factor


@dataclass(frozen=True)
class Line:
    """One factor as the list shows it; without a `share` its `note` says why there is none."""

    name: str
    url: str
    n: str
    rank: str
    share: str
    share_interval: str
    net: str
    net_interval: str
    net_note: str  # that it leans neither way, or how many more records it takes to be a number
    praise: tuple[str, str]  # how many, and where they are
    complaints: tuple[str, str]
    against: str  # that praise, or to mention it, goes with a lower score
    note: str = ""
    kink: str = ""  # that complaint and praise go unlike with the score


def chart_of(
    factors: Sequence[Factor], lines: Sequence[Line], titles: tuple[str, str], told: Candidates
) -> Chart:
    """The quadrant with its table, under its finding and its metric; all that has a rank is on both."""
    title, metric = titles
    both = zip(factors, lines, strict=True)
    placed = [one for one in (_placed(factor, line) for factor, line in both) if one]
    ranked = [line for line in lines if line.share]
    even = 100 / len(ranked)
    return Chart(
        id="chart",
        title=title,
        note=told.even % {"even": plain_text(even, "percent")},
        specification=quadrant(placed, _words(metric, told), even=even),
        columns=_columns(told),
        rows=[_cells(line) for line in ranked],
    )


def _placed(factor: Factor, line: Line) -> Placed | None:
    share, net = factor.driver.share if factor.driver else None, factor.performance
    if not line.share or share is None or net.value is None or net.low is None or net.high is None:
        return None
    texts = {
        "share_text": f"{line.share} ({line.share_interval})",
        "rank": line.rank,
        "net_text": f"{line.net} ({line.net_interval})",
        "n": line.n,
    }
    told = _("%(name)s: share %(share)s, rank %(rank)s, praise minus complaint %(net)s, n = %(n)s")
    return Placed(
        label=line.name,
        share=(100 * share.value, 100 * share.low, 100 * share.high),
        net=(net.value, net.low, net.high),
        texts=texts,
        told=told
        % {
            "name": line.name,
            "share": texts["share_text"],
            "rank": line.rank,
            "net": texts["net_text"],
            "n": line.n,
        },
        href=line.url,
        is_open=factor.is_wide,
    )


def _words(metric: str, told: Candidates) -> Words:
    return Words(
        x=_("Praise minus complaint"),
        y=_("Share of what goes with %(metric)s, %%") % {"metric": metric},
        corners=(_("look here first"), _("keep it so"), _("keep an eye on it"), _("fine as it is")),
        factor=str(told.one),
        tips={
            "share_text": _("Share"),
            "rank": _("Rank"),
            "net_text": _("Praise minus complaint"),
            "n": _("Records"),
        },
    )


def _columns(told: Candidates) -> list[dict[str, object]]:
    interval = _("95 % interval")
    names = [_("Share"), interval, _("Rank"), _("Praise minus complaint"), interval, _("Records")]
    return [{"label": str(told.one)}, *({"label": name, "number": True} for name in names)]


def _cells(line: Line) -> list[str]:
    link = format_html('<a href="{}">{}</a>', line.url, line.name)
    return [link, line.share, line.share_interval, line.rank, line.net, line.net_interval, line.n]


def absent_of(factors: Sequence[Factor], lines: Sequence[Line], told: Candidates) -> list[str]:
    """Which factors or themes are not on the quadrant, each reason in a sentence."""
    absent = [(one, line.name) for one, line in zip(factors, lines, strict=True) if not line.share]
    few = [name for one, name in absent if told.heard(one) < SPOKEN]
    others = [name for one, name in absent if told.heard(one) >= SPOKEN]
    return told.absent(few, others)


def open_note(factors: Sequence[Factor]) -> str:
    """What a ring means, where there is one."""
    if not any(factor.driver and factor.is_wide for factor in factors):
        return ""
    return _(
        "Rings: the interval of praise minus complaint reaches more than %(points)s points to either side; "
        "how far to the left or right they stand is known only roughly."
    ) % {"points": f"{PERFORMANCE.margin:g}"}
