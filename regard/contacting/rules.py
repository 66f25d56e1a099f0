"""How often people may be asked: caps over the ledger, for each person and each account, in one place."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from regard.contacting.audiences import Known, Rule
from regard.contacting.ledger import Contact, ContactKind, Ledger

ASKED = frozenset({ContactKind.ASK, ContactKind.REMINDER, ContactKind.INTERVIEW})
"""What wants something of somebody."""
COUNTED = ASKED | {ContactKind.NOTICE}
"""What is a contact to somebody: whoever was told something today is not asked today either."""


class Each(enum.StrEnum):
    """Whose contacts a cap counts."""

    PERSON = "person"
    ACCOUNT = "account"


@dataclass(frozen=True)
class Cap:
    """At most `most` contacts in `days` days; all its conditions say what it counts and what it stops."""

    key: str
    most: int
    days: float
    each: Each = Each.PERSON
    kinds: frozenset[str] = frozenset()  # of surveys; empty: all
    same_survey: bool = False
    counts: frozenset[str] = COUNTED
    holds_for: frozenset[str] = frozenset({ContactKind.ASK, ContactKind.INTERVIEW})
    whom: Rule = Rule()

    @property
    def reason(self) -> str:
        """Why somebody is not asked whom this cap stops."""
        if self.each == Each.ACCOUNT:
            return "account_cap"
        if self.kinds or self.same_survey:
            return "same_survey"
        return "asked_lately" if self.most == 1 else "person_cap"


@dataclass(frozen=True)
class Rules:
    """The one set of rules of a workspace; where several stop somebody, the first says why."""

    caps: tuple[Cap, ...]
    quiet_days: float = 14.0  # after a complaint was settled

    @property
    def reach(self) -> timedelta:
        """How far back the rules look."""
        return timedelta(days=max((cap.days for cap in self.caps), default=0.0))

    @classmethod
    def from_content(cls, content: Any) -> "Rules":
        """The rules that JSON values describe. Raises UnfitRule."""
        from regard.contacting.writing import rules_of

        return rules_of(content)

    def to_content(self) -> dict[str, Any]:
        """The same as JSON values."""
        from regard.contacting.writing import content_of

        return content_of(self)


DEFAULT = Rules(
    caps=(
        Cap("nps_once", most=1, days=180, kinds=frozenset({"nps"}), counts=frozenset({ContactKind.ASK})),
        Cap("same_survey", most=1, days=30, same_survey=True, counts=frozenset({ContactKind.ASK})),
        Cap(
            "after_reminder",
            most=1,
            days=3,
            counts=frozenset({ContactKind.REMINDER}),
            holds_for=ASKED,
        ),
        Cap("person_rest", most=1, days=14),
        Cap("person_year", most=10, days=365, holds_for=ASKED),
        Cap("account_quarter", most=12, days=90, each=Each.ACCOUNT, holds_for=ASKED),
    )
)
"""What holds until somebody changes it."""


@dataclass(frozen=True)
class Person:
    """Somebody who may be asked, and what stands against it whatever the ledger says.

    `refusals` gives a reason by channel, or by "" for all of them; `quiet` are the times in which they are
    left alone (an end of None: until somebody ends it); `rest_days` is what they chose themselves.
    """

    id: str
    account: str = ""
    known: Known = field(default_factory=dict)
    quiet: tuple[tuple[datetime, datetime | None], ...] = ()
    refusals: Mapping[str, str] = field(default_factory=dict)
    rest_days: float | None = None


@dataclass(frozen=True)
class Ask:
    """What somebody would be asked, and how; a survey of several kinds names them all: "csat nps"."""

    survey: str
    survey_kind: str
    channel: str
    kind: str = ContactKind.ASK


@dataclass(frozen=True)
class Verdict:
    """Whether somebody may be contacted now; if not, why and by which rule."""

    allowed: bool
    reason: str = ""
    rule: str = ""

    @property
    def passes(self) -> bool:
        """Whether the same may be allowed later, without anybody doing anything."""
        return self.reason in PASSING


ALLOWED = Verdict(True)
PASSING = frozenset({"asked_lately", "same_survey", "person_cap", "account_cap", "quiet", "preference",
                     "reserved"})  # fmt: skip


def judge(person: Person, history: Ledger, rules: Rules, *, ask: Ask, at: datetime) -> Verdict:
    """Whether `person` may get `ask` at this moment."""
    if reason := person.refusals.get("") or person.refusals.get(ask.channel):
        return Verdict(False, reason, "refusal")
    if any(since <= at and (until is None or at < until) for since, until in person.quiet):
        return Verdict(False, "quiet", "quiet")
    if ask.kind != ContactKind.REMINDER and not _rested(person, history, at):
        return Verdict(False, "preference", "preference")
    for cap in rules.caps:
        if stops(cap, person, ask) and used(cap, person, history, ask=ask, at=at) >= cap.most:
            return Verdict(False, cap.reason, cap.key)
    return ALLOWED


def stops(cap: Cap, person: Person, ask: Ask) -> bool:
    """Whether the cap speaks of this person and this question at all."""
    if ask.kind not in cap.holds_for or not concerns(cap, ask.survey_kind):
        return False
    return not (cap.each == Each.ACCOUNT and not person.account) and cap.whom.holds(person.known)


def used(cap: Cap, person: Person, history: Ledger, *, ask: Ask, at: datetime) -> int:
    """How much of the cap is used up at this moment."""
    after = at - timedelta(days=cap.days)
    if cap.each == Each.ACCOUNT:
        found = history.of_account(person.account, after=after)
    else:
        found = history.of_person(person.id, after=after)
    return sum(1 for contact in found if counts(cap, contact, ask))


def concerns(cap: Cap, survey_kind: str) -> bool:
    """Whether the cap speaks of a survey of these kinds, which are words: "csat nps" is both."""
    return not cap.kinds or not cap.kinds.isdisjoint(survey_kind.split())


def counts(cap: Cap, contact: Contact, ask: Ask) -> bool:
    """Whether the cap counts this contact, where `ask` is what comes next."""
    if contact.kind not in cap.counts or not concerns(cap, contact.survey_kind):
        return False
    return not cap.same_survey or contact.survey == ask.survey


def _rested(person: Person, history: Ledger, at: datetime) -> bool:
    if not person.rest_days:
        return True
    found = history.of_person(person.id, after=at - timedelta(days=person.rest_days))
    return not any(contact.kind in COUNTED for contact in found)
