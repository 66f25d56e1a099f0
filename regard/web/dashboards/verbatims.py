"""What customers said, ready to be shown: text in pieces, scores, where and when, the way to the record."""

from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from regard.web.dashboards.findings import Findings, factor_text, findings
from regard.web.dashboards.highlighting import factor_spans, found_spans, read_spans, segments
from regard.web.dashboards.labels import SENTIMENT_NAMES, language_tag
from regard.web.feedback.models import Answer, AnswerState, Direction, Feedback, FieldType, Precision
from regard.web.insights.models import Reading, said
from regard.web.workspaces.permissions import Permission
from regard.web.workspaces.scope import MemberRequest

SCORE_NAMES = {
    FieldType.NPS: "NPS",
    FieldType.CSAT: "CSAT",
    FieldType.CES: "CES",
    FieldType.TRUST: gettext_lazy("Trust"),
    FieldType.VALUES: gettext_lazy("Shared values"),
}
LONGEST = 1_500  # of a quote in a list; the record's own page has all of it
SCHEMES = ("http", "https")


@dataclass(frozen=True)
class Quote:
    """One record as components/verbatim.html and dashboards/verbatim.html show it."""

    segments: list[dict[str, str]]
    language: str
    sentiment: str
    score: str
    meta: list[str]
    url: str
    link: str
    permalink: str = ""
    customer_name: str = ""
    customer_url: str = ""
    is_cut: bool = False
    lang: str = ""
    findings: Findings | None = None
    correct_url: str = ""  # empty for those who may not

    @property
    def sentiments(self) -> list[tuple[str, str]]:
        """What it can be said to be."""
        return [(label, str(name)) for label, name in SENTIMENT_NAMES.items()]


def quotes(
    request: MemberRequest,
    records: Iterable[Feedback],
    *,
    wanted: str = "",
    longest: int = LONGEST,
    unscored: Container[str] = (),
) -> list[Quote]:
    """The records as quotes for the one who asks: names only for those who may see customers.

    `unscored` names the fields whose scores are left out.
    """
    may = request.membership.may
    names, corrects = may(Permission.CUSTOMER_VIEW), may(Permission.FEEDBACK_CORRECT)
    slug = request.workspace.slug
    return [
        quote(
            record,
            slug=slug,
            names=names,
            corrects=corrects,
            wanted=wanted,
            longest=longest,
            unscored=unscored,
        )
        for record in records
    ]


def quote(
    record: Feedback,
    *,
    slug: str,
    names: bool,
    corrects: bool = False,
    wanted: str = "",
    longest: int = LONGEST,
    unscored: Container[str] = (),
) -> Quote:
    """One record; its text is cut after `longest` code points."""
    reading = reading_of(record)
    explore = reverse("dashboards:explore", args=[slug])
    is_alone = not getattr(record, "is_anonymous", False)
    own = reverse("dashboards:record", args=[slug, record.pk]) if is_alone else ""
    correct = reverse("corrections:correct", args=[slug, record.pk]) if is_alone else ""
    text, segment = said(record), record.segment if is_alone else ""
    shown_name = bool(names and record.customer and is_alone)
    return Quote(
        segments=marked(text[:longest], reading, wanted=wanted),
        language=reading.language if reading else "",
        sentiment=reading.sentiment if reading else "",
        score=scores_text(one for one in record.answers.all() if one.field_id not in unscored),
        meta=[day_text(record), str(record.source), *([segment] if segment else [])],
        url=own,
        link=_("Open") if own else "",
        permalink=safe_link(record.permalink),
        customer_name=str(record.customer) if shown_name else "",
        customer_url=reverse("customers:detail", args=[slug, record.customer_id]) if shown_name else "",
        is_cut=len(text) > longest,
        lang=language_tag(reading.language) if reading else "",
        findings=findings(reading, url=explore) if reading else None,
        correct_url=correct if reading and corrects else "",
    )


def reading_of(record: Feedback) -> Reading | None:
    """The current reading of a record that came from insights, or None where it is not read yet."""
    reading = getattr(record, "reading", None)
    return reading if isinstance(reading, Reading) else None


def marked(text: str, reading: Reading | None, *, wanted: str = "") -> list[dict[str, str]]:
    """The text in pieces: the words searched for go first, then what shows a factor, then the read words.

    A piece that shows factors has their names in `note`.
    """
    spans = [*found_spans(text, wanted)] if wanted else []
    if reading is not None:
        named = [
            {**one, "note": factor_text(one["factor"], one["polarity"])}
            for one in reading.factors
            if one["start"] is not None
        ]
        for more in (factor_spans(named), read_spans(reading.words)):
            taken = [(span.start, span.end) for span in spans]
            spans += [
                span for span in more if all(span.end <= start or span.start >= end for start, end in taken)
            ]
    return [_piece(piece.text, piece.mark, piece.note) for piece in segments(text, spans)]


def _piece(text: str, mark: str, note: str) -> dict[str, str]:
    return {"text": text, "class": mark, "note": note} if note else {"text": text, "class": mark}


def scores_text(answers: Iterable[Answer]) -> str:
    """The scores that were given: "NPS 9 of 10, 4 of 5 stars"."""
    given = [answer for answer in answers if has_score(answer)]
    return _(", ").join(score_text(answer) for answer in given)


def has_score(answer: Answer) -> bool:
    """Whether it is a number on a scale."""
    known = answer.value_number is not None and answer.scale_max is not None
    return known and answer.answer_state == AnswerState.ANSWERED


def score_text(answer: Answer) -> str:
    """One score with the end of its scale, and which end is good where that is not the usual one."""
    score, top = plain(answer.value_number), plain(answer.scale_max)
    if answer.field_type == FieldType.RATING:
        many = 1 if answer.value_number == 1 else 2
        text = ngettext("%(score)s of %(top)s stars", "%(score)s of %(top)s stars", many)
        return text % {"score": score, "top": top}
    name = SCORE_NAMES.get(FieldType(answer.field_type), answer.field_label or answer.field_id)
    text = _("%(name)s %(score)s of %(top)s") % {"name": name, "score": score, "top": top}
    if answer.scale_direction == Direction.LOW_IS_GOOD:
        text = _("%(score)s (low is good)") % {"score": text}
    return text


def plain(number: float | None) -> str:
    """A number as it was given, without a point where there is nothing behind it."""
    if number is None:
        return "–"
    return str(number_format(int(number) if number == int(number) else number))


def day_text(record: Feedback) -> str:
    """When it was said, as exactly as is known."""
    return moment_text(record.collected_at, record.time_precision)


def moment_text(at: datetime | None, precision: str) -> str:
    """A day, a month, or that it is not known."""
    if at is None or precision == Precision.UNKNOWN:
        return _("no date")
    pattern = "YEAR_MONTH_FORMAT" if precision == Precision.MONTH else "DATE_FORMAT"
    return date_format(at, pattern)


def safe_link(address: str) -> str:
    """The address where it is one of the web, otherwise nothing: no other scheme becomes a link."""
    address = address.strip()
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return address if parts.scheme.lower() in SCHEMES and parts.netloc else ""
