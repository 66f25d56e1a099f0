"""How invitations leave, and what comes back of them: senders, messages, bounces and complaints."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from regard.web.contacts.models import ContactKind, Invitation
from regard.web.feedback.models import Channel
from regard.web.workspaces.tenancy import TenantModel


class SenderKind(models.TextChoices):
    SMTP = "smtp", "SMTP"
    ANYMAIL = "anymail", _("Mail provider")
    SMS = "sms", "SMS"
    WHATSAPP = "whatsapp", "WhatsApp"


class Sender(TenantModel):
    """A person who asks, and the server or provider that carries it."""

    channel = models.CharField(max_length=12, choices=Channel.choices, default=Channel.EMAIL)
    kind = models.CharField(max_length=10, choices=SenderKind.choices, default=SenderKind.SMTP)
    name = models.CharField(_("name"), max_length=200)
    address = models.CharField(_("address"), max_length=320)  # an e-mail or a phone number
    reply_to = models.CharField(max_length=320, blank=True)
    postal_address = models.CharField(max_length=500, blank=True)
    options = models.JSONField(default=dict)  # host, port, security, user; the provider and its options
    sealed_secrets = models.JSONField(default=dict)  # by name, see web/sealing.py
    hook_hash = models.CharField(max_length=64, blank=True)  # of the secret in the address for its webhooks
    per_minute = models.PositiveIntegerField(default=60)
    mailbox = models.JSONField(default=dict)  # where bounces arrive: host, port, user, folder
    mailbox_cursor = models.CharField(max_length=100, blank=True)
    mailbox_at = models.DateTimeField(null=True)  # when it was looked into
    mailbox_problem = models.CharField(max_length=500, blank=True)
    checked_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return f"{self.name} <{self.address}>"


class MessageState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    SENDING = "sending", _("Being sent")  # left there by a killed worker: perhaps sent, with the same id
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed")
    NOT_SENT = "not_sent", _("Not sent")


class Message(TenantModel):
    """One message of an invitation: the question itself, or its reminder in the same thread."""

    invitation = models.ForeignKey(Invitation, models.CASCADE, related_name="messages")
    sender = models.ForeignKey(Sender, models.RESTRICT, related_name="messages")
    channel = models.CharField(max_length=12, choices=Channel.choices)
    kind = models.CharField(max_length=10, choices=ContactKind.choices)
    message_id = models.CharField(max_length=200, unique=True)  # ours, before the first try
    provider_id = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=MessageState.choices, default=MessageState.WAITING)
    due_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    copies = models.PositiveSmallIntegerField(default=0)  # handed over, and nobody said how that ended
    sent_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["due_at", "id"]
        constraints = [models.UniqueConstraint(fields=["invitation", "kind"], name="one_message_of_a_kind")]
        indexes = [
            models.Index(fields=["workspace", "state", "due_at"]),
            models.Index(fields=["workspace", "provider_id"]),
        ]


class MailEventKind(models.TextChoices):
    DELIVERED = "delivered", _("Delivered")
    SOFT_BOUNCE = "soft_bounce", _("Not delivered for now")
    HARD_BOUNCE = "hard_bounce", _("The address does not work")
    COMPLAINT = "complaint", _("Reported as spam")
    UNSUBSCRIBE = "unsubscribe", _("Unsubscribed")
    REPLY = "reply", _("Reply")
    OUT_OF_OFFICE = "out_of_office", _("Out of the office")
    OPENED = "opened", _("Opened")


class MailEvent(TenantModel):
    """What came back of a message, from its mailbox or its provider; the same twice is one."""

    message = models.ForeignKey(Message, models.CASCADE, null=True, related_name="events")
    sender = models.ForeignKey(Sender, models.CASCADE, related_name="events")
    kind = models.CharField(max_length=14, choices=MailEventKind.choices)
    external_id = models.CharField(max_length=200)
    detail = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()
    received_at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "sender", "external_id"], name="a_mail_event_once")
        ]
