"""Who stayed and who left, by score band, in words and as a picture."""

from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from regard.web.dashboards.charts.curves import Curve, Step, curves
from regard.web.dashboards.figures import count_text, plain_text
from regard.web.dashboards.plots import Chart
from regard.web.dashboards.sentences import p_text
from regard.web.insights.loyalty_study import ENOUGH, LEFT, NEVER, Band, Loyalty, RetentionCurve

BAND_NAMES = {
    NEVER: gettext_lazy("Never answered"),
    "detractor": gettext_lazy("Detractors (0–6)"),
    "passive": gettext_lazy("Passives (7–8)"),
    "promoter": gettext_lazy("Promoters (9–10)"),
}
IN_A_SENTENCE = {
    NEVER: pgettext_lazy("score band", "those who had never answered"),
    "detractor": pgettext_lazy("score band", "those whose last score was 0 to 6"),
    "passive": pgettext_lazy("score band", "those whose last score was 7 or 8"),
    "promoter": pgettext_lazy("score band", "those whose last score was 9 or 10"),
}


@dataclass(frozen=True)
class Staying:
    """What the page says of staying: the finding, the evidence, the picture, and how sure it is."""

    finding: str
    evidence: list[str]
    chart: Chart | None
    how_sure: list[str]


def staying_of(found: Loyalty) -> Staying:
    """The study of retention as the page tells it."""
    return Staying(_finding(found), _evidence(found), _chart(found), _how_sure(found))


def is_found(found: Loyalty) -> bool:
    """Whether the bands differ by more than chance; the second test is asked only after the first."""
    return found.test is not None and found.test.p_value <= 0.05


def share_text(share: float) -> str:
    """A share from 0 to 1 in percent; never told as nothing or everything where it is not."""
    digits = 1 if 0.995 <= share < 1 or 0 < share < 0.005 else 0
    return _("%(number)s %%") % {"number": plain_text(100 * share, "percent", digits=digits)}


def ends_text(low: float, high: float) -> str:
    """The ends of a share's interval: "72 – 91"."""
    return f"{plain_text(100 * low, 'percent')} – {plain_text(100 * high, 'percent')}"


def fine_share(share: float) -> str:
    """A share from 0 to 1 in percent, with one digit."""
    return _("%(number)s %%") % {"number": plain_text(100 * share, "percent", digits=1)}


def fine_ends(low: float, high: float) -> str:
    """The ends of a share's interval with one digit: "97.0 – 99.5"."""
    return " – ".join(plain_text(100 * end, "percent", digits=1) for end in (low, high))


def _finding(found: Loyalty) -> str:
    """One sentence: that the bands differ, and who left most; or that they do not, or cannot be compared."""
    if found.test is None:
        return ngettext(
            "Too few customers left to compare those of different scores: %(n)s of the %(least)s it takes.",
            "Too few customers left to compare those of different scores: %(n)s of the %(least)s it takes.",
            found.left,
        ) % {"n": count_text(found.left), "least": LEFT}
    if not is_found(found):
        return _(
            "No clear difference: between customers of different scores, and those who never answered, "
            "staying differs by no more than chance."
        )
    most = max(found.test.groups, key=lambda one: one.churned - one.expected)
    values = {
        "band": IN_A_SENTENCE[most.group[0]],
        "left": count_text(most.churned),
        "n": count_text(most.customers),
        "expected": plain_text(most.expected, "score"),
    }
    return (
        _(
            "Of %(band)s more left than of the others: %(left)s of %(n)s, where %(expected)s would have "
            "if all left alike."
        )
        % values
    )


def _evidence(found: Loyalty) -> list[str]:
    lines = []
    if found.curve:
        last = found.curve.points[-1].retained
        whole = _("%(share)s of the %(n)s customers of %(day)s had not left within %(months)s months")
        lines.append(
            whole
            % {
                "share": share_text(last.value),
                "n": count_text(found.customers),
                "day": day_text(found.month),
                "months": found.months,
            }
        )
        lines.append(_("95 %% interval %(ends)s") % {"ends": ends_text(last.low, last.high)})
    if found.back:
        text = ngettext("%(n)s left and came back", "%(n)s left and came back", found.back)
        lines.append(text % {"n": count_text(found.back)})
    if found.test:
        lines.append(_("log-rank test of the bands: %(p)s") % {"p": p_text(found.test.p_value)})
    if is_found(found) and found.silent:
        text = _("those who never answered against all others: %(p)s")
        lines.append(text % {"p": p_text(found.silent.p_value)})
    return lines


def day_text(day: date) -> str:
    """A day in the reader's language."""
    return date_format(day, "DATE_FORMAT")


def _chart(found: Loyalty) -> Chart | None:
    """A panel for each band that has enough customers; none where no band has."""
    drawn = [(band, band.curve) for band in found.bands if band.curve]
    if not drawn or found.curve is None:
        return None
    panels = [_curve(_label(band), curve) for band, curve in drawn]
    interval = _("95 % interval")
    names = [_("Customers"), _("Left"), _("Had not left"), interval]
    whole = _curve("", found.curve)
    return Chart(
        id="retention",
        title=_("Who had not left after so many months, by the last score before %(day)s")
        % {"day": day_text(found.month)},
        note=_("Line: the share that had not left. Band: its 95 % interval. Grey: all customers together."),
        specification=curves(panels, whole, x=_("Months"), y=_("Had not left, %")),
        columns=[{"label": _("Last score")}, *({"label": name, "number": True} for name in names)],
        rows=[_row(band) for band in found.bands],
    )


def _label(band: Band) -> str:
    return f"{BAND_NAMES[band.name]} · n = {count_text(band.customers)}"


def _curve(label: str, curve: RetentionCurve) -> Curve:
    begun = _("at the beginning all %(n)s") % {"n": count_text(curve.customers)}
    steps = [Step(0, 100.0, 100.0, 100.0, begun)]
    for point in curve.points:
        share = point.retained
        values = {
            "month": point.month,
            "share": share_text(share.value),
            "ends": ends_text(share.low, share.high),
            "n": count_text(point.at_risk),
        }
        told = _("after %(month)s months %(share)s (%(ends)s), %(n)s at risk") % values
        steps.append(Step(point.month, 100 * share.value, 100 * share.low, 100 * share.high, told))
    return Curve(label, steps)


def _row(band: Band) -> list[str]:
    row = [str(BAND_NAMES[band.name]), count_text(band.customers)]
    if band.curve is None:
        return [*row, "–", "–", _("not enough customers yet")]
    last = band.curve.points[-1].retained
    return [*row, count_text(band.left), share_text(last.value), ends_text(last.low, last.high)]


def _how_sure(found: Loyalty) -> list[str]:
    lines = [
        _(
            "One customer is a company with all its people, or a person without a company. Score: the last "
            "answer of anybody there to “would you recommend us?”, given before the first month."
        ),
        _(
            "Shares: Kaplan–Meier, month by month, with Greenwood’s variance and log-log intervals; a band "
            "is drawn from %(n)s customers on."
        )
        % {"n": ENOUGH},
        _(
            "Followed are those who were customers on the first day. Whoever left and came back has left "
            "here, and is no lost customer in “Revenue kept”, which looks at the first and last day alone."
        ),
        _("This is an association: it does not show that anybody stayed or left for their score."),
    ]
    if found.undated:
        text = ngettext(
            "%(n)s customer left on a day that nobody knows, and is in no curve.",
            "%(n)s customers left on days that nobody knows, and are in no curve.",
            found.undated,
        )
        lines.append(text % {"n": count_text(found.undated)})
    if found.late:
        text = ngettext(
            "%(n)s answer was given in the month of leaving or after it: it tells nothing of leaving.",
            "%(n)s answers were given in the month of leaving or after it: they tell nothing of leaving.",
            found.late,
        )
        lines.append(text % {"n": count_text(found.late)})
    return lines
