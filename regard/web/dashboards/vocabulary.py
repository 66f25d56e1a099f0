"""The words that customers use: size by people, colour by sentiment, each opening its records."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from regard.web.dashboards.addresses import Address
from regard.web.insights.studies import WordCount

FEWEST = 3  # a word of fewer people could give one of them away
SIZES = 5
COLOURED = ("positive", "negative")
MOST_COLOURED, MOST_PLAIN = 28, 16  # what is only named would otherwise crowd out what is judged


@dataclass(frozen=True)
class Word:
    """A word as components/word_cloud.html shows it."""

    word: str
    size: int
    sentiment: str
    href: str
    count: int


def cloud(words: Iterable[WordCount], *, address: Address, url: str) -> list[Word]:
    """The words that at least three people used, most people first; the judging ones have more room."""
    kept = _chosen([word for word in words if word.people >= FEWEST])
    most = max((word.people for word in kept), default=FEWEST)
    return [
        Word(
            word=found.word,
            size=size_of(found.people, most),
            sentiment=found.sentiment if found.sentiment in COLOURED else "neutral",
            href=f"{url}?{address.but(word=(found.word,)).query()}",
            count=found.people,
        )
        for found in kept
    ]


def _chosen(words: list[WordCount]) -> list[WordCount]:
    coloured = [word for word in words if word.sentiment in COLOURED][:MOST_COLOURED]
    plain = [word for word in words if word.sentiment not in COLOURED][:MOST_PLAIN]
    return sorted(coloured + plain, key=lambda word: (-word.people, word.word))


def size_of(people: int, most: int) -> int:
    """1 to 5, by the logarithm of how many people."""
    if most <= FEWEST:
        return 1
    share = math.log(people / FEWEST) / math.log(most / FEWEST)
    return 1 + round(share * (SIZES - 1))
