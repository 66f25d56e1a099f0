"""How numbers are written: rounded once, with their sign and unit, in the reader's language."""

import math
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

if TYPE_CHECKING:
    from regard.web.insights.studies import Comparison, Estimate

DIGITS = {"points": 0, "percent": 0, "score": 1}
FINER = {"points": 1, "percent": 1, "score": 2}  # where a change would vanish in the rounding
MINUS = "\N{MINUS SIGN}"
Number = float | Fraction | Decimal

METRIC_NAMES = {
    "csat": gettext_lazy("Satisfaction"),
    "ces": gettext_lazy("Ease"),
    "nps": gettext_lazy("Loyalty"),
    "trust": gettext_lazy("Trust"),
    "values": gettext_lazy("Shared values"),
    "stars": gettext_lazy("Public ratings"),
    "net_sentiment": gettext_lazy("Sentiment"),
}
METRIC_HINTS = {
    "csat": "CSAT",
    "ces": "CES",
    "nps": "NPS",
    "trust": gettext_lazy("share who agree"),
    "values": gettext_lazy("share who agree"),
    "stars": gettext_lazy("stars"),
    "net_sentiment": gettext_lazy("of what is written"),
}


class Position(NamedTuple):
    """Where a number stands on a line from 0 (worst) to 100 (best)."""

    value: float
    low: float
    high: float


def level_text(level: float) -> str:
    """The level of an interval in percent, cut to a tenth so that it is never 100."""
    return f"{math.floor(1000 * level + 1e-6) / 10:g}"


def count_text(n: int) -> str:
    """A whole number with its thousands apart."""
    return f"{n:,}"


def value_text(estimate: "Estimate") -> str:
    """The number itself, or a dash where it is not shown."""
    value = estimate.exact if estimate.exact is not None else estimate.value
    if estimate.status != "shown" or value is None:
        return "–"
    return number_text(value, estimate.definition.unit)


def interval_text(estimate: "Estimate") -> str:
    """The interval's ends; empty where the number is not shown."""
    if estimate.low is None or estimate.high is None:
        return ""
    unit = estimate.definition.unit
    return f"{plain_text(estimate.low, unit)} – {plain_text(estimate.high, unit)}"


def number_text(number: Number, unit: str) -> str:
    """A number in its unit: "52 %", "+30" or "5.3"."""
    plain = plain_text(number, unit)
    return _("%(number)s %%") % {"number": plain} if unit == "percent" else plain


def plain_text(number: Number, unit: str, *, digits: int | None = None, signed: bool | None = None) -> str:
    """The number without its unit; points always have a sign, and so has what is `signed`."""
    rounded = rounded_to(number, DIGITS[unit] if digits is None else digits)
    sign = MINUS if rounded < 0 else ""
    if rounded > 0 and (unit == "points" if signed is None else signed):
        sign = "+"
    return sign + str(number_format(abs(rounded), use_l10n=True))


def rounded_to(number: Number, digits: int) -> Decimal:
    """Half away from zero, once, from the exact number where there is one."""
    exact = number if isinstance(number, Fraction) else Fraction(number)
    shifted = Decimal(exact.numerator * 10**digits) / Decimal(exact.denominator)
    return shifted.quantize(Decimal(1), ROUND_HALF_UP).scaleb(-digits) + 0


def change_text(comparison: "Comparison", unit: str) -> str:
    """How far a number moved, without its direction: "9 points"."""
    size = abs(comparison.difference)
    digits = DIGITS[unit] if rounded_to(size, DIGITS[unit]) else FINER[unit]
    number = plain_text(size, unit, digits=digits, signed=False)
    if unit == "score":
        return number
    amount = rounded_to(size, digits)
    return ngettext("%(number)s point", "%(number)s points", 1 if amount == 1 else 2) % {"number": number}


def change_interval_text(comparison: "Comparison", unit: str) -> str:
    """The interval of a change: "−15 to −3"; with a decimal more where the nearer end rounds to nothing."""
    coarse = any(not rounded_to(end, DIGITS[unit]) for end in (comparison.low, comparison.high))
    digits = (FINER if coarse else DIGITS)[unit]
    low, high = (
        plain_text(end, unit, digits=digits, signed=True) for end in (comparison.low, comparison.high)
    )
    return _("%(low)s to %(high)s") % {"low": low, "high": high}


def position(estimate: "Estimate", *, low_is_good: bool = False) -> Position | None:
    """Where the number and its interval stand; None where there is nothing to draw."""
    if estimate.band is None or estimate.exact is None or estimate.groups is None:
        return None
    values = estimate.groups.values
    places = [on_line(at, values, low_is_good=low_is_good) for at in (estimate.exact, *estimate.band)]
    return Position(places[0], min(places[1:]), max(places[1:]))


def on_line(at: Number, ends: Sequence[Fraction | int], *, low_is_good: bool = False) -> float:
    """0 to 100: how far `at` lies from the worst towards the best of the values."""
    worst, best = min(ends), max(ends)
    share = 100 * (float(at) - float(worst)) / float(best - worst)
    share = min(max(share, 0.0), 100.0)
    return round(100 - share if low_is_good else share, 2)
