"""An import as its pages show it."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import ngettext

from regard.web.customers.models import LifecycleStage
from regard.web.feedback.models import Channel, FieldType, Kind
from regard.web.listening.forms import MappingForm
from regard.web.listening.models import ImportBatch, ImportRefusal, ImportState
from regard.web.listening.reasons import reason
from regard.web.listening.roles import CONFIDENCE_LABELS

REFUSALS_SHOWN = 10
SHARE_STEPS = 1000
TAGS = {
    ImportState.DONE: "done", ImportState.FAILED: "failed", ImportState.CHECKING: "accent",
    ImportState.IMPORTING: "accent", ImportState.UNDOING: "accent",
}  # fmt: skip
FORMATS = {"csv": "CSV", "xlsx": "XLSX", "jsonl": "JSON Lines", "json": "JSON"}
STEPS = ("file", "columns", "check", "import")


def grouped(number: int) -> str:
    """A whole number as it is written in the language of the page."""
    return str(number_format(number, use_l10n=True, force_grouping=True))


def tag(batch: ImportBatch) -> str:
    """How the state of an import is coloured."""
    return TAGS.get(ImportState(batch.state), "")


def counts(batch: ImportBatch) -> dict[str, str]:
    """How many rows became what, as they are written."""
    return {name: grouped(count) for name, count in batch.counts.items()}


def rows_text(count: int) -> str:
    return ngettext("%(count)s row", "%(count)s rows", count) % {"count": grouped(count)}


def steps(batch: ImportBatch | None, slug: str, *, at_columns: bool = False) -> list[dict[str, Any]]:
    """The four steps of an import, for components/steps.html."""
    labels = (_("File"), _("Columns"), _("Dry run"), _("Import"))
    current = 0 if batch is None else 1 if at_columns else _current_step(batch)
    found: list[dict[str, Any]] = []
    for place, label in enumerate(labels):
        state = "done" if place < current else "current" if place == current else "coming"
        found.append({"label": label, "state": state})
    if batch and batch.state == ImportState.CHECKED and not at_columns:
        found[1]["url"] = reverse("listening:mapping", args=[slug, batch.pk])
    if batch and batch.state == ImportState.DONE:
        found[3]["state"] = "done"
    return found


def _current_step(batch: ImportBatch) -> int:
    state = batch.failed_in if batch.state == ImportState.FAILED else batch.state
    if state in (ImportState.CHECKING, ImportState.CHECKED):
        return 2
    return 1 if state == ImportState.UPLOADED else 3


def progress(batch: ImportBatch, slug: str) -> dict[str, Any]:
    """How far the import is, for components/progress.html."""
    done, total, count = batch.position, batch.rows_total or 0, ""
    if batch.state == ImportState.CHECKING:
        label = _("Checking every row; nothing is written yet")
        done, total, count = int(batch.done_share * SHARE_STEPS), SHARE_STEPS, rows_text(batch.position)
    elif batch.state == ImportState.IMPORTING:
        label = _("Importing")
        count = _("%(done)s of %(total)s rows") % {"done": grouped(done), "total": grouped(total)}
    else:
        label, total = _("Taking the import out again"), batch.new + batch.updated
        count = _("%(done)s of %(total)s records") % {"done": grouped(done), "total": grouped(total)}
    return {
        "id": "import-progress",
        "label": label,
        "state": "running" if batch.position else "waiting",
        "done": done,
        "total": total,
        "count": count if batch.position else "",
        "text": _so_far(batch) if batch.position else _("You can leave this page; the work goes on."),
        "url": reverse("listening:progress", args=[slug, batch.pk]),
    }


def _so_far(batch: ImportBatch) -> str:
    if batch.state == ImportState.UNDOING:
        return _("You can leave this page; the work goes on.")
    text = _("So far %(new)s new, %(updated)s updated, %(duplicate)s unchanged, %(refused)s refused.")
    return text % counts(batch) + " " + _("You can leave this page; the work goes on.")


def figures(batch: ImportBatch) -> list[dict[str, Any]]:
    """The four counts, each with what it means."""
    ahead = batch.state in (ImportState.CHECKING, ImportState.CHECKED)
    meanings = {
        "new": _("new"),
        "updated": _("updated") if not ahead else _("would be updated"),
        "duplicate": _("already there, unchanged"),
        "refused": _("refused"),
    }
    return [{"name": name, "label": meanings[name], "count": count} for name, count in counts(batch).items()]


def layout_text(batch: ImportBatch) -> str:
    """How the file is built, in a line: "CSV, utf-8, comma, 120 KB"."""
    between = {",": _("comma"), ";": _("semicolon"), "\t": _("tab"), "|": _("vertical bar")}
    layout = batch.layout
    parts = [
        FORMATS.get(layout.get("format", ""), layout.get("format", "")),
        layout.get("encoding"),
        between.get(layout.get("delimiter") or "", layout.get("delimiter")),
        layout.get("sheet") or next(iter(layout.get("sheets") or []), None),
    ]
    return " · ".join(str(part) for part in parts if part)


def columns(batch: ImportBatch, form: MappingForm) -> list[dict[str, Any]]:
    """The columns of the mapping page: name, question, values, what was proposed and why, its fields."""
    samples, labels = batch.layout.get("samples", {}), batch.layout.get("labels", {})
    found = []
    for place in _in_order(batch, form):
        use = form.forms[place].proposed
        found.append(
            {
                "name": use.column,
                "question": labels.get(use.column, ""),
                "samples": samples.get(use.column, []),
                "confidence": use.confidence,
                "confidence_label": CONFIDENCE_LABELS[use.confidence],
                "reason": reason(use.reason, {"format": batch.mapping.get("format") or "", "role": ""}),
                "form": form.forms[place],
            }
        )
    return found


def _in_order(batch: ImportBatch, form: MappingForm) -> list[int]:
    """The columns as in the file; of customers, of whom most columns are attributes, the others first."""
    if not batch.of_customers:
        return form.shown
    return sorted(form.shown, key=lambda place: form.forms[place].proposed.role in ("attribute", "ignore"))


def refusals(batch: ImportBatch) -> list[dict[str, Any]]:
    """The first refused rows, each with its place and the reason."""
    rows = ImportRefusal.objects.filter(batch=batch)[:REFUSALS_SHOWN]
    return [
        {"row": grouped(row.row), "column": row.column, "reason": reason(row.code, row.params)}
        for row in rows
    ]


OUTCOMES = {"new": _l("new"), "updated": _l("updated"), "duplicate": _l("already there")}


@dataclass(frozen=True)
class Shown:
    """What one row of the file becomes."""

    row: str
    at: datetime | None
    precision: str
    said: str
    title: str
    answers: list[str]
    who: str
    kind: str
    channel: str
    outcome: str


@dataclass(frozen=True)
class ShownCustomer:
    """What one row of a file of customers becomes."""

    row: str
    who: str
    known_by: str
    account: str
    segment: str
    stage: str
    since: datetime | None
    revenue: str
    attributes: list[list[str]]
    more: int
    outcome: str


def previews(batch: ImportBatch, most: int = 10) -> list[Shown] | list[ShownCustomer]:
    """What the first rows become."""
    if batch.of_customers:
        return [_customer(one) for one in batch.preview[:most]]
    return [
        Shown(
            row=grouped(one["row"]),
            at=datetime.fromisoformat(one["collected_at"]) if one["collected_at"] else None,
            precision=one["precision"],
            said=one["text"],
            title=one["title"],
            answers=[_answer(answer) for answer in one["answers"]],
            who=one["who"],
            kind=str(Kind(one["kind"]).label),
            channel=str(Channel(one["channel"]).label),
            outcome=str(OUTCOMES[one["outcome"]]),
        )
        for one in batch.preview[:most]
    ]


def said_of(shown: list[Shown] | list[ShownCustomer]) -> set[str]:
    """What at least one of the rows shown says of its customer: the columns that are worth showing."""
    return {
        name for one in shown if isinstance(one, ShownCustomer) for name, value in vars(one).items() if value
    }


def _customer(one: dict[str, Any]) -> ShownCustomer:
    known_by = [one[name] for name in ("external_id", "email") if one.get(name)]
    stage = one.get("lifecycle_stage")
    return ShownCustomer(
        row=grouped(one["row"]),
        who=one.get("name") or known_by[0],
        known_by=" · ".join(known_by if one.get("name") else known_by[1:]),
        account=one.get("account", ""),
        segment=one.get("segment", ""),
        stage=str(LifecycleStage(stage).label) if stage else "",
        since=datetime.fromisoformat(one["since"]) if one.get("since") else None,
        revenue=money(one.get("monthly_revenue"), one.get("currency", "")),
        attributes=one["attributes"],
        more=one["more"],
        outcome=str(OUTCOMES[one["outcome"]]),
    )


def money(value: str | None, currency: str) -> str:
    """An amount as it is written in the language of the page; empty where there is none."""
    if value is None:
        return ""
    amount = number_format(Decimal(value), decimal_pos=2, use_l10n=True, force_grouping=True)
    return f"{amount} {currency}".strip()


def _answer(answer: dict[str, Any]) -> str:
    values = {
        "metric": FieldType(answer["type"]).label,
        "score": f"{answer['score']:g}",
        "out_of": f"{answer['out_of']:g}",
    }
    return _("%(metric)s %(score)s of %(out_of)s") % values
