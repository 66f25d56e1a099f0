"""What a report says, as plain values: the page, the PDF, the slides and the workbook are made of them."""

from dataclasses import asdict, dataclass, field, fields
from typing import Any

FORM = 1  # of the values that are kept; another one is read by its own rules


class UnknownForm(ValueError):
    """A report was kept in a form that this version does not read."""


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
    """A line of a list, with a word more about it."""

    title: str
    detail: str = ""
    query: str = ""


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
    form: int = FORM

    def to_dict(self) -> dict[str, Any]:
        """The same as plain JSON values."""
        return asdict(self)

    @classmethod
    def from_dict(cls, kept: dict[str, Any]) -> "Content":
        """The other way round. Raises UnknownForm."""
        if kept.get("form") != FORM:
            raise UnknownForm(f"form {kept.get('form')} of a report is not known here")
        nested = {
            "sayings": [Saying(**one) for one in kept["sayings"]],
            "still": [Saying(**one) for one in kept.get("still", [])],
            "figures": [Figure(**{**one, "amount": Amount(**one["amount"])}) for one in kept["figures"]],
            "factors": [_factor(one) for one in kept["factors"]],
            "words": [Word(**{**one, "share": Amount(**one["share"])}) for one in kept["words"]],
            **{name: [Line(**one) for one in kept[name]] for name in ("unknowns", "findings", "changes")},
        }
        known = {one.name for one in fields(cls)}
        return cls(**{**{name: value for name, value in kept.items() if name in known}, **nested})

    @property
    def first(self) -> str:
        """The sentence of the cover."""
        return self.sayings[0].text if self.sayings else self.quiet

    @property
    def versions(self) -> list[str]:
        """The definitions behind all numbers, each once."""
        amounts = [one.amount for one in self.figures]
        amounts += [one.net for one in self.factors] + [one.share for one in self.words]
        return list(dict.fromkeys(one.version for one in amounts))


def _factor(kept: dict[str, Any]) -> Factor:
    share = Amount(**kept["share"]) if kept["share"] else None
    return Factor(**{**kept, "net": Amount(**kept["net"]), "share": share})
