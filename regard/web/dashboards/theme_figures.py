"""The numbers of one theme, each with its interval and n, or why there is none."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from regard.web.dashboards.addresses import Address
from regard.web.dashboards.counting import is_unmeasured
from regard.web.dashboards.figures import (
    FINER,
    Position,
    change_interval_text,
    count_text,
    interval_text,
    plain_text,
    position,
    value_text,
)
from regard.web.insights.studies import Comparison, Estimate
from regard.web.insights.theme_impacts import Impact, Scores
from regard.web.insights.theme_numbers import FEELING


@dataclass(frozen=True)
class Figure:
    """One number with its interval and n, ready to be shown; `note` stands in its place where it is not."""

    value: str
    interval: str = ""
    n: str = ""
    note: str = ""
    direction: str = ""
    scale: Position | None = None
    is_shown: bool = True


def figure(estimate: Estimate | None) -> Figure:
    """A number with its interval, or why there is none."""
    if estimate is None:
        return Figure("–", note=_("No answers"))
    n, scale = count_text(estimate.n), position(estimate)
    if estimate.status != "shown":
        told = ngettext("%(n)s more needed", "%(n)s more needed", estimate.needed) % {"n": estimate.needed}
        note = told if estimate.needed else _("not enough answers yet")
        return Figure("–", n=n, note=note, scale=scale, is_shown=False)
    return Figure(value_text(estimate), interval_text(estimate), n, scale=scale)


def feeling(estimate: Estimate | None, address: Address) -> Figure:
    """How records with a theme speak; of languages whose reading was never measured it is not told."""
    if estimate is not None and is_unmeasured(address.language):
        return Figure("–", n=count_text(estimate.n), note=_("not measured for this language"), is_shown=False)
    return figure(estimate)


def gap_figure(gap: Comparison | None, scores: Scores) -> Figure:
    """How the score of those who mention a theme differs; its direction only where it is told from chance."""
    if gap is None:
        return Figure("–", note=_("not enough answers yet") if scores.metric else _("no scores"))
    better = (gap.difference > 0) != scores.low_is_good
    return Figure(
        plain_text(gap.difference, scores.unit, signed=True),
        change_interval_text(gap, scores.unit),
        count_text(gap.n_after),
        note="" if gap.significant else _("no clear difference"),
        direction=("up" if better else "down") if gap.significant else "",
    )


def impact_figure(impact: Impact | None, gap: Comparison | None, scores: Scores) -> Figure:
    """The score of all minus that of those who do not mention a theme; its direction is that of the gap."""
    if impact is None or gap is None:
        return gap_figure(None, scores)
    digits = FINER[scores.unit]
    low, high = (
        plain_text(end, scores.unit, digits=digits, signed=True) for end in (impact.low, impact.high)
    )
    return Figure(
        plain_text(impact.value, scores.unit, digits=digits, signed=True),
        _("%(low)s to %(high)s") % {"low": low, "high": high},
        count_text(impact.n),
        direction=gap_figure(gap, scores).direction,
    )


def feeling_rule() -> str:
    """Of what the sentiment of a theme is told, and from when on."""
    return _(
        "Sentiment is that of the whole record, also of what it says beside the theme: praise minus "
        "complaint, a number from %(n)s records on; its 95 %% interval says how much is known."
    ) % {"n": FEELING.minimum}
