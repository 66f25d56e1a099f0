"""Did a change help: answers by week of those whom it reached and of the others, and the best design."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count
from django.db.models.functions import TruncDate

from regard.perception.counts import Counts, Scale
from regard.perception.effects import ActionEffect, effect_of_action, in_holdout
from regard.perception.effects.verdicts import STRENGTH, Design, Strength
from regard.perception.estimates import Estimate, UnfitScale
from regard.perception.metrics.by_name import Metric, metrics_at
from regard.perception.metrics.sentiment import POLARITY, VALUES
from regard.perception.metrics.share import share
from regard.perception.tallies import Filters
from regard.web.insights.anonymity import one_by_one
from regard.web.insights.records import matching
from regard.web.insights.rows import METRICS, measured
from regard.web.insights.theme_following import followed
from regard.web.insights.theme_numbers import carrying, worded
from regard.web.workspaces.tenancy import TenantQuerySet

__all__ = [
    "ActionEffect",
    "Estimate",
    "Judgement",
    "Plan",
    "Reach",
    "Weeks",
    "estimate",
    "is_held_out",
    "judge",
    "weeks",
]

BEFORE = timedelta(weeks=26)  # so much of the time before the start is looked at
YEAR = 365.25 / 7  # weeks of a season
TWO_YEARS = timedelta(weeks=106)  # so much where there is nobody to compare with, and so much is there
SHARE, NET_SENTIMENT = "share", "net_sentiment"
YES_NO = Scale(0, 1)
MEASURE: dict[str, Metric] = {
    **metrics_at(level=0.95, hide_below=0),
    SHARE: lambda counts: share(counts.n_by_score[1], counts.n),
}
COLUMN = {"segment": "segment", "region": "region", "source": "source__key"}
SCALED = ("scale_min", "scale_max", "scale_direction", "value_number")
NOT_KEPT = "it did not happen as it was promised"
REACHED, OTHERS = "reached", "others"

Series = dict[int, Counts]
"""Answers by week, counted from the start of the change: -1 is the last week before it."""


@dataclass(frozen=True)
class Reach:
    """Whom a change reaches: everybody (`by` is ""), or segments, regions or sources; less those held out.

    `holdout` is the share (0 to 1) of customers whom chance leaves out, told apart by `salt`. Where it is
    drawn within a group, nobody outside of that group is in either arm: neither reached nor held out.
    """

    by: str = ""
    values: tuple[str, ...] = ()
    holdout: float = 0.0
    salt: str = ""

    @property
    def design(self) -> Design:
        """The best design that such a change allows."""
        if self.holdout:
            return "holdout"
        return "did" if self.by else "its"

    @property
    def strength(self) -> Strength:
        """How much that design can know."""
        return STRENGTH[self.design]

    def arm(self, value: Any) -> str:
        """Whether a group was reached, or with a hold-out a customer; "" where that is not known."""
        if value in (None, ""):
            return ""
        if self.holdout:
            return OTHERS if is_held_out(value, salt=self.salt, share=self.holdout) else REACHED
        return REACHED if not self.by or value in self.values else OTHERS


@dataclass(frozen=True)
class Plan:
    """What was to happen: which number, of whom (`segment`; empty: of all), from when, judged by when.

    A share is `about` a mark of what is read ("factor:price:negative") or a theme ("theme:" and its key), of
    all records that were read or hold words.
    `until` is the first day that no longer counts. `smallest` is the smallest effect worth having, in the
    number's own unit; `falls` says that the number was to become smaller; `chosen_low` that those reached
    were chosen for low scores. No day before `since` is looked at: the number meant something else then.
    Where it began to do so after the start (`redefined_on`), nothing can be judged; nor where it did not
    happen as it was planned (`is_kept`). `before` is how much of the time before the start is looked at.
    """

    metric: str
    start: date
    until: date
    smallest: float
    reach: Reach = Reach()
    segment: str = ""
    falls: bool = False
    chosen_low: bool = False
    since: date | None = None
    redefined_on: date | None = None
    is_kept: bool = True
    about: str = ""
    before: timedelta = BEFORE

    @property
    def first(self) -> date:
        """The first day that is looked at."""
        return max(self.start - self.before, self.since or date.min)


@dataclass(frozen=True)
class Weeks:
    """The answers of both arms by week, on the scale that most were given on (`elsewhere`: on others)."""

    reached: Series = field(default_factory=dict)
    others: Series = field(default_factory=dict)
    elsewhere: int = 0


@dataclass(frozen=True)
class Judgement:
    """What was found, with the series that it rests on."""

    effect: ActionEffect
    weeks: Weeks


def is_held_out(customer: UUID, *, salt: str, share: float) -> bool:
    """Whether chance leaves a customer out of the change that `salt` names; always the same answer."""
    return in_holdout(str(customer), salt, share)


def weeks(plan: Plan, *, until: date | None = None) -> Weeks:
    """The answers from the first day that is looked at to before `until` (without it: the plan's own)."""
    cells = _cells(plan, until or plan.until)
    if not cells:
        return Weeks()
    scales: defaultdict[Scale, int] = defaultdict(int)
    for (scale, _arm, _week), scores in cells.items():
        scales[scale] += sum(scores.values())
    most = max(scales, key=lambda scale: scales[scale])
    found: dict[str, Series] = {REACHED: {}, OTHERS: {}}
    for (scale, arm, week), scores in cells.items():
        if scale == most:
            found[arm][week] = Counts.of(scores, scale)
    elsewhere = sum(n for scale, n in scales.items() if scale != most)
    return Weeks(found[REACHED], found[OTHERS], elsewhere)


def judge(plan: Plan) -> Judgement:
    """The verdict by the best design that the reach allows: hold-out, differences, interrupted series.

    The last one looks at two years before the start, where there are as many, to tell seasons apart.
    """
    if plan.redefined_on:
        return Judgement(
            _unknown(plan, f"the definition of the number changed on {plan.redefined_on}"), Weeks()
        )
    found = weeks(plan)
    if not plan.is_kept:
        return Judgement(_unknown(plan, NOT_KEPT), found)
    data: dict[str, Mapping[int, Counts]] = {REACHED: found.reached, OTHERS: found.others}
    if plan.reach.design == "its":
        data = {REACHED: _two_years(plan) or found.reached}
    effect = effect_of_action(
        data,
        REACHED,
        0,
        design=plan.reach.design,
        metric=MEASURE[plan.metric],
        promised=plan.smallest,
        lower_is_better=plan.falls,
        chosen_for_low_scores=plan.chosen_low,
        season=YEAR,
    )
    return Judgement(effect, found)


def _unknown(plan: Plan, reason: str) -> ActionEffect:
    """Nothing is known where the number changed its meaning, or what was promised did not happen."""
    return ActionEffect(
        verdict="cannot be known from this design",
        effect=None,
        pretrend=None,
        placebo=None,
        reasons=(reason,),
        design=plan.reach.design,
        detectable=None,
        strength=plan.reach.strength,
    )


def _two_years(plan: Plan) -> Series | None:
    """The answers by week from two whole years before the start on; None where they do not go so far back."""
    longer = replace(plan, before=TWO_YEARS)
    series = weeks(longer).reached
    return series if series and min(series) <= -2 * YEAR else None


def estimate(metric: str, series: Series, *, first: int, last: int) -> Estimate | None:
    """The number of some weeks together, both ends included; None where nobody answered."""
    parts = [counts for week, counts in series.items() if first <= week <= last]
    try:
        return MEASURE[metric](Counts.sum(parts)) if parts else None
    except UnfitScale:
        return None


def _cells(plan: Plan, until: date) -> dict[tuple[Scale, str, int], dict[int, int]]:
    """How often each score was given, by scale, arm and week."""
    found: defaultdict[tuple[Scale, str, int], defaultdict[int, int]] = defaultdict(lambda: defaultdict(int))
    for day, group, low, high, way, score, n in _rows(plan, until):
        arm = plan.reach.arm(group)
        scale = Scale(int(low), int(high), direction=way)
        if arm:
            found[scale, arm, (day - plan.start).days // 7][int(score)] += n
    return {cell: dict(scores) for cell, scores in found.items() if _fits(plan.metric, cell[0])}


def _fits(metric: str, scale: Scale) -> bool:
    try:
        MEASURE[metric](Counts.of({scale.min: 1}, scale))
    except UnfitScale:
        return False
    return True


def _rows(plan: Plan, until: date) -> Iterator[tuple[Any, ...]]:
    """How often each score was given, by day, group, and scale."""
    where = Filters(start=plan.first, end=until, segment=(plan.segment,) if plan.segment else ())
    if plan.metric == SHARE:
        return _shares(plan, where)
    records = _concerned(plan, matching(where))
    if plan.metric == NET_SENTIMENT:
        return _sentiments(plan, records)
    # from the records on, so that no database looks through all of them for each answer
    given = records.filter(measured("answers__"), answers__field_type=METRICS[plan.metric])
    columns = tuple(f"answers__{name}" for name in SCALED)
    rows = _dated(given).values_list("day", _group(plan), *columns)
    return iter(rows.annotate(n=Count("answers__pk")))


def _concerned(plan: Plan, records: TenantQuerySet) -> TenantQuerySet:
    """Of these records those that are in either arm."""
    records = records.order_by()
    if plan.reach.design != "its":  # of anonymous answers nobody can say whether they were reached
        records = records.filter(one_by_one())
    if plan.reach.holdout and plan.reach.by:  # chance drew within the group alone
        records = records.filter(**{f"{COLUMN[plan.reach.by]}__in": plan.reach.values})
    return records


def _group(plan: Plan) -> str:
    return "customer_id" if plan.reach.holdout else COLUMN.get(plan.reach.by, "workspace_id")


def _dated(records: TenantQuerySet) -> TenantQuerySet:
    found: TenantQuerySet = records.annotate(day=TruncDate("collected_at", tzinfo=UTC))
    return found


def _sentiments(plan: Plan, records: TenantQuerySet) -> Iterator[tuple[Any, ...]]:
    """The sentiment of what was read, as a score."""
    scale = (POLARITY.min, POLARITY.max, POLARITY.direction)
    rows = _dated(records).values_list("day", _group(plan), "reading__sentiment")
    for day, group, label, n in rows.annotate(n=Count("pk", distinct=True)):
        if label in VALUES:
            yield day, group, *scale, VALUES[label], n


def _shares(plan: Plan, where: Filters) -> Iterator[tuple[Any, ...]]:
    """Whether a record has what the share is about, as 1 or 0."""
    kind, _colon, key = plan.about.partition(":")
    if kind == "theme":
        found = followed(key)
        if found is None:
            return
        part, whole = carrying(found.theme, where), worded(where)
    else:
        part = matching(replace(where, marks=((plan.about,),)))
        whole = matching(where).filter(reading__isnull=False)
    having, all_of_them = (_counted(plan, _concerned(plan, some)) for some in (part, whole))
    scale = (YES_NO.min, YES_NO.max, YES_NO.direction)
    for (day, group), n in all_of_them.items():
        has = min(having.get((day, group), 0), n)
        yield day, group, *scale, 1, has
        yield day, group, *scale, 0, n - has


def _counted(plan: Plan, records: TenantQuerySet) -> dict[tuple[date, Any], int]:
    rows = _dated(records).values_list("day", _group(plan)).annotate(n=Count("pk", distinct=True))
    return {(day, group): n for day, group, n in rows}
