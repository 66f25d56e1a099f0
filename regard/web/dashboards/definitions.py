"""What a number means, in the reader's language: the rule, the interval, and when it is shown."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regard.web.insights.driver_study import PERFORMANCE
from regard.web.insights.studies import Definition, Scale

MEANINGS = {
    "nps": gettext_lazy("NPS: the share of scores 9–10 minus the share of scores 0–6, on the scale 0–10."),
    "csat.top2box": gettext_lazy(
        "CSAT: the share of answers with one of the two best scores, on the scale %(scale)s."
    ),
    "csat.thumbs": gettext_lazy("CSAT: the share of answers with the better one of two scores."),
    "ces-2.0.mean": gettext_lazy("CES 2.0: the mean score, on the scale %(scale)s; high is easy."),
    "ces-5-point.mean": gettext_lazy("CES: the mean score, on the scale %(scale)s; high is easy."),
    "ces-1.0.mean": gettext_lazy("CES 1.0: the mean effort, on the scale %(scale)s; low is easy."),
    "stars": gettext_lazy("Stars: the mean rating, on the scale %(scale)s."),
    "trust.top2box": gettext_lazy(
        "Trust: the share of answers with one of the two best scores, on the scale %(scale)s."
    ),
    "values.top2box": gettext_lazy(
        "Shared values: the share of answers with one of the two best scores, on the scale %(scale)s."
    ),
    "net_sentiment": gettext_lazy(
        "Net sentiment: the share of positive records minus the share of negative ones, among all that were "
        "read; neutral and mixed ones count."
    ),
    "factor_polarity": gettext_lazy(
        "Praise minus complaint: of the records that speak of the factor, the share that praises minus the "
        "share that complains."
    ),
    "theme_sentiment": gettext_lazy(
        "Sentiment of a theme: of the records that carry it, the share of positive ones minus the share of "
        "negative ones; that of the whole record, also of what it says beside the theme."
    ),
    "theme_share": gettext_lazy("Theme share: of the records with words, the share that carries the theme."),
}


def meaning(definition: Definition, scale: Scale | None) -> str:
    """The rule in a sentence; in the library's own words where this room does not know it."""
    name, _slash, _version = definition.id.rpartition("/")
    if name == "csat.top2box" and scale is not None and len(scale.scores) == 2:
        name = "csat.thumbs"
    if name not in MEANINGS:
        return definition.rule
    return str(MEANINGS[name]) % {"scale": scale_text(scale)}


def scale_text(scale: Scale | None) -> str:
    """The ends of a scale: "1–5"."""
    return f"{scale.min}–{scale.max}" if scale else "–"


def definition_lines(definition: Definition, scale: Scale | None, *, version: str = "") -> list[str]:
    """What the number means, how its interval is made, from how many answers on it is shown, its version.

    `version` is the definition with the version that holds here, where it is known: see Breaks.named.
    """
    return [
        meaning(definition, scale),
        _("Interval: multinomial score interval, %(level)s %%.") % {"level": f"{100 * definition.level:g}"},
        _("Shown from %(n)s answers on, and only where the interval is narrow enough to say something.")
        % {"n": definition.minimum},
        _("Definition %(id)s.") % {"id": version or definition.id},
    ]


def net_rule() -> str:
    """When praise minus complaint is shown: of a theme, of a factor and of everything by the same rule."""
    text = _(
        "Praise minus complaint is a number from %(n)s records on, and only where its 95 %% interval reaches "
        "at most %(points)s points to either side; until then it says how many more are needed."
    )
    return text % {"n": PERFORMANCE.minimum, "points": f"{PERFORMANCE.margin:g}"}
