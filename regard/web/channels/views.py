"""Who sends, for those who change the settings of the workspace."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from regard.web.channels import senders
from regard.web.channels.forms import SenderForm, TextSenderForm, initial_of
from regard.web.channels.lengths import latest_examples
from regard.web.channels.models import Message, MessageState, Sender, SenderKind
from regard.web.channels.sending import CANNOT_SEND, say
from regard.web.channels.smtp import Server, check
from regard.web.channels.tokens import hook
from regard.web.channels.troubles import explained, trouble
from regard.web.workspaces.permissions import Permission
from regard.web.workspaces.scope import MemberRequest, fetch, member

NOT_LEFT = (MessageState.WAITING, MessageState.SENDING, MessageState.FAILED)
SHOWN = 20


@require_safe
@member(Permission.WORKSPACE_MANAGE)
def every(request: MemberRequest) -> HttpResponse:
    """The senders of the workspace."""
    rows = [_row(sender) for sender in Sender.objects.filter(removed_at=None)]
    return render(request, "channels/every.html", {"rows": rows})


def _row(sender: Sender) -> dict[str, object]:
    own = Message.objects.filter(sender=sender)
    waiting = own.filter(state__in=(MessageState.WAITING, MessageState.SENDING)).count()
    failed = own.filter(state=MessageState.FAILED).count()
    sent = own.filter(state=MessageState.SENT).count()
    problems = {"problem": explained(sender.problem), "mailbox_problem": explained(sender.mailbox_problem)}
    return {"sender": sender, "sent": sent, "waiting": waiting, "failed": failed, **problems}


@member(Permission.WORKSPACE_MANAGE)
def new(request: MemberRequest) -> HttpResponse:
    """One more sender."""
    return _filled_in(request, None)


@member(Permission.WORKSPACE_MANAGE)
def new_text(request: MemberRequest) -> HttpResponse:
    """One more number that writes text messages."""
    return _filled_in(request, None, is_text=True)


@member(Permission.WORKSPACE_MANAGE)
def one(request: MemberRequest, pk: UUID) -> HttpResponse:
    """A sender as it is, to be changed."""
    sender = _sender(request, pk)
    return _filled_in(request, sender, is_text=sender.kind != SenderKind.SMTP)


@require_POST
@member(Permission.WORKSPACE_MANAGE)
def trial(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Connect to its server and sign in; nothing is sent."""
    sender = _sender(request, pk)
    if sender.kind != SenderKind.SMTP:
        raise Http404
    try:
        check(Server.of(sender))
    except CANNOT_SEND as problem:
        say(sender, trouble(problem), at=timezone.now())
    else:
        say(sender, "", at=timezone.now())
        messages.success(request, _("The server is there and lets us in. Nothing was sent."))
    return redirect("channels:one", request.workspace.slug, pk)


@require_POST
@member(Permission.WORKSPACE_MANAGE)
def removal(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Send nothing more in its name."""
    senders.remove(_sender(request, pk), by=request.user, at=timezone.now())
    return redirect("channels:every", request.workspace.slug)


def _filled_in(request: MemberRequest, sender: Sender | None, *, is_text: bool = False) -> HttpResponse:
    make, keep = (TextSenderForm, senders.keep_texting) if is_text else (SenderForm, senders.keep)
    form = make(request.POST or None, initial=initial_of(sender) if sender else None)
    if request.method == "POST" and form.is_valid():
        kept = keep(sender, form.cleaned_data, by=request.user, at=timezone.now())
        messages.success(request, _("Kept."))
        return redirect("channels:one", request.workspace.slug, kept.pk)
    about = _about(sender) if sender else {}
    if is_text and (sender is None or sender.kind == SenderKind.SMS):
        about["texts"] = latest_examples()
    return render(request, "channels/one.html", {"form": form, "sender": sender, "is_text": is_text, **about})


def _about(sender: Sender) -> dict[str, object]:
    """What is wrong with a sender, and which of its messages did not leave yet."""
    waiting = Message.objects.filter(sender=sender, state__in=NOT_LEFT).exclude(problem="", tries=0)
    return {
        "problem": explained(sender.problem),
        "mailbox_problem": explained(sender.mailbox_problem),
        "hook": hook(sender) if sender.options.get("provider") else "",
        "inbound": hook(sender, name="text-hook") if sender.kind != SenderKind.SMTP else "",
        "troubled": waiting.order_by("-due_at", "-id")[:SHOWN],
    }


def _sender(request: MemberRequest, pk: UUID) -> Sender:
    sender = fetch(request, Sender, pk, to=Permission.WORKSPACE_MANAGE)
    if sender.removed_at is not None:
        raise Http404
    return sender
