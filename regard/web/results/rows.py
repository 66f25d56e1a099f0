"""A number of a survey as a row of its page."""

from dataclasses import dataclass

from regard.web.dashboards.figures import (
    change_text,
    count_text,
    interval_text,
    position,
    value_text,
)
from regard.web.insights.studies import Comparison, Estimate
from regard.web.results.counting import Measured

CENTRED = ("nps",)


@dataclass(frozen=True)
class Row:
    """One number as components/interval_row.html shows it; places are 0 (worst) to 100 (best)."""

    label: str
    hint: str
    status: str
    value: str = "–"
    interval: str = ""
    n: str = ""
    needed: int = 0
    position: float | None = None
    low: float | None = None
    high: float | None = None
    middle: int | None = None
    change: str = ""
    direction: str = ""


def row(
    found: Measured, label: str, hint: str, estimate: Estimate | None, *, change: tuple[str, str] = ("", "")
) -> Row:
    """A number with its interval and n, or why there is none."""
    if estimate is None:
        return Row(label, hint, "no_answers")
    place = position(estimate, low_is_good=found.scale.direction == "low_is_good")
    is_shown = estimate.status == "shown" and place is not None
    return Row(
        label,
        hint,
        estimate.status,
        value=value_text(estimate),
        interval=interval_text(estimate),
        n="" if estimate.status == "hidden" else count_text(estimate.n),
        needed=estimate.needed,
        position=place.value if is_shown and place else None,
        low=place.low if is_shown and place else None,
        high=place.high if is_shown and place else None,
        middle=50 if found.metric in CENTRED else None,
        change=change[0],
        direction=change[1],
    )


def change_of(found: Measured, change: Comparison) -> tuple[str, str]:
    """A change as a text, and whether it is "up" or "down"; both empty where it may be chance."""
    if not change.significant:
        return "", ""
    unit = found.judge(found.counts).definition.unit
    is_better = (change.difference > 0) == (found.scale.direction == "high_is_good")
    return change_text(change, unit), "up" if is_better else "down"
