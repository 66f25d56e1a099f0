"""How many answers a change needs, how many invitations, and when they are there: with what that rests on."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from regard.contacting.audiences import Rule
from regard.contacting.drawing import Demand, sample
from regard.contacting.pacing import a_day
from regard.contacting.rules import Ask
from regard.perception.estimates import MINIMUM
from regard.perception.intervals import critical_value
from regard.perception.sampling.planning import (
    Metric,
    capacity,
    detectable_change,
    invitations,
    wave_size,
)
from regard.web.answering.models import Response
from regard.web.contacts.kinds import kinds_of
from regard.web.contacts.knowing import people
from regard.web.contacts.models import Audience
from regard.web.contacts.ruling import rules_now
from regard.web.insights.studies import Estimate, metrics_at
from regard.web.results.counting import LEVEL, Measured
from regard.web.results.hiding import K
from regard.web.results.silence import parts
from regard.web.results.weighing import COUNTED
from regard.web.surveys.models import Survey

POWER = 0.8
PACE_DAYS = 30
FARTHEST = 3_650
"""A date later than ten years from now is no plan: it is said to be out of reach."""


class Range(NamedTuple):
    """A number, and between which ends it lies; without ends it rests on an assumption."""

    value: float
    low: float | None = None
    high: float | None = None


class Reached(NamedTuple):
    """On which day, with the earliest and the latest that the interval leaves; None: not within ten years."""

    day: date | None
    first: date | None
    last: date | None


@dataclass(frozen=True)
class Wanted:
    """What somebody plans: a change in the unit of the metric, of whom, by which channel.

    `rate` is the share of the invited who answer, 0 to 1, where the survey itself cannot tell it yet.
    """

    change: float
    audience: Audience | None
    channel: str
    rate: float


@dataclass(frozen=True)
class Spread:
    """How much single answers differ: of the answers that are there, or the most that is possible."""

    variance: float | None  # None: the most that is possible
    design_effect: float
    n: int
    detectable: float | None  # None: not enough answers yet


@dataclass(frozen=True)
class Plan:
    """What it takes and when it is there; `missing` are the answers of both waves that are not there yet."""

    spread: Spread
    answers: int
    answers_at_worst: int
    missing: int
    rate: Range
    invitations: Range
    pace: Range | None  # answers a day; None: too few to tell
    by_pace: Reached | None
    considered: int
    reachable: int
    asks_a_day: float
    answers_a_month: Range
    by_rules: Reached


def plan(survey: Survey, found: Measured, wanted: Wanted, *, at: datetime) -> Plan:
    """What a change of the question's number takes. Raises UnfitPlan for a change that is none."""
    spread, rate = spread_of(found), rate_of(survey, wanted)
    answers = _wave(found, wanted.change, spread.variance, spread.design_effect)
    missing = max(answers - spread.n, 0) + answers
    considered, reachable, asks = _askable(survey, wanted, at=at)
    pace = pace_of(survey, at=at)
    month = _each(rate, lambda share: capacity(asks, share, contact_rule_days=1) if asks else 0.0)
    return Plan(
        spread=spread,
        answers=answers,
        answers_at_worst=_wave(found, wanted.change, None, spread.design_effect),
        missing=missing,
        rate=rate,
        invitations=_each(rate, lambda share: float(invitations(missing, share)), falls=True),
        pace=pace,
        by_pace=reached(missing, pace, at=at) if pace else None,
        considered=considered,
        reachable=reachable,
        asks_a_day=asks,
        answers_a_month=month,
        by_rules=reached(missing, _each(month, lambda n: n / 30), at=at),
    )


def spread_of(found: Measured) -> Spread:
    """How the answers so far spread, where there are enough of them to tell."""
    estimate, weighted = found.estimate, found.weighted
    n = estimate.n if estimate else 0
    if estimate is None or estimate.n_eff < MINIMUM or not estimate.se:
        return Spread(None, 1.0, n, None)
    variance = _variance(estimate)
    effect = weighted.n / weighted.n_eff if weighted is not None and weighted.n_eff else 1.0
    detectable = detectable_change(
        estimate.n_eff / effect,
        metric=metric_of(found),
        scale=found.scale,
        variance=variance,
        power=POWER,
        level=LEVEL,
    )
    return Spread(variance, effect, n, detectable)


def rate_of(survey: Survey, wanted: Wanted) -> Range:
    """The share of the invited who answer, as the page of results shows it, or what is assumed."""
    asked = parts(survey)
    told = asked[0].rate if asked else None
    if told is None or told.status != "shown" or not told.value or not told.low or told.high is None:
        return Range(wanted.rate)
    return Range(told.value / 100, told.low / 100, min(told.high / 100, 1.0))


def pace_of(survey: Survey, *, at: datetime) -> Range | None:
    """Answers a day of the last thirty days, or since the survey was published if that is shorter.

    The interval is Byar's of a Poisson count (Rothman and Boice 1979).
    """
    first = survey.versions.order_by("published_at").first()
    days = min(max((at - first.published_at).days, 1), PACE_DAYS) if first else PACE_DAYS
    came = Response.objects.filter(survey=survey, state__in=COUNTED)
    n = came.filter(first_at__gt=at - timedelta(days=days), first_at__lte=at).count()
    if n < K:
        return None
    z = critical_value(LEVEL)
    low = n * (1 - 1 / (9 * n) - z / (3 * math.sqrt(n))) ** 3
    high = (n + 1) * (1 - 1 / (9 * (n + 1)) + z / (3 * math.sqrt(n + 1))) ** 3
    return Range(n / days, low / days, high / days)


def reached(missing: float, a_day: Range, *, at: datetime) -> Reached:
    """When so many answers are there at this pace, and at its slowest and fastest."""

    def day(pace: float | None) -> date | None:
        days = missing / pace if pace else math.inf
        return (at + timedelta(days=math.ceil(days))).date() if days <= FARTHEST else None

    low = a_day.value if a_day.low is None else a_day.low
    return Reached(day(a_day.value), day(a_day.high or a_day.value), day(low))


def _askable(survey: Survey, wanted: Wanted, *, at: datetime) -> tuple[int, int, float]:
    """How many belong to the audience, how many can be reached, and how many the rules let ask a day."""
    _row, rules = rules_now()
    ask = Ask(str(survey.pk), kinds_of(survey), wanted.channel)
    rule = Rule.from_content(wanted.audience.rule) if wanted.audience else Rule()
    found = sample(people(None, survey=survey, rules=rules, at=at), Demand("plan", ask, whom=rule))
    return found.considered, found.size, a_day((one.person for one in found.members), rules, ask=ask)


def metric_of(found: Measured) -> Metric:
    """The metric as a plan asks it: of one imagined answer, too, where the page of results would hide it."""
    return metrics_at(level=LEVEL, hide_below=0)[found.metric]


def _wave(found: Measured, change: float, variance: float | None, effect: float) -> int:
    size = wave_size(
        change, metric=metric_of(found), scale=found.scale, variance=variance, power=POWER, level=LEVEL
    )
    return math.ceil(size * effect - 1e-9)


def _variance(estimate: Estimate) -> float:
    """That of one answer, with points and percents as shares of 100."""
    unit = 1.0 if estimate.definition.unit == "score" else 100.0
    return (estimate.se or 0.0) ** 2 * estimate.n_eff / unit**2


def _each(found: Range, what: Callable[[float], float], *, falls: bool = False) -> Range:
    ends = [None if end is None else what(end) for end in (found.low, found.high)]
    return Range(what(found.value), *(ends[::-1] if falls else ends))
