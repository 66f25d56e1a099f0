"""Whom to ask, and everything that was ever sent to somebody, or was not, and why."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from regard.web.customers.models import Account, Customer
from regard.web.feedback.models import Channel
from regard.web.surveys.models import Survey, Version
from regard.web.workspaces.tenancy import TenantModel


class Audience(TenantModel):
    """A saved rule over customers and their attributes: who may be asked."""

    name = models.CharField(_("name"), max_length=200)
    rule = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name


class Trigger(models.TextChoices):
    ONCE = "once", _("Once")
    ROLLING = "rolling", _("A few people every day")
    EVENT = "event", _("After an event")


class Campaign(TenantModel):
    """How a survey is put to an audience: by which channel, when, how many, how urgently."""

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="campaigns")
    audience = models.ForeignKey(Audience, models.RESTRICT, null=True, blank=True, related_name="campaigns")
    name = models.CharField(_("name"), max_length=200)
    channel = models.CharField(max_length=12, choices=Channel.choices, default=Channel.EMAIL)
    trigger = models.CharField(max_length=8, choices=Trigger.choices, default=Trigger.ONCE)
    event_kind = models.CharField(max_length=40, blank=True)  # an EventKind, or a name that the API gives
    delay_hours = models.PositiveIntegerField(default=0)
    wanted = models.PositiveIntegerField(default=0)  # answers; 0: as many as come
    per_day = models.PositiveIntegerField(default=0)  # invitations; 0: no limit
    planned = models.PositiveIntegerField(default=0)  # invitations in all; 0: everybody
    shares = models.JSONField(default=dict)  # by segment: how many times as likely it is asked
    share = models.FloatField(default=1.0)  # of the events that are asked about
    priority = models.PositiveSmallIntegerField(default=5)  # 1 is asked first
    reserved = models.FloatField(default=0.0)  # the share of what people may be asked that is kept for it
    reminder_after_days = models.PositiveSmallIntegerField(null=True, blank=True)
    sending = models.JSONField(default=dict)  # sender, working hours, weekdays: the channel's own
    starts_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True, editable=False)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    stopped_at = models.DateTimeField(null=True, blank=True, editable=False)
    stopped_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["priority", "-created_at"]

    def __str__(self) -> str:
        return self.name


class Draw(TenantModel):
    """One choice of people for a campaign: by chance among those who may be asked."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="draws")
    at = models.DateTimeField()
    seed = models.CharField(max_length=64)
    considered = models.PositiveIntegerField()
    eligible = models.PositiveIntegerField()
    taken = models.PositiveIntegerField()
    rules = models.ForeignKey("ContactRules", models.RESTRICT, null=True, related_name="+")

    class Meta:
        ordering = ["-at"]


class Invitation(TenantModel):
    """One person asked once: a link of their own, one answer, and the chance that they had to be asked."""

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="invitations")
    version = models.ForeignKey(Version, models.RESTRICT, related_name="+")
    campaign = models.ForeignKey(Campaign, models.SET_NULL, null=True, related_name="invitations")
    draw = models.ForeignKey(Draw, models.SET_NULL, null=True, related_name="invitations")
    customer = models.ForeignKey(Customer, models.SET_NULL, null=True, related_name="invitations")
    account = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="invitations")
    channel = models.CharField(max_length=12, choices=Channel.choices)
    language = models.CharField(max_length=10, blank=True)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    sealed_token = models.CharField(max_length=200, editable=False)  # for the one who writes the link
    external_key = models.CharField(max_length=200, blank=True)  # what a caller named it; empty: nothing
    segment = models.CharField(max_length=100, blank=True)  # as it was on the day
    context = models.JSONField(default=dict)  # touchpoint, product, subject: of the record that comes of it
    inclusion = models.FloatField(default=1.0)  # the chance to be asked, above 0 and up to 1
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    bounced_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)  # not reliable; enters no rate
    remind_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    used_on = models.DateField(null=True)  # anonymous surveys alone: the day, and no answer that it leads to

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["survey", "external_key"],
                condition=~models.Q(external_key=""),
                name="an_event_asks_once",
            )
        ]
        indexes = [
            models.Index(fields=["workspace", "due_at"], condition=models.Q(sent_at=None), name="due"),
            models.Index(
                fields=["workspace", "remind_at"], condition=models.Q(reminded_at=None), name="remind"
            ),
            models.Index(fields=["workspace", "survey", "segment"]),
            models.Index(fields=["customer", "-created_at"]),
        ]


class ContactKind(models.TextChoices):
    ASK = "ask", pgettext_lazy("a message", "Question")
    REMINDER = "reminder", _("Reminder")
    INTERVIEW = "interview", _("Request for an interview")
    NOTICE = "notice", _("Notice")
    MARKETING = "marketing", _("Advertising")


class Outcome(models.TextChoices):
    SENT = "sent", _("Sent")
    NOT_SENT = "not_sent", _("Not sent")
    FAILED = "failed", _("Failed")


class Reason(models.TextChoices):
    """Why somebody was not asked."""

    NONE = "", "–"
    ASKED_LATELY = "asked_lately", _("asked too recently")
    SAME_SURVEY = "same_survey", _("asked this too recently")
    PERSON_CAP = "person_cap", _("asked often enough")
    ACCOUNT_CAP = "account_cap", _("their company was asked often enough")
    QUIET = "quiet", _("quiet after a complaint")
    UNSUBSCRIBED = "unsubscribed", _("does not want to be asked")
    BOUNCED = "bounced", _("address does not work")
    COMPLAINED = "complained", _("reported us as spam")
    NO_ADDRESS = "no_address", _("no address for this channel")
    PREFERENCE = "preference", _("chose to be asked less often")
    RESERVED = "reserved", _("kept for a rarer survey")
    NOT_DRAWN = "not_drawn", _("not drawn")
    NOT_IN_AUDIENCE = "not_in_audience", _("not in the audience")
    ANSWERED = "answered", _("has answered already")
    CLOSED = "closed", _("the survey was closed")
    EXPIRED = "expired", _("too late")
    SAMPLED_OUT = "sampled_out", _("outside the sample of visits")


class ContactEvent(TenantModel):
    """A line of the ledger: somebody was asked or reminded, or was not and why. Never changed."""

    customer = models.ForeignKey(Customer, models.SET_NULL, null=True, related_name="contacts")
    account = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="contacts")
    survey = models.ForeignKey(Survey, models.SET_NULL, null=True, related_name="contacts")
    campaign = models.ForeignKey(Campaign, models.SET_NULL, null=True, related_name="contacts")
    invitation = models.ForeignKey(Invitation, models.SET_NULL, null=True, related_name="contacts")
    draw = models.ForeignKey(Draw, models.SET_NULL, null=True, related_name="contacts")
    survey_kind = models.CharField(max_length=40, blank=True)  # "csat nps": the rules speak of kinds
    channel = models.CharField(max_length=12, choices=Channel.choices)
    kind = models.CharField(max_length=10, choices=ContactKind.choices)
    outcome = models.CharField(max_length=8, choices=Outcome.choices)
    reason = models.CharField(max_length=16, choices=Reason.choices, blank=True)
    rule = models.CharField(max_length=40, blank=True)  # the key of the rule that decided
    chance = models.FloatField(null=True)  # that they had to be asked at this event; else unknown
    at = models.DateTimeField()

    class Meta:
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(fields=["workspace", "customer", "-at"]),
            models.Index(fields=["workspace", "account", "-at"]),
            models.Index(fields=["workspace", "campaign", "outcome", "reason"]),
        ]


class ContactRules(TenantModel):
    """How often people may be asked; a change is another row, so that each decision names its rules."""

    number = models.PositiveIntegerField()
    content = models.JSONField()
    since = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["workspace", "number"], name="one_set_of_rules_each")]


class SuppressionReason(models.TextChoices):
    UNSUBSCRIBED = "unsubscribed", _("Unsubscribed")
    BOUNCED = "bounced", _("The address does not work")
    COMPLAINED = "complained", _("Reported as spam")
    ERASED = "erased", _("Erased")
    BY_HAND = "by_hand", _("Entered by hand")


class Suppression(TenantModel):
    """An address that is not written to; it is known by its hash alone, so it outlives an erased person."""

    kind = models.CharField(max_length=20)  # "email", "phone": as in Identity
    value_hash = models.CharField(max_length=64)
    survey = models.ForeignKey(Survey, models.CASCADE, null=True, related_name="+")  # none: all of them
    reason = models.CharField(max_length=12, choices=SuppressionReason.choices)
    evidence = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-at"]
        indexes = [models.Index(fields=["workspace", "kind", "value_hash"])]


class Preference(TenantModel):
    """What a customer chose on their own page: how often, in which language, by which channels not."""

    customer = models.OneToOneField(Customer, models.CASCADE, related_name="preference")
    at_most_once_in_days = models.PositiveIntegerField(null=True)
    channels_off = models.JSONField(default=list)
    language = models.CharField(max_length=10, blank=True)
    changed_at = models.DateTimeField()


class Quiet(TenantModel):
    """Somebody is left alone: a complaint is open, or they asked for it."""

    customer = models.ForeignKey(Customer, models.CASCADE, null=True, related_name="quiet")
    account = models.ForeignKey(Account, models.CASCADE, null=True, related_name="quiet")
    because = models.CharField(max_length=200)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)  # none: until it is ended
    ended_at = models.DateTimeField(null=True)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-since"]
        indexes = [models.Index(fields=["workspace", "customer"])]


class Happening(TenantModel):
    """Something that a caller told us of: an order delivered, a ticket solved. Asks, or says why not."""

    key = models.CharField(max_length=200)  # the caller's; the same twice is one
    kind = models.CharField(max_length=40)
    customer = models.ForeignKey(Customer, models.CASCADE, null=True, related_name="happenings")
    context = models.JSONField(default=dict)
    at = models.DateTimeField()
    received_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)  # when campaigns had looked at it

    class Meta:
        ordering = ["-at"]
        constraints = [models.UniqueConstraint(fields=["workspace", "key"], name="a_happening_comes_in_once")]
        indexes = [
            models.Index(
                fields=["workspace", "received_at"], condition=models.Q(taken_at=None), name="untaken"
            )
        ]
