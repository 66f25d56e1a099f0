"""What makes no metric, as the page shows it: bars with their shares, of those who answered the question."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from regard.instruments.definition import said
from regard.instruments.questions import SCORED, WRITTEN, Kind, Question
from regard.perception.metrics.distribution import distribution
from regard.web.dashboards.figures import count_text, number_text, plain_text
from regard.web.insights.studies import Counts, Scale
from regard.web.results.hiding import K
from regard.web.results.releasing import Release
from regard.web.results.spreading import Spread, reasons, spreads
from regard.web.surveys.models import Survey

LEVEL = 0.95
YES = Scale(0, 1)
REASONS = 2  # of each word
OF_ALL = (*WRITTEN, Kind.CONSENT)


@dataclass(frozen=True)
class Chosen:
    """One answer: how many gave it, the share with its interval; its bar is `width` per cent wide."""

    label: str
    n: str
    value: str
    interval: str
    width: str
    polarity: str = ""
    reasons: Sequence[str] = field(default_factory=list)


@dataclass(frozen=True)
class Choice:
    """One question (or row of a matrix) with its bars; none where too few people answered.

    Texts and consents stand together: one bar for each question, of everybody who answered the survey.
    """

    label: str
    first: str  # the head of the column of answers
    n: int
    is_hidden: bool
    is_of_all: bool
    options: list[Chosen]

    @property
    def is_wide(self) -> bool:
        """Whether its labels need the whole page."""
        return self.is_of_all or any(one.reasons for one in self.options)


def choices(survey: Survey, language: str, released: Release, *, reads: bool) -> list[Choice]:
    """The questions of the version of today that make no metric; `reads`: with the reasons for words."""
    found = spreads(survey, released)
    of_all = [one for one in found if one.question.kind in OF_ALL]
    each = [
        _choice(survey, one, language, released, reads=reads)
        for one in found
        if one.question.kind not in OF_ALL
    ]
    return each + ([_together(of_all, language)] if of_all else [])


def _choice(survey: Survey, found: Spread, language: str, released: Release, *, reads: bool) -> Choice:
    question = found.question
    is_hidden = 0 < found.n < K
    label, first = _label(found, language), _first(question)
    if is_hidden or not found.answers.total():
        return Choice(label, first, 0, is_hidden, False, [])
    has_reasons = reads and question.kind == Kind.WORDS
    why = reasons(survey, question, released, of_each=REASONS) if has_reasons else {}
    options = [
        _chosen(text, found.answers.get(key, 0), found.n, polarity=polarity, reasons=why.get(key, ()))
        for key, text, polarity in _answers(found, language)
    ]
    return Choice(label, first, found.n, False, False, options)


def _together(found: Sequence[Spread], language: str) -> Choice:
    n = found[0].n
    label, is_hidden = _("How many wrote or agreed"), 0 < n < K
    bars = (
        [] if is_hidden or not n else [_chosen(_label(one, language), one.answers[True], n) for one in found]
    )
    return Choice(label, _("Question"), n, is_hidden, True, bars)


def _label(found: Spread, language: str) -> str:
    text = said(found.question.text, language)
    row = next((one for one in found.question.rows if found.field_id.endswith(f".{one.id}")), None)
    return f"{text} – {said(row.text, language)}" if row else text


def _first(question: Question) -> str:
    if question.kind in SCORED:
        return _("Score")
    if question.kind == Kind.DATE:
        return _("Month")
    if question.kind == Kind.RANKING:
        return _("Put first")
    return _("Option")


def _answers(found: Spread, language: str) -> Iterator[tuple[Any, str, str]]:
    """Each answer with its label and its polarity, in the order of the bars."""
    question = found.question
    if question.kind in SCORED and question.scale is not None:
        ends = {
            question.scale.low: said(question.low_label, language) if question.low_label else "",
            question.scale.high: said(question.high_label, language) if question.high_label else "",
        }
        for score in question.scale.scores:
            yield score, f"{score} {ends.get(score, '')}".strip(), ""
    elif question.kind == Kind.DATE:
        for month in sorted(found.answers):
            yield month, date_format(date.fromisoformat(f"{month}-01"), "YEAR_MONTH_FORMAT"), ""
    else:
        most = sorted(question.options, key=lambda option: -found.answers.get(option.id, 0))
        for option in most:
            yield option.id, said(option.text, language), option.polarity


def _chosen(label: str, part: int, whole: int, *, polarity: str = "", reasons: Sequence[str] = ()) -> Chosen:
    spread = distribution(Counts((whole - part, part), YES), level=LEVEL, hide_below=K)
    assert spread.shares is not None  # noqa: S101 - for the types: there are enough people
    _others, share = spread.shares
    ends = [plain_text(end, "percent") for end in (share.low, share.high)]
    value, interval = number_text(share.value, "percent"), " – ".join(ends)
    width = f"{100 * part / whole:.2f}"
    return Chosen(label, count_text(part), value, interval, width, polarity, reasons)
