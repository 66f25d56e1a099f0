"""What was read in a record as a page shows it: each finding with its name and its way to others."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from regard.web.dashboards.addresses import Address
from regard.web.dashboards.labels import (
    EMOTION_NAMES,
    FACTOR_NAMES,
    FLAG_NAMES,
    INTENT_NAMES,
    NAMES,
    POLARITY_NAMES,
    SENTIMENT_NAMES,
    language_name,
)
from regard.web.insights.marks import EMOTIONS, FACTORS, INTENTS, POLARITIES
from regard.web.insights.models import Reading

ORDER = ("negative", "neutral", "positive")


@dataclass(frozen=True)
class Finding:
    """One thing that was read: `mark` is its polarity, `remove` what the button sends that takes it away."""

    name: str
    url: str
    mark: str = ""
    said: str = ""
    remove: str = ""
    is_corrected: bool = False


@dataclass(frozen=True)
class Shown:
    """A factor with the words that show it."""

    factor: str
    mark: str
    words: list[str]


@dataclass(frozen=True)
class Findings:
    """All that was read in one record."""

    sentiment: Finding | None
    chance: str
    chances: str
    language: str
    factors: list[Finding]
    emotions: list[Finding]
    intents: list[Finding]
    flags: list[Finding]
    is_corrected: bool

    @property
    def removable(self) -> list[Finding]:
        """What a person may say is not there."""
        return [*self.factors, *self.emotions, *self.intents]


@dataclass(frozen=True)
class Toggle:
    """One label that a person can put on a record or take off it."""

    name: str
    choice: str
    is_on: bool
    mark: str = ""


@dataclass(frozen=True)
class FactorRow:
    """A factor with its three polarities."""

    name: str
    toggles: list[Toggle]


@dataclass(frozen=True)
class Choices:
    """Everything that a person can correct in one record."""

    sentiments: list[Toggle]
    factors: list[FactorRow]
    emotions: list[Toggle]
    intents: list[Toggle]


def findings(reading: Reading, *, url: str) -> Findings:
    """What a reading says; each finding leads to the records of all time that have it, at `url`."""
    return Findings(
        sentiment=_sentiment(reading, url),
        chance=_chance(reading),
        chances=_chances(reading),
        language=language_name(reading.language),
        factors=_factors(reading, url),
        emotions=_labelled(reading, "emotion", "emotions", EMOTION_NAMES, url),
        intents=_labelled(reading, "intent", "intents", INTENT_NAMES, url),
        flags=_labelled(reading, "flag", "flags", FLAG_NAMES, url),
        is_corrected=reading.uncorrected is not None,
    )


def shown(reading: Reading, text: str) -> list[Shown]:
    """Each factor with the pieces of the text that show it, as far as they are known."""
    pieces: dict[tuple[str, str], list[str]] = {}
    for one in reading.factors:
        if one["start"] is not None:
            pieces.setdefault((one["factor"], one["polarity"]), []).append(text[one["start"] : one["end"]])
    return [
        Shown(factor_text(factor, polarity), polarity, list(dict.fromkeys(words)))
        for (factor, polarity), words in pieces.items()
    ]


def choices(reading: Reading) -> Choices:
    """What can be corrected, and what is said now."""
    said = {(one["factor"], one["polarity"]) for one in reading.factors}
    return Choices(
        sentiments=[
            Toggle(str(name), f"set sentiment {label}", reading.sentiment == label, label)
            for label, name in SENTIMENT_NAMES.items()
        ],
        factors=[
            FactorRow(str(FACTOR_NAMES[factor]), [_factor_toggle(factor, one, said) for one in POLARITIES])
            for factor in FACTORS
        ],
        emotions=[_toggle("emotion", label, reading.emotions) for label in EMOTIONS],
        intents=[_toggle("intent", label, reading.intents) for label in INTENTS],
    )


def value_text(head: str, value: Any) -> str:
    """What a correction says, in words: "price: bad"."""
    if isinstance(value, Mapping):
        return factor_text(str(value.get("factor")), str(value.get("polarity")))
    return str(NAMES.get(head, {}).get(value, value)) if value else _("nothing")


def factor_text(factor: str, polarity: str) -> str:
    """A factor with what is said of it: "price: bad"."""
    names = {"factor": FACTOR_NAMES.get(factor, factor), "polarity": POLARITY_NAMES.get(polarity, polarity)}
    return _("%(factor)s: %(polarity)s") % names


def _sentiment(reading: Reading, url: str) -> Finding | None:
    label = reading.sentiment
    if not label:
        return None
    before = (reading.uncorrected or {}).get("sentiment", label)
    return Finding(
        name=str(SENTIMENT_NAMES.get(label, label)),
        url=_to(url, sentiment=(label,)),
        mark=label,
        is_corrected=before != label,
    )


def _chance(reading: Reading) -> str:
    """How sure the engine is of the sentiment; nothing where it said none, or a person did."""
    chance = getattr(reading, f"p_{reading.sentiment}", None) if reading.sentiment in ORDER else None
    return percent_text(chance) if chance is not None else ""


def _chances(reading: Reading) -> str:
    """All three chances: "complaint 81 %, neutral 12 %, praise 7 %"."""
    known = [(label, getattr(reading, f"p_{label}")) for label in ORDER]
    if any(chance is None for _label, chance in known):
        return ""
    return _(", ").join(f"{SENTIMENT_NAMES[label]} {percent_text(chance)}" for label, chance in known)


def percent_text(chance: float) -> str:
    """A chance in percent; never told as certain, nor as impossible."""
    return _("%(number)s %%") % {"number": min(max(round(100 * chance), 1), 99)}


def _factors(reading: Reading, url: str) -> list[Finding]:
    first = [(one["factor"], one["polarity"]) for one in (reading.uncorrected or {}).get("factors", ())]
    found = dict.fromkeys((one["factor"], one["polarity"]) for one in reading.factors)
    return [
        Finding(
            name=str(FACTOR_NAMES.get(factor, factor)),
            url=_to(url, factor=(factor,), polarity=(polarity,)),
            mark=polarity,
            said=str(POLARITY_NAMES.get(polarity, polarity)),
            remove=f"remove factor {factor} {polarity}",
            is_corrected=reading.uncorrected is not None and (factor, polarity) not in first,
        )
        for factor, polarity in found
    ]


def _labelled(reading: Reading, head: str, column: str, names: Mapping[str, Any], url: str) -> list[Finding]:
    first: Iterable[str] = (reading.uncorrected or {}).get(column, getattr(reading, column))
    return [
        Finding(
            name=str(names.get(label, label)),
            url=_to(url, **{head: (label,)}),
            remove=f"remove {head} {label}",
            is_corrected=label not in first,
        )
        for label in getattr(reading, column)
    ]


def _factor_toggle(factor: str, polarity: str, said: set[tuple[str, str]]) -> Toggle:
    is_on = (factor, polarity) in said
    act = "remove" if is_on else "add"
    return Toggle(str(POLARITY_NAMES[polarity]), f"{act} factor {factor} {polarity}", is_on, polarity)


def _toggle(head: str, label: str, said: Iterable[str]) -> Toggle:
    is_on = label in said
    return Toggle(str(NAMES[head][label]), f"{'remove' if is_on else 'add'} {head} {label}", is_on)


def _to(url: str, **chosen: Any) -> str:
    return f"{url}?{Address(period='all', **chosen).query()}"
