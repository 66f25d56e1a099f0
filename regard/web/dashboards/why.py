"""Why one record was read as it was: each label with the words that count for it and against it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from regard.web.dashboards.findings import factor_text
from regard.web.dashboards.highlighting import Segment, Span, segments
from regard.web.dashboards.labels import (
    EMOTION_NAMES,
    FACTOR_NAMES,
    INTENT_NAMES,
    SENTIMENT_NAMES,
    language_tag,
)
from regard.web.dashboards.verbatims import reading_of
from regard.web.feedback.models import Feedback
from regard.web.insights.anonymity import one_by_one
from regard.web.insights.models import current_reading, said
from regard.web.insights.why import Explanation, Reason, explained
from regard.web.workspaces.permissions import Permission
from regard.web.workspaces.scope import MemberRequest, member

NAMES_OF = {"factors": FACTOR_NAMES, "emotions": EMOTION_NAMES, "intents": INTENT_NAMES}
KIND_NAMES: dict[str, Any] = {
    "word": pgettext_lazy("reason", "the word"),
    "denied": pgettext_lazy("reason", "denied"),
    "pair": pgettext_lazy("reason", "two in a row"),
    "triple": pgettext_lazy("reason", "three in a row"),
    "cue": pgettext_lazy("reason", "listed as a cue"),
    "role": pgettext_lazy("reason", "listed by what it does"),
    "opinion": pgettext_lazy("reason", "listed by its strength"),
    "rule": pgettext_lazy("reason", "by rule"),
}
HEARD = 0.005  # what counts less is told as 0.00, and so not told


@dataclass(frozen=True)
class Line:
    """One place of the text: its words, what it adds to the score, and what was heard there."""

    words: str
    amount: str
    heard: str


@dataclass(frozen=True)
class Label:
    """One label with its text, marked where it counts, and what adds up to its score."""

    name: str
    rule: str
    segments: list[Segment]
    lines: list[Line]
    constant: str
    rest: str
    score: str


@member(Permission.FEEDBACK_VIEW)
@require_safe
def why(request: MemberRequest, pk: UUID) -> HttpResponse:
    """The reasons for each label of a record."""
    rows: Any = Feedback.objects.annotate(reading=current_reading()).select_related("reading")
    record = rows.filter(one_by_one(), pk=pk).first()
    if record is None:
        raise Http404
    reading, text = reading_of(record), said(record)
    told = explained(reading, text) if reading else []
    context = {
        "record": record,
        "reading": reading,
        "lang": language_tag(reading.language) if reading else "",
        "is_other": told is None,
        "labels": [_label(one, text) for one in told or ()],
    }
    return render(request, "dashboards/why.html", context)


def _label(one: Explanation, text: str) -> Label:
    counting = [reason for reason in one.reasons if abs(reason.weight) >= HEARD]
    return Label(
        name=_name(one),
        rule=_rule(one),
        segments=segments(text, _spans(counting, both=one.label == "mixed")),
        lines=[_line(reason, text) for reason in counting],
        constant=_signed(one.constant),
        rest=_signed(one.rest + sum(reason.weight for reason in one.reasons if reason not in counting)),
        score=_signed(one.score),
    )


def _spans(reasons: Sequence[Reason], *, both: bool) -> list[Span]:
    """What is marked, none over another: what counts for a label; of a mixed text praise and blame."""
    kept: list[Span] = []
    for start, end, weight, _kinds in reasons:
        mark = "found" if not both else "positive" if weight > 0 else "negative"
        if (both or weight > 0) and all(end <= other.start or start >= other.end for other in kept):
            kept.append(Span(start, end, mark))
    return kept


def _line(reason: Reason, text: str) -> Line:
    heard = _(", ").join(str(KIND_NAMES[kind]) for kind in reason.kinds)
    return Line(text[reason.start : reason.end], _signed(reason.weight), heard)


def _name(one: Explanation) -> str:
    if one.head == "sentiment":
        return str(SENTIMENT_NAMES[one.label])
    if one.head == "polarity":
        return factor_text(one.of, one.label)
    return str(NAMES_OF[one.head][one.label])


def _rule(one: Explanation) -> str:
    """What the score says of the label."""
    if one.against:
        names = {"one": SENTIMENT_NAMES["positive" if one.label == "mixed" else one.label]}
        names["other"] = SENTIMENT_NAMES[one.against]
        return _("Above 0: %(one)s is likelier than %(other)s.") % names
    return _("Given above %(limit)s.") % {"limit": _signed(one.limit)}


def _signed(value: float) -> str:
    shown = number_format(abs(value), decimal_pos=2)
    return f"−{shown}" if value < 0 and float(f"{value:.2f}") else f"+{shown}"
