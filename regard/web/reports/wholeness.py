"""Whether the answers that a finding was written on are all still there: some may have been erased."""

from collections.abc import Collection

from regard.web.dashboards.card_breaks import Breaks
from regard.web.dashboards.periods import Period
from regard.web.dashboards.questions import Question
from regard.web.feedback.models import Removal
from regard.web.feedback.undoing import UNDATED
from regard.web.insights.later_study import read_groups
from regard.web.reports.evidence import NoEvidence, evidence_of, kept
from regard.web.reports.judging import counted_days
from regard.web.reports.models import Finding


def emptied_months() -> frozenset[str]:
    """The months from which any record was ever taken out: "2026-03", or "undated"."""
    return frozenset(Removal.objects.order_by().values_list("month", flat=True).distinct())


def gone_of(question: Question, finding: Finding, breaks: Breaks, months: Collection[str]) -> int:
    """How many answers of a finding are gone at least: counted anew where anything was taken out at all.

    What came late to the same days may hide some of them. Of one that kept no counts nothing can be said.
    """
    was = kept(finding)
    days = counted_days(question, finding, was)
    if not was.groups or not touched(days, months):
        return 0
    try:
        again = evidence_of(question, breaks, period=days, is_compared=False)
    except NoEvidence as few:
        return max(was.n - few.n, 0)
    then, now = read_groups(was.groups), read_groups(again.groups) if again.groups else None
    if now is None or then.values != now.values:
        return 0
    return int(sum(max(a - b, 0) for a, b in zip(then.counts, now.counts, strict=True)))


def touched(days: Period, months: Collection[str]) -> bool:
    """Whether one of the months lies in these days, or has no days."""
    first = f"{days.start:%Y-%m}" if days.start else ""
    last = f"{days.last_day:%Y-%m}" if days.last_day else "9999-12"
    is_open = days.start is None and days.end is None
    return any(is_open if month == UNDATED else first <= month <= last for month in months)
