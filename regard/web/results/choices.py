"""What makes no metric, as the page shows it: bars with their shares, of those who answered the question."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from regard.instruments.definition import said
from regard.instruments.questions import SCORED, Kind, Question
from regard.web.dashboards.figures import count_text, number_text, plain_text
from regard.web.insights.releasing import Release
from regard.web.results.sharing import OF_ALL, Part, is_hidden, shares_of
from regard.web.results.spreading import Spread, label_of, reasons, spreads
from regard.web.surveys.models import Survey

REASONS = 2  # of each word


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
    label, first = label_of(found, language), _first(question)
    parts = {one.answer: one for one in shares_of(found)}
    if not parts:
        return Choice(label, first, 0, is_hidden(found), False, [])
    has_reasons = reads and question.kind == Kind.WORDS
    why = reasons(survey, question, released, of_each=REASONS) if has_reasons else {}
    options = [
        _chosen(text, parts[key], found.n, polarity=polarity, reasons=why.get(key, ()))
        for key, text, polarity in _answers(found, language)
    ]
    return Choice(label, first, found.n, False, False, options)


def _together(found: Sequence[Spread], language: str) -> Choice:
    n = found[0].n
    bars = [_chosen(label_of(one, language), part, n) for one in found for part in shares_of(one)]
    return Choice(_("How many wrote or agreed"), _("Question"), n, is_hidden(found[0]), True, bars)


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


def _chosen(label: str, part: Part, whole: int, *, polarity: str = "", reasons: Sequence[str] = ()) -> Chosen:
    ends = [plain_text(end, "percent") for end in (part.share.low, part.share.high)]
    value, interval = number_text(part.share.value, "percent"), " – ".join(ends)
    width = f"{100 * part.n / whole:.2f}"
    return Chosen(label, count_text(part.n), value, interval, width, polarity, reasons)
