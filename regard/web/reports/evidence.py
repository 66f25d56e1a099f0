"""The number that carries a finding: of its view, as it is told, and as it is kept to be judged by."""

from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from regard.web.dashboards.card_breaks import Breaks, briefly, only_since
from regard.web.dashboards.counting import Measured
from regard.web.dashboards.figures import change_interval_text, count_text, interval_text, value_text
from regard.web.dashboards.naming import metric_text
from regard.web.dashboards.periods import Period
from regard.web.dashboards.questions import Question
from regard.web.insights import studies
from regard.web.insights.later_study import plain_groups
from regard.web.insights.studies import Comparison, Estimate
from regard.web.reports.models import Claim, Finding


class NoEvidence(ValueError):
    """The view of a finding shows no number that could carry it; `n` answers were there."""

    def __init__(self, why: str, *, n: int = 0, needed: int = 0) -> None:
        super().__init__(why)
        self.n, self.needed = n, needed


@dataclass(frozen=True)
class Evidence:
    """The number of a view, and how it changed against the period before; texts as the page writes them."""

    metric: str
    text: str
    interval: str
    n: int
    value: float
    low: float
    high: float
    version: str
    change: str = ""  # the interval of the change; "" where there is none to compare
    change_low: float | None = None  # towards better, so that above 0 is better
    change_high: float | None = None
    n_before: int = 0
    parted: str = ""  # why it is not compared, where its definition changed in between
    first: str = ""  # the first day that was counted; "" where that side is open
    only: str = ""  # that it is of a part of the period, where its definition changed within
    scale: str = ""
    unit: str = "score"
    is_low_good: bool = False
    groups: dict[str, Any] = field(default_factory=dict)  # the answers under their values; of some, not kept

    def to_dict(self) -> dict[str, Any]:
        """The same as plain JSON values."""
        return asdict(self)


def evidence_of(
    question: Question,
    breaks: Breaks | None = None,
    *,
    period: Period | None = None,
    is_compared: bool = True,
) -> Evidence:
    """The number of a view, in the reader's language, of one definition alone. Raises NoEvidence.

    Another `period` than that of the view may be asked; what is not compared costs no second question.
    """
    if not question.address.measures:
        raise NoEvidence(
            _("Choose a view with a metric: only a number with an interval can carry a finding.")
        )
    breaks = breaks or Breaks.of_open_workspace()
    metric, whole = question.address.metric, period or question.period
    days = breaks.part(metric, whole)
    # as explore asks it where it can be, so that it is counted once
    measured = question.measured() if days == question.period else question.measured(period=days)
    estimate = _shown(measured)
    scale = measured.scale
    return Evidence(
        metric=metric,
        text=value_text(estimate),
        interval=interval_text(estimate),
        n=estimate.n,
        value=float(estimate.value or 0),
        low=float(estimate.low or 0),
        high=float(estimate.high or 0),
        version=breaks.named(estimate.definition.id, metric, days.last_day),
        first=days.start.isoformat() if days.start else "",
        only=only_since(days.start) if days.start and days != whole else "",
        scale=str(scale or ""),
        unit=estimate.definition.unit,
        is_low_good=scale is not None and scale.direction == "low_is_good",
        groups=plain_groups(estimate.groups) if estimate.groups else {},
        **(_change(question, estimate, measured, days, breaks) if is_compared else {}),
    )


def evidence_to_keep(question: Question) -> dict[str, Any]:
    """The same in each language, as a finding keeps it. Raises NoEvidence."""
    found = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found[language] = evidence_of(question).to_dict()
    return found


def kept(finding: Finding) -> Evidence:
    """The number of a finding as it was when it was written, in the reader's language."""
    own = finding.evidence.get(translation.get_language()) or next(iter(finding.evidence.values()))
    return Evidence(**own)


def supports(claim: str, found: Evidence) -> bool:
    """Whether the evidence says what is claimed, and surely: a change whose interval leaves out none."""
    if claim == Claim.BETTER:
        return found.change_low is not None and found.change_low > 0
    if claim == Claim.WORSE:
        return found.change_high is not None and found.change_high < 0
    return True


def short_text(found: Evidence) -> str:
    """A number with its interval and n."""
    values = {"value": found.text, "interval": found.interval, "n": count_text(found.n)}
    return _("%(value)s (%(interval)s), n = %(n)s") % values


def evidence_text(found: Evidence) -> str:
    """A number with its interval, n and version, and the interval of its change."""
    text = _("%(metric)s: %(value)s (95 %% interval %(interval)s, n = %(n)s; definition %(version)s)") % {
        "metric": metric_text(found.metric),
        "value": found.text,
        "interval": found.interval,
        "n": count_text(found.n),
        "version": found.version,
    }
    if found.only:
        text = f"{text}; {found.only}"
    if not found.change:
        return f"{text}; {found.parted}" if found.parted else text
    change = _("; against the period before: interval of the change %(interval)s, n = %(n)s before") % {
        "interval": found.change,
        "n": count_text(found.n_before),
    }
    return text + change


def since_text(found: Evidence, day: date) -> str:
    """A number of the answers from a day on."""
    return _("since %(day)s %(number)s") % {"day": date_format(day), "number": short_text(found)}


def _shown(measured: Measured) -> Estimate:
    """The number of all answers. Raises NoEvidence where it is not shown."""
    estimate = measured.total()
    if estimate is None or estimate.value is None or estimate.low is None or estimate.high is None:
        raise NoEvidence(
            _("This view has not enough answers yet to carry a finding."),
            n=estimate.n if estimate else 0,
            needed=estimate.needed if estimate else 0,
        )
    return estimate


def _change(
    question: Question, estimate: Estimate, measured: Measured, days: Period, breaks: Breaks
) -> dict[str, Any]:
    before = question.period.before
    day = breaks.between(question.address.metric, before, days)
    if day:
        return {"parted": briefly(day)}
    earlier = question.measured(period=before).total() if before else None
    if earlier is None or earlier.status != "shown" or earlier.definition != estimate.definition:
        return {}
    found: Comparison = studies.difference(earlier, estimate)
    ends = found.low, found.high
    if measured.scale is not None and measured.scale.direction == "low_is_good":
        ends = -found.high, -found.low
    return {
        "change": change_interval_text(found, estimate.definition.unit),
        "change_low": ends[0],
        "change_high": ends[1],
        "n_before": found.n_before,
    }
