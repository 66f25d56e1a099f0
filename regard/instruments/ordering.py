"""In which order options and pages are shown: by chance, the same for one person however often they look."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import chain, zip_longest
from typing import TypeVar

from regard.instruments.conditions import ALWAYS
from regard.instruments.definition import END, Instrument, Page
from regard.instruments.placeholders import ANSWER, GAP
from regard.instruments.questions import Option, Question, Shuffle

T = TypeVar("T")


def ordered(question: Question, *, seed: str) -> tuple[Option, ...]:
    """The options as somebody with this seed sees them; fixed ones keep their place.

    "all": by chance. "balanced": good and bad words in turn, each by chance, and by chance which comes first.
    """
    if question.shuffle == Shuffle.NONE:
        return question.options
    loose = [one for one in question.options if not one.is_fixed]
    loose = _by_chance(loose, lambda one: one.id, f"{seed}/{question.id}")
    if question.shuffle == Shuffle.BALANCED:
        loose = _in_turn(loose)
    rest = iter(loose)
    return tuple(one if one.is_fixed else next(rest) for one in question.options)


def paged(instrument: Instrument, *, seed: str) -> Instrument:
    """The instrument with its pages as somebody with this seed sees them, where it shuffles its pages.

    The first page, the page with the score that a message shows, and every page that the logic or a gap in a
    text leans on keep their places: whatever is asked after an answer is asked after it for everybody.
    """
    if not instrument.shuffles_pages:
        return instrument
    fixed = _fixed(instrument)
    loose = [page for page in instrument.pages if page.id not in fixed]
    rest = iter(_by_chance(loose, lambda one: one.id, f"{seed}/pages"))
    return replace(
        instrument, pages=tuple(one if one.id in fixed else next(rest) for one in instrument.pages)
    )


def _fixed(instrument: Instrument) -> set[str]:
    asked_about = set(_asked_about(instrument))
    fixed = {page.id for page in instrument.pages[:1]}
    for at, page in enumerate(instrument.pages):
        questions = {question.id for question in page.questions}
        has_logic = page.show_if != ALWAYS or any(one.show_if != ALWAYS for one in page.questions)
        if has_logic or instrument.score in page.questions or questions & asked_about or _fills_gaps(page):
            fixed.add(page.id)
        for branch in page.branches:  # what a branch leaps over stays where it leaps over it
            fixed |= set(_leapt(instrument, at, branch.to))
    return fixed


def _leapt(instrument: Instrument, at: int, to: str) -> Iterator[str]:
    for page in instrument.pages[at:]:
        yield page.id
        if page.id == to != END:
            return


def _asked_about(instrument: Instrument) -> Iterator[str]:
    """The questions whose answers a condition asks about, or a text of the pages speaks of."""
    for page in instrument.pages:
        yield from page.show_if.questions
        for branch in page.branches:
            yield from branch.when.questions
        for question in page.questions:
            yield from question.show_if.questions
            yield from _gaps(question)


def _fills_gaps(page: Page) -> bool:
    return any(True for question in page.questions for _name in _gaps(question))


def _gaps(question: Question) -> Iterator[str]:
    for text in (question.text, question.hint, question.low_label, question.high_label):
        for gap in chain.from_iterable(GAP.finditer(words) for words in text.values()):
            if found := ANSWER.fullmatch(gap[1]):
                yield found[1]


def _by_chance(several: Iterable[T], name: Callable[[T], str], seed: str) -> list[T]:
    def number(one: T) -> bytes:
        return hashlib.blake2b(f"{seed}/{name(one)}".encode(), digest_size=16).digest()

    return sorted(several, key=number)


def _in_turn(options: list[Option]) -> list[Option]:
    """Polarities in turn, the one of the first option first; what is left over comes last."""
    kinds = list(dict.fromkeys(option.polarity for option in options))
    piles = [[option for option in options if option.polarity == kind] for kind in kinds]
    return [option for option in chain.from_iterable(zip_longest(*piles)) if option is not None]
