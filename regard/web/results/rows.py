"""The numbers of a survey as its page shows them."""

from dataclasses import dataclass

from django.utils.translation import get_language

from regard.instruments.definition import said
from regard.web.dashboards.figures import METRIC_HINTS, count_text, interval_text, position, value_text
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


def row(found: Measured) -> Row:
    """The number of one question with its interval and n, or why there is none."""
    language = (get_language() or "en").lower()
    label, hint = said(found.question.text, language), str(METRIC_HINTS[found.metric])
    estimate = found.estimate
    if estimate is None:
        return Row(label, hint, "no_answers")
    place = position(estimate, low_is_good=found.counts.scale.direction == "low_is_good")
    is_shown = estimate.status == "shown" and place is not None
    return Row(
        label,
        hint,
        estimate.status,
        value=value_text(estimate),
        interval=interval_text(estimate),
        n=count_text(estimate.n),
        needed=estimate.needed,
        position=place.value if is_shown and place else None,
        low=place.low if is_shown and place else None,
        high=place.high if is_shown and place else None,
        middle=50 if found.metric in CENTRED else None,
    )
