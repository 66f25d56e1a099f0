"""What one text was found to say."""

from typing import NamedTuple

Span = tuple[int, int]


class Opinion(NamedTuple):
    """A word or phrase that judges: its normal form, its strength with the words around it, its place."""

    word: str
    strength: float
    start: int
    end: int
    clause: int
    shown: bool = True


class Topic(NamedTuple):
    """A word that names something, and the clause that it stands in."""

    word: str
    start: int
    end: int
    clause: int


class Findings(NamedTuple):
    """Everything that one text says: opinions in order, topics in order."""

    opinions: list[Opinion]
    topics: list[Topic]
