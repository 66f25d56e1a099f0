"""Whether a finding still holds: the answers since it was written beside those that it was written on."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from regard.web.dashboards.addresses import Address
from regard.web.dashboards.card_breaks import Breaks, not_compared
from regard.web.dashboards.figures import change_interval_text, count_text
from regard.web.dashboards.naming import Naming
from regard.web.dashboards.numbers import Numbers
from regard.web.dashboards.periods import Period
from regard.web.dashboards.questions import Question
from regard.web.insights.later_study import Groups, added_since, compare_later, read_groups
from regard.web.insights.studies import Comparison
from regard.web.reports.evidence import Evidence, NoEvidence, evidence_of, kept, since_text
from regard.web.reports.models import Claim, Finding
from regard.web.workspaces.models import Workspace

HOLDS, CONTRADICTED, EARLY, UNKNOWN = "holds", "contradicted", "early", "unknown"
FEWEST = 30  # answers on which the rule can be relied
LEVEL = 0.95  # of 20 findings of which nothing changed, at most one is ever called contradicted


@dataclass(frozen=True)
class Standing:
    """Whether a finding holds, what its view and the answers since say, and whether to look again."""

    state: str
    now: Evidence | None
    is_due: bool
    why: str = ""  # it cannot be judged, or not yet
    later: str = ""  # what the answers since say
    gap: str = ""  # how far they are from those of then


def address_of(query: str) -> Address:
    """The view that an address of explore shows; what stands before a question mark does not matter."""
    return Address.read(QueryDict(query.rpartition("?")[2].partition("#")[0])).but()


@dataclass(frozen=True)
class Judge:
    """What all findings of a page are judged with, asked once: numbers, names, breaks, and the day."""

    numbers: Numbers
    naming: Naming
    breaks: Breaks
    today: date

    @classmethod
    def of(cls, workspace: Workspace, *, today: date) -> "Judge":
        """With everything that the open workspace knows."""
        return cls.with_numbers(Numbers.of(workspace), today=today)

    @classmethod
    def with_numbers(cls, numbers: Numbers, *, today: date) -> "Judge":
        """With numbers that are known, and all else that the open workspace knows."""
        return cls(numbers, Naming.of_open_workspace(), Breaks.of_open_workspace(), today)

    def question(self, query: str) -> Question:
        """The view of an address as a question."""
        return Question(self.numbers, address_of(query), self.naming, self.today, "")

    def standing(self, finding: Finding, *, is_compared: bool = True) -> Standing:
        """What the view of a finding says today; contradicted where the answers since differ surely."""
        return standing_in(self.question(finding.query), finding, self.breaks, is_compared=is_compared)

    def described(self, finding: Finding) -> str:
        """The view of a finding in words."""
        return " · ".join(self.naming.described(address_of(finding.query), today=self.today))


def question_of(workspace: Workspace, address: Address, *, today: date) -> Question:
    """The view as a question to the open workspace."""
    return Question(Numbers.of(workspace), address, Naming.of_open_workspace(), today, "")


def standing(finding: Finding, workspace: Workspace, *, today: date) -> Standing:
    """What the view of a finding says today."""
    return Judge.of(workspace, today=today).standing(finding)


def standing_in(
    question: Question, finding: Finding, breaks: Breaks | None = None, *, is_compared: bool = True
) -> Standing:
    """What the view of a finding says, asked by this question; `breaks` where they are known."""
    is_due = finding.review_by < question.today
    breaks = breaks or Breaks.of_open_workspace()
    try:
        now = evidence_of(question, breaks, is_compared=is_compared)
    except NoEvidence:
        return Standing(UNKNOWN, None, is_due)
    was = kept(finding)
    day = breaks.between(was.metric, counted_days(question, finding, was), question.period)
    if day:
        return Standing(UNKNOWN, now, is_due, not_compared(now.metric, day))
    return _Judged(question, finding, was, now, breaks, is_due).standing()


@dataclass(frozen=True)
class _Judged:
    """One finding with its number of then and of now, of one definition."""

    question: Question
    finding: Finding
    was: Evidence
    now: Evidence
    breaks: Breaks
    is_due: bool

    def standing(self) -> Standing:
        days = _since(self.question, self.finding)
        then = self._then()
        if then is None or not self._is_comparable(self.now):
            return self._told(UNKNOWN, why=_("It was counted otherwise then; not compared."))
        if days is None or days.start is None:  # its days are over: only what came to them late is new
            added = added_since(then, read_groups(self.now.groups)) if self.now.groups else None
            return self._told(self._state(_compared(then, added)))
        try:
            later = evidence_of(self.question, self.breaks, period=days, is_compared=False)
        except NoEvidence as few:
            return self._told(EARLY, why=_early(few))
        if not later.groups or not self._is_comparable(later):
            return self._told(UNKNOWN, why=_("It was counted otherwise then; not compared."))
        found = compare_later(then, read_groups(later.groups), level=LEVEL)
        return self._told(
            self._state(found),
            later=since_text(later, days.start),
            gap=change_interval_text(found, self.was.unit),
        )

    def _state(self, found: Comparison | None) -> str:
        return state_of(self.finding.claimed, found, is_low_good=self.was.is_low_good)

    def _told(self, state: str, *, why: str = "", later: str = "", gap: str = "") -> Standing:
        return Standing(state, self.now, self.is_due, why, later, gap)

    def _then(self) -> Groups | None:
        """The answers of then as they were counted; one that did not keep them is counted anew."""
        if self.was.groups:
            return read_groups(self.was.groups)
        days = counted_days(self.question, self.finding, self.was)
        try:
            again = evidence_of(self.question, self.breaks, period=days, is_compared=False)
        except NoEvidence:
            return None
        return read_groups(again.groups) if again.groups else None

    def _is_comparable(self, other: Evidence) -> bool:
        """Whether another number means the same: of one definition, on one scale."""
        return self.was.version.partition(" ")[0] == other.version.partition(" ")[0] and (
            not self.was.scale or self.was.scale == other.scale
        )


def state_of(claimed: str, found: Comparison | None, *, is_low_good: bool = False) -> str:
    """Whether a claim still holds beside the answers since: they differ surely, or surely the other way."""
    if found is None or not found.significant:
        return HOLDS
    rose = found.difference > 0
    against = {Claim.BETTER: rose == is_low_good, Claim.WORSE: rose != is_low_good}
    return CONTRADICTED if against.get(Claim(claimed), True) else HOLDS


def rate_text() -> str:
    """How often a finding is called contradicted of which nothing changed."""
    return _(
        "Contradicted is a finding when the answers since its day differ from those it was written on by "
        "more than chance; both have their uncertainty. The rule may be looked at daily: of 20 findings of "
        "which nothing changed, it ever calls at most one contradicted."
    )


def _compared(then: Groups, later: Groups | None) -> Comparison | None:
    return compare_later(then, later, level=LEVEL) if later and later.n >= FEWEST else None


def _since(question: Question, finding: Finding) -> Period | None:
    """The days of the view after those that a finding was written on; None where it has none."""
    written = finding.written_at.date()
    first = question.address.days(today=written).end or written + timedelta(days=1)
    last = question.period.end
    return None if last is not None and last <= first else Period(first, last)


def counted_days(question: Question, finding: Finding, was: Evidence) -> Period:
    """The days that a finding was written on: since their definition changed, where it had."""
    written = finding.written_at.date()
    then = question.address.days(today=written)
    end = then.end or written + timedelta(days=1)
    return Period(date.fromisoformat(was.first) if was.first else then.start, end)


def _early(few: NoEvidence) -> str:
    text = _("New data do not differ enough in time yet: %(answers)s since then.") % {
        "answers": ngettext("%(n)s answer", "%(n)s answers", few.n) % {"n": count_text(few.n)}
    }
    if not few.needed:
        return text
    more = ngettext("%(n)s more is needed.", "%(n)s more are needed.", few.needed)
    return f"{text} {more % {'n': count_text(few.needed)}}"
