"""The one record: what a customer said, where and when, in their own words. Nothing a model found."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from regard.web.customers.models import Account, Customer
from regard.web.workspaces.tenancy import TenantModel


class Kind(models.TextChoices):
    SURVEY_RESPONSE = "survey_response", _("Survey answer")
    REVIEW = "review", _("Review")
    MENTION = "mention", _("Mention")
    CONVERSATION = "conversation", _("Conversation")
    INTERVIEW = "interview", _("Interview")


class Channel(models.TextChoices):
    EMAIL = "email", _("E-mail")
    IN_APP = "in_app", _("In the app")
    WEB = "web", _("Web")
    SMS = "sms", _("SMS")
    CHAT = "chat", _("Chat")
    PHONE = "phone", _("Phone")
    IN_PERSON = "in_person", _("In person")
    KIOSK = "kiosk", _("Kiosk")
    SOCIAL = "social", _("Social network")
    STORE = "store", _("App store")
    FORUM = "forum", _("Forum")
    IMPORT = "import", _("File")


class State(models.TextChoices):
    UNCONFIRMED = "unconfirmed", _("Not confirmed")
    PARTIAL = "partial", _("Partial")
    COMPLETE = "complete", _("Complete")
    BOT_SUSPECT = "bot_suspect", _("Perhaps a machine")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    DELETED_AT_SOURCE = "deleted_at_source", _("Deleted at its source")


class Precision(models.TextChoices):
    EXACT = "exact", _("to the second")
    DAY = "day", _("to the day")
    MONTH = "month", _("to the month")
    UNKNOWN = "unknown", _("unknown")


class FieldType(models.TextChoices):
    """What an answer is; the first nine are Formbricks Hub's names."""

    NPS = "nps", "NPS"
    CSAT = "csat", "CSAT"
    CES = "ces", "CES"
    RATING = "rating", _("Stars")
    TEXT = "text", _("Text")
    CATEGORICAL = "categorical", _("Choice")
    NUMBER = "number", _("Number")
    BOOLEAN = "boolean", _("Yes or no")
    DATE = "date", _("Date")
    TRUST = "trust", _("Trust")
    VALUES = "values", _("Shared values")
    WORD_CHOICE = "word_choice", _("Word chosen")
    RANKING = "ranking", _("Place in a ranking")


class Direction(models.TextChoices):
    HIGH_IS_GOOD = "high_is_good", _("high is good")
    LOW_IS_GOOD = "low_is_good", _("low is good")


class AnswerState(models.TextChoices):
    ANSWERED = "answered", _("Answered")
    SKIPPED = "skipped", _("Skipped")
    NOT_SHOWN = "not_shown", _("Not shown")
    NOT_APPLICABLE = "not_applicable", _("Not applicable")


class Source(TenantModel):
    """A place that feedback comes from."""

    key = models.SlugField(max_length=100)
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["name", "id"]
        constraints = [models.UniqueConstraint(fields=["workspace", "key"], name="one_source_each")]

    def __str__(self) -> str:
        return self.name


class ChangeClock(TenantModel):
    """Counts the writes to the feedback of a workspace, one by one and without gaps.

    Each writing transaction takes the next number and stamps its rows with it; the row lock is kept
    until the commit, so a reader that has seen number n has seen every write up to n.
    """

    value = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace"], name="one_clock_each")]


class Feedback(TenantModel):
    """What one customer said once: a survey answered, a review, a mention, a message, an excerpt."""

    source = models.ForeignKey(Source, models.CASCADE, related_name="feedback")
    external_id = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    channel = models.CharField(max_length=12, choices=Channel.choices, default=Channel.IMPORT)
    subject = models.CharField(_("about"), max_length=200, blank=True)
    customer = models.ForeignKey(Customer, models.SET_NULL, null=True, blank=True, related_name="feedback")
    account = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="feedback")
    author_name = models.CharField(max_length=200, blank=True)
    experienced_at = models.DateTimeField(null=True, blank=True)
    collected_at = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField()
    time_precision = models.CharField(max_length=8, choices=Precision.choices, default=Precision.EXACT)
    permalink = models.URLField(max_length=2000, blank=True)
    title = models.CharField(max_length=1000, blank=True)
    text = models.TextField(blank=True)
    declared_language = models.CharField(max_length=10, blank=True)
    touchpoint = models.CharField(max_length=100, blank=True)
    lifecycle_stage = models.CharField(max_length=12, blank=True)
    product = models.CharField(max_length=100, blank=True)
    region = models.CharField(max_length=100, blank=True)
    segment = models.CharField(max_length=100, blank=True)
    attributes = models.JSONField(default=dict, blank=True)
    is_public = models.BooleanField(default=False)
    state = models.CharField(max_length=20, choices=State.choices, default=State.COMPLETE)
    # how it came in
    batch_id = models.UUIDField(null=True, blank=True, editable=False)
    digest = models.CharField(max_length=32, editable=False)
    revision = models.PositiveIntegerField(default=1, editable=False)
    change = models.PositiveBigIntegerField(editable=False)

    class Meta:
        ordering = ["-collected_at", "-id"]
        constraints = [
            # the workspace first, as every query names it: the key is then what finds records
            models.UniqueConstraint(
                fields=["workspace", "source", "external_id"], name="a_record_comes_in_once"
            )
        ]
        indexes = [
            models.Index(fields=["workspace", "-collected_at"]),
            models.Index(fields=["workspace", "change", "id"]),
            models.Index(fields=["workspace", "batch_id"]),
            models.Index(fields=["customer", "-collected_at"]),
        ]


class Answer(TenantModel):
    """One question's answer inside a feedback record; a score carries the bounds of its scale."""

    feedback = models.ForeignKey(Feedback, models.CASCADE, related_name="answers")
    field_id = models.CharField(max_length=100)
    field_label = models.CharField(max_length=500, blank=True)
    field_type = models.CharField(max_length=12, choices=FieldType.choices)
    answer_state = models.CharField(max_length=14, choices=AnswerState.choices, default=AnswerState.ANSWERED)
    value_number = models.FloatField(null=True, blank=True)
    value_text = models.TextField(blank=True)
    value_id = models.CharField(max_length=200, blank=True)
    value_boolean = models.BooleanField(null=True, blank=True)
    value_date = models.DateField(null=True, blank=True)
    scale_min = models.FloatField(null=True, blank=True)
    scale_max = models.FloatField(null=True, blank=True)
    scale_direction = models.CharField(max_length=12, choices=Direction.choices, blank=True)

    class Meta:
        ordering = ["field_id"]
        constraints = [models.UniqueConstraint(fields=["feedback", "field_id"], name="one_answer_a_field")]


class Revision(TenantModel):
    """What a record said before its source changed it: nothing that was once said is lost."""

    feedback = models.ForeignKey(Feedback, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    replaced_at = models.DateTimeField()
    replaced_by_batch = models.UUIDField(null=True, blank=True)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["feedback", "number"], name="one_revision_each")]


class Removal(TenantModel):
    """Records of one month were taken out again (an import undone): the copies must follow."""

    change = models.PositiveBigIntegerField()
    month = models.CharField(max_length=7)
    records = models.PositiveIntegerField()

    class Meta:
        ordering = ["change"]
        indexes = [models.Index(fields=["workspace", "change"])]
