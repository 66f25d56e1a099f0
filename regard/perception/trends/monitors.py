"""An alarm that may be looked at every day, with a stated rate of false ones."""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from regard.perception.comparisons.panels import score_values
from regard.perception.counts import Counts, Scale, UnlikeCounts
from regard.perception.estimates import Estimate
from regard.perception.intervals import critical_value, limits
from regard.perception.metrics.nps import nps
from regard.perception.trends.sequences import WeightedAnswers
from regard.perception.trends.series import NoAnswers, groups_of

Direction = Literal["down", "up", "both"]
WAYS: dict[str, tuple[int, ...]] = {"down": (-1,), "up": (1,), "both": (-1, 1)}
LEVEL = 0.95
NPS_SCALE = Scale(0, 10)
BETS = (0.02, 0.05, 0.1, 0.2, 0.35, 0.5)
"""How much of what may be lost is put on each answer; small bets find small changes."""
LARGEST = 700.0
"""Evidence is told up to exp of this, so that it stays a number."""


class UnfitBaseline(ValueError):
    """A baseline at the end of the scale or beyond, or a state that no monitor has."""


class Detector:
    """What every monitor is: for each bet the log of what it has grown to, and how rare an alarm is to be."""

    run_length: float
    grown: tuple[float, ...]

    @property
    def evidence(self) -> float:
        """The detector: 0 at the start, on average at most the number of days until something changes."""
        return math.fsum(math.expm1(min(log, LARGEST)) for log in self.grown) / len(self.grown)

    @property
    def alert(self) -> bool:
        """Whether the evidence has reached the run length."""
        return self.evidence >= self.run_length

    def _grown_by(self, gained: Iterable[float]) -> tuple[float, ...]:
        """After a day on which each bet gained so much (log), and on which it may all begin once more."""
        return tuple(
            max(log + gain, 0.0) + math.log1p(math.exp(-abs(log + gain)))
            for log, gain in zip(self.grown, gained, strict=True)
        )


@dataclass(frozen=True, init=False)
class Monitor(Detector):
    """Watches the answers of one series, day by day, for a fall, a rise or both from a baseline.

    `Monitor(baseline, metric, direction=, run_length=)` takes the baseline as the Counts of a quiet time,
    or as a known number in the metric's unit on `scale`. A baseline of counts is itself estimated, so the
    end of its 95 % score interval that lies towards the change is taken. `update` gives the monitor after
    one more day and leaves this one as it was; each day is taken once, in order. It is the
    Shiryaev-Roberts e-detector (Shin, Ramdas and Rinaldo 2023): as long as the true mean has not passed
    the bound, the first alarm comes on average after `run_length` days or more, however many answer a day
    and however they are spread over the scores. `evidence` is the detector, `alert` whether it has reached
    `run_length`. After an alarm start a new monitor.

    Raises NoAnswers for a baseline of nobody; UnfitBaseline where nothing worse (better) is possible;
    ValueError for another direction or a run length below 1. `update` raises UnlikeCounts for a day on
    another scale and WeightedAnswers for weights, which would break the promise.

    >>> baseline = Counts.of({10: 600, 8: 250, 0: 150}, Scale(0, 10))
    >>> quiet, bad = (Counts.of({10: 30 - fell, 0: fell}, Scale(0, 10)) for fell in (7, 20))
    >>> monitor = Monitor(baseline, direction="down", run_length=1000)
    >>> for day in [quiet] * 20 + [bad] * 3:
    ...     monitor = monitor.update(day)
    >>> monitor.days, monitor.alert, monitor.evidence > 1000
    (23, True, True)
    """

    scale: Scale
    values: tuple[float, ...]
    bounds: tuple[tuple[int, float], ...]
    run_length: float
    days: int
    grown: tuple[float, ...]

    def __init__(
        self,
        baseline: Counts | float,
        metric: Callable[[Counts], Estimate] = nps,
        *,
        direction: Direction = "down",
        run_length: float = 1000,
        scale: Scale = NPS_SCALE,
    ) -> None:
        if direction not in WAYS:
            raise ValueError(f"no monitor watches {direction!r}: down, up or both")
        if not 1 <= run_length < math.inf:
            raise ValueError(f"an alarm comes once in a day or more, not once in {run_length}")
        on = baseline.scale if isinstance(baseline, Counts) else scale
        values = score_values(metric, on)
        bounds = _bounds(baseline, values, WAYS[direction])
        empty = (0.0,) * (len(BETS) * len(bounds))
        self._set(on, tuple(map(float, values)), bounds, float(run_length), 0, empty)

    def _set(self, *state: Any) -> None:
        for name, value in zip(self.__dataclass_fields__, state, strict=True):
            object.__setattr__(self, name, value)

    def update(self, day_counts: Counts) -> "Monitor":
        """The monitor after one more day of answers; a day without answers counts as a day."""
        if day_counts.scale != self.scale:
            raise UnlikeCounts(f"{day_counts.scale} and {self.scale} are not watched together")
        if day_counts.w is not None:
            raise WeightedAnswers("a monitor counts each answer once")
        cells = [cell for cell in zip(self.values, day_counts.n_by_score, strict=True) if cell[1]]
        gained = [
            math.fsum(n * math.log1p(bet * (value - bound)) for value, n in cells)
            for bound, bet in self._bets()
        ]
        grown = self._grown_by(gained)
        after = object.__new__(Monitor)
        after._set(self.scale, self.values, self.bounds, self.run_length, self.days + 1, grown)
        return after

    def _bets(self) -> list[tuple[float, float]]:
        """Bounds with bets: below zero on a fall. No bet can lose more than half on one answer."""
        far = {-1: max(self.values), 1: min(self.values)}
        return [(bound, -bet / (far[way] - bound)) for way, bound in self.bounds for bet in BETS]

    def to_dict(self) -> dict[str, Any]:
        """The whole state as plain JSON values."""
        return {
            "scale": [self.scale.min, self.scale.max, self.scale.direction],
            "values": list(self.values),
            "bounds": [list(bound) for bound in self.bounds],
            "run_length": self.run_length,
            "days": self.days,
            "grown": list(self.grown),
            "evidence": self.evidence,
            "alert": self.alert,
        }

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> "Monitor":
        """The monitor that `to_dict` wrote. Raises UnfitBaseline for a state that no monitor has."""
        try:
            low, high, way = plain["scale"]
            scale = Scale(low, high, direction=way)
            values, grown = (tuple(map(float, plain[name])) for name in ("values", "grown"))
            bounds = tuple((int(side), float(bound)) for side, bound in plain["bounds"])
            run_length, days = float(plain["run_length"]), int(plain["days"])
        except (KeyError, TypeError, ValueError) as problem:
            raise UnfitBaseline(f"not the state of a monitor: {problem!r}") from problem
        fits = len(values) == len(scale.scores) and len(grown) == len(BETS) * len(bounds) > 0
        worst, best = min(values, default=0.0), max(values, default=0.0)
        inside = all(side in (-1, 1) and worst < bound < best for side, bound in bounds)
        if not (
            fits and inside and run_length >= 1 and days >= 0 and all(0 <= log < math.inf for log in grown)
        ):
            raise UnfitBaseline("not the state of a monitor")
        monitor = object.__new__(cls)
        monitor._set(scale, values, bounds, run_length, days, grown)
        return monitor


def watch(monitors: Mapping[Any, Monitor], day: Mapping[Any, Counts]) -> dict[Any, Monitor]:
    """All monitors after one more day of their series; a series that nobody answered in has an empty day.

    Each monitor keeps its own rate of false alarms: m of them raise one in run_length / m days on average.
    Raises KeyError for answers of a series that nobody watches.

    >>> monitors = {"new": Monitor(20.0), "old": Monitor(40.0)}
    >>> after = watch(monitors, {"new": Counts.of({0: 3}, Scale(0, 10))})
    >>> {name: (monitor.days, round(monitor.evidence, 2)) for name, monitor in after.items()}
    {'new': (1, 2.49), 'old': (1, 1.0)}
    """
    unknown = set(day) - set(monitors)
    if unknown:
        raise KeyError(f"nobody watches {sorted(map(str, unknown))}")
    return {
        name: monitor.update(day[name] if name in day else Counts.of({}, monitor.scale))
        for name, monitor in monitors.items()
    }


def _bounds(
    baseline: Counts | float, values: tuple[Fraction, ...], ways: tuple[int, ...]
) -> tuple[tuple[int, float], ...]:
    """For each way that is open: the mean that the answers must pass."""
    worst, best = float(min(values)), float(max(values))
    if isinstance(baseline, Counts):
        groups = groups_of(baseline, values)
        if not groups.n or groups.n_eff <= 0:
            raise NoAnswers("the baseline has no answers")
        low, high = limits(groups, critical_value(LEVEL))
    else:
        low = high = float(baseline)
    bounds = tuple((way, low if way < 0 else high) for way in ways)
    inside = tuple((way, bound) for way, bound in bounds if worst < bound < best)
    if not inside:
        raise UnfitBaseline(f"nothing can pass a baseline of {low}..{high} on a metric of {worst}..{best}")
    return inside
