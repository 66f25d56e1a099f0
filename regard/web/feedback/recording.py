"""How feedback is written: many drafts in one transaction, each record once, nothing overwritten unseen."""

import enum
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from regard.web.customers.matching import Match, match
from regard.web.feedback.drafts import AnswerDraft, Draft
from regard.web.feedback.models import Answer, ChangeClock, Feedback, Revision, Source
from regard.web.workspaces.models import Workspace
from regard.web.workspaces.tenancy import TenantQuerySet, current_workspace
from regard.web.workspaces.together import insert_beside, update_of

# the fields of a record that are taken from its draft as they are
CONTENT = (
    "kind", "channel", "title", "text", "author_name", "experienced_at", "collected_at", "time_precision",
    "permalink", "declared_language", "subject", "touchpoint", "lifecycle_stage", "product", "region",
    "is_public", "state", "attributes",
)  # fmt: skip
REWRITTEN = (*CONTENT, "segment", "customer_id", "account_id", "batch_id", "digest", "revision", "change")

PATIENCE = "5s"
TICK = "UPDATE {clock} SET value = value + 1 WHERE workspace_id = %s RETURNING value"
IMPATIENT_TICK = f"""
    WITH patience AS MATERIALIZED (SELECT set_config('lock_timeout', '{PATIENCE}', true) AS held_for),
    tick AS (UPDATE {{clock}} AS clock SET value = value + 1 FROM patience
             WHERE workspace_id = %s AND held_for <> '' RETURNING value, workspace_id)
    SELECT tick.value FROM tick JOIN {{workspaces}} AS trail ON trail.id = tick.workspace_id
    FOR NO KEY UPDATE OF trail"""  # noqa: S608 - no value but a constant


class Outcome(enum.StrEnum):
    NEW = "new"
    UPDATED = "updated"
    DUPLICATE = "duplicate"


def next_change(*, with_trail: bool = False) -> int:
    """The number of this write; call it inside the writing transaction, which it orders among the others.

    `with_trail` takes hold of the audit trail by the same statement, always after the clock, and fails
    where others hold either for longer than PATIENCE: for those whom somebody waits for.
    """
    is_waiting = with_trail and connection.features.has_select_for_update
    clock, workspaces = (connection.ops.quote_name(one._meta.db_table) for one in (ChangeClock, Workspace))
    tick = (IMPATIENT_TICK if is_waiting else TICK).format(clock=clock, workspaces=workspaces)
    workspace = ChangeClock._meta.get_field("workspace")
    with connection.cursor() as cursor:
        given = [workspace.get_db_prep_save(current_workspace().pk, connection)]
        cursor.execute(tick, given)
        found = cursor.fetchone()
        if found is None:  # the first write of a workspace
            ChangeClock.objects.get_or_create()
            cursor.execute(tick, given)
            found = cursor.fetchone()
    return int(found[0])


def foresee(source: Source | None, drafts: Sequence[Draft]) -> list[Outcome]:
    """What `record` would do with each draft, without doing it; without a source all of them are new."""
    known = _digests(source, drafts) if source else {}
    outcomes = []
    for draft in drafts:
        outcomes.append(_outcome(known.get(draft.external_id), draft.digest))
        known[draft.external_id] = draft.digest
    return outcomes


def record(
    source: Source, drafts: Sequence[Draft], *, at: datetime, batch_id: UUID | None = None
) -> list[Outcome]:
    """Write the drafts into `source`, all or none, and say of each what became of it.

    A record that is there with the same content is left alone; with other content the old one is kept
    as a Revision. Drafts that name one record several times are written in their order.
    """
    outcomes: list[Outcome] = []
    with transaction.atomic():
        people = match(draft.person for draft in drafts)
        for run in _without_repeats(drafts):
            outcomes += _write(source, run, people, at=at, batch_id=batch_id)
    return outcomes


def record_one(source: Source, draft: Draft, *, known: Match | None, at: datetime, change: int) -> Feedback:
    """Write one new record, whose customer is known or nobody; `change` is from `next_change`."""
    people = {draft.person.key: known} if known else {}
    stamp = {"change": change, "batch_id": None}
    return _insert(source, [draft], people, at=at, stamp=stamp)[0]


def revise_one(
    row: Feedback,
    draft: Draft,
    *,
    before: Sequence[AnswerDraft],
    known: Match | None,
    at: datetime,
    change: int,
) -> None:
    """Write what one record says now, whose answers were those `before`; `change` is from `next_change`.

    Where something that was said is not said any more, all that it said is kept as a Revision.
    """
    if row.digest == draft.digest:
        return
    people = {draft.person.key: known} if known else {}
    columns = _columns(draft, people) | {"change": change, "revision": row.revision + 1, "batch_id": None}
    update = update_of(Feedback, columns, id=row.pk)
    if all(one in draft.answers for one in before):
        update.run()
    else:
        said = snapshot(row, [Answer(**vars(one)) for one in sorted(before, key=lambda one: one.field_id)])
        insert_beside(update, Revision(feedback=row, number=row.revision, content=said, replaced_at=at))
    gone = {one.field_id for one in before} - {one.field_id for one in draft.answers}
    if gone:
        Answer.objects.filter(feedback=row, field_id__in=gone).delete()
    added = [one for one in draft.answers if one not in before]
    if added:
        _put(row, added, is_new=not {one.field_id for one in before} & {one.field_id for one in added})


def _put(row: Feedback, added: Sequence[AnswerDraft], *, is_new: bool) -> None:
    answers = [Answer(feedback=row, **vars(one)) for one in added]
    if is_new:
        Answer.objects.insert_many(answers)
        return
    said = [name for name in vars(added[0]) if name != "field_id"]
    Answer.objects.bulk_create(
        answers, update_conflicts=True, unique_fields=["feedback", "field_id"], update_fields=said
    )


def _without_repeats(drafts: Sequence[Draft]) -> Iterator[list[Draft]]:
    run: dict[str, Draft] = {}
    for draft in drafts:
        if draft.external_id in run:
            yield list(run.values())
            run = {}
        run[draft.external_id] = draft
    yield list(run.values())


def _digests(source: Source, drafts: Sequence[Draft]) -> dict[str, str]:
    ids = [draft.external_id for draft in drafts]
    rows = Feedback.objects.filter(source=source, external_id__in=ids).order_by()
    return dict(rows.values_list("external_id", "digest"))


def _outcome(known: str | None, digest: str) -> Outcome:
    if known is None:
        return Outcome.NEW
    return Outcome.DUPLICATE if known == digest else Outcome.UPDATED


def _write(
    source: Source, drafts: list[Draft], people: dict[str, Match], *, at: datetime, batch_id: UUID | None
) -> list[Outcome]:
    known = _digests(source, drafts)
    outcomes = [_outcome(known.get(draft.external_id), draft.digest) for draft in drafts]
    new = [draft for draft, outcome in zip(drafts, outcomes, strict=True) if outcome == Outcome.NEW]
    changed = [draft for draft, outcome in zip(drafts, outcomes, strict=True) if outcome == Outcome.UPDATED]
    if new or changed:
        stamp = {"change": next_change(), "batch_id": batch_id}
        _insert(source, new, people, at=at, stamp=stamp)
        _rewrite(source, changed, people, at=at, stamp=stamp)
    return outcomes


def _insert(
    source: Source, drafts: list[Draft], people: dict[str, Match], *, at: datetime, stamp: dict[str, Any]
) -> list[Feedback]:
    rows = [
        Feedback(
            source=source,
            external_id=draft.external_id,
            received_at=at,
            **_columns(draft, people),
            **stamp,
        )
        for draft in drafts
    ]
    TenantQuerySet(Feedback).insert_many(rows)
    _answer(rows, drafts)
    return rows


def _rewrite(
    source: Source, drafts: list[Draft], people: dict[str, Match], *, at: datetime, stamp: dict[str, Any]
) -> None:
    ids = [draft.external_id for draft in drafts]
    queryset = Feedback.objects.filter(source=source, external_id__in=ids).order_by()
    queryset = queryset.prefetch_related("answers")
    rows = {row.external_id: row for row in queryset}
    Revision.objects.bulk_create(
        Revision(
            feedback=row,
            number=row.revision,
            content=snapshot(row),
            replaced_at=at,
            replaced_by_batch=stamp["batch_id"],
        )
        for row in rows.values()
    )
    for draft in drafts:
        row = rows[draft.external_id]
        for name, value in {**_columns(draft, people), **stamp, "revision": row.revision + 1}.items():
            setattr(row, name, value)
    Feedback.objects.bulk_update(
        rows.values(),
        [name.removesuffix("_id") if name != "batch_id" else name for name in REWRITTEN],
        batch_size=100,
    )
    Answer.objects.filter(feedback__in=rows.values()).delete()
    _answer([rows[draft.external_id] for draft in drafts], drafts)


def _columns(draft: Draft, people: dict[str, Match]) -> dict[str, Any]:
    found = people.get(draft.person.key)
    return {
        **{name: getattr(draft, name) for name in CONTENT},
        "customer_id": found.customer_id if found else None,
        "account_id": found.account_id if found else None,
        "segment": draft.segment or draft.person.segment or (found.segment if found else ""),
        "digest": draft.digest,
    }


def _answer(rows: list[Feedback], drafts: list[Draft]) -> None:
    TenantQuerySet(Answer).insert_many(
        Answer(feedback=row, **vars(answer))
        for row, draft in zip(rows, drafts, strict=True)
        for answer in draft.answers
    )


ANSWER = (
    "field_id", "field_type", "field_label", "answer_state", "value_number", "value_text", "value_id",
    "value_boolean", "scale_min", "scale_max", "scale_direction",
)  # fmt: skip


def snapshot(row: Feedback, answers: Sequence[Answer] | None = None) -> dict[str, Any]:
    """All that can be restored of a record, as JSON values; `answers` are its own where they are known."""
    found = {name: getattr(row, name) for name in REWRITTEN if name not in ("revision", "change")}
    for name in ("experienced_at", "collected_at"):
        found[name] = found[name].isoformat() if found[name] else None
    for name in ("customer_id", "account_id", "batch_id"):
        found[name] = str(found[name]) if found[name] else None
    answers = list(row.answers.all()) if answers is None else answers
    found["answers"] = [{name: getattr(answer, name) for name in ANSWER} for answer in answers]
    return found
