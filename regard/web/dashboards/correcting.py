"""A person corrects what a record was read as: from a list with one click, or on the record's own page."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from regard.web.dashboards.opened_models import opened
from regard.web.dashboards.verbatims import quotes
from regard.web.feedback.models import Feedback
from regard.web.insights import correcting
from regard.web.insights.anonymity import one_by_one
from regard.web.insights.correcting import NothingCorrected, NotRead, UnfitCorrection, WordsNotThere
from regard.web.insights.models import Correction, current_reading, said
from regard.web.workspaces.permissions import Permission
from regard.web.workspaces.scope import MemberRequest, fetch, member

UNDO = "undo"
LONGEST = 500


@require_POST
@member(Permission.FEEDBACK_CORRECT)
def correct(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Set, add or remove one label of a record; `choice` says which: "remove factor price negative"."""
    record = _shown_alone(request, pk)
    try:
        told = _follow(request, record, request.POST.get("choice", "").replace("\0", "")[:LONGEST])
    except UnfitCorrection as problem:
        return _answer(request, record, messages.ERROR, _reason(problem))
    opened(record, by=request.user, at=timezone.now())
    return _answer(request, record, messages.SUCCESS, told)


@require_POST
@member(Permission.FEEDBACK_CORRECT)
def retract(request: MemberRequest, pk: UUID, correction: UUID) -> HttpResponse:
    """Take one correction of a record back."""
    row = fetch(request, Correction, correction, to=Permission.FEEDBACK_VIEW)
    record = _shown_alone(request, pk)
    if row.feedback_id != record.pk:
        raise Http404
    correcting.retract(row, by=request.user, at=timezone.now())
    return _answer(request, record, messages.SUCCESS, _("The correction is taken back."))


def _shown_alone(request: MemberRequest, pk: UUID) -> Feedback:
    """The record, which is not of an anonymous survey. Raises Http404."""
    record = fetch(request, Feedback, pk, to=Permission.FEEDBACK_VIEW)
    if not Feedback.objects.filter(one_by_one(), pk=record.pk).exists():
        raise Http404
    return record


def _follow(request: MemberRequest, record: Feedback, choice: str) -> str:
    """Do what was chosen; what is said of it. Raises UnfitCorrection."""
    if choice == UNDO:
        last = Correction.objects.filter(feedback=record, revision=record.revision, retraction=None).last()
        if last is not None:
            correcting.retract(last, by=request.user, at=timezone.now())
        return _("The correction is taken back.")
    parts = choice.split()
    act, head, *value = parts if len(parts) > 1 else ("", "")
    correcting.correct(
        record, head=head, act=act, value=_value(request, record, head, value), by=request.user,
        at=timezone.now(),
    )  # fmt: skip
    return _("The correction is kept; the numbers follow.")


def _value(request: HttpRequest, record: Feedback, head: str, parts: list[str]) -> Any:
    if head != "factor" or len(parts) != 2:
        return " ".join(parts)
    words = request.POST.get("words", "").strip()[:LONGEST]
    return correcting.factor_value(*parts, words=words, text=said(record))


def _reason(problem: UnfitCorrection) -> str:
    if isinstance(problem, WordsNotThere):
        return _("“%(words)s” is not in the text; copy the words as they stand there.") % {"words": problem}
    if isinstance(problem, NotRead):
        return _("This record is not read yet, so there is nothing to correct.")
    if isinstance(problem, NothingCorrected):
        return _("The reading says so already.")
    return _("That is nothing that can be corrected.")


def _answer(request: MemberRequest, record: Feedback, level: int, told: str) -> HttpResponse:
    """The record as it stands now in a list, for htmx; otherwise the page that the person came from."""
    if request.headers.get("HX-Request") == "true":
        rows = Feedback.objects.annotate(reading=current_reading()).filter(pk=record.pk)
        related = rows.select_related("reading", "source", "customer", "account")
        one = quotes(request, related.prefetch_related("answers"))[0]
        return render(request, "dashboards/verbatim.html", {"quote": one, "just_corrected": told})
    messages.add_message(request, level, told)
    back = request.POST.get("next", "")
    own = reverse("dashboards:record", args=[request.workspace.slug, record.pk])
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    return redirect(back if back.startswith("/") and safe else f"{own}#reading")
