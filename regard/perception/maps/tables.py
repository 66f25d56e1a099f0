"""How often each segment used each word: what every perception map is drawn from."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from numbers import Integral
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]
Places: TypeAlias = NDArray[np.int64]
Person: TypeAlias = tuple[str, frozenset[str]]
"""A segment, and the words that one person of it chose."""
FARTHEST = 10**15
"""No table counts more than this: doubles would lose single mentions."""


class UnfitTable(ValueError):
    """A table from which no map can be drawn: says which word, segment or count."""


class ChangedWords(ValueError):
    """Waves that were asked with other words: they are no one line and lie on no one map."""


@dataclass(frozen=True)
class DescriptorTable:
    """Mentions of each of `words` (rows) by each of `segments` (columns).

    `people` keeps who said what, where it is known, so that resampling draws people and not mentions.
    Raises UnfitTable for names that stand twice, another shape, and counts that are no whole numbers.
    """

    words: tuple[str, ...]
    segments: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]
    people: tuple[Person, ...] | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        for kind, names in (("word", self.words), ("segment", self.segments)):
            for name, times in Counter(names).items():
                if times > 1:
                    raise UnfitTable(f"{kind} {name!r} stands twice")
        if [len(row) for row in self.counts] != [len(self.segments)] * len(self.words):
            raise UnfitTable(f"no table of {len(self.words)} words and {len(self.segments)} segments")
        for word, row in zip(self.words, self.counts, strict=True):
            for segment, count in zip(self.segments, row, strict=True):
                if not is_count(count):
                    raise UnfitTable(f"{word!r} in {segment!r}: {count!r} is no count")

    @classmethod
    def of(cls, counts: Mapping[str, Mapping[str, int]]) -> "DescriptorTable":
        """A table from `{word: {segment: mentions}}`; what is left out was said by nobody."""
        segments = tuple(dict.fromkeys(segment for row in counts.values() for segment in row))
        rows = tuple(tuple(row.get(segment, 0) for segment in segments) for row in counts.values())
        return cls(tuple(counts), segments, rows)

    @classmethod
    def from_people(
        cls, people: Iterable[tuple[str, Collection[str]]], *, words: Sequence[str] | None = None
    ) -> "DescriptorTable":
        """A table from one (segment, chosen words) for each person; `words` is the list they chose from.

        A word chosen twice by one person counts once. Raises UnfitTable for a word that is not on the list.

        >>> found = DescriptorTable.from_people([("new", ["calm"]), ("new", ["calm", "slow"])])
        >>> found.words, found.counts
        (('calm', 'slow'), ((2,), (1,)))
        """
        kept = tuple((segment, _chosen(place, chosen)) for place, (segment, chosen) in enumerate(people))
        said = Counter((word, segment) for segment, chosen in kept for word in chosen)
        listed = tuple(dict.fromkeys(words if words is not None else sorted({word for word, _ in said})))
        for word, _ in said:
            if word not in listed:
                raise UnfitTable(f"{word!r} was chosen and is not on the list of words")
        segments = tuple(dict.fromkeys(segment for segment, _ in kept))
        rows = tuple(tuple(said[word, segment] for segment in segments) for word in listed)
        return cls(listed, segments, rows, kept)

    @property
    def n(self) -> int:
        """How many mentions there are."""
        return sum(map(sum, self.counts))

    def array(self) -> Floats:
        """The counts as numbers; raises UnfitTable where a row or column is empty, or there is one alone."""
        if len(self.words) < 2 or len(self.segments) < 2:
            size = f"{len(self.words)} words and {len(self.segments)} segments"
            raise UnfitTable(f"a map needs two words and two segments, not {size}")
        array = np.array(self.counts, dtype=np.float64)
        if array.sum() == 0:
            raise UnfitTable("nobody said any word")
        for word, row in zip(self.words, array, strict=True):
            if not row.any():
                raise UnfitTable(f"nobody said {word!r}: it has no place on the map, and was not noticed")
        for segment, row in zip(self.segments, array.T, strict=True):
            if not row.any():
                raise UnfitTable(f"segment {segment!r} said nothing: it has no place on the map")
        return array

    def only(self, words: Collection[str]) -> "DescriptorTable":
        """The same table with these words alone, in its own order."""
        rows = [(word, row) for word, row in zip(self.words, self.counts, strict=True) if word in words]
        people = self.people and tuple(
            (segment, frozenset(chosen.intersection(words))) for segment, chosen in self.people
        )
        return DescriptorTable(
            tuple(word for word, _ in rows), self.segments, tuple(row for _, row in rows), people
        )


def common_words(waves: Mapping[str, DescriptorTable]) -> dict[str, DescriptorTable]:
    """The waves with the words alone that all of them were asked with; raises ChangedWords without any.

    >>> waves = {"May": DescriptorTable.of({"calm": {"new": 2}, "slow": {"new": 1}}),
    ...          "June": DescriptorTable.of({"calm": {"new": 3}, "fair": {"new": 1}})}
    >>> [table.words for table in common_words(waves).values()]
    [('calm',), ('calm',)]
    """
    shared = set.intersection(*(set(table.words) for table in waves.values())) if waves else set()
    if not shared:
        raise ChangedWords("the waves have no word in common")
    return {wave: table.only(shared) for wave, table in waves.items()}


def stacked(waves: Mapping[str, DescriptorTable]) -> DescriptorTable:
    """One table of several waves, each segment named "wave: segment", so that all lie on one map.

    Raises ChangedWords, with the words, where the list changed: a changed list starts a new line, and
    `common_words` keeps what both have. The waves must be of different people.
    """
    first, *others = waves.items() if waves else [("", DescriptorTable((), (), ()))]
    for wave, table in others:
        changed = sorted(set(first[1].words) ^ set(table.words))
        if changed:
            raise ChangedWords(f"waves {first[0]!r} and {wave!r} differ in {', '.join(changed)}")
    cells: dict[str, dict[str, int]] = {word: {} for word in first[1].words}
    for wave, table in waves.items():
        for word, row in zip(table.words, table.counts, strict=True):
            for segment, count in zip(table.segments, row, strict=True):
                cells[word][f"{wave}: {segment}"] = count
    whole = DescriptorTable.of(cells)
    if any(table.people is None for table in waves.values()):
        return whole
    people = tuple(
        (f"{wave}: {segment}", chosen)
        for wave, table in waves.items()
        for segment, chosen in table.people or ()
    )
    return DescriptorTable(whole.words, whole.segments, whole.counts, people)


def is_count(value: object) -> bool:
    """Whether a value is a whole number that may be counted with."""
    return isinstance(value, Integral) and not isinstance(value, bool) and 0 <= int(value) <= FARTHEST


def _chosen(place: int, chosen: Collection[str]) -> frozenset[str]:
    if isinstance(chosen, str):
        raise UnfitTable(f"people[{place}]: {chosen!r} is one word, not a collection of them")
    return frozenset(chosen)
