"""Which customers give a reason to be looked after, and what shows it: no chance of leaving is made up."""
# The questions are written here and every value is bound:
# ruff: noqa: S608

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

from regard.web.insights.payer_study import Payer
from regard.web.insights.saying import OF_PAYERS, RECOMMENDED, asked
from regard.web.insights.studies import Value

LOW = 6  # the highest score of 0 to 10 that is a reason
RECENT = 180  # days in which a low score or a word of leaving is a reason
NEW = 90  # days in which complaints are a reason, and in which somebody is silent who was not before
COMPLAINTS = 2  # in that time; most customers complain once
YEAR = 365
SPOKE = 3  # records in the year before the silence
SOON = 60  # days before a renewal in which it is told
OF_THESE = f"""
    SELECT *, CASE WHEN payer IN (SELECT unnest(CAST(:here AS VARCHAR[]))) THEN payer
        WHEN account_id IN (SELECT unnest(CAST(:here AS VARCHAR[]))) THEN account_id END AS whose
    FROM ({OF_PAYERS})
"""
"""Of these payers the one that each row is of: that of its person, else its company; NULL of others."""
SAID = f"""
    SELECT whose, count(*) AS n, max(day) AS said_on,
        count(*) FILTER (is_leaving), max(day) FILTER (is_leaving),
        count(*) FILTER (is_complaint), max(day) FILTER (is_complaint)
    FROM (
        SELECT whose, day,
            day >= CAST(:recent AS DATE) AND list_contains(marks, :leaving) AS is_leaving,
            day >= CAST(:new AS DATE) AND list_contains(marks, :complaint) AS is_complaint
        FROM ({OF_THESE}) WHERE part = 0 AND day >= CAST(:year AS DATE) AND whose IS NOT NULL
    ) GROUP BY whose
    HAVING count(*) FILTER (is_leaving) > 0 OR count(*) FILTER (is_complaint) >= :complaints
        OR (count(*) >= :spoke AND max(day) < CAST(:new AS DATE))
"""
SCORED = f"""
    SELECT whose, struct_extract_at(last, 2), struct_extract_at(last, 4), struct_extract_at(last, 5) FROM (
        SELECT whose, max(row(moment, record_id, part, day, score)) AS last FROM ({OF_THESE})
        WHERE {RECOMMENDED} AND day >= CAST(:recent AS DATE) AND whose IS NOT NULL GROUP BY whose
    ) WHERE struct_extract_at(last, 5) <= :low
"""
COUNTED: dict[str, Value] = {
    "leaving": "intent:churn_risk", "complaint": "intent:complaint", "complaints": COMPLAINTS, "spoke": SPOKE,
}  # fmt: skip
KINDS = ("low", "leaving", "complaint", "silent", "marked", "renewal")


@dataclass(frozen=True)
class Reason:
    """One thing that speaks for looking after somebody; `n` records show it, the last one on `day`.

    `record` is the answer with the low score, `score` that score. A renewal is a reason only beside others.
    """

    kind: str
    n: int = 0
    day: date | None = None
    record: UUID | None = None
    score: int | None = None


@dataclass(frozen=True)
class AtRisk:
    """A customer of today with its reasons, the clearest first."""

    payer: Payer
    revenue: float | None
    reasons: tuple[Reason, ...]


class Often(NamedTuple):
    """How many records, the last one on `day`."""

    n: int
    day: date | None


NEVER = Often(0, None)


class Said(NamedTuple):
    """What somebody said within a year, what spoke of leaving, and what complained, each in its own time."""

    anything: Often = NEVER
    leaving: Often = NEVER
    complaints: Often = NEVER


NOTHING = Said()


def at_risk(everybody: Sequence[Payer], *, today: date) -> list[AtRisk]:
    """Every customer of today with a reason, by currency, those who pay most first."""
    here = {one.pk: one for one in everybody if one.is_here}
    said, scored = _said(here, today=today), _scored(here, today=today)
    found = []
    for pk, one in here.items():
        reasons = tuple(_reasons(one, said.get(pk, NOTHING), scored.get(pk), today=today))
        if any(reason.kind != "renewal" for reason in reasons):
            found.append(AtRisk(one, one.revenue(today), reasons))
    return _ordered(found)


def _ordered(found: list[AtRisk]) -> list[AtRisk]:
    """The currency of most of them first; amounts are compared within one currency alone."""
    many: dict[str | None, int] = {}
    for one in found:
        many[one.payer.currency] = many.get(one.payer.currency, 0) + 1
    return sorted(
        found,
        key=lambda one: (
            one.payer.currency is None,
            -many[one.payer.currency],
            one.payer.currency or "",
            -(one.revenue or 0.0),
            one.payer.pk,
        ),
    )


def _reasons(one: Payer, said: Said, scored: Reason | None, *, today: date) -> Iterator[Reason]:
    if scored:
        yield scored
    if said.leaving.n:
        yield Reason("leaving", *said.leaving)
    if said.complaints.n >= COMPLAINTS:
        yield Reason("complaint", *said.complaints)
    last = said.anything.day
    if said.anything.n >= SPOKE and last is not None and last < today - timedelta(days=NEW):
        yield Reason("silent", *said.anything)
    if one.is_marked:
        yield Reason("marked")
    if due := renewal(one, today=today):
        yield Reason("renewal", day=due)


def renewal(one: Payer, *, today: date) -> date | None:
    """The day within the next two months on which a year's contract ends; None without one."""
    if one.bought is None:
        return None
    years = max(1, -(-(today - one.bought).days // YEAR))
    due = one.bought + timedelta(days=YEAR * years)
    return due if due <= today + timedelta(days=SOON) else None


def _said(here: Collection[UUID], *, today: date) -> dict[UUID, Said]:
    """What each said within a year, what of it speaks of leaving or complains, where that is a reason."""
    days = {"year": YEAR, "recent": RECENT, "new": NEW}
    since = {name: (today - timedelta(days=back)).isoformat() for name, back in days.items()}
    rows = asked(SAID, {"here": [str(pk) for pk in here], **since, **COUNTED})
    return {
        UUID(whose): Said(Often(n, day), Often(leaving, left_on), Often(complaints, complained_on))
        for whose, n, day, leaving, left_on, complaints, complained_on in zip(
            *rows.to_pydict().values(), strict=True
        )
    }


def _scored(here: Collection[UUID], *, today: date) -> dict[UUID, Reason]:
    """The last score of each within half a year, where it is low."""
    since = (today - timedelta(days=RECENT)).isoformat()
    rows = asked(SCORED, {"here": [str(pk) for pk in here], "recent": since, "low": LOW})
    return {
        UUID(whose): Reason("low", 1, day, UUID(record), int(score))
        for whose, record, day, score in zip(*rows.to_pydict().values(), strict=True)
    }
