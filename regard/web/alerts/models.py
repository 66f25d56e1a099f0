"""Views that are watched, what they told, and whom it was told to."""

from datetime import date, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from regard.web.accounts.models import User
from regard.web.dashboards.saved_models import SavedView
from regard.web.workspaces.models import Membership
from regard.web.workspaces.tenancy import TenantModel


class Direction(models.TextChoices):
    DOWN = "down", _("falls")
    UP = "up", _("rises")
    BOTH = "both", _("falls or rises")


class Watch(TenantModel):
    """A saved view that is watched day by day from `started_on` on, up to `watched_to` so far.

    What was agreed when it was switched on never changes: the address, the direction, how often it may be
    wrong. `baseline` counts the answers by score of the quiet time, or of a volume its records day by day;
    `monitor` is the state of the alarm in the library, empty while a new normal is learned, and `taken` what
    it took of each day, so that what comes late is taken once, never twice.
    """

    view = models.ForeignKey(SavedView, models.RESTRICT, related_name="+")
    query = models.TextField(editable=False)
    metric = models.CharField(max_length=20)
    scale = models.JSONField()
    direction = models.CharField(_("tell when it"), max_length=4, choices=Direction.choices)
    run_length = models.PositiveIntegerField()
    baseline_days = models.PositiveIntegerField()
    language = models.CharField(max_length=10)  # that messages are written in
    made_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    made_by_name = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    started_on = models.DateField()
    watched_to = models.DateField()
    settle_days = models.PositiveSmallIntegerField(default=0)  # a day is taken so many days after it is over
    rested_on = models.DateField(null=True)  # the last day on which no day could be taken
    baseline = models.JSONField()
    baseline_from = models.DateField()
    monitor = models.JSONField()
    taken = models.JSONField(default=dict)

    class Meta:
        ordering = ["made_at", "id"]

    def __str__(self) -> str:
        return self.view.name

    @property
    def baseline_to(self) -> date:
        """The last day of the quiet time."""
        found: date = self.baseline_from + timedelta(days=self.baseline_days - 1)
        return found

    @property
    def is_learning(self) -> bool:
        """Whether it takes no days yet, because there were too few to learn a new normal from."""
        return not self.monitor

    def is_seen_by(self, membership: Membership) -> bool:
        """Whoever sees the view sees its alerts."""
        return self.view.is_seen_by(membership)


class WatchEnding(TenantModel):
    """A view is watched no more: who switched it off, and when."""

    watch = models.OneToOneField(Watch, models.CASCADE, related_name="ending")
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()


class WatchReader(TenantModel):
    """Somebody who is written to when a view tells something."""

    watch = models.ForeignKey(Watch, models.CASCADE, related_name="readers")
    user = models.ForeignKey(User, models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["watch", "user"], name="a_reader_once_a_watch")]


class AlertEvent(TenantModel):
    """What happened once, with the alerts of every watch that it raised (see joining.py).

    People and programs are told of it `told_at`, and `updated_at` once more of what joined it later. It has
    news while an alert is in it of which nobody has decided yet whether it is told.
    """

    opened_at = models.DateTimeField()
    has_news = models.BooleanField(default=True)
    told_at = models.DateTimeField(null=True)
    updated_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["opened_at", "id"]


class Alert(TenantModel):
    """What a view told: on which day, since about when, with the answers of then and before.

    It is open until somebody closes it; meanwhile its view is not watched, so one event tells once.
    """

    event = models.ForeignKey(AlertEvent, models.CASCADE, related_name="alerts")
    watch = models.ForeignKey(Watch, models.CASCADE, related_name="alerts")
    day = models.DateField()
    since = models.DateField()
    raised_at = models.DateTimeField()
    counts = models.JSONField()  # by score, from `since` to `day`
    baseline = models.JSONField()
    baseline_from = models.DateField()
    baseline_to = models.DateField()

    class Meta:
        ordering = ["-day", "-id"]
        constraints = [models.UniqueConstraint(fields=["watch", "day"], name="one_alert_a_day")]


class AlertClosing(TenantModel):
    """Somebody has seen an alert, and what they noted; its view is watched again from that day on."""

    alert = models.OneToOneField(Alert, models.CASCADE, related_name="closing")
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    by_name = models.CharField(max_length=200)
    at = models.DateTimeField()
    note = models.TextField(blank=True)
    is_new_normal = models.BooleanField()


class MailState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    SENDING = "sending", _("Being sent")  # left there by a killed worker: perhaps sent, with the same id
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed")
    OVER = "over", _("Not needed any more")  # closed, or switched off, before it could be sent


class AlertMail(TenantModel):
    """The e-mail about an event to one member, or the one about what joined it later.

    `listed` are the alerts that it told of when it was last handed over.
    """

    event = models.ForeignKey(AlertEvent, models.CASCADE, related_name="mails")
    is_update = models.BooleanField(default=False)
    listed = models.JSONField(default=list)
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    message_id = models.CharField(max_length=200, unique=True)
    state = models.CharField(max_length=10, choices=MailState.choices, default=MailState.WAITING)
    due_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["due_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["event", "user", "is_update"], name="one_mail_of_an_event")
        ]
