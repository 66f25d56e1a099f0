"""Read with a tier what the default engine has read: one text at a time, within the budget of the day."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from regard.perception.text import tiers
from regard.web.feedback.models import ChangeClock, Feedback
from regard.web.insights.corrections import keep_corrections
from regard.web.insights.marks import joined, marks_of
from regard.web.insights.models import Reading, said, versions
from regard.web.outbound import Busy
from regard.web.tiers.asking import FAILURES, PATIENT, engine, is_of_the_text, problem_of, transport
from regard.web.tiers.models import Problem, TextTier, TierDay, TierRefusal
from regard.web.workspaces.leases import Hold

BATCH = 20
MOST_FAILURES = 5  # in a row, until a tier rests that answers, but not as it should
LONGEST_REST = timedelta(hours=6)
LONG_REST = timedelta(hours=1)
COLUMNS = ("sentiment_score", "p_negative", "p_neutral", "p_positive")
LISTS = ("factors", "emotions", "intents", "descriptors", "flags")
Now = Callable[[], datetime]


def read_for_a_while(tier: TextTier, hold: Hold, *, now: Now, until: datetime) -> bool:
    """Read texts that only the default engine has read until then; whether anything was done.

    Raises LeaseLost. Whatever the endpoint does is kept as a problem of the tier.
    """
    if tier.needs_training:
        return _train(tier, hold, now=now)
    end = feed_end()
    records = list(due(tier)[:BATCH])
    if not records:
        TextTier.objects.filter(pk=tier.pk).update(seen=end)
        return False
    for record in records:
        if now() > until or not take(tier, at=now()) or not _read(tier, record, hold, now=now):
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
    try:
        with transaction.atomic():
            hold.still_held(at=now())
            Reading.objects.bulk_create([reading(tier, record, found, at=now())], ignore_conflicts=True)
            keep_corrections([record])
            _note(tier, failures=0, problem="", paused_until=None)
    except IntegrityError:  # the record was removed meanwhile
        return False
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
        _note(tier, failures=failures, problem=problem_of(error) if rests else "", paused_until=until)
    return not rests


def rest(error: Exception, failures: int) -> timedelta:
    """How long a tier rests: as long as the host says, or longer with each failure in a row."""
    if isinstance(error, Busy) and error.after is not None:
        return min(max(timedelta(seconds=error.after), timedelta(seconds=1)), timedelta(days=1))
    if problem_of(error) in (Problem.TURNED_AWAY, Problem.KEY, Problem.MALFORMED):
        return LONG_REST
    return min(timedelta(minutes=2 ** min(failures - 1, 10)), LONGEST_REST)


def _note(tier: TextTier, **fields: Any) -> None:
    for name, value in fields.items():
        setattr(tier, name, value)
    tier.save(update_fields=list(fields))


def _train(tier: TextTier, hold: Hold, *, now: Now) -> bool:
    """Train the heads of an embedding model on our own labelled texts; no customer's text leaves for that."""
    try:
        embed = tiers.embedder(tier.model, transport(tier, limits=PATIENT))
        trained = tiers.train(embed, tiers.examples())
    except FAILURES as error:
        problem = problem_of(error)
        _note(
            tier,
            failures=tier.failures + 1,
            problem=problem,
            paused_until=now() + rest(error, tier.failures + 1),
        )
        return True
    with transaction.atomic():
        hold.still_held(at=now())
        _note(tier, trained=trained.kept(), failures=0, problem="", paused_until=None)
    return True
