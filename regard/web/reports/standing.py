"""Findings are written, shown with what their view says today, and retired; none is ever deleted."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from regard.web.accounts.models import User
from regard.web.dashboards.addresses import Address
from regard.web.dashboards.figures import count_text
from regard.web.dashboards.numbers import Numbers
from regard.web.dashboards.questions import Question
from regard.web.reports.belonging import belonging, detailed, of_view
from regard.web.reports.content import Line
from regard.web.reports.evidence import evidence_text, evidence_to_keep, kept, short_text
from regard.web.reports.judging import (
    CONTRADICTED,
    EARLY,
    HOLDS,
    UNKNOWN,
    Judge,
    Standing,
    address_of,
    question_of,
)
from regard.web.reports.models import Finding
from regard.web.reports.opposing import opposites
from regard.web.reports.wholeness import emptied_months, gone_of
from regard.web.workspaces.auditing import record_event
from regard.web.workspaces.models import Workspace

MOST = 50
EVERYBODY = Address()
STATES = {
    HOLDS: gettext_lazy("holds"),
    CONTRADICTED: gettext_lazy("contradicted by new data"),
    EARLY: gettext_lazy("too early to judge"),
    UNKNOWN: gettext_lazy("cannot be judged now"),
}


@dataclass(frozen=True)
class Told:
    """A finding as a page shows it."""

    finding: Finding
    standing: Standing | None  # None where it is retired
    query: str
    view: str
    then: str
    now: str
    gone: int = 0  # answers that it was written on and that were erased since, at least
    against: list[Finding] = field(default_factory=list)  # those that say the opposite

    @property
    def label(self) -> str:
        """What stands beside it."""
        if self.standing is None:
            return _("retired")
        return str(STATES[self.standing.state])

    @property
    def is_contradicted(self) -> bool:
        return self.standing is not None and self.standing.state == CONTRADICTED

    @property
    def gone_text(self) -> str:
        """That its evidence is not whole any more; "" where nothing is gone."""
        if not self.gone:
            return ""
        text = ngettext(
            "Its evidence is not whole any more: at least %(n)s of its %(all)s answers is gone, erased or "
            "undone with an import.",
            "Its evidence is not whole any more: at least %(n)s of its %(all)s answers are gone, erased or "
            "undone with an import.",
            self.gone,
        )
        return text % {"n": count_text(self.gone), "all": count_text(kept(self.finding).n)}

    @property
    def is_due(self) -> bool:
        return self.standing is not None and self.standing.is_due


def write(
    workspace: Workspace,
    sentence: str,
    *,
    query: str,
    claimed: str,
    review_by: date,
    by: User,
    at: datetime,
) -> Finding:
    """Keep a finding with the number of its view as it is now. Raises NoEvidence."""
    question = question_of(workspace, address_of(query), today=at.date())
    return keep(question, sentence, claimed=claimed, review_by=review_by, by=by, at=at)


def keep(
    question: Question, sentence: str, *, claimed: str, review_by: date, by: User, at: datetime
) -> Finding:
    """Keep a finding with the number that a question is answered with. Raises NoEvidence."""
    found = evidence_to_keep(question)
    with transaction.atomic():
        finding: Finding = Finding.objects.create(
            sentence=sentence,
            query=question.address.query(),
            claimed=claimed,
            evidence=found,
            author=by,
            author_name=str(by),
            written_at=at,
            review_by=review_by,
        )
        record_event("finding.written", by=by, at=at, subject=str(finding.pk))
    return finding


def retire(finding: Finding, *, by: User, at: datetime) -> None:
    """Stand for it no more; it stays, with who took it back and when."""
    said = {"retired_at": at, "retired_by": by, "retired_by_name": str(by)}
    with transaction.atomic():
        if Finding.objects.filter(pk=finding.pk, retired_at=None).update(**said):
            record_event("finding.retired", by=by, at=at, subject=str(finding.pk))


def told_of(findings: Sequence[Finding], judge: Judge) -> list[Told]:
    """Findings that stand, each with what its view says today, what is gone, and what says the opposite.

    What all are judged with is asked once, in `judge`.
    """
    opposed, months = opposites(findings), emptied_months() if findings else frozenset()
    return [
        replace(
            told(one, judge),
            gone=gone_of(judge.question(one.query), one, judge.breaks, months) if months else 0,
            against=opposed.get(one.pk, []),
        )
        for one in findings
    ]


def told(finding: Finding, judge: Judge) -> Told:
    """A finding with what its view says today; what many are judged with is asked once, in `judge`."""
    found = None if finding.retired_at else judge.standing(finding)
    return Told(
        finding=finding,
        standing=found,
        query=finding.query,
        view=judge.described(finding),
        then=evidence_text(kept(finding)),
        now=evidence_text(found.now) if found and found.now else "",
    )


def standing_findings(numbers: Numbers, *, today: date, of: Address = EVERYBODY) -> list[Line]:
    """The findings that somebody stands for, as lines of a report `of` some or all, the newest first."""
    rows = Finding.objects.filter(retired_at=None).order_by("-written_at", "-id")
    found = belonging(rows, lambda one: of_view(address_of(one.query)), of, most=MOST)
    if not found:
        return []
    judge = Judge.with_numbers(numbers, today=today)
    shown = told_of([finding for finding, _mark in found], judge)
    return [_line(one, mark) for one, (_finding, mark) in zip(shown, found, strict=True)]


def _line(one: Told, mark: str) -> Line:
    parts = [
        _("%(who)s, %(day)s") % {"who": one.finding.author_name, "day": date_format(one.finding.written_at)},
        one.label,
        _("then %(number)s") % {"number": short_text(kept(one.finding))},
    ]
    if one.standing and one.standing.now:
        parts.append(_("now %(number)s") % {"number": short_text(one.standing.now)})
    if one.standing and one.standing.later:
        parts.append(one.standing.later)
    if one.standing and one.standing.why:
        parts.append(one.standing.why)
    if one.is_due:
        parts.append(_("was to be looked at again by %(day)s") % {"day": date_format(one.finding.review_by)})
    parts += [
        _("another finding says the opposite: “%(it)s”") % {"it": each.sentence} for each in one.against
    ]
    if one.gone:
        parts.append(one.gone_text)
    state = one.standing.state if one.standing else ""
    return Line(one.finding.sentence, detailed(mark, parts), one.query, str(one.finding.pk), state)
