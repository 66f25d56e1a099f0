"""What a report says, as plain values: the page, the PDF, the slides and the workbook are made of them."""

from dataclasses import asdict, dataclass, field
from typing import Any

from regard.web.reports.board import Amount, Map, Money, Themes, Trend, built

__all__ = ["Amount", "Content", "Factor", "Figure", "Line", "Saying", "UnknownForm", "Word"]

FORM = 1  # of the values that are kept; another one is read by its own rules


class UnknownForm(ValueError):
    """A report was kept in a form that this version does not read."""


@dataclass(frozen=True)
class Figure:
    """One metric with everything that is owed to it; places are 0 (worst) to 100 (best)."""

    label: str
    hint: str
    status: str
    amount: Amount
    needed: int
    change: str
    direction: str
    definition: list[str]
    query: str
    places: list[float] | None = None  # value, low, high
    before: float | None = None
    scale: list[float] | None = None  # the least and the most that the number can be
    moved: list[float] | None = None  # the change against the days before, and the ends of its interval


@dataclass(frozen=True)
class Saying:
    """A sentence with its evidence, and the address of the records that it speaks of."""

    text: str
    evidence: list[str]
    query: str = ""


@dataclass(frozen=True)
class Factor:
    """A factor: how it is spoken of, and what part of the differences between scores it goes with."""

    label: str
    net: Amount
    praise: int
    complaints: int
    query: str
    rank: str = ""
    share: Amount | None = None
    note: str = ""


@dataclass(frozen=True)
class Word:
    """A word that at least three people used."""

    word: str
    people: int
    sentiment: str
    share: Amount
    query: str


@dataclass(frozen=True)
class Line:
    """A line of a list, with a word more about it; one of a finding has its id and how it stood.

    One of a change has its id, too.
    """

    title: str
    detail: str = ""
    query: str = ""
    finding: str = ""
    state: str = ""
    change: str = ""


@dataclass(frozen=True)
class Content:
    """Everything that a report says, in one language."""

    company: str
    language: str
    period: str
    before: str
    records: int
    sayings: list[Saying]
    quiet: str  # what is said where nothing changed; "" where something did
    compared: str
    figures: list[Figure]
    factors_title: str
    factors_about: list[str]
    factors: list[Factor]
    words_people: int
    words: list[Word]
    unknowns: list[Line]
    read_by: str
    findings: list[Line] = field(default_factory=list)
    changes: list[Line] = field(default_factory=list)
    parted: list[str] = field(default_factory=list)  # what is not compared, and why
    still: list[Saying] = field(default_factory=list)  # what was told before and is still so
    keys: list[str] = field(default_factory=list)  # of all changes: what they are known by from week to week
    money: Money | None = None  # of those alone who may see revenue
    themes: Themes | None = None
    map: Map | None = None
    trends: list[Trend] = field(default_factory=list)
    form: int = FORM

    def to_dict(self) -> dict[str, Any]:
        """The same as plain JSON values."""
        return asdict(self)

    @classmethod
    def from_dict(cls, kept: dict[str, Any]) -> "Content":
        """The other way round. Raises UnknownForm."""
        if kept.get("form") != FORM:
            raise UnknownForm(f"form {kept.get('form')} of a report is not known here")
        return built(cls, kept)

    @property
    def first(self) -> str:
        """The sentence of the cover."""
        return self.sayings[0].text if self.sayings else self.quiet

    @property
    def drawn(self) -> list[Trend]:
        """The metrics that have a line."""
        return [one for one in self.trends if one.is_drawn]

    @property
    def shown(self) -> list[Figure]:
        """The metrics that have a number."""
        return [one for one in self.figures if one.places]

    @property
    def spoken(self) -> list[Factor]:
        """The factors whose praise and complaint have a number."""
        return [one for one in self.factors if one.net.value is not None]

    @property
    def is_ranked(self) -> bool:
        """Whether any factor has a share of what scores go with: else its columns would hold nothing."""
        return any(one.share is not None for one in self.spoken)

    @property
    def versions(self) -> list[str]:
        """The definitions behind all numbers, each once."""
        amounts = [one.amount for one in self.figures]
        amounts += [one.net for one in self.factors] + [one.share for one in self.words]
        amounts += [one.amount for one in self.money.rates] if self.money else []
        amounts += [one.share for one in self.themes.most] if self.themes else []
        amounts += [one.share for one in self.map.gaps] if self.map else []
        amounts += [point.amount for one in self.trends for point in one.points]
        return list(dict.fromkeys(one.version for one in amounts if one.version))
