"""What a reading says after the corrections that stand: in every version, and in those still to come."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import F

from regard.web.feedback.models import Feedback
from regard.web.insights.marks import joined, marks_of
from regard.web.insights.models import Act, Correction, Head, Reading

LISTS = {Head.FACTOR: "factors", Head.EMOTION: "emotions", Head.INTENT: "intents"}
SCORES = {"negative": -1.0, "neutral": 0.0, "positive": 1.0, "mixed": 0.0}
CHANCES = ("p_negative", "p_neutral", "p_positive")
COLUMNS = ("sentiment", "sentiment_score", *CHANCES, *LISTS.values())

Found = dict[str, Any]


def keep_corrections(records: Sequence[Feedback]) -> None:
    """Let what people corrected hold for the readings just made of these records, too."""
    corrected = set(
        Correction.objects.filter(feedback__in=records, revision=F("feedback__revision"), retraction=None)
        .order_by()
        .values_list("feedback_id", flat=True)
    )
    if corrected:
        apply_standing([record for record in records if record.pk in corrected])


def apply_standing(records: Sequence[Feedback]) -> None:
    """Make every reading of these records say what the engine found, corrected by what stands."""
    present = {"feedback__in": records, "revision": F("feedback__revision")}
    standing: dict[Any, list[Correction]] = {}
    for correction in Correction.objects.filter(**present, retraction=None).order_by("at", "id"):
        standing.setdefault(correction.feedback_id, []).append(correction)
    for reading in Reading.objects.filter(**present):
        _rewrite(reading, standing.get(reading.feedback_id, []))


def _rewrite(reading: Reading, standing: Sequence[Correction]) -> None:
    original = reading.uncorrected or found_in(reading)
    for name, value in followed(original, standing).items():
        setattr(reading, name, value)
    reading.uncorrected = original if standing else None
    reading.marks = joined(marks_of(vars(reading)))
    reading.save(update_fields=[*COLUMNS, "marks", "uncorrected"])


def found_in(reading: Reading) -> Found:
    """What a reading says in the columns that can be corrected."""
    return {name: getattr(reading, name) for name in COLUMNS}


def followed(found: Found, corrections: Iterable[Correction]) -> Found:
    """What was found, with each correction followed in its turn."""
    for correction in corrections:
        found = found | _changed(found, correction.head, correction.act, correction.value)
    return found


def _changed(found: Found, head: str, act: str, value: Any) -> Found:
    if head == Head.SENTIMENT:
        return {"sentiment": value, "sentiment_score": SCORES[value], **dict.fromkeys(CHANCES)}
    name = LISTS[Head(head)]
    rest = [one for one in found[name] if not _same(one, value)]
    if act == Act.REMOVE:
        return {name: rest}
    return {name: found[name] if len(rest) < len(found[name]) else [*found[name], value]}


def _same(one: Any, other: Any) -> bool:
    """Whether two findings are the same thing, wherever in the text they are shown."""
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return (one["factor"], one["polarity"]) == (other["factor"], other["polarity"])
    return bool(one == other)


def under_head(head: str, found: Found) -> Any:
    """All that is said under one head: a sentiment, or a list."""
    return found["sentiment" if head == Head.SENTIMENT else LISTS[Head(head)]]
