"""What members see of the addresses of a survey, and of the answers that look like a machine's."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from regard.instruments.definition import said
from regard.web.answering.entering import version_of
from regard.web.answering.forms import LimitForm
from regard.web.answering.linking import COUNTED, address_of
from regard.web.answering.models import Link, Response
from regard.web.surveys.models import Survey
from regard.web.surveys.showing import spoken

LONGEST = 200


@dataclass(frozen=True)
class Address:
    """A link, where it leads, what came by it, and the form that changes its limits."""

    link: Link
    address: str
    taken: int
    is_over: bool
    form: LimitForm

    @property
    def is_full(self) -> bool:
        """Whether it has all the answers it takes."""
        return 0 < self.link.most <= self.taken


@dataclass(frozen=True)
class Doubt:
    """An answer that looks like a machine's: what it says, and why it is held for one."""

    response: Response
    reasons: tuple[str, ...]
    words: tuple[tuple[str, str], ...]  # question, answer; none of an anonymous survey
    is_anonymous: bool


def rows_of(survey: Survey, *, at: datetime) -> list[Address]:
    """The addresses of a survey, in their order."""
    n = Count("responses", filter=Q(responses__state__in=COUNTED))
    return [
        Address(
            link,
            address_of(link),
            link.taken,
            is_over=link.expires_at is not None and link.expires_at <= at,
            form=LimitForm.of(link),
        )
        for link in survey.links.annotate(taken=n)
    ]


def doubts_of(survey: Survey, responses: Iterable[Response]) -> list[Doubt]:
    """What a page shows of each of these answers."""
    return [_doubt(one) for one in responses]


def _doubt(response: Response) -> Doubt:
    instrument = version_of(response.version_id).instrument
    reasons = tuple(_reason(name) for name, is_so in sorted(response.suspicion.items()) if is_so)
    words = () if instrument.is_anonymous else tuple(_words(response))
    return Doubt(response, reasons, words, instrument.is_anonymous)


def _words(response: Response) -> Iterator[tuple[str, str]]:
    questions = version_of(response.version_id).instrument.questions
    language = get_language() or response.language  # of the one who reads
    for name, value in response.values.items():
        question = questions.get(name)
        text = spoken(question, value, language) if question is not None else ""
        if question is not None and text:
            yield said(question.text, language), text[:LONGEST] + ("…" if len(text) > LONGEST else "")


def _reason(name: str) -> str:
    texts = {
        "trap": _("A field was filled in that no person sees."),
        "pace": _("Many answers came from one network by this link, each faster than anybody reads."),
    }
    return texts.get(name, name)
