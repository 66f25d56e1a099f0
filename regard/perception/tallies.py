"""What engines return: small frozen tables of counts, and the filters that say of which rows."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from functools import cached_property
from hashlib import blake2b
from typing import Protocol, Self

from regard.perception.counts import Counts, Direction, Groups, OffScale, Scale, UnlikeCounts

__all__ = [
    "Counts",
    "Engine",
    "Filters",
    "Groups",
    "Key",
    "OffScale",
    "Owned",
    "Scale",
    "ScoreRow",
    "ScoreTally",
    "Tally",
    "UnfitFilter",
    "UnlikeCounts",
    "Value",
    "WordCount",
    "WordTally",
]

Value = str | date | bool | None
Key = tuple[Value, ...]
Band = tuple[str, float, float]
Marks = tuple[tuple[str, ...], ...]
Extent = tuple[int, int, Direction]
Cell = tuple[Key, Extent, int, int]


class UnfitFilter(ValueError):
    """A filter that cannot choose rows; the message names the filter."""


@dataclass(frozen=True, repr=False)
class Owned:
    """The rows of some accounts, and those of some customers where no account is known; or, as
    `others`, all rows but these, those of nobody known included.

    Ids are strings; a single string is one id. There may be many, so what is shown is a digest of them: equal
    ones have equal digests. Raises UnfitFilter for an id that is no string.

    >>> acme = Owned(accounts=("acme",), customers=("ann",))
    >>> acme == Owned(("acme", "acme"), "ann"), repr(acme) == repr(Owned(("acme",), ("ann",), others=True))
    (True, False)
    """

    accounts: frozenset[str] = frozenset()
    customers: frozenset[str] = frozenset()
    others: bool = False

    def __post_init__(self) -> None:
        for name in ("accounts", "customers"):
            object.__setattr__(self, name, frozenset(_choice(name, getattr(self, name))))
            if None in getattr(self, name):
                raise UnfitFilter(f"{name}: what is not known is nobody's; ask for `others`")

    @cached_property
    def digest(self) -> str:
        """32 hexadecimal digits of all ids, and of whether they are the others."""
        ids = [*sorted(self.accounts), None, *sorted(self.customers), self.others]
        return blake2b(json.dumps(ids).encode(), digest_size=16).hexdigest()

    def __repr__(self) -> str:
        return f"Owned({self.digest})"


@dataclass(frozen=True)
class Filters:
    """Which rows to count; an empty filter lets every row through, None inside one means "not known".

    `start` is included, `end` is not; a row without a day is in no period. `source`, `channel`, `kind`,
    `segment`, `customer_id`, `account_id` and `owned` look at the row. `language`, `sentiment`, `metric`,
    `word`, `marks`, `band` and `theme` look at the record: one of these languages or sentiments, an answer to
    one of these metrics, one of these words, one mark of each group of marks, an answer to the band's metric
    from its low to its high score, as far as its rows are in the period, or one of the themes that it carries
    (schema.CARRIED), whatever the period; all of its rows in the period count. A single
    string stands for itself. Raises UnfitFilter for what cannot be a filter: a moment in place of a day, a
    band without its ends, a value that is no string.
    """

    start: date | None = None
    end: date | None = None
    source: tuple[str | None, ...] = ()
    channel: tuple[str | None, ...] = ()
    kind: tuple[str | None, ...] = ()
    language: tuple[str | None, ...] = ()
    segment: tuple[str | None, ...] = ()
    sentiment: tuple[str | None, ...] = ()
    metric: tuple[str, ...] = ()
    word: tuple[str, ...] = ()
    theme: tuple[str, ...] = ()
    customer_id: tuple[str | None, ...] = ()
    account_id: tuple[str | None, ...] = ()
    marks: Marks = ()
    band: Band | None = None
    owned: Owned | None = None

    def __post_init__(self) -> None:
        for name in (field.name for field in fields(self) if field.default == () and field.name != "marks"):
            object.__setattr__(self, name, _choice(name, getattr(self, name)))
        object.__setattr__(self, "marks", _groups(self.marks))
        for name, day in (("start", self.start), ("end", self.end)):
            if day is not None and type(day) is not date:
                raise UnfitFilter(f"{name}: {day!r} is no date")
        if self.owned is not None and not isinstance(self.owned, Owned):
            raise UnfitFilter(f"owned: {self.owned!r} says not whose rows")
        if self.band is not None:
            object.__setattr__(self, "band", _band(self.band))


@dataclass(frozen=True)
class Tally:
    """How many records there are for each combination of the dimensions `by`, in the order of the keys."""

    by: tuple[str, ...]
    rows: tuple[tuple[Key, int], ...]

    @classmethod
    def of(cls, by: tuple[str, ...], cells: Mapping[Key, int]) -> Self:
        """Put `{key: how many}` in order; None comes last."""
        return cls(tuple(by), tuple((key, cells[key]) for key in sorted(cells, key=_place)))

    @property
    def total(self) -> int:
        """All records together."""
        return sum(n for _, n in self.rows)

    def counts(self) -> dict[Value, int]:
        """The same counts as `{value: how many}`; raises ValueError unless the tally is by one dimension."""
        if len(self.by) != 1:
            raise ValueError(f"counts by one dimension are asked of a tally by {self.by}")
        return {key[0]: n for key, n in self.rows}

    def rollup(self, *by: str) -> Self:
        """The same records by fewer dimensions; raises ValueError for one that the tally does not have."""
        places = _places(self.by, by)
        cells: defaultdict[Key, int] = defaultdict(int)
        for key, n in self.rows:
            cells[tuple(key[place] for place in places)] += n
        return self.of(by, cells)

    def __add__(self, other: "Tally") -> "Tally":
        if self.by != other.by:
            raise UnlikeCounts(f"a tally by {self.by} and one by {other.by} are not added")
        cells: defaultdict[Key, int] = defaultdict(int)
        for key, n in self.rows + other.rows:
            cells[key] += n
        return Tally.of(self.by, cells)


@dataclass(frozen=True)
class ScoreRow:
    """The answers of one combination of dimensions on one scale."""

    key: Key
    counts: Counts


@dataclass(frozen=True)
class ScoreTally:
    """The answers to one metric for each combination of the dimensions `by` and each scale, in order."""

    metric: str
    by: tuple[str, ...]
    rows: tuple[ScoreRow, ...]

    @classmethod
    def of(cls, metric: str, by: tuple[str, ...], cells: Iterable[Cell]) -> Self:
        """Gather `(key, (scale_min, scale_max, scale_direction), score, how many)`, and put them in order."""
        found: defaultdict[Extent, defaultdict[Key, dict[int, int]]] = defaultdict(lambda: defaultdict(dict))
        for key, extent, score, n in cells:
            by_score = found[extent][key]
            by_score[score] = by_score.get(score, 0) + n
        counts: dict[tuple[Key, Scale], Counts] = {}
        for (low, high, way), keys in found.items():
            scale = Scale(low, high, direction=way)
            counts |= {(key, scale): Counts.of(n, scale) for key, n in keys.items()}
        return cls(metric, tuple(by), _in_order(counts))

    @property
    def n(self) -> int:
        """All answers together, whatever their scale."""
        return sum(row.counts.n for row in self.rows)

    def rollup(self, *by: str) -> Self:
        """The same answers by fewer dimensions; scales stay apart.

        Raises ValueError for a dimension that the tally does not have.
        """
        places = _places(self.by, by)
        return type(self)(
            self.metric,
            by,
            _added((tuple(row.key[place] for place in places), row.counts) for row in self.rows),
        )

    def scales(self) -> dict[Scale, Counts]:
        """All answers by scale, the scale with the most answers first."""
        rows = sorted(self.rollup().rows, key=lambda row: -row.counts.n)
        return {row.counts.scale: row.counts for row in rows}

    def __add__(self, other: "ScoreTally") -> "ScoreTally":
        if (self.metric, self.by) != (other.metric, other.by):
            raise UnlikeCounts(f"{self.metric} by {self.by} and {other.metric} by {other.by} are not added")
        rows = ((row.key, row.counts) for row in self.rows + other.rows)
        return ScoreTally(self.metric, self.by, _added(rows))


@dataclass(frozen=True)
class WordCount:
    """How many people used one word, and how many of them with each sentiment."""

    word: str
    people: int
    by_sentiment: tuple[tuple[str | None, int], ...]

    @property
    def sentiment(self) -> str | None:
        """The sentiment that more than half of the people used it with, otherwise "mixed"."""
        label, most = max(self.by_sentiment, key=lambda cell: cell[1])
        return label if 2 * most > self.people else "mixed"


@dataclass(frozen=True)
class WordTally:
    """The words of the records, those that the most people used first."""

    rows: tuple[WordCount, ...]

    @classmethod
    def of(
        cls, people: Mapping[str, int], cells: Mapping[tuple[str, str | None], int], limit: int | None
    ) -> Self:
        """Order words by people, then by code point, and keep the first `limit`, which is not below 0."""
        check_limit(0 if limit is None else limit)
        first = sorted(people, key=lambda word: (-people[word], word))[:limit]
        found: defaultdict[str, list[tuple[str | None, int]]] = defaultdict(list)
        for (word, sentiment), n in cells.items():
            found[word].append((sentiment, n))
        return cls(
            tuple(WordCount(word, people[word], tuple(sorted(found[word], key=_by_label))) for word in first)
        )


class Engine(Protocol):
    """Rows in, tallies out; every engine gives the same tallies in the same order.

    `by` names columns of schema.DIMENSIONS, each once, and at most one of which a record may have several:
    a head of marks (schema.MARKED), or schema.THEME of the themes that records carry, which an engine may be
    given beside the rows; anything else raises schema.UnknownDimension.
    """

    def score_counts(self, metric: str, *, by: tuple[str, ...] = (), where: Filters = ...) -> ScoreTally:
        """Count the answers to `metric` by score, for each combination of dimensions and each scale.

        Raises schema.UnknownMetric for a metric that no row can have.
        """

    def record_counts(self, *, by: tuple[str, ...] = (), where: Filters = ...) -> Tally:
        """Count records."""

    def sentiment_counts(self, *, by: tuple[str, ...] = (), where: Filters = ...) -> Tally:
        """Count the records that were read, by `by` and then by their sentiment."""

    def word_counts(self, *, where: Filters = ..., limit: int | None = None) -> WordTally:
        """Count the people (customers, or records where the customer is not known) who used each word."""

    def polarity_counts(self, head: str, *, where: Filters = ...) -> Tally:
        """Count the records with marks `head:thing:polarity`, by `(thing, polarity)`.

        A record counts once for each thing: as "mixed" where it speaks of it both ways, as "neutral" where
        neither way.
        """

    def people(self, *, where: Filters = ...) -> int:
        """Count the people in whose records a sentiment was read: of whom the people of a word are a part."""


def check_limit(limit: int) -> None:
    """Raise ValueError for as many as there cannot be."""
    if limit < 0:
        raise ValueError(f"the first {limit} cannot be named")


def polarity_of(is_good: bool, is_bad: bool) -> str:
    """How somebody speaks who spoke of one thing well, ill, both ways or neither way.

    >>> polarity_of(True, True)
    'mixed'
    """
    if is_good and is_bad:
        return "mixed"
    return "positive" if is_good else "negative" if is_bad else "neutral"


def _added(rows: Iterable[tuple[Key, Counts]]) -> tuple[ScoreRow, ...]:
    cells: defaultdict[tuple[Key, Scale], list[Counts]] = defaultdict(list)
    for key, counts in rows:
        cells[key, counts.scale].append(counts)
    return _in_order({cell: Counts.sum(parts) for cell, parts in cells.items()})


def _in_order(counts: Mapping[tuple[Key, Scale], Counts]) -> tuple[ScoreRow, ...]:
    order = sorted(counts, key=lambda cell: (_place(cell[0]), _extent(cell[1])))
    return tuple(ScoreRow(key, counts[key, scale]) for key, scale in order)


def _places(by: tuple[str, ...], wanted: tuple[str, ...]) -> list[int]:
    for name in wanted:
        if name not in by:
            raise ValueError(f"a tally by {by} is not rolled up to {name!r}")
    return [by.index(name) for name in wanted]


def _choice(name: str, value: str | Iterable[str | None] | None) -> tuple[str | None, ...]:
    if value is None or isinstance(value, str):
        return () if value is None else (value,)
    allowed = tuple(value)
    for one in allowed:
        if not isinstance(one, str) and (one is not None or name in ("metric", "word", "theme")):
            raise UnfitFilter(f"{name}: {one!r} is no value to choose")
    return allowed


def _groups(marks: Marks) -> Marks:
    if isinstance(marks, str) or any(isinstance(group, str) for group in marks):
        raise UnfitFilter(f"marks: {marks!r} are no groups of marks")
    groups = tuple(tuple(group) for group in marks)
    for mark in (mark for group in groups for mark in group):
        if not isinstance(mark, str):
            raise UnfitFilter(f"marks: {mark!r} is no value to choose")
    return groups


def _band(band: Band) -> Band:
    try:
        metric, low, high = band
        low, high = low + 0.0, high + 0.0
    except (TypeError, ValueError) as problem:
        raise UnfitFilter(f"band: {band!r} is not a metric with its low and its high score") from problem
    if not isinstance(metric, str) or low != low or high != high:
        raise UnfitFilter(f"band: {band!r} is not a metric with its low and its high score")
    return metric, low, high


def _place(key: Key) -> tuple[tuple[bool, object], ...]:
    return tuple((value is None, value) for value in key)


def _by_label(cell: tuple[str | None, int]) -> tuple[bool, str]:
    return cell[0] is None, cell[0] or ""


def _extent(scale: Scale) -> Extent:
    return scale.min, scale.max, scale.direction
