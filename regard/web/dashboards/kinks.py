"""What bad and good go with, where that is not the same the other way round, in words."""

from django.utils.translation import gettext as _

from regard.web.dashboards.figures import FINER, plain_text
from regard.web.insights.kink_study import Kink

UNITS = {
    **dict.fromkeys(("nps", "csat", "trust", "values"), "points"),
    **dict.fromkeys(("ces", "stars"), "score"),
}
"""Of a difference."""


def is_uneven(kink: Kink) -> bool:
    """Whether a line does not fit, and one side clearly goes with more than the other."""
    return kink.bent and not kink.asymmetry.low <= 0 <= kink.asymmetry.high


def said_text(kink: Kink, unit: str) -> str:
    """How complaint and praise go with the score, against records that do neither; empty where alike."""
    if not is_uneven(kink):
        return ""
    text = _(
        "Uneven: complaint goes with %(bad)s (%(bad_ends)s), praise with %(good)s (%(good_ends)s), beside "
        "records that do neither."
    )
    return text % _values(kink, unit)


def given_text(kink: Kink, unit: str) -> str:
    """How low and high ratings go with the score, against the middle ones; empty where alike."""
    if not is_uneven(kink):
        return ""
    text = _(
        "Uneven: ratings below the middle go with %(bad)s (%(bad_ends)s), those above it with %(good)s "
        "(%(good_ends)s)."
    )
    return text % _values(kink, unit)


def amount_text(amount: float, unit: str) -> str:
    """A difference of scores with its sign."""
    return plain_text(amount, unit, digits=FINER[unit], signed=True)


def ends_text(low: float, high: float, unit: str) -> str:
    """The ends of a difference's interval."""
    return _("%(low)s to %(high)s") % {"low": amount_text(low, unit), "high": amount_text(high, unit)}


def _values(kink: Kink, unit: str) -> dict[str, str]:
    bad, good = kink.penalty, kink.reward
    return {
        "bad": amount_text(-bad.value, unit),
        "bad_ends": ends_text(-bad.high, -bad.low, unit),
        "good": amount_text(good.value, unit),
        "good_ends": ends_text(good.low, good.high, unit),
    }
