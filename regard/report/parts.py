"""Rows on disk in parts that share nobody, so that each part is counted by itself and the counts add up."""

import zlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import reduce
from pathlib import Path
from typing import TypeVar

import pyarrow as pa
import pyarrow.parquet as pq

from regard.perception.engines.duckdb import DuckDBEngine
from regard.perception.schema import ROWS, conform
from regard.perception.tallies import Engine, Filters, ScoreTally, Tally, WordTally

PARTS = 16
HELD = 25_000  # rows in memory before they are written
ANYWHERE = Filters()

Counted = TypeVar("Counted", Tally, ScoreTally)


class Parts:
    """Rows of schema.ROWS on their way to an engine: in memory while they are few, then in a folder.

    All rows of a person (a customer, or a record where the customer is not known) go to the same part.
    The codes that the archive writes beside its rows are left out: each part is asked a few times and gone,
    and to make them costs what counting by them would save.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._held: list[pa.Table] = []
        self._rows = 0
        self._writers: dict[int, pq.ParquetWriter] = {}

    def add(self, rows: pa.Table) -> None:
        """Take more rows, with any of the columns of schema.ROWS."""
        self._held.append(conform(rows))
        self._rows += rows.num_rows
        if self._rows >= HELD:
            self._write()

    def engine(self) -> Engine:
        """The engine of all rows taken."""
        if not self._writers:
            return DuckDBEngine(pa.concat_tables(self._held) if self._held else ROWS.empty_table())
        if self._held:
            self._write()
        self.close()
        return PartedEngine([DuckDBEngine([self._path(part)]) for part in sorted(self._writers)])

    def close(self) -> None:
        """Finish the files; no more rows are taken."""
        for writer in self._writers.values():
            writer.close()

    def _write(self) -> None:
        rows = pa.concat_tables(self._held)
        self._held, self._rows = [], 0
        places: defaultdict[int, list[int]] = defaultdict(list)
        people = zip(rows["customer_id"].to_pylist(), rows["record_id"].to_pylist(), strict=True)
        for place, (customer, record) in enumerate(people):
            places[part_of(customer or record)].append(place)
        for part, chosen in places.items():
            if part not in self._writers:
                self._writers[part] = pq.ParquetWriter(self._path(part), ROWS, compression="zstd")
            self._writers[part].write_table(rows.take(pa.array(chosen)))

    def _path(self, part: int) -> Path:
        return self._folder / f"part-{part}.parquet"


def part_of(person: str) -> int:
    """The part that a person's rows go to."""
    return zlib.crc32(person.encode("utf-8", "surrogatepass")) % PARTS


class PartedEngine:
    """The tallies of several parts that share no record and no person, added up.

    Each part is counted by an engine of its own, one after the other, so memory holds the counting of one.
    """

    def __init__(self, engines: Sequence[Engine]) -> None:
        self._engines = engines

    def score_counts(self, metric: str, *, by: tuple[str, ...] = (), where: Filters = ANYWHERE) -> ScoreTally:
        """Count the answers to `metric` by score, for each combination of dimensions and each scale."""
        return sum_of(engine.score_counts(metric, by=by, where=where) for engine in self._engines)

    def record_counts(self, *, by: tuple[str, ...] = (), where: Filters = ANYWHERE) -> Tally:
        """Count records."""
        return sum_of(engine.record_counts(by=by, where=where) for engine in self._engines)

    def sentiment_counts(self, *, by: tuple[str, ...] = (), where: Filters = ANYWHERE) -> Tally:
        """Count the records that were read, by `by` and then by their sentiment."""
        return sum_of(engine.sentiment_counts(by=by, where=where) for engine in self._engines)

    def word_counts(self, *, where: Filters = ANYWHERE, limit: int | None = None) -> WordTally:
        """Count the people who used each word."""
        people: defaultdict[str, int] = defaultdict(int)
        cells: defaultdict[tuple[str, str | None], int] = defaultdict(int)
        for engine in self._engines:
            for word in engine.word_counts(where=where).rows:
                people[word.word] += word.people
                for sentiment, n in word.by_sentiment:
                    cells[word.word, sentiment] += n
        return WordTally.of(people, cells, limit)

    def polarity_counts(self, head: str, *, where: Filters = ANYWHERE) -> Tally:
        """Count the records with marks `head:thing:polarity`, by the thing and by how they speak of it."""
        return sum_of(engine.polarity_counts(head, where=where) for engine in self._engines)

    def people(self, *, where: Filters = ANYWHERE) -> int:
        """Count the people in whose records a sentiment was read."""
        return sum(engine.people(where=where) for engine in self._engines)


def sum_of(tallies: Iterable[Counted]) -> Counted:
    """One or more tallies added up."""
    return reduce(lambda total, more: total + more, tallies)
