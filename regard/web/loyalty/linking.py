"""Whether the score goes with leaving or paying, in words: the honest null as plainly as a finding."""

from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from regard.web.dashboards.figures import count_text, plain_text
from regard.web.dashboards.sentences import p_text
from regard.web.insights.loyalty_study import CHANGES, ChurnLink, HazardRatio, Loyalty
from regard.web.insights.revenue_study import RevenuePerPoint

BANDS = {
    "detractor": lambda: pgettext("with a score", "Detractors"),
    "passive": lambda: pgettext("with a score", "Passives"),
    "promoter": lambda: pgettext("with a score", "Promoters"),
}


@dataclass(frozen=True)
class LinkText:
    """One link: what is found, the evidence, and what more is known of it."""

    finding: str
    evidence: list[str]
    lines: list[str]


def leaving_text(found: Loyalty) -> LinkText:
    """Whether customers of different scores leave at different rates at the same tenure."""
    link = found.link
    if link is None or link.state == "not enough churn":
        left = link.churned if link else 0
        text = ngettext(
            "Too few customers left after an answer to say whether the score goes with leaving: %(n)s of the "
            "%(least)s it takes.",
            "Too few customers left after an answer to say whether the score goes with leaving: %(n)s of the "
            "%(least)s it takes.",
            left,
        )
        return LinkText(text % {"n": count_text(left), "least": CHANGES}, [], [])
    lines = [line for line in map(_ratio, link.ratios) if line]
    lines += _silent(link.silent)
    if link.state == "predicts":
        finding = _("In your data the score goes with leaving beyond tenure.")
        return LinkText(finding, _tested(link), lines + _confounded(found))
    finding = _("In your data the score does not predict leaving beyond tenure.")
    if link.hidden is not None:
        text = _("A link could still be hidden: up to %(times)s times as many leaving.")
        lines.append(text % {"times": ratio_text(link.hidden)})
    return LinkText(finding, _tested(link), lines)


def paying_text(currency: str, found: RevenuePerPoint) -> LinkText:
    """Whether the same customer pays more in the quarter after a higher score."""
    if found.state == "not enough changes" or found.band is None:
        text = ngettext(
            "Too few scores changed to say whether revenue in %(currency)s goes with them: %(n)s of the "
            "%(least)s it takes.",
            "Too few scores changed to say whether revenue in %(currency)s goes with them: %(n)s of the "
            "%(least)s it takes.",
            found.changes,
        )
        values = {"currency": currency, "n": count_text(found.changes), "least": CHANGES}
        return LinkText(text % values, [], [])
    evidence = [
        _("95 %% interval %(ends)s %(currency)s a month for each point")
        % {"ends": _amounts(found.band.low, found.band.high), "currency": currency},
        _("n = %(rows)s quarters of %(customers)s customers")
        % {"rows": count_text(found.rows), "customers": count_text(found.customers)},
    ]
    if found.slope is None:
        finding = _("In your data revenue in %(currency)s does not go with the score by more than chance.")
        return LinkText(finding % {"currency": currency}, evidence, [])
    finding = _(
        "In your data the same customer pays %(amount)s %(currency)s more or less a month for each point by "
        "which the score of the quarter before was higher."
    )
    values = {"amount": amount_text(found.slope.value), "currency": currency}
    return LinkText(finding % values, evidence, _robust(found))


def ratio_text(ratio: float) -> str:
    """How many times, with two digits."""
    return str(number_format(round(ratio, 2), 2, use_l10n=True))


def amount_text(amount: float) -> str:
    """An amount with its sign and two digits."""
    return plain_text(amount, "score", digits=2, signed=True)


def _amounts(low: float, high: float) -> str:
    return _("%(low)s to %(high)s") % {"low": amount_text(low), "high": amount_text(high)}


def _tested(link: ChurnLink) -> list[str]:
    return [
        p_text(link.p_value),
        _("%(left)s left in %(months)s customer-months after an answer")
        % {"left": count_text(link.churned), "months": count_text(link.person_months)},
    ]


def _ratio(one: HazardRatio) -> str:
    if one.ratio is None:
        return ""
    text = _(
        "%(band)s left %(times)s times as often in a month as %(reference)s of the same tenure "
        "(95 %% interval %(low)s – %(high)s, %(left)s left)."
    )
    return text % {
        "band": BANDS[one.level](),
        "reference": BANDS[one.reference](),
        "times": ratio_text(one.ratio.value),
        "low": ratio_text(one.ratio.low),
        "high": ratio_text(one.ratio.high),
        "left": count_text(one.churned),
    }


def _silent(one: HazardRatio | None) -> list[str]:
    if one is None or one.ratio is None:
        return []
    text = _(
        "Those who had never answered left %(times)s times as often in a month as those of the same tenure "
        "who had (95 %% interval %(low)s – %(high)s, %(left)s left)."
    )
    return [
        text
        % {
            "times": ratio_text(one.ratio.value),
            "low": ratio_text(one.ratio.low),
            "high": ratio_text(one.ratio.high),
            "left": count_text(one.churned),
        }
    ]


def _confounded(found: Loyalty) -> list[str]:
    if found.e is None:
        return []
    text = _(
        "Something unmeasured would have to go with both the score and leaving %(value)s times as strongly "
        "to explain the clearest of these away, and %(limit)s times to take its interval to “no link” "
        "(E-value)."
    )
    return [text % {"value": ratio_text(found.e.value), "limit": ratio_text(found.e.limit)}]


def _robust(found: RevenuePerPoint) -> list[str]:
    if found.robustness is None or found.robustness_limit is None:
        return []
    text = _(
        "Something unmeasured would have to explain %(share)s %% of what is left of both score and revenue "
        "to explain this away, and %(limit)s %% to take its interval to zero (robustness value)."
    )
    shares = {"share": found.robustness, "limit": found.robustness_limit}
    return [text % {name: plain_text(100 * part, "percent", digits=1) for name, part in shares.items()}]
