"""A person corrects what a record was read as: one click, kept as a row, and taken back by another."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from regard.web.accounts.models import User
from regard.web.feedback.models import Feedback
from regard.web.feedback.undoing import month_of
from regard.web.insights.corrections import Found, apply_standing, followed, found_in, under_head
from regard.web.insights.marks import EMOTIONS, FACTORS, INTENTS, POLARITIES, SENTIMENTS
from regard.web.insights.models import Act, Correction, Head, Reading, Retraction, versions
from regard.web.insights.reading import mark_stale
from regard.web.workspaces.auditing import record_event

LABELS = {Head.SENTIMENT: SENTIMENTS, Head.EMOTION: EMOTIONS, Head.INTENT: INTENTS}


class UnfitCorrection(ValueError):
    """A correction that no reading can follow; the message says what is wrong with it."""


class NotRead(UnfitCorrection):
    """The record as it stands is not read yet, so there is nothing to correct."""


class NothingCorrected(UnfitCorrection):
    """The reading says already what the correction asks for."""


class WordsNotThere(UnfitCorrection):
    """The words that should show a factor are not in the text."""


def factor_value(factor: str, polarity: str, *, words: str = "", text: str = "") -> Found:
    """A factor as a correction adds it, with the span of the `words` that show it, where they are named.

    Raises WordsNotThere.
    """
    start = text.find(words) if words else -1
    if words and start < 0:
        raise WordsNotThere(words)
    end = start + len(words)
    return {"factor": factor, "polarity": polarity} | (
        {"start": start, "end": end} if words else {"start": None, "end": None}
    )


def correct(record: Feedback, *, head: str, act: str, value: Any, by: User, at: datetime) -> Correction:
    """Correct what the present text of the record was read as, for every version of the engine.

    `value` is a label, or for a factor `factor_value(...)`; a factor is removed with all of its spans of that
    polarity. Raises UnfitCorrection.
    """
    _check(head, act, value)
    with transaction.atomic():
        row = _locked(record)
        reading = _counting_reading(row)
        before = under_head(head, found_in(reading))
        made = Correction(
            feedback=row, revision=row.revision, head=head, act=act, value=value, before=before, after=before,
            engine=reading.engine, version=reading.version, by=by, by_name=str(by), at=at,
        )  # fmt: skip
        made.after = under_head(head, followed(found_in(reading), [made]))
        if made.after == before:
            raise NothingCorrected(f"{head}: {value}")
        made.save()
        _follow(row, at=at)
        record_event("reading.corrected", by=by, at=at, subject=str(row.pk), head=head, act=act, value=value)
    return made


def retract(correction: Correction, *, by: User, at: datetime) -> None:
    """Take a correction back; the others of the record stand. Doing it twice changes nothing."""
    with transaction.atomic():
        row = _locked(correction.feedback)
        _taken, new = Retraction.objects.get_or_create(
            correction=correction, defaults={"by": by, "by_name": str(by), "at": at}
        )
        if new:
            _follow(row, at=at)
            record_event(
                "reading.correction_retracted",
                by=by,
                at=at,
                subject=str(row.pk),
                head=correction.head,
                act=correction.act,
                value=correction.value,
            )


def _follow(record: Feedback, *, at: datetime) -> None:
    """Let the readings of the record say what stands now, and the archive after them."""
    apply_standing([record])
    mark_stale({month_of(record.collected_at)}, at=at)


def _locked(record: Feedback) -> Feedback:
    """The record; until the commit nobody adds a reading to it that would not know of the correction."""
    row: Feedback = Feedback.objects.select_for_update().get(pk=record.pk)
    return row


def _counting_reading(record: Feedback) -> Reading:
    counts = versions().serving
    reading: Reading | None = Reading.objects.filter(
        feedback=record, revision=record.revision, engine=counts.engine, version=counts.version
    ).first()
    if reading is None:
        raise NotRead(str(record.pk))
    return reading


def _check(head: str, act: str, value: Any) -> None:
    """Raise UnfitCorrection for what is no correction."""
    if head not in Head.values or (act == Act.SET) != (head == Head.SENTIMENT) or act not in Act.values:
        raise UnfitCorrection(f"{act} {head}")
    if head == Head.FACTOR:
        known = isinstance(value, Mapping) and (
            value["factor"] in FACTORS and value["polarity"] in POLARITIES
        )
    else:
        known = value in LABELS[Head(head)]
    if not known:
        raise UnfitCorrection(f"{head}: {value!r}")
