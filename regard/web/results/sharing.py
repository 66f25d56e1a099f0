"""Which share gave each answer to a question that makes no metric: numbers, for whoever shows them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from regard.instruments.questions import SCORED, WRITTEN, Kind, Question
from regard.perception.estimates import Interval
from regard.perception.metrics.distribution import distribution
from regard.web.insights.studies import Counts, Scale
from regard.web.results.hiding import K
from regard.web.results.spreading import Spread

LEVEL = 0.95
YES = Scale(0, 1)
OF_ALL = (*WRITTEN, Kind.CONSENT)


@dataclass(frozen=True)
class Part:
    """One answer (see Spread): how many gave it, and which share that is."""

    answer: Any
    n: int
    share: Interval


def is_hidden(found: Spread) -> bool:
    """Whether too few people answered for anything to be told."""
    return 0 < found.n < K


def shares_of(found: Spread) -> list[Part]:
    """Each answer in the order of the options, scores or months; none where nobody or too few answered."""
    if is_hidden(found) or not found.n or not (found.answers.total() or found.question.kind in OF_ALL):
        return []
    return [_part(answer, found.answers.get(answer, 0), found.n) for answer in _answers(found)]


def _answers(found: Spread) -> Iterator[Any]:
    question: Question = found.question
    if question.kind in OF_ALL:
        yield True
    elif question.kind in SCORED and question.scale is not None:
        yield from question.scale.scores
    elif question.kind == Kind.DATE:
        yield from sorted(found.answers)
    else:
        yield from (option.id for option in question.options)


def _part(answer: Any, part: int, whole: int) -> Part:
    spread = distribution(Counts((whole - part, part), YES), level=LEVEL, hide_below=K)
    assert spread.shares is not None  # noqa: S101 - for the types: there are enough people
    return Part(answer, part, spread.shares[1])
