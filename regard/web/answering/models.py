"""Answers as they come in: by which link, in which state, and everything that they said before."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from regard.web.contacts.models import Invitation
from regard.web.customers.models import Customer
from regard.web.feedback.models import Channel, Feedback, State
from regard.web.surveys.models import Survey, Version
from regard.web.workspaces.tenancy import TenantModel


class LinkKind(models.TextChoices):
    PAGE = "page", _("Page")
    QR = "qr", _("QR code")
    KIOSK = "kiosk", _("Kiosk")
    WIDGET = "widget", _("Widget")


class Link(TenantModel):
    """An address under which anybody answers a survey; each one is counted apart."""

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="links")
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(max_length=8, choices=LinkKind.choices, default=LinkKind.PAGE)
    channel = models.CharField(max_length=12, choices=Channel.choices, default=Channel.WEB)
    token = models.CharField(max_length=32, unique=True, editable=False)
    language = models.CharField(max_length=10, blank=True)  # none: as the browser asks
    context = models.JSONField(default=dict)  # touchpoint, product, subject: of the records that come of it
    most = models.PositiveIntegerField(default=0)  # answers; 0: any number
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    expires_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["created_at", "id"]

    def __str__(self) -> str:
        return self.name


class Judged(models.TextChoices):
    PERSON = "person", _("A person: it counts")
    MACHINE = "machine", _("A machine: it does not count")


class Response(TenantModel):
    """What one person answered in one survey, as it stands now; `submissions` are how it came to be.

    The feedback record is the same answer in the form that everything else reads. An unconfirmed answer is
    a click that nobody confirmed yet.
    """

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="responses")
    version = models.ForeignKey(Version, models.RESTRICT, related_name="+")
    invitation = models.OneToOneField(Invitation, models.SET_NULL, null=True, related_name="response")
    link = models.ForeignKey(Link, models.SET_NULL, null=True, related_name="responses")
    customer = models.ForeignKey(Customer, models.SET_NULL, null=True, related_name="responses")
    feedback = models.OneToOneField(Feedback, models.SET_NULL, null=True, related_name="response")
    channel = models.CharField(max_length=12, choices=Channel.choices)
    state = models.CharField(max_length=20, choices=State.choices)
    language = models.CharField(max_length=10)
    segment = models.CharField(max_length=100, blank=True)
    values = models.JSONField(default=dict)  # by question: see regard.instruments.answers
    seed = models.CharField(max_length=32)  # the order in which options were shown: see ordering.py
    key_hash = models.CharField(max_length=64, unique=True)  # of the key that opens it again
    inclusion = models.FloatField(default=1.0)
    suspicion = models.JSONField(default=dict)  # what speaks for a machine or for many answers of one
    judged = models.CharField(max_length=8, choices=Judged.choices, blank=True)  # by a member who looked
    judged_at = models.DateTimeField(null=True)
    judged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    number = models.PositiveIntegerField(default=1)  # of its last submission
    started_at = models.DateTimeField()  # when the page was shown
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    completed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-last_at", "-id"]
        indexes = [
            models.Index(fields=["workspace", "survey", "state", "last_at"]),
            models.Index(fields=["workspace", "customer"]),
        ]


class Submission(TenantModel):
    """One time that somebody pressed a button: the history of an answer, and what makes a retry harmless.

    `values` are all that the answer said after it. The same key with the same body changes nothing.
    """

    response = models.ForeignKey(Response, models.CASCADE, related_name="submissions")
    survey = models.ForeignKey(Survey, models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    key_hash = models.CharField(max_length=64)
    body_digest = models.CharField(max_length=64)
    values = models.JSONField()
    state = models.CharField(max_length=20, choices=State.choices)
    signals = models.JSONField(default=dict)  # how it came: time on the page, browser or not
    at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "survey", "key_hash"], name="a_form_counts_once"),
            models.UniqueConstraint(fields=["response", "number"], name="one_submission_each"),
        ]


class FetchKind(models.TextChoices):
    SCORE = "score", _("A score was clicked")
    TRAP = "trap", _("A link that no person sees was followed")
    PAGE = "page", _("The page was opened")


class Fetch(TenantModel):
    """A link of an invitation was fetched, by whomever: it scores nothing, and tells machines from people."""

    invitation = models.ForeignKey(Invitation, models.CASCADE, related_name="fetches")
    kind = models.CharField(max_length=8, choices=FetchKind.choices)
    value = models.SmallIntegerField(null=True)
    method = models.CharField(max_length=8)
    agent_class = models.CharField(max_length=20, blank=True)  # "browser", "scanner", "library", "unknown"
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["workspace", "invitation", "at"])]
