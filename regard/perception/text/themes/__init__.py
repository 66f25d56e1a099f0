"""Themes of a corpus: discovered without a model, kept between runs, changed by people, assigned to texts."""

from regard.perception.text.themes.curation import (
    Event,
    Merge,
    Move,
    Rename,
    Retire,
    Split,
    UnfitEvent,
    event_from_dict,
    event_to_dict,
)
from regard.perception.text.themes.discovering import UnfitCorpus, assign, discover
from regard.perception.text.themes.themes import Themes, UnknownFormat
from regard.perception.text.themes.tree import Term, Theme

__all__ = [
    "Event",
    "Merge",
    "Move",
    "Rename",
    "Retire",
    "Split",
    "Term",
    "Theme",
    "Themes",
    "UnfitCorpus",
    "UnfitEvent",
    "UnknownFormat",
    "assign",
    "discover",
    "event_from_dict",
    "event_to_dict",
]
