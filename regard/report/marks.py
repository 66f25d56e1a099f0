"""Numbers as marks on one quiet scale: line, interval, value; and the bar of NPS."""

from fractions import Fraction

from regard.perception.counts import Scale
from regard.perception.estimates import Estimate
from regard.report.figures import count_text, interval_text, share_text, value_text
from regard.report.markup import Markup, element
from regard.report.naming import metric_meaning, metric_short
from regard.report.phrases import Phrases
from regard.report.sentences import missing_text

CENTRED = ("nps", "net_sentiment")
GROUPS = ("detractors", "passives", "promoters")


def row(metric: str, estimate: Estimate, scale: Scale | None, phrases: Phrases) -> Markup:
    """One metric as an item of the list of intervals."""
    name = metric_short(metric, phrases)
    meaning = metric_meaning(metric, phrases)
    hint = element("small", name) if meaning != name else None
    shown = estimate.status == "shown"
    value = value_text(estimate, phrases)
    interval = element("small", interval_text(estimate, phrases)) if shown else None
    return element(
        "li",
        element("div", meaning, " ", hint, class_="interval-label"),
        element("div", _mark(metric, estimate, scale, phrases), class_="interval-mark"),
        element("div", value, " ", interval, class_="interval-value"),
        element("div", element("small", f"n = {count_text(estimate.n)}"), class_="interval-change"),
        class_="interval-row",
    )


def _mark(metric: str, estimate: Estimate, scale: Scale | None, phrases: Phrases) -> Markup:
    if estimate.status != "shown" or estimate.groups is None:
        return element("span", missing_text(estimate, phrases), class_="too-few")
    if metric == "nps":
        return nps_bar([100 * n / estimate.n for n in estimate.groups.counts])
    low_is_good = scale is not None and scale.direction == "low_is_good"
    middle = 50.0 if metric in CENTRED else None
    return interval_mark(places(estimate, low_is_good=low_is_good), middle=middle)


def places(estimate: Estimate, *, low_is_good: bool = False) -> tuple[float, float, float]:
    """Where the number and the ends of its interval stand, from 0 (worst) to 100 (best)."""
    if estimate.groups is None or estimate.exact is None or estimate.band is None:
        raise ValueError("there is nothing to draw")
    values = estimate.groups.values
    worst, best = float(min(values)), float(max(values))
    ends = [_place(at, worst, best, low_is_good=low_is_good) for at in estimate.band]
    return _place(estimate.exact, worst, best, low_is_good=low_is_good), min(ends), max(ends)


def _place(at: float | Fraction, worst: float, best: float, *, low_is_good: bool) -> float:
    share = min(max(100 * (float(at) - worst) / (best - worst), 0.0), 100.0)
    return round(100 - share if low_is_good else share, 2)


def interval_mark(found: tuple[float, float, float], *, middle: float | None = None) -> Markup:
    """The mark itself; the numbers beside it say the same."""
    value, low, high = found
    zero = None
    if middle is not None:
        zero = element("line", class_="scale-middle", x1=f"{middle:g}%", x2=f"{middle:g}%", y1="7", y2="15")
    return element(
        "svg",
        element("line", class_="scale-line", x1="0", x2="100%", y1="11", y2="11"),
        zero,
        element("line", class_="scale-band", x1=f"{low:g}%", x2=f"{high:g}%", y1="11", y2="11"),
        element("rect", class_="scale-value", x=f"{value:g}%", y="3", width="4", height="16", rx="2",
                transform="translate(-2 0)"),
        class_="scale", width="100%", height="22", aria_hidden="true", focusable="false",
    )  # fmt: skip


def nps_bar(shares: list[float]) -> Markup:
    """Detractors, passives, promoters in per cent, always in this order."""
    parts, start = [], 0.0
    for name, share in zip(GROUPS, shares, strict=True):
        parts.append(element("rect", class_=name, x=f"{start:.2f}%", width=f"{share:.2f}%", height="10"))
        start += share
    cuts = [f"{shares[0]:.2f}%", f"{shares[0] + shares[1]:.2f}%"]
    between = [element("line", class_="between", x1=cut, x2=cut, y1="0", y2="10") for cut in cuts]
    return element(
        "svg",
        *parts,
        *between,
        class_="nps-bar",
        width="100%",
        height="10",
        aria_hidden="true",
        focusable="false",
    )


def nps_key(estimate: Estimate, phrases: Phrases) -> Markup:
    """What the parts of the bar are, with their shares."""
    _ = phrases.gettext
    names = (_("detractors (0–6)"), _("passives (7–8)"), _("promoters (9–10)"))
    counts = estimate.groups.counts if estimate.groups else (0, 0, 0)
    items = [
        element("li", element("b", share_text(n, estimate.n, phrases)), " ", name, class_=group)
        for group, n, name in zip(GROUPS, counts, names, strict=True)
    ]
    return element("ul", items, class_="nps-legend")
