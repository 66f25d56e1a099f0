"""A mapping made ready: for each column, the function that reads its cell into a candidate."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import tzinfo
from functools import lru_cache, partial
from typing import Any

from .candidates import Answer, Candidate
from .names import simplified
from .rows import Cell
from .scores import Steps, score
from .sorts import is_address, is_email
from .texts import text_of, value_of
from .times import moment
from .uses import SCALES, SHORT_ROLES, ColumnUse

REMEMBERED = 10_000  # values of one column whose reading is kept, for they repeat
REPEATING = ("account", "channel", "kind", "segment", "product", "region", "touchpoint")
GIVEN_NAMES = ("first", "given")
METRIC_WORDS = {
    "nps": "nps",
    "csat": "csat",
    "ces": "ces",
    "rating": "stars",
    "stars": "stars",
    "star": "stars",
    "trust": "trust",
    "values": "values",
}
LANGUAGES = {
    "english": "en",
    "chinese": "zh",
    "中文": "zh",
    "汉语": "zh",
    "简体中文": "zh",
    "英文": "en",
    "英语": "en",
}

Read = Callable[[Any, Cell], None]  # the candidate is of feedback, or a customer


class Reading:
    """The steps that turn the values of a row into a candidate."""

    def __init__(self, columns: Sequence[ColumnUse], zone: tzinfo, day_first: bool) -> None:
        self._moment = lru_cache(REMEMBERED)(partial(moment, zone=zone, day_first=day_first))
        self._known = frozenset(use.column for use in columns)
        self._metric = next((use.column for use in columns if use.role == "metric"), None)
        self._unnamed = [use for use in columns if use.role == "score" and use.metric is None]
        named = [use for use in columns if use not in self._unnamed and use.role not in ("ignore", "metric")]
        self.steps: list[tuple[str, Read]] = [(use.column, self._step(use)) for use in given_first(named)]

    def needs_more(self, values: Mapping[str, Cell]) -> bool:
        """Tell whether the row has values that no step reads."""
        return bool(self._unnamed) or not values.keys() <= self._known

    def more(self, values: Mapping[str, Cell]) -> Iterator[tuple[str, Read, Cell]]:
        """Yield the scores whose metric the row names, and the columns that the mapping does not know."""
        for use in self._unnamed:
            if (cell := values.get(use.column)) not in (None, ""):
                yield use.column, self._by_metric(use, values), cell
        for column, cell in values.items():
            if column not in self._known and cell not in (None, ""):
                yield column, partial(keep_attribute, column), cell

    def _step(self, use: ColumnUse) -> Read:
        if use.role == "score":
            return _score_reader(use, use.metric or "")
        special: dict[str, Read] = {
            "text": _text,
            "title": _title,
            "time": self._time,
            "experienced_at": self._experienced_at,
            "customer_name": keep_name,
            "attribute": partial(keep_attribute, use.column),
            "customer_email": partial(
                _checked, "customer_email", lru_cache(REMEMBERED)(is_email), use.column
            ),
            "url": partial(_checked, "url", is_address, use.column),
            "language": partial(keep_language, use.column),
        }
        return special.get(use.role) or short_reader(SHORT_ROLES[use.role], repeats=use.role in REPEATING)

    def _by_metric(self, use: ColumnUse, values: Mapping[str, Cell]) -> Read:
        word = str(values.get(self._metric or "") or "").strip().casefold()
        metric = METRIC_WORDS.get(word)
        return _score_reader(use, metric) if metric else partial(keep_attribute, use.column)

    def _time(self, candidate: Candidate, cell: Cell) -> None:
        if found := self._moment(cell):
            candidate.collected_at, candidate.time_precision = found

    def _experienced_at(self, candidate: Candidate, cell: Cell) -> None:
        if found := self._moment(cell):
            candidate.experienced_at = found.at


def given_first(columns: Sequence[ColumnUse]) -> list[ColumnUse]:
    """Put given names before family names, however the file has them."""
    return sorted(columns, key=lambda use: use.role == "customer_name" and not _is_given(use.column))


def _is_given(column: str) -> bool:
    return any(word in simplified(column).split() for word in GIVEN_NAMES)


def _score_reader(use: ColumnUse, metric: str) -> Read:
    low, high = SCALES[metric]
    low = low if use.scale_min is None else use.scale_min
    high = high if use.scale_max is None else use.scale_max

    @lru_cache(REMEMBERED)
    def answer(cell: Cell) -> Answer | None:
        found = score(cell, Steps(low, high))
        return None if found is None else Answer(metric, found, low, high, use.direction, use.column)

    def keep(candidate: Any, cell: Cell) -> None:
        if (found := answer(cell)) is not None:
            candidate.answers.append(found)

    return keep


def _text(candidate: Candidate, cell: Cell) -> None:
    candidate.text = text_of(cell)


def _title(candidate: Candidate, cell: Cell) -> None:
    candidate.title = value_of(cell)


def keep_name(candidate: Any, cell: Cell) -> None:
    name = value_of(cell)
    candidate.customer_name = " ".join(filter(None, (candidate.customer_name, name))) or None


def short_reader(field: str, *, repeats: bool) -> Read:
    read = lru_cache(REMEMBERED)(value_of) if repeats else value_of

    def keep(candidate: Any, cell: Cell) -> None:
        setattr(candidate, field, read(cell))

    return keep


def keep_attribute(column: str, candidate: Any, cell: Cell) -> None:
    if (text := text_of(cell)) is not None:
        candidate.attributes[column] = text


def _checked(field: str, fits: Callable[[str], bool], column: str, candidate: Candidate, cell: Cell) -> None:
    """Keep a value in its field where it is what the field holds, as an attribute where it is not."""
    text = text_of(cell)
    if text is not None and fits(text):
        setattr(candidate, field, text)
    else:
        keep_attribute(column, candidate, cell)


def keep_language(column: str, candidate: Any, cell: Cell) -> None:
    """Keep the language as its code of two or three letters: en for en-GB and English."""
    text = (text_of(cell) or "").casefold()
    code = LANGUAGES.get(text) or text.replace("_", "-").split("-")[0]
    if code.isascii() and code.isalpha() and len(code) in (2, 3):
        candidate.language = code
    else:
        keep_attribute(column, candidate, cell)
