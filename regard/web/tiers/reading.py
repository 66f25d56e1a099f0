"""Read with a tier what the default engine has read: one text at a time, within the budget of the day."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from regard.web.feedback.models import ChangeClock, Feedback
from regard.web.insights.corrections import keep_corrections
from regard.web.insights.marks import joined, marks_of
from regard.web.insights.models import Reading, said, versions
from regard.web.insights.rows import answered
from regard.web.tiers.asking import FAILURES, engine, is_of_the_text, problem_of, rest
from regard.web.tiers.models import TextTier, TierDay, TierRefusal
from regard.web.tiers.teaching import Now, teach
from regard.web.workspaces.leases import Hold

BATCH = 20
MOST_FAILURES = 5  # in a row, until a tier rests that answers, but not as it should
COLUMNS = ("sentiment_score", "p_negative", "p_neutral", "p_positive")
LISTS = ("factors", "emotions", "intents", "descriptors", "flags")


def read_for_a_while(tier: TextTier, hold: Hold, *, now: Now, until: datetime) -> bool:
    """Read texts that only the default engine has read until then; whether anything was done.

    Raises LeaseLost. Whatever the endpoint does is kept as a problem of the tier.
    """
    if tier.needs_training:
        return teach(tier, hold, now=now, until=until)
    end = feed_end()
    records = list(due(tier)[:BATCH])
    if not records:
        TextTier.objects.filter(pk=tier.pk).update(seen=end)
        return False
    for record in records:
        if now() > until or tier.consent is None or not take(tier, at=now()):
            break
        try:
            if not _read(tier, record, hold, now=now):
                break
        except IntegrityError:  # the record was removed meanwhile: the next batch has it no more
            break
    return True


def due(tier: TextTier) -> QuerySet[Any]:
    """The records that the default engine has read as they are now and the tier has not, newest first."""
    counts = versions().serving
    read = Reading.objects.filter(feedback=OuterRef("pk"), revision=OuterRef("revision"))
    refused = TierRefusal.objects.filter(tier=tier, feedback=OuterRef("pk"), revision=OuterRef("revision"))
    rows: QuerySet[Any] = Feedback.objects.filter(
        Exists(read.filter(engine=counts.engine, version=counts.version)),
        ~Exists(read.filter(engine=tier.engine, version=tier.version)),
        ~Exists(refused),
        ~Q(title="", text=""),
        answered(),  # and not what of an anonymous survey still waits for its step
    )
    return rows.order_by("-change", "-id")


def take(tier: TextTier, *, at: datetime) -> bool:
    """Count one text of today before it leaves; False where the budget is used up."""
    TierDay.objects.get_or_create(tier=tier, day=at.date())
    left = TierDay.objects.filter(tier=tier, day=at.date(), texts__lt=tier.daily)
    return bool(left.update(texts=F("texts") + 1))


def feed_end() -> int:
    """How far the default engine has certainly read the change feed."""
    counts = versions().serving
    read_to = counts.change if counts.record_id is None else counts.change - 1
    return int(min(read_to, ChangeClock.objects.values_list("value", flat=True).first() or 0))


def _read(tier: TextTier, record: Feedback, hold: Hold, *, now: Now) -> bool:
    """Read one record; whether the next one may be read now."""
    try:
        found = engine(tier).read([said(record)]).to_pylist()[0]
    except FAILURES as error:
        return _failed(tier, record, hold, error, at=now())
    with transaction.atomic():
        hold.still_held(at=now())
        Reading.objects.bulk_create([reading(tier, record, found, at=now())], ignore_conflicts=True)
        keep_corrections([record])
        tier.note(failures=0, problem="", paused_until=None)
    return True


def reading(tier: TextTier, record: Feedback, found: dict[str, Any], *, at: datetime) -> Reading:
    """What a tier found in a record, as a reading of its own."""
    return Reading(
        feedback=record,
        revision=record.revision,
        engine=tier.engine,
        version=tier.version,
        language=found["language"],
        sentiment=found["sentiment"] or "",
        **{name: found[name] for name in (*COLUMNS, *LISTS)},
        marks=joined(marks_of(found)),
        created_at=at,
    )


def _failed(tier: TextTier, record: Feedback, hold: Hold, error: Exception, *, at: datetime) -> bool:
    failures, is_text = tier.failures + 1, is_of_the_text(error)
    with transaction.atomic():
        hold.still_held(at=at)
        if is_text and Feedback.objects.filter(pk=record.pk).exists():
            TierRefusal.objects.get_or_create(
                tier=tier,
                feedback=record,
                revision=record.revision,
                defaults={"reason": type(error).__name__, "at": at},
            )
        rests = not is_text or failures >= MOST_FAILURES
        until = at + rest(error, failures) if rests else None
        tier.note(failures=failures, problem=problem_of(error) if rests else "", paused_until=until)
    return not rests
