"""What the cards of the metrics say: each metric, what it is not, and every definition part by part."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regard.perception.metrics.foreign import KNOWN
from regard.perception.metrics.registry import definitions
from regard.web.dashboards.definitions import meaning, scale_text
from regard.web.dashboards.figures import DIGITS, METRIC_HINTS, METRIC_NAMES
from regard.web.insights.studies import Definition, Scale

Text: TypeAlias = Any  # in the language of whoever reads, once it is shown


@dataclass(frozen=True)
class Kind:
    """One metric: the definitions whose ids begin so, what it asks, and what it is not."""

    begins: tuple[str, ...]
    asks: Text
    is_not: Text
    name: Text = ""
    foreign: str = ""  # what other vendors call theirs


KINDS = {
    "nps": Kind(
        ("nps/", "nps-style/"),
        gettext_lazy("How likely people say they are to recommend you, from 0 to 10."),
        gettext_lazy(
            "Not a share of people who recommend, and no forecast of growth. Two different mixes of scores "
            "can give the same number, so look at the three groups, too."
        ),
    ),
    "csat": Kind(
        ("csat.",),
        gettext_lazy("How satisfied people say they are with one encounter or as a whole."),
        gettext_lazy(
            "Not comparable with the CSAT of other companies: at least four formulas share the name. "
            "Satisfied people leave, too."
        ),
        foreign="CSAT",
    ),
    "ces": Kind(
        ("ces-",),
        gettext_lazy("How easy people say it was to get something done."),
        gettext_lazy(
            "Not a measure of the whole relationship. The versions differ in scale and direction; none is "
            "converted into another."
        ),
        foreign="CES",
    ),
    "stars": Kind(
        ("stars",),
        gettext_lazy("What people rate you with in public, from one to five stars."),
        gettext_lazy("Not the view of all customers: whoever reviews in public chose to do so."),
        foreign="Reputation Score",
    ),
    "net_sentiment": Kind(
        ("net_sentiment/",),
        gettext_lazy("How people write when they write by themselves, as the text engine reads it."),
        gettext_lazy("Not a score that anybody gave. It is as good as the engine that reads the texts."),
        foreign="Net sentiment",
    ),
    "trust": Kind(
        ("trust.",),
        gettext_lazy("How far people agree that they trust you."),
        gettext_lazy("Not reliability as such: it is what they believe, not what was delivered."),
    ),
    "values": Kind(
        ("values.",),
        gettext_lazy("How far people agree that you stand for what they believe in."),
        gettext_lazy("Not a measure of good deeds: it is how they are seen."),
    ),
    "profile": Kind(
        ("profile.",),
        gettext_lazy("Six sides of how you are seen, each from 0 at the worst answer to 100 at the best."),
        gettext_lazy("Not one number: the sides are never averaged without saying so, and not comparable."),
        name=gettext_lazy("Perception profile"),
    ),
}
FORMULAS = {
    "100 (answers in the better box - answers in the worse box) / answers": gettext_lazy(
        "100 × (answers in the better box − answers in the worse box) ÷ answers"
    ),
    "100 x answers in the box / answers": gettext_lazy("100 × answers in the box ÷ answers"),
    "sum of scores / answers": gettext_lazy("sum of scores ÷ answers"),
    "100 (mean - worst score) / (best score - worst score)": gettext_lazy(
        "100 × (mean − worst score) ÷ (best score − worst score)"
    ),
    "(strength x prior mean + sum of stars) / (strength + ratings)": gettext_lazy(
        "(strength × prior mean + sum of stars) ÷ (strength + ratings)"
    ),
    "100 (positive records - negative records) / read records": gettext_lazy(
        "100 × (positive records − negative records) ÷ read records"
    ),
}
METHODS = {"multinomial score interval": gettext_lazy("multinomial score interval")}
UNITS = {
    "points": gettext_lazy("points"),
    "percent": gettext_lazy("percent"),
    "score": gettext_lazy("a score on the scale"),
}
Rows = list[tuple[str, str]]


@dataclass(frozen=True)
class Variant:
    """One definition: its id, its rule in a sentence, and its parts as rows of a table."""

    id: str
    rule: str
    rows: Rows


@dataclass(frozen=True)
class Other:
    """A vendor's definition under the same name."""

    name: str
    formula: str
    scale: str
    source: str


def metric_name(metric: str) -> str:
    """What a metric is called, with its short name."""
    kind = KINDS[metric]
    if kind.name:
        return str(kind.name)
    return _("%(name)s (%(hint)s)") % {"name": METRIC_NAMES[metric], "hint": METRIC_HINTS[metric]}


def variants(metric: str) -> list[Variant]:
    """Its definitions on each scale with the interval that pages show; thumbs stand last."""
    found: dict[tuple[str, Scale | None], Variant] = {}
    for one in definitions():
        if one.id.startswith(KINDS[metric].begins):
            found.setdefault((one.id, one.scale), Variant(one.id, _rule(one), list(_parts(one))))
    return [
        found[key] for key in sorted(found, key=lambda key: key[1] is not None and len(key[1].scores) == 2)
    ]


def _rule(one: Definition) -> str:
    """The definition in a sentence: as the pages say it, or by its formula and scale."""
    text = meaning(one, one.scale)
    if text != one.rule:
        return text
    formula = str(FORMULAS.get(one.formula, one.formula))
    return _("%(formula)s, on the scale %(scale)s") % {"formula": formula, "scale": scale_text(one.scale)}


def others(metric: str) -> list[Other]:
    """What other vendors call by the same name."""
    name = KINDS[metric].foreign
    return [
        Other(
            _("%(name)s by %(vendor)s") % {"name": one.name, "vendor": one.vendor},
            one.formula,
            str(one.scale),
            one.source,
        )
        for one in KNOWN
        if name and one.name == name
    ]


def _parts(one: Definition) -> Iterator[tuple[str, str]]:
    formula, method = FORMULAS.get(one.formula, one.formula), METHODS.get(one.method, one.method)
    yield _("Formula"), str(formula)
    if one.scale is not None:
        yield _("Scale"), scale_text(one.scale)
        yield _("Direction"), _direction(one.scale)
    if one.box:
        yield _("Box"), one.box.replace("better", _("better:")).replace("worse", _("worse:"))
    yield _("Unit"), str(UNITS[one.unit])
    digits = DIGITS[one.unit]
    yield (
        _("Rounding"),
        _("%(n)s decimals on the page, half away from zero, once, from the counts") % {"n": digits},
    )
    level = {"method": method, "level": f"{100 * one.level:g}"}
    yield _("Interval"), _("%(method)s, %(level)s %%") % level
    yield (
        _("Smallest n"),
        _("%(n)s answers, and half an interval of at most %(margin)s")
        % {
            "n": one.minimum,
            "margin": f"{one.margin:g}",
        },
    )
    yield _("Version"), one.version
    if not one.benchmarks:
        yield _("Benchmarks"), _("not comparable with published numbers")


def _direction(scale: Scale) -> str:
    return _("low is good") if scale.direction == "low_is_good" else _("high is good")
