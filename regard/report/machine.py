"""A report for machines: one JSON object whose names are a contract (docs/reference/read.md)."""

import json
from typing import Any

from regard.perception.text import ENGINE, VERSION
from regard.report.findings import Report
from regard.report.phrases import Phrases
from regard.report.speaking import HEADS
from regard.web.listening.formats import ColumnUse


def object_of(report: Report, phrases: Phrases) -> dict[str, Any]:
    """The report as plain JSON values; only the reasons of refusals are in the reader's language."""
    study = report.study.to_dict()
    return {
        "records": study["records"],
        "refused": report.gathered.refused.n,
        "languages": study["languages"],
        "sentiment": study["sentiment"],
        "metrics": study["metrics"],
        **{head: [one.to_dict() for one in report.gathered.speaking.spoken(head)] for head in HEADS},
        "words": study["words"][: report.limit],
        "months": study["months"],
        "refusals": report.gathered.refused.to_list(phrases),
        "columns": [_column(use) for use in report.mapping.columns],
        "engine": {"name": ENGINE, "version": VERSION},
    }


def json_of(report: Report, phrases: Phrases) -> str:
    """The object as text that ends in a line break."""
    found = object_of(report, phrases)
    return json.dumps(found, ensure_ascii=False, allow_nan=False, indent=2) + "\n"


def _column(use: ColumnUse) -> dict[str, Any]:
    named = {"column": use.column, "role": use.role, "confidence": use.confidence}
    if use.role != "score":
        return named
    scale = None if use.scale_min is None else f"{use.scale_min}-{use.scale_max}"
    return named | {"metric": use.metric, "scale": scale, "direction": use.direction}
