"""A feedback file from its first row to the engine that counts it: read, refused, kept in parts."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa

from regard.report.parts import Parts
from regard.report.quotes import Quote, Quotes
from regard.report.readers import BATCH, readings_of
from regard.report.reading_files import ReadingFile, Said
from regard.report.refused import RefusedRows
from regard.report.speaking import Speaking
from regard.web.listening.formats import Candidate, FeedbackFile, Mapping, Refused, Row, apply
from regard.web.listening.formats.texts import clean

Column = list[Any]
SCORE = ("metric", "score", "scale_min", "scale_max", "scale_direction")


@dataclass
class Gathered:
    """What is known of the rows beside what the engine counts."""

    refused: RefusedRows
    quotes: Quotes
    records: int = 0
    dated: int = 0
    first: date | None = None
    last: date | None = None
    speaking: Speaking = field(default_factory=Speaking)


@dataclass(frozen=True)
class Gathering:
    """Everything that happens to the rows of one file on their way."""

    file: FeedbackFile
    mapping: Mapping
    parts: Parts
    readings: ReadingFile | None = None
    progress: Callable[[int], None] = lambda records: None

    def gather(self, *, processes: int | None = None) -> Gathered:
        """Take every row; raises UnreadableFile where the file turns out to be damaged."""
        found = Gathered(RefusedRows(), Quotes())
        batches = ((said, [one.text for one in said]) for said in self._batches(found.refused))
        for said, table in readings_of(batches, processes=processes):
            for rows in rows_of(said, table):
                self.parts.add(rows)
            _note(found, said)
            _quote(found.quotes, said, table)
            found.speaking.add(table)
            if self.readings is not None:
                self.readings.write(said, table)
            self.progress(found.records)
        return found

    def _batches(self, refused: RefusedRows) -> Iterator[list[Said]]:
        records = self._records(refused)
        while some := list(islice(records, BATCH)):
            yield some

    def _records(self, refused: RefusedRows) -> Iterator[Said]:
        text = next((use.column for use in self.mapping.with_role("text")), "")
        timed, zone = bool(self.mapping.with_role("time")), ZoneInfo(self.mapping.timezone)
        for row in self.file:
            candidate = row if isinstance(row, Refused) else apply(row, self.mapping)
            if isinstance(candidate, Candidate) and isinstance(row, Row):
                yield Said(candidate, said(row, candidate, text), day_of(candidate, zone, timed=timed))
            elif not isinstance(candidate, Candidate):
                refused.add(candidate)


def said(row: Row, candidate: Candidate, column: str) -> str | None:
    """The text that is read: the cell as it stands in the file, below the title where there is one."""
    text, cell = candidate.text, row.values.get(column)
    if text is not None and cell != text and isinstance(cell, str) and clean(cell) == text:
        text = cell
    if candidate.title is None:
        return text
    return candidate.title if text is None else f"{candidate.title}\n{text}"


def day_of(candidate: Candidate, zone: ZoneInfo, *, timed: bool) -> date | None:
    """The day on which it was said, or experienced in a file without that; by the calendar of the zone."""
    at = candidate.collected_at if timed else candidate.experienced_at
    if at is None:
        return None
    whole = candidate.time_precision != "exact" if timed else at.hour == at.minute == at.second == 0
    return at.date() if whole else at.astimezone(zone).date()


def rows_of(records: list[Said], readings: pa.Table) -> Iterator[pa.Table]:
    """The records as columns of schema.ROWS: part 0 with the text columns, then the further scores."""
    heads = _columns([(said, 0) for said in records])
    text = {name: readings[name] for name in ("language", "sentiment", "sentiment_score")}
    yield pa.table(heads | text | {"words": readings["used"]})
    further = [(said, part) for said in records for part in range(1, len(said.candidate.answers))]
    if further:
        yield pa.table(_columns(further))


def _columns(parts: list[tuple[Said, int]]) -> dict[str, Column]:
    scores = [_score(said.candidate, part) for said, part in parts]
    days = [said.day for said, _part in parts]
    return {
        "record_id": [str(said.candidate.row) for said, _part in parts],
        "part": [part for _said, part in parts],
        "day": days,
        "month": [day and f"{day.year:04}-{day.month:02}" for day in days],
        "customer_id": [said.candidate.customer_id or said.candidate.customer_email for said, _part in parts],
        **{name: list(values) for name, values in zip(SCORE, zip(*scores, strict=True), strict=False)},
    }


def _score(candidate: Candidate, part: int) -> tuple[Any, ...]:
    if part >= len(candidate.answers):
        return (None,) * len(SCORE)
    answer = candidate.answers[part]
    return answer.metric, answer.score, answer.scale_min, answer.scale_max, answer.direction


def _note(found: Gathered, records: list[Said]) -> None:
    days = [said.day for said in records if said.day is not None]
    found.records += len(records)
    found.dated += len(days)
    if days:
        found.first = min(days) if found.first is None else min(found.first, *days)
        found.last = max(days) if found.last is None else max(found.last, *days)


def _quote(quotes: Quotes, records: list[Said], readings: pa.Table) -> None:
    sentiments = readings["sentiment"].to_pylist()
    for place, (said, sentiment) in enumerate(zip(records, sentiments, strict=True)):
        draw = quotes.wants(sentiment, said.text)
        if draw is not None and said.text is not None:
            words = frozenset(used["word"] for used in readings["used"][place].as_py())
            language = readings["language"][place].as_py()
            answers = tuple(said.candidate.answers)
            quotes.add(sentiment, Quote(draw, said.text, language, words, answers, said.day))
