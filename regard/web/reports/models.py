"""Reports as they were made, when they leave by themselves, the letters that carry them, and findings."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from regard.web.workspaces.tenancy import TenantModel

WEEKDAYS = [
    (0, _("Monday")),
    (1, _("Tuesday")),
    (2, _("Wednesday")),
    (3, _("Thursday")),
    (4, _("Friday")),
    (5, _("Saturday")),
    (6, _("Sunday")),
]


class Format(models.TextChoices):
    PDF = "pdf", "PDF"
    PPTX = "pptx", "PowerPoint"
    XLSX = "xlsx", "Excel"


def only_pdf() -> list[str]:
    """What schedules sent before there was a choice."""
    return [Format.PDF.value]


class Schedule(TenantModel):
    """On which day of the month a report of the month before is made and sent; a stopped one stays."""

    day = models.PositiveSmallIntegerField()
    length = models.PositiveSmallIntegerField()  # months that a report covers
    segment = models.CharField(
        max_length=200, blank=True
    )  # of whom it tells; of everybody where both are empty
    source = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=10)
    formats = models.JSONField(default=only_pdf)  # the files that a letter carries
    since = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    stopped_at = models.DateTimeField(null=True)
    stopped_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-since", "-id"]


class Recipient(TenantModel):
    """A member whom a schedule writes to."""

    schedule = models.ForeignKey(Schedule, models.CASCADE, related_name="recipients")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["schedule", "user"], name="a_recipient_once")]


class Report(TenantModel):
    """One month as it was told on the day it was made: its numbers and sentences, in each language."""

    first = models.DateField()
    last = models.DateField()
    whose = models.CharField(max_length=500, blank=True)  # the segment and the source that it is of, by name
    content = models.JSONField()  # language -> Content
    schedule = models.ForeignKey(Schedule, models.SET_NULL, null=True, related_name="reports")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    made_by_name = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["schedule", "last"], name="a_scheduled_month_once")]


class Subscription(TenantModel):
    """A member who is written to once a week; a stopped one stays, with its day."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    language = models.CharField(_("language"), max_length=10)
    weekday = models.PositiveSmallIntegerField(_("day of the week"), choices=WEEKDAYS)
    since = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["since", "id"]
        constraints = [models.UniqueConstraint(fields=["workspace", "user"], name="one_digest_each")]


class LetterKind(models.TextChoices):
    DIGEST = "digest", _("Weekly digest")
    REPORT = "report", _("Monthly report")


class LetterState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    SENDING = "sending", _("Being sent")  # left there by a killed worker: perhaps sent, with the same id
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed")
    NOT_SENT = "not_sent", _("Not sent")


class Letter(TenantModel):
    """One e-mail to one member, about the days that end before `day`: a digest a week, or a report."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=LetterKind.choices)
    day = models.DateField()
    week = models.CharField(max_length=10)  # "2026-W48": no second digest for it; or the month of a report
    language = models.CharField(max_length=10)
    report = models.ForeignKey(Report, models.CASCADE, null=True, related_name="letters")
    message_id = models.CharField(max_length=200, unique=True)
    state = models.CharField(max_length=10, choices=LetterState.choices, default=LetterState.WAITING)
    due_at = models.DateTimeField()
    retry_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    copies = models.PositiveSmallIntegerField(default=0)  # handed over, and nobody said how that ended
    sent_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=500, blank=True)
    said = models.JSONField(default=list)  # the changes that a digest told, by their keys

    class Meta:
        ordering = ["due_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "user", "week"],
                condition=models.Q(kind=LetterKind.DIGEST),
                name="one_digest_a_week",
            ),
            models.UniqueConstraint(
                fields=["workspace", "user", "report"],
                condition=models.Q(kind=LetterKind.REPORT),
                name="one_letter_for_a_report",
            ),
        ]
        indexes = [models.Index(fields=["state", "due_at"])]


class Claim(models.TextChoices):
    LEVEL = "level", _("the number is what it is now")
    BETTER = "better", _("it got better than in the period before")
    WORSE = "worse", _("it got worse than in the period before")


class Finding(TenantModel):
    """What somebody stands for: a sentence, the view that shows it, its number then, when to look again."""

    sentence = models.CharField(_("finding"), max_length=500)
    query = models.TextField()  # the address of explore
    claimed = models.CharField(_("what it claims"), max_length=10, choices=Claim.choices)
    evidence = models.JSONField()  # the number at that time: see judging.Evidence
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    author_name = models.CharField(max_length=200)
    written_at = models.DateTimeField()
    review_by = models.DateField(_("look again by"))
    retired_at = models.DateTimeField(null=True)
    retired_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    retired_by_name = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-written_at", "-id"]
