"""Where providers of text messages post: what became of one, and what people write back.

Every call is signed with the key of the account (X-Twilio-Signature: HMAC-SHA1 of the address and the fields
in their order). The address alone is not enough.
"""

import base64
import hashlib
import hmac
import re
import unicodedata
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from regard.web import sealing
from regard.web.channels.models import MailEvent, MailEventKind, Message, Sender, SenderKind
from regard.web.channels.noticing import notice
from regard.web.channels.smtp import PURPOSE
from regard.web.channels.stopping import resume_number, stop_number
from regard.web.channels.texting import phone
from regard.web.channels.tokens import HOOK, read
from regard.web.workspaces.tenancy import in_workspace

STOP = frozenset(
    ("stop", "stopall", "unsubscribe", "cancel", "end", "quit", "td", "t", "退订", "退訂", "取消订阅", "停止")
)
START = frozenset(("start", "unstop", "恢复订阅", "恢復訂閱"))
AROUND = re.compile(r"^[\W_]+|[\W_]+$")
KINDS = {"delivered": MailEventKind.DELIVERED, "read": MailEventKind.OPENED}
FAILED = ("undelivered", "failed")
NO_SUCH_NUMBER = ("21211", "21614", "30005", "30006")  # wrong, cannot be texted, unknown, a landline
OPTED_OUT = ("21610",)
NOTHING_TO_SAY = '<?xml version="1.0" encoding="UTF-8"?><Response/>'


@csrf_exempt  # a provider has no form of ours; it signs what it posts
@require_POST
def texts(request: HttpRequest, key: str) -> HttpResponse:
    """Act upon one call of a provider; 403 where it is not signed with the key of the account."""
    pk = read(key, purpose=HOOK)
    rows = Sender._base_manager.select_related("workspace").exclude(kind=SenderKind.SMTP)
    sender = rows.filter(pk=pk).first() if pk else None
    if sender is None:
        raise Http404
    if not _is_signed(request, sender):
        return HttpResponse(status=403)
    with in_workspace(sender.workspace):
        if request.POST.get("MessageStatus"):
            _became(sender, request, at=timezone.now())
        elif request.POST.get("From"):
            _written(sender, request.POST, at=timezone.now())
    return HttpResponse(NOTHING_TO_SAY, content_type="text/xml")


def signature(address: str, fields: Mapping[str, str], key: str) -> str:
    """What a provider signs with: the address that it calls, and each field with its value, by name."""
    signed = address + "".join(name + fields[name] for name in sorted(fields))
    return base64.b64encode(hmac.new(key.encode(), signed.encode(), hashlib.sha1).digest()).decode()


def word(written: str) -> str:
    """A text as one word to compare: without its case, its width, and what stands around it.

    >>> word(" Stop. "), word("ＳＴＯＰ"), word("【退订】"), word("stop it")
    ('stop', 'stop', '退订', 'stop it')
    """
    return AROUND.sub("", unicodedata.normalize("NFKC", written[:200]).casefold())


def _is_signed(request: HttpRequest, sender: Sender) -> bool:
    sealed = sender.sealed_secrets.get("password", "")
    if not sealed:
        return False
    try:
        key = sealing.unseal(sealed, purpose=PURPOSE)
    except sealing.BrokenSeal:
        return False
    ours = signature(settings.PUBLIC_URL + request.get_full_path(), request.POST.dict(), key)
    return hmac.compare_digest(ours.encode(), request.headers.get("X-Twilio-Signature", "").encode())


def _became(sender: Sender, request: HttpRequest, *, at: datetime) -> None:
    """Keep what became of a message that the address of the call names."""
    try:
        pk = UUID(request.GET.get("message", ""))
    except ValueError:
        return
    message = Message.objects.filter(sender=sender, pk=pk).select_related("invitation__customer").first()
    status, code = request.POST["MessageStatus"], request.POST.get("ErrorCode", "")
    kind = _failure(code) if status in FAILED else KINDS.get(status)
    if message is None or kind is None:
        return
    key = f"{request.POST.get('MessageSid', '')}:{status}:{code}"
    notice(sender, message, kind=kind, external_id=key, happened_at=at, at=at, detail=code[:10])


def _failure(code: str) -> str:
    if code in NO_SUCH_NUMBER:
        return MailEventKind.HARD_BOUNCE
    return MailEventKind.UNSUBSCRIBE if code in OPTED_OUT else MailEventKind.SOFT_BOUNCE


def _written(sender: Sender, fields: Mapping[str, str], *, at: datetime) -> None:
    """Who writes STOP is asked no more, and START takes it back; the same message twice is one."""
    number = phone(fields["From"].removeprefix("whatsapp:"))
    said = fields.get("OptOutType", "") or fields.get("Body", "")
    is_stop, is_start = word(said) in STOP, word(said) in START
    kind = MailEventKind.UNSUBSCRIBE if is_stop else MailEventKind.REPLY
    key = f"in:{fields.get('MessageSid', '')}"
    with transaction.atomic():
        Sender.objects.select_for_update().get(pk=sender.pk)  # two of the same wait for each other
        if not number or MailEvent.objects.filter(sender=sender, external_id=key).exists():
            return
        MailEvent.objects.create(sender=sender, kind=kind, external_id=key, at=at, received_at=at)
        if is_stop:
            stop_number(number, at=at)
        elif is_start:
            resume_number(number, at=at)
