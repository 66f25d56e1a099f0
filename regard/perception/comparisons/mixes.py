"""Why a number changed: other answers, or other people answering."""

import math
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from regard.perception.comparisons.differences import UnlikeEstimates, difference
from regard.perception.comparisons.segments import Segments, counts_by, plain
from regard.perception.counts import Counts, Groups
from regard.perception.estimates import METHOD as SCORE
from regard.perception.estimates import Estimate, Interval
from regard.perception.intervals import critical_value, limits
from regard.perception.metrics.nps import nps

METHOD = "Kitagawa (1955); MOVER of score intervals, delta method for the shares"


class UnfitWeights(ValueError):
    """Known shares of segments that are none: below zero, all zero, or of a segment nobody answered in."""


@dataclass(frozen=True)
class Part:
    """What one segment adds to the change: by its rate, by its share; shares run from 0 to 1."""

    segment: Any
    rate: Interval
    mix: Interval
    share_before: float
    share_after: float
    rate_before: Interval | None
    rate_after: Interval | None

    def to_dict(self) -> dict[str, Any]:
        """The same as plain JSON values."""
        told = {"segment": plain(self.segment), "share_before": self.share_before}
        told |= {"share_after": self.share_after, "rate": self.rate.to_dict(), "mix": self.mix.to_dict()}
        rates = {"rate_before": self.rate_before, "rate_after": self.rate_after}
        return told | {name: rate and rate.to_dict() for name, rate in rates.items()}


@dataclass(frozen=True)
class Decomposition:
    """A change as rate + mix, exactly: what the segments' answers did, and what their shares did.

    A segment's mix is measured from the average of all segments, so that a growing segment that is worse
    than the average lowers the whole. `total` is the change itself.
    """

    total: Interval
    rate: Interval
    mix: Interval
    by_segment: tuple[Part, ...]

    def to_dict(self) -> dict[str, Any]:
        """The same as plain JSON values."""
        whole = {name: getattr(self, name).to_dict() for name in ("total", "rate", "mix")}
        return whole | {"by_segment": [part.to_dict() for part in self.by_segment]}


@dataclass(frozen=True)
class _Cell:
    """One segment in one period: whether it answered, its share, its rate and the rate's limits."""

    n: int
    share: float
    rate: float = 0.0
    low: float = 0.0
    high: float = 0.0

    def interval(self, level: float) -> Interval | None:
        """The rate, where anybody answered."""
        return Interval(self.rate, self.low, self.high, level, self.n, SCORE) if self.n else None


Pair = tuple[_Cell, _Cell]
Slopes = list[tuple[float, float]]
"""What a result gains per unit of each segment's number, before and after."""


def decompose_change(
    before: Segments,
    after: Segments,
    by: str | None = None,
    metric: Callable[[Counts], Estimate] = nps,
    *,
    weights: tuple[Mapping[Any, float], Mapping[Any, float]] | None = None,
) -> Decomposition:
    """Split the change of a metric between two sets of answers into rate and mix, by segment.

    Both are `{segment: Counts}`, or cubes with their dimension `by`; the result has the metric's unit.
    Rate is the sum of the mean share times the change of each segment, mix the sum of the mean rate times
    the change of its share (Kitagawa 1955). A segment that answered in one period alone has no change of
    rate: its part is mix. Shares are those of the answers, which vary by chance, or known ones: `weights`
    before and after, `{segment: share}` of the customer base. Intervals: the score intervals of the
    segments' rates, squared and added (Zou, Huang and Zhang 2009), with the chance in the shares by the
    delta method. An association with who answered, no more. Raises UnlikeEstimates where a period has no
    answers or is hidden, UnfitWeights for known shares that cannot be.

    >>> from regard.perception.counts import Scale
    >>> def asked(n, nps):
    ...     return Counts.of({10: n * (100 + nps) // 200, 0: n * (100 - nps) // 200}, Scale(0, 10))
    >>> found = decompose_change({"a": asked(500, 20), "b": asked(500, 60)},
    ...                          {"a": asked(700, 22), "b": asked(300, 62)})
    >>> round(found.total.value), round(found.rate.value), round(found.mix.value)
    (-6, 2, -8)
    """
    periods = counts_by(before, by), counts_by(after, by)
    whole = _whole("before", periods[0], metric), _whole("after", periods[1], metric)
    known = weights or (None, None)
    z = critical_value(whole[0].level)
    names = list(dict.fromkeys([*periods[0], *periods[1], *(known[0] or ()), *(known[1] or ())]))
    cells = [_cells(period, share, names, metric, z) for period, share in zip(periods, known, strict=True)]
    paired = {
        name: _borrowed(name, *pair) for name, pair in zip(names, zip(*cells, strict=True), strict=True)
    }
    used = {name: pair for name, pair in paired.items() if pair[0].share or pair[1].share}
    drawn = (whole[0].n_eff, whole[1].n_eff) if weights is None else (math.inf, math.inf)
    change = _Change(list(used.values()), drawn, z, whole[0].level, whole[0].n + whole[1].n)
    total = change.total()
    if weights is None:
        pooled = difference(*whole)
        total = Interval(total.value, pooled.low, pooled.high, pooled.level, total.n, pooled.method)
    return Decomposition(total, change.rate(range(len(used))), change.mix(), _parts(change, list(used)))


@dataclass(frozen=True)
class _Change:
    """Sums over segments as intervals; `drawn` is how many answers each period's shares come from."""

    pairs: list[Pair]
    drawn: tuple[float, float]
    z: float
    level: float
    n: int

    def total(self) -> Interval:
        value = math.fsum(c1.share * c1.rate - c0.share * c0.rate for c0, c1 in self.pairs)
        rates = [(-c0.share, c1.share) for c0, c1 in self.pairs]
        return self._interval(value, rates, [(-c0.rate, c1.rate) for c0, c1 in self.pairs])

    def rate(self, places: Collection[int]) -> Interval:
        """The part of the change that comes from the rates of these segments."""
        chosen = [float(place in places) for place in range(len(self.pairs))]
        mean = [one * (c0.share + c1.share) / 2 for one, (c0, c1) in zip(chosen, self.pairs, strict=True)]
        change = [one * (c1.rate - c0.rate) for one, (c0, c1) in zip(chosen, self.pairs, strict=True)]
        value = math.fsum(w * r for w, r in zip(mean, change, strict=True))
        return self._interval(value, [(-w, w) for w in mean], [(r / 2, r / 2) for r in change])

    def mix(self, place: int | None = None) -> Interval:
        """The part that comes from the shares: of all segments, or of one beside the average segment."""
        rates = [(c0.rate + c1.rate) / 2 for c0, c1 in self.pairs]
        moved = [c1.share - c0.share for c0, c1 in self.pairs]
        if place is None:
            value = math.fsum(r * w for r, w in zip(rates, moved, strict=True))
            return self._interval(value, [(w / 2, w / 2) for w in moved], [(-r, r) for r in rates])
        mean = [(c0.share + c1.share) / 2 for c0, c1 in self.pairs]
        average = math.fsum(r * w for r, w in zip(rates, mean, strict=True))
        own, gap = moved[place], rates[place] - average
        by_rate = [own * (float(at == place) - w) / 2 for at, w in enumerate(mean)]
        by_share = [
            (-own * r / 2 - gap * (at == place), -own * r / 2 + gap * (at == place))
            for at, r in enumerate(rates)
        ]
        return self._interval(own * gap, [(slope, slope) for slope in by_rate], by_share)

    def _interval(self, value: float, by_rate: Slopes, by_share: Slopes) -> Interval:
        """The slopes' limits squared and added; a borrowed rate moves with the one it was borrowed from."""
        down, up = [], []
        for pair, slopes in zip(self.pairs, by_rate, strict=True):
            joined = slopes if all(cell.n for cell in pair) else (math.fsum(slopes),)
            for cell, slope in zip([cell for cell in pair if cell.n], joined, strict=True):
                ends = slope * (cell.rate - cell.low), slope * (cell.high - cell.rate)
                down.append(ends[0] if slope > 0 else ends[1])
                up.append(ends[1] if slope > 0 else ends[0])
        shares = [
            self.z * math.sqrt(_spread([pair[at] for pair in self.pairs], [one[at] for one in by_share]) / n)
            for at, n in enumerate(self.drawn)
        ]
        low, high = value - math.hypot(*down, *shares), value + math.hypot(*up, *shares)
        return Interval(value, low, high, self.level, self.n, METHOD)


def _parts(change: _Change, segments: list[Any]) -> tuple[Part, ...]:
    return tuple(
        Part(
            segment,
            change.rate([place]),
            change.mix(place),
            before.share,
            after.share,
            before.interval(change.level),
            after.interval(change.level),
        )
        for place, (segment, (before, after)) in enumerate(zip(segments, change.pairs, strict=True))
    )


def _spread(cells: list[_Cell], slopes: list[float]) -> float:
    """The variance of one answer's slope under the multinomial of the shares."""
    mean = math.fsum(cell.share * slope for cell, slope in zip(cells, slopes, strict=True))
    return math.fsum(cell.share * (slope - mean) ** 2 for cell, slope in zip(cells, slopes, strict=True))


def _whole(name: str, period: Mapping[Any, Counts], metric: Callable[[Counts], Estimate]) -> Estimate:
    if not any(counts.n for counts in period.values()):
        raise UnlikeEstimates(f"{name}: no answers")
    estimate = metric(Counts.sum(list(period.values())))
    if estimate.groups is None:
        raise UnlikeEstimates(f"{name}: nothing is compared with {estimate}")
    return estimate


def _cells(
    period: Mapping[Any, Counts],
    known: Mapping[Any, float] | None,
    names: list[Any],
    metric: Callable[[Counts], Estimate],
    z: float,
) -> list[_Cell]:
    answers = {name: _weight(counts) for name, counts in period.items()}
    given = answers if known is None else known
    if not all(0 <= share < math.inf for share in given.values()) or not any(given.values()):
        raise UnfitWeights(f"shares of segments are finite, not below zero and not all zero: {dict(given)}")
    total = math.fsum(given.values())
    cells = []
    for name in names:
        share = given.get(name, 0) / total
        if not answers.get(name):
            cells.append(_Cell(0, share))
            continue
        groups = _groups(name, metric(period[name]))
        cells.append(_Cell(groups.n, share, float(groups.mean), *limits(groups, z)))
    return cells


def _weight(counts: Counts) -> float:
    return counts.n if counts.w is None else math.fsum(counts.w)


def _groups(name: Any, estimate: Estimate) -> Groups:
    if estimate.groups is None:
        raise UnlikeEstimates(f"{name}: nothing is compared with {estimate}")
    return estimate.groups


def _borrowed(name: Any, before: _Cell, after: _Cell) -> Pair:
    """Both cells; one that nobody answered in has the rate of the other."""
    if not before.n and not after.n and (before.share or after.share):
        raise UnfitWeights(f"{name} has a share but no answers before or after")
    if not before.n:
        return replace(before, rate=after.rate), after
    return before, after if after.n else replace(after, rate=before.rate)
