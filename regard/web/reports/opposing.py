"""Findings that say the opposite of each other: one better, one worse, of the same people in common days."""

from collections import defaultdict
from collections.abc import Sequence
from itertools import combinations
from uuid import UUID

from django.http import QueryDict

from regard.web.dashboards.periods import Period
from regard.web.reports.judging import address_of
from regard.web.reports.models import Claim, Finding

BESIDE = {"period", "from", "to", "compare", "by", "page"}  # what of an address chooses no people


def opposites(findings: Sequence[Finding]) -> dict[UUID, list[Finding]]:
    """For each finding those among the others that say the opposite of it, in their order."""
    alike: dict[tuple[object, ...], list[Finding]] = defaultdict(list)
    for one in findings:
        if one.claimed in (Claim.BETTER, Claim.WORSE):
            alike[whose(one)].append(one)
    found: dict[UUID, list[Finding]] = defaultdict(list)
    for same in alike.values():
        for one, other in combinations(same, 2):
            if one.claimed != other.claimed and overlap(days_of(one), days_of(other)):
                found[one.pk].append(other)
                found[other.pk].append(one)
    return dict(found)


def whose(finding: Finding) -> tuple[object, ...]:
    """The metric of a finding, and of which people it is: its address without days and looks."""
    query = QueryDict(finding.query)
    return tuple(sorted((name, tuple(sorted(query.getlist(name)))) for name in query if name not in BESIDE))


def days_of(finding: Finding) -> Period:
    """The days of a finding as they were on the day on which it was written."""
    return address_of(finding.query).days(today=finding.written_at.date())


def overlap(one: Period, other: Period) -> bool:
    """Whether two periods have a day in common; an open side has no end."""
    starts_in_time = one.start is None or other.end is None or one.start < other.end
    return starts_in_time and (other.start is None or one.end is None or other.start < one.end)
