"""What a finding stands on: the number of its view, then and now, and whether they still agree."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.http import QueryDict
from django.utils import translation
from django.utils.translation import gettext as _

from regard.web.dashboards.addresses import Address
from regard.web.dashboards.card_breaks import Breaks, briefly, not_compared
from regard.web.dashboards.figures import change_interval_text, count_text, interval_text, value_text
from regard.web.dashboards.naming import Naming, metric_text
from regard.web.dashboards.numbers import Numbers
from regard.web.dashboards.questions import Question
from regard.web.insights import studies
from regard.web.insights.studies import Comparison, Estimate, Scale
from regard.web.reports.models import Claim, Finding
from regard.web.workspaces.models import Workspace

HOLDS, CONTRADICTED, UNKNOWN = "holds", "contradicted", "unknown"


class NoEvidence(ValueError):
    """The view of a finding shows no number that could carry it."""


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

    def to_dict(self) -> dict[str, Any]:
        """The same as plain JSON values."""
        return asdict(self)


@dataclass(frozen=True)
class Standing:
    """Whether a finding holds, what its view says now, and whether it is time to look again."""

    state: str
    now: Evidence | None
    is_due: bool
    why: str = ""  # it cannot be judged


def address_of(query: str) -> Address:
    """The view that an address of explore shows; what stands before a question mark does not matter."""
    return Address.read(QueryDict(query.rpartition("?")[2].partition("#")[0])).but()


def question_of(workspace: Workspace, address: Address, *, today: date) -> Question:
    """The view as a question to the open workspace."""
    return Question(Numbers.of(workspace), address, Naming.of_open_workspace(), today, "")


def evidence_of(question: Question, breaks: Breaks | None = None) -> Evidence:
    """The number of a view, in the reader's language, not compared across `breaks`. Raises NoEvidence."""
    if not question.address.measures:
        raise NoEvidence(
            _("Choose a view with a metric: only a number with an interval can carry a finding.")
        )
    measured = question.measured()
    estimate = measured.total()
    if estimate is None or estimate.value is None or estimate.low is None or estimate.high is None:
        raise NoEvidence(_("This view has not enough answers yet to carry a finding."))
    return Evidence(
        metric=question.address.metric,
        text=value_text(estimate),
        interval=interval_text(estimate),
        n=estimate.n,
        value=estimate.value,
        low=estimate.low,
        high=estimate.high,
        version=estimate.definition.id,
        **_change(question, estimate, measured.scale, breaks or Breaks.of_open_workspace()),
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


def standing(finding: Finding, workspace: Workspace, *, today: date) -> Standing:
    """What the view of a finding says today; contradicted where its interval leaves out what is claimed."""
    return standing_in(question_of(workspace, address_of(finding.query), today=today), finding)


def standing_in(question: Question, finding: Finding, breaks: Breaks | None = None) -> Standing:
    """What the view of a finding says, asked by this question; `breaks` where they are known."""
    is_due = finding.review_by < question.today
    breaks = breaks or Breaks.of_open_workspace()
    try:
        now = evidence_of(question, breaks)
    except NoEvidence:
        return Standing(UNKNOWN, None, is_due)
    day = _redefined(finding, question, breaks)
    if day:
        return Standing(UNKNOWN, now, is_due, not_compared(now.metric, day))
    return Standing(state_of(finding, now), now, is_due, now.parted if finding.claimed != Claim.LEVEL else "")


def _redefined(finding: Finding, question: Question, breaks: Breaks) -> date | None:
    """The day since when the number of a finding means something else than when it was written."""
    then = question.address.days(today=finding.written_at.date())
    if finding.claimed != Claim.LEVEL or then == question.period:
        return None
    return breaks.between(question.address.metric, then, question.period)


def described(finding: Finding, *, today: date) -> str:
    """The view of a finding in words."""
    return " · ".join(Naming.of_open_workspace().described(address_of(finding.query), today=today))


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
    if not found.change:
        return f"{text}; {found.parted}" if found.parted else text
    change = _("; against the period before: interval of the change %(interval)s, n = %(n)s before") % {
        "interval": found.change,
        "n": count_text(found.n_before),
    }
    return text + change


def state_of(finding: Finding, now: Evidence) -> str:
    """Whether a claim holds beside what its view says now; unknown where the two are not comparable."""
    if finding.claimed == Claim.LEVEL:
        was = kept(finding)
        if was.version != now.version:
            return UNKNOWN
        return HOLDS if now.low <= was.value <= now.high else CONTRADICTED
    if now.change_low is None or now.change_high is None:
        return UNKNOWN
    against = now.change_high < 0 if finding.claimed == Claim.BETTER else now.change_low > 0
    return CONTRADICTED if against else HOLDS


def _change(question: Question, estimate: Estimate, scale: Scale | None, breaks: Breaks) -> dict[str, Any]:
    before = question.period.before
    earlier = question.measured(period=before).total() if before else None
    if earlier is None or earlier.status != "shown" or earlier.definition != estimate.definition:
        return {}
    day = breaks.between(question.address.metric, before, question.period)
    if day:
        return {"parted": briefly(day)}
    found: Comparison = studies.difference(earlier, estimate)
    ends = found.low, found.high
    if scale is not None and scale.direction == "low_is_good":
        ends = -found.high, -found.low
    return {
        "change": change_interval_text(found, estimate.definition.unit),
        "change_low": ends[0],
        "change_high": ends[1],
        "n_before": found.n_before,
    }
