"""Who speaks for a change and who against it: the records with words whose score, or whose words, say so."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from regard.web.dashboards.addresses import SENTIMENTS, Address
from regard.web.dashboards.findings import factor_text
from regard.web.dashboards.labels import FACTOR_NAMES, SENTIMENT_NAMES
from regard.web.dashboards.sentences import is_better
from regard.web.insights.change_study import FACTOR, THEME
from regard.web.insights.studies import Estimate, Finding, Scale

FACTOR_OF = {"ces": "ease", "trust": "trust", "values": "values"}  # what a metric asks about
NPS = ((0, 6), (9, 10))
Band = tuple[int, int]


@dataclass(frozen=True)
class Side:
    """One side of a change: where its records are, the rule that chose them, and whose words come first."""

    address: Address
    rule: str
    sentiment: str
    factor: str = ""

    @property
    def order(self) -> str:
        """Whose words are quoted first."""
        if not self.factor:
            return ""
        return _("comments that speak of %(factor)s first") % {"factor": FACTOR_NAMES[self.factor]}


def sides(finding: Finding, base: Address) -> tuple[Side, Side | None]:
    """Who speaks for a change and who against it, of the records of `base`; of a theme nobody is against."""
    if finding.metric == THEME:
        sentiment = "negative"
        return Side(base, _("comments with this theme"), sentiment), None
    good, bad = _both(finding, base)
    return (good, bad) if is_better(finding) else (bad, good)


def base_of(finding: Finding, address: Address) -> Address:
    """The address of the records that a finding speaks of."""
    value = None if finding.value is None else str(finding.value)
    if finding.metric == THEME:
        return address.but(theme=(str(value),))
    if finding.metric == FACTOR:
        return address.but(factor=(str(value),))
    narrowed = {"segment": (value,)} if finding.dimension == "segment" else {}
    return address.but(metric=finding.metric, compare="previous", **narrowed)


def _both(finding: Finding, base: Address) -> tuple[Side, Side]:
    """The side of what is good and that of what is bad."""
    if finding.metric == FACTOR:
        factor = str(finding.value)
        good, bad = (
            Side(base.but(polarity=(label,)), factor_text(factor, label), label, factor)
            for label in ("positive", "negative")
        )
        return good, bad
    if finding.metric == "net_sentiment":
        good, bad = (
            Side(base.but(sentiment=(label,)), str(SENTIMENT_NAMES[label]), label)
            for label in ("positive", "negative")
        )
        return good, bad
    factor = FACTOR_OF.get(finding.metric, "")
    low, high = bands(finding.metric, finding.scale, finding.after)
    worse, better = (low, high) if finding.scale.direction == "high_is_good" else (high, low)
    return (
        Side(_scored(base, better), _band_text(better, finding.scale), "positive", factor),
        Side(_scored(base, worse), _band_text(worse, finding.scale), "negative", factor),
    )


def bands(metric: str, scale: Scale, estimate: Estimate) -> tuple[Band, Band]:
    """The lower and the upper scores of a scale, as the metric parts them.

    NPS has its groups, a share of satisfied those who are in its box and those who are not; a mean has the
    scores below and above the middle of its scale, the middle itself being neither.
    """
    if metric == "nps":
        return NPS
    box = _box(estimate)
    if box is not None:
        lowest, highest = box
        return ((scale.min, lowest - 1), box) if highest == scale.max else (box, (highest + 1, scale.max))
    half = (len(scale.scores)) // 2
    return (scale.min, scale.min + half - 1), (scale.max - half + 1, scale.max)


def _box(estimate: Estimate) -> Band | None:
    """The scores that count as satisfied, where the number is their share."""
    text = estimate.definition.box
    if estimate.definition.unit != "percent" or not text:
        return None
    first, _dash, last = text.partition("-")
    return (int(first), int(last or first)) if first.isdecimal() and (last or first).isdecimal() else None


def _scored(base: Address, band: Band) -> Address:
    """The records with words, of those that gave such a score."""
    return base.but(scores=band, sentiment=SENTIMENTS)


def _band_text(band: Band, scale: Scale) -> str:
    low, high = band
    if low == high:
        return _("score %(score)s of %(top)s") % {"score": low, "top": scale.max}
    return _("scores %(low)s–%(high)s of %(top)s") % {"low": low, "high": high, "top": scale.max}
