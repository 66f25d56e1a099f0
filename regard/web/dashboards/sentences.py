"""Findings as whole sentences: what probably changed, how sure we are, and who said so."""

from dataclasses import dataclass
from typing import Any

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from regard.web.dashboards.definitions import definition_lines
from regard.web.dashboards.figures import (
    DIGITS,
    FINER,
    change_interval_text,
    count_text,
    level_text,
    number_text,
    plain_text,
    rounded_to,
)
from regard.web.insights.change_study import FACTOR, THEME, TOPICS
from regard.web.insights.studies import Estimate, Finding

NEW = "new"
# metric, whether it is of one segment, whether it is better than before
SENTENCES = {
    ("nps", False, True): gettext_lazy(
        "%(open)sLoyalty%(close)s has probably risen: the Net Promoter Score is %(after)s, after %(before)s."
    ),
    ("nps", False, False): gettext_lazy(
        "%(open)sLoyalty%(close)s has probably fallen: the Net Promoter Score is %(after)s, after %(before)s."
    ),
    ("nps", True, True): gettext_lazy(
        "%(open)sLoyalty%(close)s in the segment “%(segment)s” has probably risen: "
        "the Net Promoter Score is %(after)s, after %(before)s."
    ),
    ("nps", True, False): gettext_lazy(
        "%(open)sLoyalty%(close)s in the segment “%(segment)s” has probably fallen: "
        "the Net Promoter Score is %(after)s, after %(before)s."
    ),
    ("csat", False, True): gettext_lazy(
        "%(open)sSatisfaction%(close)s has probably risen: %(after)s are satisfied, after %(before)s."
    ),
    ("csat", False, False): gettext_lazy(
        "%(open)sSatisfaction%(close)s has probably fallen: %(after)s are satisfied, after %(before)s."
    ),
    ("csat", True, True): gettext_lazy(
        "%(open)sSatisfaction%(close)s in the segment “%(segment)s” has probably risen: "
        "%(after)s are satisfied, after %(before)s."
    ),
    ("csat", True, False): gettext_lazy(
        "%(open)sSatisfaction%(close)s in the segment “%(segment)s” has probably fallen: "
        "%(after)s are satisfied, after %(before)s."
    ),
    ("ces", False, True): gettext_lazy(
        "%(open)sEase%(close)s has probably risen: %(after)s on the scale %(scale)s, after %(before)s."
    ),
    ("ces", False, False): gettext_lazy(
        "%(open)sEase%(close)s has probably fallen: %(after)s on the scale %(scale)s, after %(before)s."
    ),
    ("ces", True, True): gettext_lazy(
        "%(open)sEase%(close)s in the segment “%(segment)s” has probably risen: "
        "%(after)s on the scale %(scale)s, after %(before)s."
    ),
    ("ces", True, False): gettext_lazy(
        "%(open)sEase%(close)s in the segment “%(segment)s” has probably fallen: "
        "%(after)s on the scale %(scale)s, after %(before)s."
    ),
    ("stars", False, True): gettext_lazy(
        "%(open)sPublic ratings%(close)s have probably risen: %(after)s stars on average, after %(before)s."
    ),
    ("stars", False, False): gettext_lazy(
        "%(open)sPublic ratings%(close)s have probably fallen: %(after)s stars on average, after %(before)s."
    ),
    ("stars", True, True): gettext_lazy(
        "%(open)sPublic ratings%(close)s in the segment “%(segment)s” have probably risen: "
        "%(after)s stars on average, after %(before)s."
    ),
    ("stars", True, False): gettext_lazy(
        "%(open)sPublic ratings%(close)s in the segment “%(segment)s” have probably fallen: "
        "%(after)s stars on average, after %(before)s."
    ),
    ("trust", False, True): gettext_lazy(
        "%(open)sTrust%(close)s has probably risen: %(after)s agree that they trust us, after %(before)s."
    ),
    ("trust", False, False): gettext_lazy(
        "%(open)sTrust%(close)s has probably fallen: %(after)s agree that they trust us, after %(before)s."
    ),
    ("trust", True, True): gettext_lazy(
        "%(open)sTrust%(close)s in the segment “%(segment)s” has probably risen: "
        "%(after)s agree that they trust us, after %(before)s."
    ),
    ("trust", True, False): gettext_lazy(
        "%(open)sTrust%(close)s in the segment “%(segment)s” has probably fallen: "
        "%(after)s agree that they trust us, after %(before)s."
    ),
    ("values", False, True): gettext_lazy(
        "The sense of %(open)sshared values%(close)s has probably risen: "
        "%(after)s agree that we stand for what they believe in, after %(before)s."
    ),
    ("values", False, False): gettext_lazy(
        "The sense of %(open)sshared values%(close)s has probably fallen: "
        "%(after)s agree that we stand for what they believe in, after %(before)s."
    ),
    ("values", True, True): gettext_lazy(
        "The sense of %(open)sshared values%(close)s in the segment “%(segment)s” has probably risen: "
        "%(after)s agree that we stand for what they believe in, after %(before)s."
    ),
    ("values", True, False): gettext_lazy(
        "The sense of %(open)sshared values%(close)s in the segment “%(segment)s” has probably fallen: "
        "%(after)s agree that we stand for what they believe in, after %(before)s."
    ),
    ("net_sentiment", False, True): gettext_lazy(
        "%(open)sWhat customers write%(close)s has probably become more positive: "
        "net sentiment is %(after)s, after %(before)s."
    ),
    ("net_sentiment", False, False): gettext_lazy(
        "%(open)sWhat customers write%(close)s has probably become more negative: "
        "net sentiment is %(after)s, after %(before)s."
    ),
    ("net_sentiment", True, True): gettext_lazy(
        "%(open)sWhat customers write%(close)s in the segment “%(segment)s” "
        "has probably become more positive: net sentiment is %(after)s, after %(before)s."
    ),
    ("net_sentiment", True, False): gettext_lazy(
        "%(open)sWhat customers write%(close)s in the segment “%(segment)s” "
        "has probably become more negative: net sentiment is %(after)s, after %(before)s."
    ),
}

# of a topic, whether it is better than before or more than before; NEW: nobody spoke of it before
TOPIC_SENTENCES = {
    (FACTOR, True): gettext_lazy(
        "%(open)s%(topic)s%(close)s is probably spoken of more favourably: "
        "praise minus complaint is %(after)s, after %(before)s."
    ),
    (FACTOR, False): gettext_lazy(
        "%(open)s%(topic)s%(close)s is probably spoken of less favourably: "
        "praise minus complaint is %(after)s, after %(before)s."
    ),
    (THEME, True): gettext_lazy(
        "The theme “%(open)s%(topic)s%(close)s” is probably mentioned more often: "
        "in %(after)s of what is written, after %(before)s."
    ),
    (THEME, False): gettext_lazy(
        "The theme “%(open)s%(topic)s%(close)s” is probably mentioned less often: "
        "in %(after)s of what is written, after %(before)s."
    ),
    (THEME, NEW): gettext_lazy(
        "The theme “%(open)s%(topic)s%(close)s” is new: it is in %(after)s of what is written; "
        "nobody mentioned it in the period before."
    ),
}


@dataclass(frozen=True)
class Told:
    """A finding as a sentence, the evidence for it, and where its records are."""

    sentence: SafeString
    evidence: list[str]
    certainty: list[str]


def told(finding: Finding, *, url: str, comparisons: int, topic: str = "") -> Told:
    """Say one finding of a family of `comparisons`, with a link to its records; `topic` names its theme."""
    return Told(
        sentence(finding, url=url, topic=topic),
        evidence(finding, comparisons),
        certainty(finding, comparisons),
    )


def is_better(finding: Finding) -> bool:
    """Whether it moved towards the good end of its scale."""
    rose = finding.comparison.difference > 0
    return rose == (finding.scale.direction == "high_is_good")


def sentence(finding: Finding, *, url: str, topic: str = "") -> SafeString:
    """What probably changed; the name of the metric, or of the `topic`, leads to the records."""
    before, after = _both(finding.before, finding.after)
    values: dict[str, Any] = {
        "before": before,
        "after": after,
        "segment": segment_text(finding.value),
        "topic": topic,
        "scale": f"{finding.scale.min}–{finding.scale.max}",
    }
    escaped = {name: conditional_escape(value) for name, value in values.items()}
    link = mark_safe(f'<a href="{conditional_escape(url)}">')  # noqa: S308
    return mark_safe(str(_template(finding)) % {**escaped, "open": link, "close": "</a>"})  # noqa: S308


def _template(finding: Finding) -> Any:
    if finding.metric not in TOPICS:
        return SENTENCES[finding.metric, finding.dimension is not None, is_better(finding)]
    if finding.metric == THEME and not finding.before.exact:
        return TOPIC_SENTENCES[THEME, NEW]
    return TOPIC_SENTENCES[finding.metric, finding.comparison.difference > 0]


def evidence(finding: Finding, comparisons: int) -> list[str]:
    """How sure we are, in a line: the interval of the change, both n, and how many comparisons were made."""
    change, unit = finding.comparison, finding.after.definition.unit
    return [
        interval_sentence(change_interval_text(change, unit), unit, change.level),
        _("n = %(before)s and %(after)s")
        % {"before": count_text(change.n_before), "after": count_text(change.n_after)},
        comparisons_text(comparisons),
    ]


def interval_sentence(interval: str, unit: str, level: float) -> str:
    """The interval of a change with its level and unit."""
    values = {"level": level_text(level), "interval": interval}
    if unit == "score":
        return _("%(level)s %% interval of the change %(interval)s") % values
    return _("%(level)s %% interval of the change %(interval)s points") % values


def comparisons_text(comparisons: int) -> str:
    """How many comparisons were made, and that this was allowed for."""
    text = ngettext("%(n)s comparison", "%(n)s comparisons, corrected for their number", comparisons)
    return text % {"n": count_text(comparisons)}


def certainty(finding: Finding, comparisons: int) -> list[str]:
    """The longer answer to "how sure are we?"."""
    change = finding.comparison
    p = change.p_value if change.p_adjusted is None else change.p_adjusted
    return [
        *definition_lines(finding.after.definition, finding.scale),
        _("The change is the difference of two independent numbers; its interval is made of theirs (MOVER)."),
        ngettext(
            "One comparison was made.",
            "%(n)s comparisons were made; p-values are adjusted after Benjamini and Hochberg (1995).",
            comparisons,
        )
        % {"n": count_text(comparisons)},
        _("Adjusted %(p)s.") % {"p": p_text(p)},
        _("This says that the numbers differ by more than chance. It does not say why."),
    ]


def p_text(p: float) -> str:
    """A p-value with three decimals, or that it is below the smallest of these: "p = 0.012", "p < 0.001"."""
    return "p < 0.001" if p < 0.001 else f"p = {p:.3f}"


def segment_text(value: object) -> str:
    """The name of a segment; without one, that it is not known."""
    return str(value) if value else _("not known")


def _both(before: Estimate, after: Estimate) -> tuple[str, str]:
    """Both numbers, with a decimal more where rounding would make them equal."""
    unit = after.definition.unit
    first, second = before.exact, after.exact
    if first is None or second is None:
        return "–", "–"
    if rounded_to(first, DIGITS[unit]) != rounded_to(second, DIGITS[unit]):
        return number_text(first, unit), number_text(second, unit)
    finer = [plain_text(number, unit, digits=FINER[unit]) for number in (first, second)]
    if unit == "percent":
        finer = [_("%(number)s %%") % {"number": number} for number in finer]
    return finer[0], finer[1]
