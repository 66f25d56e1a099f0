"""A few verbatims from all that were read: those that use the words that most people use."""

import heapq
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from regard.web.listening.formats import Answer

SHORTEST, LONGEST = 15, 280  # characters of a text that is quoted
KEPT = 300  # texts that are kept to choose from, for each sentiment


@dataclass(frozen=True, order=True)
class Quote:
    """One text as it was said; `draw` decides which of many are kept."""

    draw: int
    text: str
    language: str
    words: frozenset[str]
    answers: tuple[Answer, ...] = ()
    day: date | None = None


class Quotes:
    """A sample of the texts of each sentiment: the same for the same texts, whatever their order."""

    def __init__(self) -> None:
        self._kept: dict[str, list[tuple[int, str, Quote]]] = {"positive": [], "negative": []}
        self._texts: set[str] = set()

    def wants(self, sentiment: str | None, text: str | None) -> int | None:
        """The draw of a text that belongs into the sample so far; None for all others."""
        kept = self._kept.get(sentiment or "")
        if kept is None or text is None or not SHORTEST <= len(text) <= LONGEST or text in self._texts:
            return None
        draw = zlib.crc32(text.encode("utf-8", "surrogatepass"))
        return draw if len(kept) < KEPT or -kept[0][0] > draw else None

    def add(self, sentiment: str, quote: Quote) -> None:
        """Keep a text that is wanted; where there are enough, the one with the highest draw goes."""
        kept, entry = self._kept[sentiment], (-quote.draw, quote.text, quote)
        self._texts.add(quote.text)
        if len(kept) < KEPT:
            heapq.heappush(kept, entry)
        else:
            self._texts.discard(heapq.heappushpop(kept, entry)[1])

    def chosen(self, sentiment: str, words: Iterable[str], n: int) -> list[Quote]:
        """Up to `n` texts, one for each of these words in turn, then any others."""
        free = sorted(quote for _draw, _text, quote in self._kept[sentiment])
        found: list[Quote] = []
        for word in [*words, None]:
            fitting = [quote for quote in free if quote not in found and _uses(quote, word)]
            found += fitting[: 1 if word is not None else n]
            if len(found) >= n:
                break
        return found[:n]


def _uses(quote: Quote, word: str | None) -> bool:
    return word is None or word in quote.words
