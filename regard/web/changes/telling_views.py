"""Telling people what came of their words: how many, what they would read, and what became of it."""

import csv
from collections import Counter
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from regard.instruments.definition import LANGUAGES
from regard.web.changes import hearing, retelling, telling
from regard.web.changes.letters import Told, unsubscribing, written, written_short
from regard.web.changes.models import Change, Notice, NoticeState
from regard.web.changes.telling import NoSender
from regard.web.channels.composing import Letter
from regard.web.channels.models import Sender
from regard.web.channels.segments import Length, length
from regard.web.customers.models import Customer
from regard.web.dashboards.neutral import for_csv
from regard.web.feedback.models import Channel
from regard.web.workspaces.permissions import Permission
from regard.web.workspaces.scope import MemberRequest, fetch, member
from regard.web.workspaces.tenancy import current_workspace

PAGE = 50


@member(Permission.CHANGE_EDIT)
def tell(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Show how many would be told and what they would read; on POST tell them."""
    change = fetch(request, Change, pk, to=Permission.CHANGE_EDIT)
    if not change.is_locked:
        messages.error(request, _("Nobody is told of what is not decided yet."))
        return redirect("changes:one", request.workspace.slug, pk)
    if request.method == "POST":
        return _told(request, change)
    at, by_channel = timezone.now(), telling.senders()
    context = {
        "change": change,
        "reckoning": telling.reckon(change, at=at),
        "has_senders": bool(by_channel),
        "letters": _letters(change, by_channel.get(Channel.EMAIL))
        if set(by_channel) != {Channel.SMS}
        else [],
        "texts": _texts(change) if Channel.SMS in by_channel else [],
        "may_manage": request.membership.may(Permission.WORKSPACE_MANAGE),
    }
    return render(request, "changes/tell.html", context)


def _told(request: MemberRequest, change: Change) -> HttpResponse:
    try:
        n = telling.tell(change, by=request.user, at=timezone.now())
    except NoSender:
        messages.error(request, _("Nothing leaves this workspace yet: it has no sender."))
        return redirect("changes:tell", request.workspace.slug, change.pk)
    said = ngettext("%(n)s person is told now.", "%(n)s people are told now.", n) % {"n": n}
    messages.success(request, said)
    return redirect("changes:told", request.workspace.slug, change.pk)


@require_safe
@member(Permission.CUSTOMER_VIEW)
def told(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Everybody who was told, or was not and why."""
    change = fetch(request, Change, pk, to=Permission.CUSTOMER_VIEW)
    rows = Notice.objects.filter(change=change).select_related("customer", "feedback", "sender")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {"change": change, "page": page, **summary(change)}
    return render(request, "changes/told.html", context)


@require_safe
@member(Permission.CHANGE_EDIT)
def held_out(request: MemberRequest, pk: UUID) -> HttpResponse:
    """The customers who do not get a change, as a file for those who carry it out; of one that is locked."""
    change = fetch(request, Change, pk, to=Permission.CHANGE_EDIT)
    if not change.holdout_percent or not change.is_locked:
        raise Http404
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="held-out.csv"'
    writer = csv.writer(answer)
    writer.writerow(["customer"])
    writer.writerows([for_csv(name)] for name in hearing.held_out(change))
    return answer


def summary(change: Change) -> dict[str, object]:
    """How many were told, wait, could not be told, and were not for which reason."""
    rows = list(Notice.objects.filter(change=change).values_list("state", "reason"))
    states = Counter(state for state, _reason in rows)
    silent = Counter(reason for state, reason in rows if state == NoticeState.NOT_TOLD)
    return {
        "told_states": [(one.label, states[one]) for one in NoticeState if states[one]],
        "told_silent": telling.named(silent),
        "told_any": bool(rows),
        "told_later": retelling.waiting(change, at=timezone.now()) if silent else 0,
    }


def _letters(change: Change, sender: Sender | None) -> list[tuple[str, Letter]]:
    """What somebody would read, in each language, with the newest words that led to it."""
    at = timezone.now()
    return [(name, written(change, told, sender=sender, at=at)) for name, told in _nobodies(change)]


def _texts(change: Change) -> list[tuple[str, str, Length]]:
    """The same as a text message, each with how long it is."""
    texts = [(name, written_short(change, told)) for name, told in _nobodies(change)]
    return [(name, text, length(text)) for name, text in texts]


def _nobodies(change: Change) -> list[tuple[str, Told]]:
    """Somebody who is nobody, for each language by its name."""
    record = next(iter(telling.words_of(change).values()), None)
    found = []
    for language in LANGUAGES:
        nobody = Customer(workspace=current_workspace(), language=language)
        name = str(translation.get_language_info(language)["name_local"])
        found.append((name, Told(nobody, record, unsubscribing(nobody.pk))))
    return found
