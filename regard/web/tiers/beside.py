"""Readings of the same text by different engines, side by side."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regard.web.dashboards.findings import factor_text
from regard.web.dashboards.labels import EMOTION_NAMES, INTENT_NAMES, SENTIMENT_NAMES, language_name
from regard.web.feedback.models import Feedback
from regard.web.insights.models import Reading, current_reading, said, versions
from regard.web.insights.rows import answered
from regard.web.tiers.models import TextTier

SHOWN = 200  # code points of a text in a comparison
ROWS = (
    ("language", gettext_lazy("Language")),
    ("sentiment", gettext_lazy("Sentiment")),
    ("factors", gettext_lazy("Influence factors")),
    ("emotions", gettext_lazy("Emotions")),
    ("intents", gettext_lazy("Intents")),
    ("descriptors", gettext_lazy("Describing words")),
)


@dataclass(frozen=True)
class Column:
    """One engine."""

    engine: str
    version: str
    is_default: bool


@dataclass(frozen=True)
class Row:
    """What is said under one head: engine and words, in the order of the columns."""

    label: Any
    cells: list[tuple[str, str]]


@dataclass(frozen=True)
class Comparison:
    """One text as several engines read it."""

    text: str
    columns: list[Column]
    rows: list[Row]
    problem: str = ""


def latest(most: int, *, among: Iterable[Any] | None = None) -> list[Feedback]:
    """The newest records of the open workspace with words that the default engine has read."""
    read = Feedback.objects.annotate(reading=current_reading()).filter(reading__isnull=False)
    rows = read.filter(answered())
    if among is not None:
        rows = rows.filter(pk__in=list(among))
    written = rows.exclude(title="", text="").select_related("reading").order_by("-change", "-id")
    return list(written[:most])


def compared(record: Feedback, readings: Sequence[Reading], *, problem: str = "") -> Comparison:
    """A record as these readings tell it, in their order."""
    counts = versions().serving
    columns = [
        Column(one.engine, one.version, (one.engine, one.version) == (counts.engine, counts.version))
        for one in readings
    ]
    rows = [Row(label, [(one.engine, cell(one, head)) for one in readings]) for head, label in ROWS]
    text = said(record)
    shown = text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
    return Comparison(shown, columns, rows, problem)


def beside(record: Feedback) -> Comparison | None:
    """What tiers read in the present revision of a record beside the default engine; None where none did."""
    tiers = list(TextTier.objects.all())
    if not tiers:
        return None
    found = Reading.objects.filter(feedback=record, revision=record.revision)
    by_engine = {(one.engine, one.version): one for one in found}
    counts = versions().serving
    first = by_engine.get((counts.engine, counts.version))
    others = {(tier.engine, tier.version): tier.is_first for tier in tiers}
    read = [by_engine[one] for one in others if one in by_engine]
    if not read:
        return None
    chosen = [one for one in read if others[one.engine, one.version]]
    rest = [one for one in read if one not in chosen]
    return compared(record, [*chosen, *([first] if first else []), *rest])


def cell(reading: Reading, head: str) -> str:
    """What a reading says under one head, in words; "–" where it says nothing."""
    return _(", ").join(dict.fromkeys(_parts(reading, head))) or "–"


def _parts(reading: Reading, head: str) -> list[str]:
    if head == "language":
        return [str(language_name(reading.language))]
    if head == "sentiment":
        return [str(SENTIMENT_NAMES.get(reading.sentiment, ""))] if reading.sentiment else []
    if head == "factors":
        return [factor_text(one["factor"], one["polarity"]) for one in reading.factors]
    if head == "descriptors":
        return [str(one["word"]) for one in reading.descriptors]
    names = EMOTION_NAMES if head == "emotions" else INTENT_NAMES
    return [str(names.get(label, label)) for label in getattr(reading, head)]
