"""Which customers give a reason to be looked after, and what shows it: no chance of leaving is made up."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

import pyarrow as pa
import pyarrow.compute as pc

from regard.web.insights.payer_study import Payer
from regard.web.insights.saying import given_in, payers_of, records_said, scores_said

LOW = 6  # the highest score of 0 to 10 that is a reason
RECENT = 180  # days in which a low score or a word of leaving is a reason
NEW = 90  # days in which complaints are a reason, and in which somebody is silent who was not before
COMPLAINTS = 2  # in that time; most customers complain once
YEAR = 365
SPOKE = 3  # records in the year before the silence
SOON = 60  # days before a renewal in which it is told
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
    """What each said within a year, and of it what speaks of leaving and what complains."""
    rows = records_said(today - timedelta(days=YEAR))
    rows = rows.append_column("payer", _whose(rows, here)).filter(pc.field("payer").is_valid())
    anything = _often(rows)
    leaving = _often(_marked(rows, "intent:churn_risk", since=today - timedelta(days=RECENT)))
    complaints = _often(_marked(rows, "intent:complaint", since=today - timedelta(days=NEW)))
    return {
        pk: Said(often, leaving.get(pk, NEVER), complaints.get(pk, NEVER)) for pk, often in anything.items()
    }


def _marked(rows: pa.Table, mark: str, *, since: date) -> pa.Table:
    """The rows since a day that have a mark."""
    newer = rows.filter(pc.field("day") >= since)
    marks = newer["marks"].combine_chunks()
    places = pc.list_parent_indices(marks).filter(pc.equal(pc.list_flatten(marks), mark))
    return newer.take(pc.unique(places))


def _often(rows: pa.Table) -> dict[UUID, Often]:
    counted = rows.group_by("payer").aggregate([("day", "count"), ("day", "max")]).to_pydict()
    return {UUID(payer): Often(n, day) for payer, n, day in zip(*counted.values(), strict=True)}


def _scored(here: Collection[UUID], *, today: date) -> dict[UUID, Reason]:
    """The last score of each within half a year, where it is low."""
    rows = scores_said(today - timedelta(days=RECENT))
    rows = rows.append_column("payer", _whose(rows, here)).filter(pc.field("payer").is_valid())
    rows = rows.select(["payer", "day", "record_id", "score"])
    days = rows.group_by("payer").aggregate([("day", "max")]).rename_columns(["payer", "day"])
    last = rows.join(days, ["payer", "day"], join_type="inner")
    low = last.filter(pc.field("score") <= LOW)["payer"].combine_chunks().unique()
    some = last.filter(pc.is_in(last["payer"], low)).to_pydict()
    whose = {UUID(record): UUID(pk) for record, pk in zip(some["record_id"], some["payer"], strict=True)}
    found: dict[UUID, Reason] = {}
    for at, record, _answer, score in sorted(given_in(whose)):
        found[whose[record]] = Reason("low", 1, at.date(), record, int(score))
    return {pk: reason for pk, reason in found.items() if reason.score is not None and reason.score <= LOW}


def _whose(rows: pa.Table, here: Collection[UUID]) -> pa.Array:
    """Of these payers the one that each row is of: that of its person, else its company; None of others."""
    known = pa.array([str(pk) for pk in here], pa.string())
    of_person, company = payers_of(rows), rows["account_id"].combine_chunks()
    nobody = pa.scalar(None, pa.string())
    of_company = pc.if_else(pc.is_in(company, known), company, nobody)
    return pc.if_else(pc.is_in(of_person, known), of_person, of_company)
