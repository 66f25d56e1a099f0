"""One factor behind several items, fitted by least squares to their covariances."""

import math
from collections.abc import Sequence

Matrix = Sequence[Sequence[float]]
STEPS = 10_000


def one_factor(cov: Matrix) -> list[float] | None:
    """The loadings l (k of them) with the least sum of (cov_ij - l_i l_j)^2 over i < j; None if improper.

    Each loading in turn is set to its best value given the others (Harman and Jones 1966, minres), which
    never makes the sum larger. It is improper where an item would have no variance of its own left, or
    where the items share nothing.
    """
    k = range(len(cov))
    loadings = [math.sqrt(cov[i][i]) * _sign(cov, i) / 2 for i in k]
    scale = math.sqrt(max(cov[i][i] for i in k))
    for _ in range(STEPS):
        moved = 0.0
        for i in k:
            squares = math.fsum(loadings[j] ** 2 for j in k if j != i)
            best = math.fsum(cov[i][j] * loadings[j] for j in k if j != i) / squares if squares > 0 else 0.0
            moved, loadings[i] = max(moved, abs(best - loadings[i])), best
        if moved <= 1e-13 * scale:
            break
    if any(loadings[i] ** 2 >= cov[i][i] > 0 for i in k) or max(map(abs, loadings)) <= 1e-6 * scale:
        return None
    return loadings if math.fsum(loadings) >= 0 else [-loading for loading in loadings]


def omega_of(cov: Matrix, loadings: Sequence[float]) -> tuple[float, Matrix]:
    """Omega, (sum l)^2 / ((sum l)^2 + sum of the items' own variances), and its slope by each covariance.

    The slope comes from the equations that the loadings solve (implicit differentiation).
    """
    k = range(len(loadings))
    common = math.fsum(loadings) ** 2
    own = math.fsum(cov[i][i] - loadings[i] ** 2 for i in k)
    whole = common + own
    if whole <= 0:
        return 0.0, [[0.0 for _ in k] for _ in k]
    by_loading = [(2 * math.fsum(loadings) * own + 2 * loadings[i] * common) / whole**2 for i in k]
    square = math.fsum(loading**2 for loading in loadings)
    equations = [
        [square - loadings[i] ** 2 if i == j else 2 * loadings[i] * loadings[j] - cov[i][j] for j in k]
        for i in k
    ]
    shadow = solved(equations, by_loading)
    by_own = -common / whole**2
    slope = [
        [by_own if i == j else (shadow[i] * loadings[j] + shadow[j] * loadings[i]) / 2 for j in k] for i in k
    ]
    return common / whole, slope


def solved(matrix: Matrix, right: Sequence[float]) -> list[float]:
    """The solution of linear equations by elimination, 0 for what they leave open."""
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    k = len(rows)
    for i in range(k):
        pivot = max(range(i, k), key=lambda row: abs(rows[row][i]))
        rows[i], rows[pivot] = rows[pivot], rows[i]
        if rows[i][i] == 0:
            continue
        for row in range(i + 1, k):
            times = rows[row][i] / rows[i][i]
            rows[row] = [a - times * b for a, b in zip(rows[row], rows[i], strict=True)]
    found = [0.0] * k
    for i in reversed(range(k)):
        rest = rows[i][k] - math.fsum(rows[i][j] * found[j] for j in range(i + 1, k))
        found[i] = rest / rows[i][i] if rows[i][i] else 0.0
    return found


def _sign(cov: Matrix, i: int) -> int:
    return 1 if math.fsum(cov[i]) >= 0 else -1
