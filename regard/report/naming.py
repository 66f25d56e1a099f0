"""How metrics, sentiments, languages, columns and definitions are called in the reader's language."""

import re

from regard.perception.estimates import Definition
from regard.report.phrases import Phrases, gettext_noop
from regard.report.spoken_names import LANGUAGES

METRIC_ORDER = ("nps", "csat", "ces", "stars", "trust", "values", "net_sentiment")
SENTIMENT_ORDER = ("positive", "negative", "mixed", "neutral")
_RULES = (
    gettext_noop("NPS v1: % 9-10 minus % 0-6 on 0-10"),
    gettext_noop("CSAT v1: % {box} on {scale}"),
    gettext_noop("CES {version} v1: mean score on {scale}"),
    gettext_noop("Stars v1: mean rating on {scale}"),
    gettext_noop("Trust v1: % {box} on {scale}"),
    gettext_noop("Value alignment v1: % {box} on {scale}"),
    gettext_noop(
        "Net sentiment v1: % positive minus % negative of all read records, neutral and mixed ones included"
    ),
)
_PATTERNS = [(rule, re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>.+)", re.escape(rule)))) for rule in _RULES]


def metric_name(metric: str, phrases: Phrases) -> str:
    """A metric by the name that people know it by."""
    _ = phrases.gettext
    return {
        "nps": _("NPS"),
        "csat": _("CSAT"),
        "ces": _("CES"),
        "stars": _("Stars"),
        "trust": _("Trust"),
        "values": _("Shared values"),
        "net_sentiment": _("Net sentiment"),
    }[metric]


def metric_short(metric: str, phrases: Phrases) -> str:
    """A metric by the letters that it is known by, where it has some."""
    return {"nps": "NPS", "csat": "CSAT", "ces": "CES"}.get(metric) or metric_name(metric, phrases)


def metric_meaning(metric: str, phrases: Phrases) -> str:
    """A metric by what it tells."""
    _ = phrases.gettext
    return {
        "nps": _("Loyalty"),
        "csat": _("Satisfaction"),
        "ces": _("Ease"),
        "stars": _("Ratings"),
        "trust": _("Trust"),
        "values": _("Shared values"),
        "net_sentiment": _("Net sentiment"),
    }[metric]


def sentiment_name(sentiment: str, phrases: Phrases) -> str:
    """How a text or a word speaks."""
    _ = phrases.gettext
    return {
        "positive": _("positive"),
        "negative": _("negative"),
        "mixed": _("mixed"),
        "neutral": _("neutral"),
    }[sentiment]


def language_name(code: str, phrases: Phrases) -> str:
    """The language of a text."""
    return phrases.gettext(LANGUAGES[code]) if code in LANGUAGES else code


def role_name(role: str, phrases: Phrases) -> str:
    """What a column of the file was read as."""
    _ = phrases.gettext
    return {
        "text": _("text"),
        "title": _("title"),
        "time": _("time"),
        "experienced_at": _("time of the experience"),
        "score": _("score"),
        "metric": _("metric of each row"),
        "external_id": _("id"),
        "customer": _("customer"),
        "customer_email": _("customer (e-mail)"),
    }[role]


def scale_text(low: object, high: object) -> str:
    """The ends of a scale: "1–5"."""
    return f"{low}–{high}"


def definition_text(definition: Definition, phrases: Phrases) -> str:
    """What a number means, in one line; in English the words of the library itself."""
    if phrases.language == "en":
        return definition.text
    _ = phrases.gettext
    interval = _("multinomial score interval {level} %", level=f"{100 * definition.level:g}")
    least = _("minimum n {n}", n=definition.minimum)
    return "；".join((_rule(definition.rule, phrases), interval, least))


def _rule(rule: str, phrases: Phrases) -> str:
    for template, pattern in _PATTERNS:
        if found := pattern.fullmatch(rule):
            parts = {name: _part(part, phrases) for name, part in found.groupdict().items()}
            return phrases.gettext(template, **parts)
    return rule


def _part(part: str, phrases: Phrases) -> str:
    """A part of a rule: what are not numbers in it are words of the library."""
    _ = phrases.gettext
    return part.replace("(low is good)", _("(low is good)")).replace("5-point", _("5-point"))
