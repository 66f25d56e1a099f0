"""In which order options are shown: by chance, the same for one person however often they look."""

import hashlib
from collections.abc import Iterable
from itertools import chain, zip_longest

from regard.instruments.questions import Option, Question, Shuffle


def ordered(question: Question, *, seed: str) -> tuple[Option, ...]:
    """The options as somebody with this seed sees them; fixed ones keep their place.

    "all": by chance. "balanced": good and bad words in turn, each by chance, and by chance which comes first.
    """
    if question.shuffle == Shuffle.NONE:
        return question.options
    loose = _by_chance([one for one in question.options if not one.is_fixed], f"{seed}/{question.id}")
    if question.shuffle == Shuffle.BALANCED:
        loose = _in_turn(loose)
    rest = iter(loose)
    return tuple(one if one.is_fixed else next(rest) for one in question.options)


def _by_chance(options: Iterable[Option], seed: str) -> list[Option]:
    def number(option: Option) -> bytes:
        return hashlib.blake2b(f"{seed}/{option.id}".encode(), digest_size=16).digest()

    return sorted(options, key=number)


def _in_turn(options: list[Option]) -> list[Option]:
    """Polarities in turn, the one of the first option first; what is left over comes last."""
    kinds = list(dict.fromkeys(option.polarity for option in options))
    piles = [[option for option in options if option.polarity == kind] for kind in kinds]
    return [option for option in chain.from_iterable(zip_longest(*piles)) if option is not None]
