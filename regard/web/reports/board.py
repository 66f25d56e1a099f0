"""What a board is told beside the numbers: money, themes, the gaps of the map, and how all went by month."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from functools import lru_cache
from types import UnionType
from typing import Any, TypeVar, get_args, get_type_hints

T = TypeVar("T")
MONEY, THEMES, MAP, TRENDS = PARTS = ("money", "themes", "map", "trends")


@dataclass(frozen=True)
class Amount:
    """A number as it is written, and as it is; without a value there are not enough answers."""

    text: str
    interval: str
    n: int
    unit: str
    version: str  # of its definition
    value: float | None = None
    low: float | None = None
    high: float | None = None
    level: float = 0.95


@dataclass(frozen=True)
class Rate:
    """A number of money: of which days it is, and what it means."""

    label: str
    amount: Amount
    days: str
    definition: str


@dataclass(frozen=True)
class Money:
    """The revenue that was kept, heard and is at risk; `few` are those that too few customers pay for."""

    sentences: list[str]
    rates: list[Rate]
    few: list[str]
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Theme:
    """A theme: its share of the records with words, and how that moved, where it can be compared."""

    name: str
    records: int
    share: Amount
    query: str
    moved: str = ""  # "2.1 points more", or that it is no clear change
    moved_interval: str = ""
    n_before: int = 0


@dataclass(frozen=True)
class Themes:
    """What changed most and what is said most; `note` says of what it is, or why nothing is compared."""

    moved: list[Theme]
    most: list[Theme]
    note: str


@dataclass(frozen=True)
class Gap:
    """An intended word with one of the three gaps, as a sentence with the numbers that carry it."""

    kind: str
    word: str
    text: str
    numbers: list[str]
    share: Amount
    query: str = ""
    is_picked: bool = False  # chosen from a list: its page is that of the word, else it is explore


@dataclass(frozen=True)
class Map:
    """The gaps of the perception map; `few` says that there are not enough answers for any."""

    about: str
    gaps: list[Gap]
    without: list[str]  # the words that show none
    few: str = ""
    query: str = ""


@dataclass(frozen=True)
class Point:
    """A month or a quarter; no line leads to one that stands `apart` from those before it."""

    label: str
    amount: Amount
    query: str
    apart: bool = False
    version: str = ""  # what is written where it stands apart


@dataclass(frozen=True)
class Trend:
    """One metric over the months; `breaks` say where it began to mean something else."""

    label: str
    hint: str
    points: list[Point]
    breaks: list[str]
    scale: list[float]
    unit: str

    @property
    def shown(self) -> list[Point]:
        """The points that have a number."""
        return [one for one in self.points if one.amount.value is not None]

    @property
    def room(self) -> tuple[float, float]:
        """The ends of an axis with room for every interval, within what the number can be."""
        ends = [end for one in self.shown for end in (one.amount.low, one.amount.high) if end is not None]
        least, most = self.scale
        step = (most - least) / 20
        low, high = (math.floor(min(ends) / step) * step, math.ceil(max(ends) / step) * step)
        return max(least, low), min(most, high)

    @property
    def is_drawn(self) -> bool:
        """Whether there is a line: two months with a number."""
        return len(self.shown) > 1


def pieces(points: list[Point]) -> list[list[int]]:
    """The places of the points that mean the same, piece after piece: one begins where one stands apart."""
    found: list[list[int]] = []
    for place, point in enumerate(points):
        if not found or point.apart:
            found.append([])
        found[-1].append(place)
    return found


def runs(points: list[Point]) -> list[list[int]]:
    """The places of the points that one line leads through: shown ones of one meaning, without a hole."""
    found: list[list[int]] = []
    for piece in pieces(points):
        is_open = False
        for place in piece:
            if points[place].amount.value is None:
                is_open = False
                continue
            if not is_open:
                found.append([])
            found[-1].append(place)
            is_open = True
    return found


def built(shape: type[T], plain: Mapping[str, Any]) -> T:
    """A dataclass from plain JSON values, with those inside it; what it has no name for is left out."""
    hints: dict[str, Any] = _hints(shape)  # type: ignore[arg-type]
    return shape(**{name: _value(hints[name], value) for name, value in plain.items() if name in hints})


@lru_cache
def _hints(shape: Any) -> dict[str, Any]:
    """What each field of a dataclass holds."""
    hints = get_type_hints(shape)
    return {one.name: hints[one.name] for one in fields(shape)}


def _value(hint: Any, value: Any) -> Any:
    if isinstance(hint, UnionType):  # of something or None
        return None if value is None else _value(get_args(hint)[0], value)
    if isinstance(value, list):
        (inner,) = get_args(hint)
        return [_value(inner, one) for one in value]
    return built(hint, value) if is_dataclass(hint) else value  # type: ignore[arg-type]
