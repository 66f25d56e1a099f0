"""Corrected readings as labelled verbatims (docs/explanation/labelling.md), for the next training."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import F

from regard.perception.datasets.labelled import CHANNELS, COLUMNS, POLARITIES
from regard.web.feedback.models import Feedback, Kind
from regard.web.insights.models import Correction, Reading, current_reading, said

CHUNK = 500
CHANNEL_OF = {
    Kind.SURVEY_RESPONSE: "survey",
    Kind.REVIEW: "review",
    Kind.MENTION: "mention",
    Kind.CONVERSATION: "support",
    Kind.INTERVIEW: "interview",
}
SIGNS = {polarity: sign for sign, polarity in POLARITIES.items()}
PLAIN = str.maketrans("\n\r\t\v\f\x1c\x1d\x1e\x85\u2028\u2029", " " * 11)  # one for one: spans stay


@dataclass(frozen=True)
class Corrected:
    """One line, and how many of its factors have no words that show them and so are not in it."""

    language: str
    cells: tuple[str, ...]
    unshown: int


def corrected_texts() -> Iterator[Corrected]:
    """Every record of the open workspace whose present text people corrected, with what holds now."""
    standing = Correction.objects.filter(retraction=None, revision=F("feedback__revision"))
    ids = standing.order_by().values("feedback")
    rows = Feedback.objects.annotate(reading=current_reading()).select_related("reading")
    for record in rows.filter(pk__in=ids, reading__isnull=False).order_by("pk").iterator(CHUNK):
        if said(record).strip():
            yield _corrected(record, record.reading)


def lines(corrected: Iterable[Corrected]) -> Iterator[str]:
    """A file of labelled verbatims: its head, and a line each."""
    yield "\t".join(COLUMNS) + "\n"
    for one in corrected:
        yield "\t".join(one.cells) + "\n"


def _corrected(record: Feedback, reading: Reading) -> Corrected:
    factors = _apart(reading.factors)
    text = _plain(said(record))
    cells = {
        "id": f"{reading.language}-corrected-{record.pk}",
        "group": f"corrected-{record.customer_id or record.pk}",
        "industry": "",
        "channel": CHANNEL_OF.get(Kind(record.kind), CHANNELS[0]),
        "sentiment": reading.sentiment or "neutral",
        "emotions": ",".join(reading.emotions),
        "intents": ",".join(label for label in reading.intents if label != "urgent"),
        "urgent": "1" if "urgent" in reading.intents else "0",
        "descriptors": ",".join(_plain(one["word"]) for one in reading.descriptors if "," not in one["word"]),
        "text": _marked(text, factors),
    }
    unshown = {_named(one) for one in reading.factors} - {_named(one) for one in factors}
    return Corrected(reading.language, tuple(cells[name] for name in COLUMNS), len(unshown))


def _named(factor: Mapping[str, Any]) -> tuple[str, str]:
    return factor["factor"], factor["polarity"]


def _plain(text: str) -> str:
    """The text on one line and without what means a mark, letter for letter."""
    return text.translate(PLAIN).replace("[[", "((").replace("]]", "))")


def _apart(factors: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The factors with words that show them, none of them over another; the shorter of two stays."""
    shown = [one for one in factors if one["start"] is not None and one["start"] < one["end"]]
    kept: list[Mapping[str, Any]] = []
    for one in sorted(shown, key=lambda one: (one["end"] - one["start"], one["start"])):
        if all(one["end"] <= other["start"] or one["start"] >= other["end"] for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda one: int(one["start"]))


def _marked(text: str, factors: Iterable[Mapping[str, Any]]) -> str:
    parts, at = [], 0
    for one in factors:
        words = text[one["start"] : one["end"]]
        if not words.strip():
            continue
        parts += [text[at : one["start"]], f"[[{one['factor']}{SIGNS[one['polarity']]}|{words}]]"]
        at = one["end"]
    return "".join([*parts, text[at:]])
