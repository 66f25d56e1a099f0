"""Rows with a text in, one row of findings out for each: language, sentiment, factors and where they show."""

from regard.perception.text.compiling import FOLDER
from regard.perception.text.explaining import Explanation, Reason, explain
from regard.perception.text.reading import (
    ENGINE,
    EVERY_HEAD,
    EXTRAS,
    HEADS,
    VERSION,
    UnknownHeadError,
    read,
)

__all__ = [
    "ENGINE",
    "EVERY_HEAD",
    "EXTRAS",
    "FOLDER",
    "HEADS",
    "VERSION",
    "Explanation",
    "Reason",
    "UnknownHeadError",
    "explain",
    "read",
]
