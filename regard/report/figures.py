"""How numbers are written: rounded once, with their sign and unit, as finely as their interval allows."""

import math
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

from regard.perception.estimates import Estimate
from regard.report.phrases import Phrases

DIGITS = {"points": 0, "percent": 0, "score": 1}
MINUS = "\N{MINUS SIGN}"
DASH = "–"

Number = float | Fraction


def level_text(level: float) -> str:
    """The level of an interval in percent, cut to a tenth so that it is never 100."""
    return f"{math.floor(1000 * level + 1e-6) / 10:g}"


def count_text(n: int) -> str:
    """A whole number with its thousands apart."""
    return f"{n:,}"


def share_text(part: float, whole: float, phrases: Phrases) -> str:
    """A part of a whole in per cent."""
    share = Fraction(part) / Fraction(whole) * 100 if whole else Fraction(0)
    return phrases.gettext("{number} %", number=rounded(share, 0))


def value_text(estimate: Estimate, phrases: Phrases) -> str:
    """The number in its unit, "+30", "52 %" or "4.2"; a dash where it is not shown."""
    if estimate.status != "shown" or estimate.exact is None or estimate.low is None or estimate.high is None:
        return DASH
    unit = estimate.definition.unit
    number = number_text(estimate.exact, unit, digits=digits_of(estimate.low, estimate.high, unit))
    return phrases.gettext("{number} %", number=number) if unit == "percent" else number


def interval_text(estimate: Estimate, phrases: Phrases) -> str:
    """The ends of the interval, "+24 to +36"; empty where the number is not shown."""
    if estimate.low is None or estimate.high is None:
        return ""
    return ends_text(estimate.low, estimate.high, estimate.definition.unit, phrases)


def ends_text(low: float, high: float, unit: str, phrases: Phrases, *, signed: bool = False) -> str:
    """Two ends with as many decimals as tell them apart from what lies between."""
    digits = digits_of(low, high, unit)
    first, last = (number_text(end, unit, digits=digits, signed=signed) for end in (low, high))
    return phrases.gettext("{low} to {high}", low=first, high=last)


def number_text(number: Number, unit: str, *, digits: int | None = None, signed: bool = False) -> str:
    """A number without its unit; points always have a sign, and so has what is `signed`."""
    found = rounded(number, DIGITS[unit] if digits is None else digits)
    sign = MINUS if found < 0 else "+" if found > 0 and (signed or unit == "points") else ""
    return f"{sign}{abs(found)}"


def rounded(number: Number, digits: int) -> Decimal:
    """Half away from zero, once, from the exact number where there is one."""
    exact = Fraction(number)
    with localcontext() as context:
        context.prec = 60
        value = Decimal(exact.numerator) / Decimal(exact.denominator)
        return value.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP) + 0


def digits_of(low: float, high: float, unit: str) -> int:
    """One decimal more where the half-width would vanish in the rounding."""
    digits = DIGITS[unit]
    return digits + 1 if (high - low) / 2 < 10.0**-digits else digits


def estimate_text(estimate: Estimate, phrases: Phrases) -> str:
    """The number with its interval, "25 % (18 to 33)"; where there is too little, that."""
    if estimate.status != "shown":
        return phrases.gettext("not enough answers yet")
    return f"{value_text(estimate, phrases)} ({interval_text(estimate, phrases)})"
