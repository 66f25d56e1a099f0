"""What a driver analysis says of the rows, and of a thousand resamples of their blocks."""

import math
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from scipy import special

from regard.perception.drivers.importance import TINY, Fit, Real, fit, lmg, relative_weights
from regard.perception.estimates import Interval
from regard.perception.moments import Moments, TooFewRows

Method = Literal["lmg", "relative_weights"]
FEWEST = 100
PERCENTILE = "block bootstrap, expanded percentiles (Hesterberg 2015)"
DISTINCT = f"{PERCENTILE}, from 0 where the association may be none"
ADJUSTED = "adjusted R squared (Ezekiel 1930) and the block bootstrap's standard error, Student's t"


@dataclass(frozen=True)
class Findings:
    """R analyses of p drivers: arrays of R x p (or R in `fit.r2` and `fit.halo`, R x 1+p in `mean`, `sd`)."""

    importance: Real
    fit: Fit
    mean: Real
    sd: Real

    @property
    def share(self) -> Real:
        """Each driver's part of R squared; even parts where there is nothing to divide."""
        total = self.importance.sum(1, keepdims=True)
        even = np.full_like(self.importance, 1 / self.importance.shape[1])
        return np.asarray(np.divide(self.importance, total, out=even, where=total > TINY))

    @property
    def rank(self) -> Real:
        """Each driver's place by importance, the greatest first."""
        order = np.argsort(-self.importance, axis=1, kind="stable")
        return 1 + np.argsort(order, axis=1, kind="stable").astype(float)


@dataclass(frozen=True)
class Resampled:
    """The findings of the rows themselves, and those of the replicates."""

    found: Findings
    drawn: Findings
    moments: Moments
    level: float

    def interval(self, value: Real, draws: Real) -> Interval:
        """Percentiles of the replicates, which hold the value itself too."""
        low, high = np.quantile(draws, self._tails)
        return self._interval(float(value), float(low), float(high), PERCENTILE)

    def squared(self, value: Real, draws: Real) -> Interval:
        """The square of a signed number: from 0 where its percentiles lie on both sides of 0."""
        signed = self.interval(value, draws)
        ends = sorted((signed.low**2, signed.high**2))
        low = 0.0 if signed.low <= 0 <= signed.high else ends[0]
        return self._interval(float(value) ** 2, low, ends[1], DISTINCT)

    def distinct(self, value: Real, draws: Real, *parts: Interval) -> Interval:
        """Percentiles of what is never below 0: from 0 where all its parts may be 0."""
        plain = self.interval(value, draws)
        low = 0.0 if all(part.low <= 0 for part in parts) else plain.low
        return self._interval(plain.value, low, plain.high, DISTINCT)

    def r2(self) -> Interval:
        """R squared; the interval is around the adjusted one, for R squared itself is too high."""
        value = float(self.found.fit.r2[0])
        adjusted = 1 - (1 - value) * (self.moments.n_eff - 1) / self._free
        half = float(special.stdtrit(self._free, (1 + self.level) / 2) * self.drawn.fit.r2.std(ddof=1))
        low, high = (min(max(end, 0.0), 1.0) for end in (adjusted - half, adjusted + half))
        return self._interval(value, low, high, ADJUSTED)

    def ranks(self, place: int) -> tuple[int, int]:
        """From which to which place a driver is among all."""
        low, high = np.quantile(self.drawn.rank[:, place], self._tails, method="inverted_cdf")
        own = self.found.rank[0, place]
        return int(min(low, own)), int(max(high, own))

    @property
    def _free(self) -> float:
        """Degrees of freedom: rows without those that the fit uses up."""
        return self.moments.n_eff - len(self.moments.names)

    @property
    def _tails(self) -> tuple[float, float]:
        """Percentiles, farther out where rows are few, for replicates of few rows vary too little.

        Hesterberg (2015): the normal tail of sqrt(n / df) times Student's t.
        """
        t = special.stdtrit(self._free, (1 + self.level) / 2)
        tail = float(special.ndtr(-math.sqrt(self.moments.n_eff / self._free) * t))
        return tail, 1 - tail

    def _interval(self, value: float, low: float, high: float, method: str) -> Interval:
        return Interval(value, min(low, value), max(high, value), self.level, self.moments.n, method)


def resample(moments: Moments, *, method: Method, replicates: int, level: float, seed: int) -> Resampled:
    """Analyse the first column by the others: once as it is, `replicates` times with blocks resampled.

    Raises TooFewRows, AllEqual, TooManyDrivers; ValueError for an unknown method, a level outside 0 to 1
    and fewer than 100 replicates.
    """
    if method not in get_args(Method):
        raise ValueError(f"importance has no method {method!r}")
    if not 0 < level < 1:
        raise ValueError(f"a level lies between 0 and 1, not at {level}")
    if replicates < FEWEST:
        raise ValueError(f"{replicates} replicates; an interval needs {FEWEST}")
    p = len(moments.names) - 1
    if moments.n_eff < p + 2:
        raise TooFewRows(f"{p} drivers need {p + 2} rows with every value, there are {moments.n_eff:.4g}")
    moments.corr  # noqa: B018 - refuses a column without variance; a replicate may have one
    found = _findings(moments, moments.total[None], method)
    parts = [_findings(moments, sums, method) for sums in moments.resampled(replicates, seed=seed)]
    return Resampled(found, _stacked(parts), moments, level)


def _findings(moments: Moments, sums: Real, method: Method) -> Findings:
    variances, corr = moments.standardised(sums)
    importance = lmg(corr) if method == "lmg" else relative_weights(corr)
    return Findings(np.maximum(importance, 0), fit(corr), moments.means(sums), np.sqrt(variances))


def _stacked(parts: list[Findings]) -> Findings:
    def joined(*path: str) -> Real:
        found: list[Real] = []
        for part in parts:
            value = getattr(part, path[0])
            found.append(value if len(path) == 1 else getattr(value, path[1]))
        return np.concatenate(found)

    fits = Fit(**{name: joined("fit", name) for name in Fit.__dataclass_fields__})
    return Findings(joined("importance"), fits, joined("mean"), joined("sd"))
