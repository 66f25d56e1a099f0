"""What the company changes because of what customers said: promised before it starts, judged on its day."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import get_language, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from regard.perception.effects.verdicts import STRENGTH, Design
from regard.web.channels.models import Sender
from regard.web.contacts.models import Reason
from regard.web.customers.models import Customer
from regard.web.dashboards.labels import FACTOR_NAMES
from regard.web.feedback.models import Feedback
from regard.web.workspaces.tenancy import TenantModel

USER = settings.AUTH_USER_MODEL


class State(models.TextChoices):
    IDEA = "idea", _("Idea")
    PLANNED = "planned", _("Planned")
    UNDER_WAY = "under_way", _("Under way")
    JUDGED = "judged", pgettext_lazy("state of a change", "Judged")
    WONT_DO = "wont_do", _("Won’t do")


OPEN = (State.IDEA, State.PLANNED)
"""Until then everything may still be written anew."""
TEXTS = ("title_en", "title_zh", "said_en", "said_zh", "did_en", "did_zh")
"""What is told of a change; where it is no promise, it may be corrected."""


class Metric(models.TextChoices):
    CSAT = "csat", _("Satisfaction (CSAT)")
    CES = "ces", _("Ease (CES)")
    NPS = "nps", _("Loyalty (NPS)")
    TRUST = "trust", _("Trust")
    VALUES = "values", _("Shared values")
    STARS = "stars", _("Public ratings (stars)")
    NET_SENTIMENT = "net_sentiment", _("What people write (net sentiment)")
    SHARE = "share", _("Share of a factor or theme in what is written")


class Course(models.TextChoices):
    DONE = "done", pgettext_lazy("how a change goes", "Done")
    NOT_STARTED = "not_started", _("Did not start")
    POSTPONED = "postponed", _("Postponed")
    STOPPED = "stopped", _("Stopped")


SHARES = {
    "": _("Share that speaks of %(name)s"),
    "negative": _("Share of complaints about %(name)s"),
    "positive": _("Share of praise of %(name)s"),
}


class Direction(models.TextChoices):
    RISE = "rise", _("should rise")
    FALL = "fall", _("should fall")


class Exposed(models.TextChoices):
    EVERYONE = "", _("Everybody")
    SEGMENT = "segment", _("A segment")
    REGION = "region", _("A region")
    SOURCE = "source", _("Those who answer in a source")


class Change(TenantModel):
    """Something that is changed, and what that is expected to do to which number of whom by when."""

    title_en = models.CharField(max_length=200, blank=True)
    title_zh = models.CharField(max_length=200, blank=True)
    said_en = models.TextField(max_length=1_000, blank=True)  # what customers said, in our own words
    said_zh = models.TextField(max_length=1_000, blank=True)
    did_en = models.TextField(max_length=1_000, blank=True)  # what is done, or why it is not
    did_zh = models.TextField(max_length=1_000, blank=True)
    words = models.CharField(max_length=2_000, blank=True)  # the records that led to it, as explore's address
    themes = models.JSONField(default=list)  # ids of themes: of these records, those that carry one
    picked = models.JSONField(default=list)  # ids of records, where somebody picked them one by one
    metric = models.CharField(max_length=20, choices=Metric.choices, blank=True)
    about = models.CharField(
        max_length=120, blank=True
    )  # of a share: "factor:price:negative", "theme:" and its key
    about_name = models.CharField(max_length=200, blank=True)  # the theme as it was called then
    direction = models.CharField(max_length=4, choices=Direction.choices, default=Direction.RISE)
    smallest = models.FloatField(null=True, blank=True)  # the smallest effect worth having
    segment = models.CharField(max_length=100, blank=True)  # whose number; empty: everybody's
    exposed_by = models.CharField(max_length=8, choices=Exposed.choices, blank=True)
    exposed = models.JSONField(default=list)
    holdout_percent = models.PositiveSmallIntegerField(default=0)
    all_at_once = models.BooleanField(default=False)  # nobody can be left out, or come later
    chosen_low = models.BooleanField(default=False)
    start_on = models.DateField(null=True, blank=True)
    judge_on = models.DateField(null=True, blank=True)
    owner = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")
    state = models.CharField(
        max_length=10, choices=State.choices, default=State.IDEA
    )  # that of its last step
    slip = models.CharField(
        max_length=11, choices=Course.choices, blank=True
    )  # how it departed from its promise last
    slipped_on = models.DateField(null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)  # none: not on the public page
    published_by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """In the reader's language, else in the other one."""
        return self.told("title")

    @property
    def said(self) -> str:
        """What customers said, in the reader's language, else in the other one."""
        return self.told("said")

    @property
    def did(self) -> str:
        """What is done, or why it is not, in the reader's language, else in the other one."""
        return self.told("did")

    def told(self, name: str) -> str:
        """One of the texts that stand in both languages."""
        first, second = ("zh", "en") if (get_language() or "").startswith("zh") else ("en", "zh")
        return str(getattr(self, f"{name}_{first}") or getattr(self, f"{name}_{second}"))

    @property
    def number_text(self) -> str:
        """The number that it is to move, in words; "" where none was chosen."""
        if self.metric != Metric.SHARE:
            return str(Metric(self.metric).label) if self.metric else ""
        kind, _colon, rest = self.about.partition(":")
        factor, _colon, polarity = rest.partition(":")
        name = FACTOR_NAMES.get(factor, factor) if kind == "factor" else f"“{self.about_name}”"
        return str(SHARES.get(polarity, SHARES[""]) % {"name": name})

    @property
    def design(self) -> Design:
        """How it is judged: by the best design that what is promised allows."""
        return "holdout" if self.holdout_percent else "did" if self.exposed_by else "its"

    @property
    def is_weak(self) -> bool:
        """Whether whatever is found is weak evidence, for there is nobody to compare with."""
        return STRENGTH[self.design] == "weak"

    @property
    def is_locked(self) -> bool:
        """Whether what was promised stands for good."""
        return self.state not in OPEN

    @property
    def is_ahead(self) -> bool:
        """Whether it is locked and its first day is still to come."""
        ahead = self.start_on is not None and self.start_on > timezone.now().date()
        return self.state == State.UNDER_WAY and ahead

    @property
    def state_text(self) -> str:
        """Where it stands today: what did not go as promised, or its state, which begins on its first day."""
        if self.slip and self.state in (State.UNDER_WAY, State.JUDGED):
            return str(Course(self.slip).label)
        if self.done_on and self.state == State.UNDER_WAY:
            return str(Course.DONE.label)
        return pgettext("state of a change", "Promised") if self.is_ahead else str(State(self.state).label)


class Progress(TenantModel):
    """How a locked change goes: what happened, on which day, why, and who says so. Never changed."""

    change = models.ForeignKey(Change, models.CASCADE, related_name="progress")
    kind = models.CharField(max_length=11, choices=Course.choices)
    on = models.DateField()
    reason = models.TextField(max_length=1_000, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["at", "id"]


class Step(TenantModel):
    """A change came into a state: who said so, and when. Never changed."""

    change = models.ForeignKey(Change, models.CASCADE, related_name="steps")
    state = models.CharField(max_length=10, choices=State.choices)
    at = models.DateTimeField()
    by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")  # none: the day had come

    class Meta:
        ordering = ["at", "id"]


class Remark(TenantModel):
    """What somebody adds to a change, above all once it is locked. Never changed."""

    change = models.ForeignKey(Change, models.CASCADE, related_name="remarks")
    text = models.TextField(max_length=2_000)
    at = models.DateTimeField()
    by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["at", "id"]


class Outcome(models.TextChoices):
    """The library's verdicts, as they are called here."""

    CHANGED = "changed", pgettext_lazy("verdict", "Changed")
    NO_EVIDENCE = "no evidence", pgettext_lazy("verdict", "No evidence of a change")
    WORSE = "worse", pgettext_lazy("verdict", "Worse")
    TOO_EARLY = "too early", pgettext_lazy("verdict", "Too early to tell")
    UNKNOWABLE = (
        "cannot be known from this design",
        pgettext_lazy("verdict", "Cannot be known from this design"),
    )


class Ruling(TenantModel):
    """The verdict on a change as it was made on its day, with everything that it rests on. Never changed."""

    change = models.OneToOneField(Change, models.CASCADE, related_name="ruling")
    verdict = models.CharField(max_length=40, choices=Outcome.choices)
    content = models.JSONField()  # the effect, its design and reasons, the answers by week
    at = models.DateTimeField()


class Voice(TenantModel):
    """A record whose words led to a change, as it stood when the change was locked."""

    change = models.ForeignKey(Change, models.CASCADE, related_name="voices")
    feedback = models.ForeignKey(Feedback, models.CASCADE, related_name="+")
    customer = models.ForeignKey(Customer, models.CASCADE, null=True, related_name="+")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["change", "feedback"], name="a_voice_once_a_change")]


class NoticeState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("notice", "Waiting")
    SENDING = "sending", pgettext_lazy("notice", "Being sent")
    SENT = "sent", pgettext_lazy("notice", "Told")
    FAILED = "failed", pgettext_lazy("notice", "Could not be told")
    NOT_TOLD = "not_told", pgettext_lazy("notice", "Not told")


class Notice(TenantModel):
    """Somebody is told once what came of their words, or is not, and why."""

    change = models.ForeignKey(Change, models.CASCADE, related_name="notices")
    customer = models.ForeignKey(Customer, models.CASCADE, related_name="+")
    feedback = models.ForeignKey(
        Feedback, models.SET_NULL, null=True, related_name="+"
    )  # whose words are quoted
    sender = models.ForeignKey(Sender, models.RESTRICT, related_name="+")
    state = models.CharField(max_length=10, choices=NoticeState.choices, default=NoticeState.WAITING)
    reason = models.CharField(max_length=20, choices=Reason.choices, blank=True)  # why not
    rule = models.CharField(max_length=100, blank=True)
    message_id = models.CharField(max_length=200, unique=True)
    due_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    was_handed_over = models.BooleanField(default=False)  # and perhaps nobody said how that ended
    settled_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=500, blank=True)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["asked_at", "id"]
        constraints = [models.UniqueConstraint(fields=["change", "customer"], name="told_once_of_a_change")]
        indexes = [models.Index(fields=["workspace", "state", "due_at"])]


class PublicPage(TenantModel):
    """Whether everybody may read the decisions, whether search engines may, and who said so."""

    is_on = models.BooleanField(default=False)
    is_listed = models.BooleanField(default=False)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(USER, models.SET_NULL, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace"], name="one_page_of_decisions_each")]
