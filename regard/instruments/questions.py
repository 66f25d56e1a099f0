"""One question: what kind of answer it takes, on which scale, among which options, in every language."""

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field

from regard.instruments.conditions import ALWAYS, Condition

Text = Mapping[str, str]
"""A text by language: {"en": "How was it?", "zh-hans": "您觉得怎么样？"}."""


class Kind(enum.StrEnum):
    """What a question looks like and what its answer is: see `regard.instruments.answers`."""

    SCALE = "scale"  # a row of numbers: 0-10, 1-5, 1-7
    STARS = "stars"
    FACES = "faces"
    SINGLE = "single"
    MULTIPLE = "multiple"
    WORDS = "words"  # the word picker: several, each with its polarity
    RANKING = "ranking"
    MATRIX = "matrix"  # each row on the scale
    SHORT_TEXT = "short_text"
    LONG_TEXT = "long_text"
    CONTACT = "contact"
    DATE = "date"
    CONSENT = "consent"
    MESSAGE = "message"  # is read, takes no answer


class Shuffle(enum.StrEnum):
    NONE = "none"
    ALL = "all"
    BALANCED = "balanced"  # good and bad words take turns, each shuffled


SCORED = frozenset({Kind.SCALE, Kind.STARS, Kind.FACES, Kind.MATRIX})
CHOSEN = frozenset({Kind.SINGLE, Kind.MULTIPLE, Kind.WORDS, Kind.RANKING})
WRITTEN = frozenset({Kind.SHORT_TEXT, Kind.LONG_TEXT})


@dataclass(frozen=True)
class Scale:
    """The whole numbers that a score may be, and which end is good."""

    low: int
    high: int
    direction: str = "high_is_good"

    @property
    def scores(self) -> range:
        """Every score, low to high."""
        return range(self.low, self.high + 1)


@dataclass(frozen=True)
class Option:
    """One thing that can be chosen, or one row of a matrix; a fixed one keeps its place in the shuffle."""

    id: str
    text: Text
    polarity: str = ""  # of a word: "good" or "bad"
    is_fixed: bool = False
    is_alone: bool = False  # "none of these": chosen with nothing else


@dataclass(frozen=True)
class Question:
    """One question; `measures` names the metric that its score makes, if any ("nps", "csat", "ces", ...)."""

    id: str
    kind: Kind
    text: Text
    hint: Text = field(default_factory=dict)
    is_required: bool = False
    show_if: Condition = ALWAYS
    measures: str = ""
    scale: Scale | None = None
    low_label: Text = field(default_factory=dict)
    high_label: Text = field(default_factory=dict)
    options: tuple[Option, ...] = ()
    rows: tuple[Option, ...] = ()
    most: int = 0  # how many may be chosen; 0: any number
    longest: int = 0  # how many characters may be written; 0: what is customary
    shuffle: Shuffle = Shuffle.NONE

    @property
    def takes_an_answer(self) -> bool:
        """Whether there is anything to answer."""
        return self.kind != Kind.MESSAGE
