"""The words that customers use: size by people, colour by sentiment, each opening its records."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from regard.perception.telling import telling
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
    """The words that at least three people used, those first that tell most people's mind; few only name.

    What tells nothing by itself, such as "new", is left to the table.
    """
    kept = _chosen([word for word in words if word.people >= FEWEST and telling(word.word)])
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
    ordered = sorted(words, key=lambda word: (-word.people * telling(word.word), -word.people, word.word))
    coloured = [word for word in ordered if word.sentiment in COLOURED][:MOST_COLOURED]
    plain = [word for word in ordered if word.sentiment not in COLOURED][:MOST_PLAIN]
    return [word for word in ordered if word in coloured or word in plain]


def size_of(people: int, most: int) -> int:
    """1 to 5, by the logarithm of how many people."""
    if most <= FEWEST:
        return 1
    share = math.log(people / FEWEST) / math.log(most / FEWEST)
    return 1 + round(share * (SIZES - 1))
