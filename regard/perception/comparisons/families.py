"""Many comparisons judged together."""

from collections.abc import Sequence
from typing import Literal


def adjust(p_values: Sequence[float], method: Literal["bh", "holm"] = "bh") -> tuple[float, ...]:
    """Adjust p-values for their number, in their order.

    "bh" keeps the share of false findings (Benjamini and Hochberg 1995), "holm" the chance of a single
    one (Holm 1979). Raises ValueError for another method or a value outside 0..1.

    >>> [round(p, 3) for p in adjust([0.01, 0.04, 0.03])]
    [0.03, 0.04, 0.04]
    >>> [round(p, 3) for p in adjust([0.01, 0.04, 0.03], "holm")]
    [0.03, 0.06, 0.06]
    """
    if not all(0 <= p <= 1 for p in p_values):
        raise ValueError("a p-value lies between 0 and 1")
    if method == "bh":
        return _step_up(p_values)
    if method == "holm":
        return _step_down(p_values)
    raise ValueError(f"no way to adjust p-values is called {method!r}")


def _step_up(p_values: Sequence[float]) -> tuple[float, ...]:
    order = sorted(range(len(p_values)), key=lambda place: -p_values[place])
    adjusted, smallest = [1.0] * len(p_values), 1.0
    for passed, place in enumerate(order):
        smallest = min(smallest, p_values[place] * len(p_values) / (len(p_values) - passed))
        adjusted[place] = smallest
    return tuple(adjusted)


def _step_down(p_values: Sequence[float]) -> tuple[float, ...]:
    order = sorted(range(len(p_values)), key=lambda place: p_values[place])
    adjusted, largest = [1.0] * len(p_values), 0.0
    for passed, place in enumerate(order):
        largest = max(largest, min(1.0, p_values[place] * (len(p_values) - passed)))
        adjusted[place] = largest
    return tuple(adjusted)
