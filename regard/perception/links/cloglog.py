"""Maximum likelihood for grouped binomial counts under the complementary log-log link."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Fit:
    """Coefficients, their covariance and the log-likelihood without its binomial constant."""

    coefficients: Floats
    covariance: Floats
    log_likelihood: float
    converged: bool

    @property
    def se(self) -> Floats:
        """The standard error of each coefficient; infinite where the likelihood is flat."""
        variance = np.diag(self.covariance)
        return np.sqrt(np.where(variance > 0, variance, np.inf))


def fit(design: Floats, at_risk: Floats, churned: Floats) -> Fit:
    """Fit log(-log(1 - p)) = design @ coefficients to `churned` of `at_risk`, rows x columns.

    Fisher scoring (iteratively reweighted least squares, McCullagh and Nelder 1989) with halved steps where
    a whole one would lower the likelihood. `converged` is False where it has no maximum.

    >>> found = fit(np.ones((1, 1)), np.array([100.0]), np.array([10.0]))
    >>> round(float(-np.expm1(-np.exp(found.coefficients[0]))), 6)
    0.1
    """
    share = (churned + 0.5) / (at_risk + 1)
    start, *_ = np.linalg.lstsq(design, np.log(-np.log1p(-share)), rcond=None)
    coefficients: Floats = np.asarray(start, dtype=np.float64)
    height = _log_likelihood(design @ coefficients, at_risk, churned)
    for _ in range(100):
        score, information = _slope(design, design @ coefficients, at_risk, churned)
        step, *_ = np.linalg.lstsq(information, score, rcond=None)
        while (higher := _log_likelihood(design @ (coefficients + step), at_risk, churned)) < height:
            step = step / 2
            if np.abs(step).max() < 1e-14:
                break
        coefficients = np.asarray(coefficients + step, dtype=np.float64)
        rise, height = higher - height, max(higher, height)
        if float(score @ step) < 1e-11 and rise < 1e-9 * (1 + abs(height)):
            break
    else:
        return Fit(coefficients, np.zeros_like(information), height, converged=False)
    _, information = _slope(design, design @ coefficients, at_risk, churned)
    return Fit(
        coefficients,
        np.asarray(np.linalg.pinv(information, hermitian=True), dtype=np.float64),
        height,
        converged=True,
    )


def _log_likelihood(linear: Floats, at_risk: Floats, churned: Floats) -> float:
    hazard = np.exp(np.minimum(linear, 600.0))
    chance = np.log(np.maximum(-np.expm1(-hazard), 1e-300))
    return float((churned * chance - (at_risk - churned) * hazard).sum())


def _slope(design: Floats, linear: Floats, at_risk: Floats, churned: Floats) -> tuple[Floats, Floats]:
    """The gradient of the log-likelihood, and the expected information."""
    hazard = np.exp(np.clip(linear, -600.0, 6.0))
    chance = -np.expm1(-hazard)
    pull = hazard / chance
    weight = at_risk * hazard * pull * np.exp(-hazard)
    return design.T @ (pull * (churned - at_risk * chance)), design.T @ (weight[:, None] * design)
