"""One record with everything that is known of it: what was said, what was read in it, what it said before."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from regard.web.dashboards.addresses import Address
from regard.web.dashboards.carried import Themes, themes_of
from regard.web.dashboards.exporting import answer_text
from regard.web.dashboards.findings import Choices, Findings, Shown, choices, findings, shown, value_text
from regard.web.dashboards.labels import LABELS, language_tag
from regard.web.dashboards.naming import Naming
from regard.web.dashboards.verbatims import (
    day_text,
    has_score,
    marked,
    moment_text,
    reading_of,
    safe_link,
    score_text,
)
from regard.web.feedback.models import Answer, AnswerState, Feedback, Revision, State
from regard.web.insights.anonymity import one_by_one
from regard.web.insights.models import Act, Correction, Reading, current_reading, said
from regard.web.listening.models import ImportBatch
from regard.web.workspaces.permissions import Permission
from regard.web.workspaces.scope import MemberRequest

MOST_REVISIONS = 20
MOST_CORRECTIONS = 100


@dataclass(frozen=True)
class Fact:
    """One line about a record; `url` leads to more, outside of the application where `is_foreign`."""

    label: str
    text: str
    url: str = ""
    is_foreign: bool = False


@dataclass(frozen=True)
class Given:
    """One answer: the question, and what was answered."""

    label: str
    text: str


@dataclass(frozen=True)
class Earlier:
    """What a record said before its source changed it."""

    number: int
    replaced_at: Any
    text: str
    scores: str


@dataclass(frozen=True)
class Corrected:
    """What one person corrected, and whether it was taken back."""

    at: datetime
    by: str
    what: str
    before: str
    after: str
    engine: str
    version: str
    is_earlier: bool
    taken_back: str = ""
    retract_url: str = ""  # empty where it was taken back, and for those who may not


@dataclass(frozen=True)
class Single:
    """All that the page shows."""

    record: Feedback
    segments: list[dict[str, str]]
    lang: str
    reading: Reading | None
    findings: Findings | None
    shown: list[Shown]
    themes: Themes | None
    choices: Choices | None
    correct_url: str
    corrections: list[Corrected]
    answers: list[Given]
    facts: list[Fact]
    revisions: list[Earlier]
    counts: bool


def single(request: MemberRequest, pk: UUID) -> Single:
    """The record of the open workspace with this id. Raises Http404."""
    record = _found(pk)
    reading = reading_of(record)
    naming = Naming({record.source.key: record.source.name})
    slug, corrects = request.workspace.slug, request.membership.may(Permission.FEEDBACK_CORRECT)
    explore = reverse("dashboards:explore", args=[slug])
    return Single(
        record=record,
        segments=marked(said(record), reading),
        lang=language_tag(reading.language) if reading else "",
        reading=reading,
        findings=findings(reading, url=explore) if reading else None,
        shown=shown(reading, said(record)) if reading else [],
        themes=themes_of(record, slug=slug),
        choices=choices(reading) if reading and corrects else None,
        correct_url=reverse("corrections:correct", args=[slug, record.pk]),
        corrections=_corrections(record, slug=slug, corrects=corrects),
        answers=[_given(answer) for answer in record.answers.all()],
        facts=[fact for fact in _facts(request, record, naming) if fact.text],
        revisions=[_earlier(revision) for revision in record.revisions.all()[:MOST_REVISIONS]],
        counts=record.state in (State.COMPLETE, State.PARTIAL),
    )


def _found(pk: UUID) -> Feedback:
    rows: QuerySet[Any] = Feedback.objects.annotate(reading=current_reading())
    related = rows.select_related("reading", "source", "customer", "account").prefetch_related("answers")
    record: Feedback | None = related.filter(one_by_one(), pk=pk).first()
    if record is None:
        raise Http404
    return record


def _given(answer: Answer) -> Given:
    label = answer.field_label or answer.field_id
    if answer.answer_state != AnswerState.ANSWERED:
        return Given(label, str(AnswerState(answer.answer_state).label))
    return Given(label, score_text(answer) if has_score(answer) else answer_text(answer))


def _facts(request: MemberRequest, record: Feedback, naming: Naming) -> list[Fact]:
    slug = request.workspace.slug
    explore = reverse("dashboards:explore", args=[slug])
    facts = [
        Fact(pgettext("when", "Said"), day_text(record)),
        Fact(_("Experienced"), _known_moment(record.experienced_at, record.time_precision)),
        Fact(_("Received"), moment_text(record.received_at, "exact")),
        Fact(_("Source"), str(record.source), _narrowed(explore, source=(record.source.key,))),
        Fact(_("Kind"), naming.name("kind", record.kind)),
        Fact(_("Channel"), naming.name("channel", record.channel)),
        Fact(_("Segment"), record.segment, _narrowed(explore, segment=(record.segment,))),
        Fact(_("About"), record.subject),
        Fact(_("Product"), record.product),
        Fact(_("Region"), record.region),
        Fact(_("Touchpoint"), record.touchpoint),
        Fact(
            pgettext("of a record", "Where it stands"),
            safe_link(record.permalink),
            safe_link(record.permalink),
            is_foreign=True,
        ),
        Fact(_("State"), "" if record.state == State.COMPLETE else str(State(record.state).label)),
        *_import(record, explore),
        Fact(_("Id at its source"), record.external_id),
    ]
    return facts + (_personal(record, slug) if request.membership.may(Permission.CUSTOMER_VIEW) else [])


def _personal(record: Feedback, slug: str) -> list[Fact]:
    """What only those may see who see customers by name."""
    facts = [Fact(_("Author"), record.author_name)]
    if record.customer:
        url = reverse("customers:detail", args=[slug, record.customer.pk])
        facts.append(Fact(_("Customer"), str(record.customer), url))
    facts.append(Fact(_("Company"), str(record.account or "")))
    return facts + [Fact(str(name), str(value)) for name, value in record.attributes.items()]


def _import(record: Feedback, explore: str) -> list[Fact]:
    if record.batch_id is None:
        return []
    batch = ImportBatch.objects.filter(pk=record.batch_id).only("file_name").first()
    name = batch.file_name if batch else _("an import that is no more")
    return [Fact(_("Import"), name, _narrowed(explore, batch=str(record.batch_id)))]


def _corrections(record: Feedback, *, slug: str, corrects: bool) -> list[Corrected]:
    """The corrections of a record, the newest first."""
    rows = Correction.objects.filter(feedback=record).select_related("retraction").order_by("-at", "-id")
    return [_corrected(row, record, slug=slug, corrects=corrects) for row in rows[:MOST_CORRECTIONS]]


def _corrected(row: Correction, record: Feedback, *, slug: str, corrects: bool) -> Corrected:
    taken = getattr(row, "retraction", None)
    address = reverse("corrections:retract", args=[slug, record.pk, row.pk])
    names = {"head": LABELS[row.head], "act": Act(row.act).label, "value": value_text(row.head, row.value)}
    by = {"who": taken.by_name, "day": date_format(taken.at, "DATETIME_FORMAT")} if taken else {}
    return Corrected(
        at=row.at,
        by=row.by_name,
        what=_("%(head)s %(act)s: %(value)s") % names,
        before=_all_of(row.head, row.before),
        after=_all_of(row.head, row.after),
        engine=row.engine,
        version=row.version,
        is_earlier=row.revision != record.revision,
        taken_back=_("Taken back by %(who)s on %(day)s (UTC).") % by if taken else "",
        retract_url=address if corrects and not taken else "",
    )


def _all_of(head: str, value: Any) -> str:
    values = value if isinstance(value, list) else [value]
    return _(", ").join(dict.fromkeys(value_text(head, one) for one in values)) or _("nothing")


def _known_moment(at: datetime | None, precision: str) -> str:
    return moment_text(at, precision) if at else ""


def _narrowed(explore: str, **chosen: Any) -> str:
    return f"{explore}?{Address(period='all', **chosen).query()}"


def _earlier(revision: Revision) -> Earlier:
    content = revision.content
    text = f"{content.get('title', '')}\n{content.get('text', '')}".strip()
    scores = [
        f"{answer.get('field_label') or answer.get('field_id')}: {answer['value_number']:g}"
        for answer in content.get("answers", [])
        if answer.get("value_number") is not None
    ]
    return Earlier(revision.number, revision.replaced_at, text, ", ".join(scores))
