"""Instruments that are ready to be asked, in both languages; each module is a family."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from regard.instruments.definition import Instrument
from regard.instruments.questions import Text
from regard.instruments.templates import inside, moments, satisfaction, standing


@dataclass(frozen=True)
class Template:
    """An instrument by its key, what it is called, and what it is for."""

    key: str
    name: Text
    purpose: Text
    make: Callable[[], Instrument]


FAMILIES = (satisfaction, standing, moments, inside)


@cache
def templates() -> dict[str, Template]:
    """Every template by its key, in the order in which they are offered."""
    return {key: Template(key, *rest) for family in FAMILIES for key, *rest in family.TEMPLATES}
