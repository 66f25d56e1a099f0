"""What the texts of a file speak of: factors, emotions, intents and flags, counted while they are read."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from regard.perception.estimates import Estimate
from regard.perception.metrics import net_sentiment, polarity
from regard.perception.metrics.share import share

HEADS = ("factors", "emotions", "intents", "flags")
POLARITIES = ("negative", "neutral", "positive")
TEXT_COLUMNS = (
    "language", "sentiment", "sentiment_score", "p_negative", "p_neutral", "p_positive", "factors",
    "emotions", "intents", "descriptors", "flags", "words",
)  # fmt: skip


@dataclass(frozen=True)
class Spoken:
    """How many records speak of one thing, and of those of a factor how many with which polarity.

    Whoever speaks well and ill of a factor is among the neutral ones.
    """

    name: str
    records: int
    share: Estimate
    polarities: dict[str, int] = field(default_factory=dict)

    @property
    def net(self) -> Estimate | None:
        """Percent that speak well minus percent that speak ill of a factor."""
        return net_sentiment(polarity(self.polarities)) if self.polarities else None

    def to_dict(self) -> dict[str, Any]:
        """As plain JSON values."""
        found: dict[str, Any] = {"name": self.name, "records": self.records, "share": _told(self.share)}
        if self.net is None:
            return found
        return found | {"polarity": self.polarities, "net_sentiment": _told(self.net)}


@dataclass
class Speaking:
    """The counts of all batches."""

    read: int = 0
    labels: dict[str, Counter[str]] = field(default_factory=lambda: {head: Counter() for head in HEADS})
    polarities: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, readings: pa.Table) -> None:
        """Count what one batch says; each record once for each thing that it speaks of."""
        self.read += readings.num_rows - readings["sentiment"].null_count
        for head in ("emotions", "intents", "flags"):
            self.labels[head].update(_distinct(_flat(readings, head), "label"))
        spoken = _flat(readings, "factors")
        named = pa.table({
            "row": spoken["row"],
            "label": pc.struct_field(spoken["label"], "factor"),
            "polarity": pc.struct_field(spoken["label"], "polarity"),
        })  # fmt: skip
        self.labels["factors"].update(_distinct(named, "label"))
        self.polarities.update(_polarities(named))

    def spoken(self, head: str) -> list[Spoken]:
        """What was found under one head, that which most records speak of first."""
        found = sorted(self.labels[head].items(), key=lambda cell: (-cell[1], cell[0]))
        return [self._spoken(head, name, records) for name, records in found]

    def _spoken(self, head: str, name: str, records: int) -> Spoken:
        # an empty text has a flag, and no sentiment
        of_records = share(records, max(self.read, records))
        if head != "factors":
            return Spoken(name, records, of_records)
        by_polarity = {label: self.polarities[name, label] for label in POLARITIES}
        return Spoken(name, records, of_records, by_polarity)


def _flat(readings: pa.Table, head: str) -> pa.Table:
    """Each thing that was found, beside the number of its record."""
    column = readings[head].combine_chunks()
    return pa.table({"row": pc.list_parent_indices(column), "label": pc.list_flatten(column)})


def _distinct(found: pa.Table, name: str) -> dict[str, int]:
    once = found.group_by(["row", name]).aggregate([]).column(name)
    return {one["values"]: one["counts"] for one in pc.value_counts(once).to_pylist()}


def _polarities(named: pa.Table) -> Counter[tuple[str, str]]:
    """How many records speak of a factor with which polarity; with both it is neither."""
    said: dict[tuple[int, str], set[str]] = {}
    for row, factor, label in zip(*(named[name].to_pylist() for name in named.column_names), strict=True):
        said.setdefault((row, factor), set()).add(label)
    found: Counter[tuple[str, str]] = Counter()
    for (_row, factor), labels in said.items():
        judged = labels - {"neutral"}
        found[factor, judged.pop() if len(judged) == 1 else "neutral"] += 1
    return found


def _told(estimate: Estimate) -> dict[str, Any]:
    plain = estimate.to_dict()
    return {name: plain[name] for name in ("value", "low", "high", "n", "status")}
