"""What the company wants to be known for: each word with who stands for it, since when and until when."""

import re
from datetime import datetime

from django.conf import settings
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from regard.web.accounts.models import User
from regard.web.dashboards.labels import FACTOR_NAMES
from regard.web.insights.marks import FACTORS
from regard.web.workspaces.tenancy import TenantModel

PARTED = re.compile(r"[,，、;；]")


class IntendedPerception(TenantModel):
    """A word that the company wants to be known for; it is never changed, only retired.

    `word_en` and `word_zh` may hold several forms, the first of which is its name ("fast, quick"); one of
    both may be empty. The opposite is what customers say where the word is not delivered.
    """

    word_en = models.CharField(_("English"), max_length=200, blank=True)
    word_zh = models.CharField(_("Chinese"), max_length=200, blank=True)
    opposite_en = models.CharField(_("the opposite in English"), max_length=200, blank=True)
    opposite_zh = models.CharField(_("the opposite in Chinese"), max_length=200, blank=True)
    factor = models.CharField(_("factor"), max_length=20, blank=True, choices=[(one, one) for one in FACTORS])
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    owner_name = models.CharField(max_length=200, blank=True)
    since = models.DateField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    added_at = models.DateTimeField()
    retired = models.DateField(null=True)
    retired_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    retired_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["added_at", "id"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Its first form in the reader's language, or in the other one."""
        return named(self.word_en, self.word_zh)

    @property
    def opposite(self) -> str:
        """What customers say instead; empty where nothing is."""
        return named(self.opposite_en, self.opposite_zh)

    @property
    def factor_name(self) -> str:
        """The factor that it belongs to, in the reader's language."""
        return str(FACTOR_NAMES.get(self.factor, ""))

    def retire(self, *, by: User, at: datetime) -> None:
        """The company no longer means it, from that day on; what was measured stays."""
        self.retired, self.retired_by, self.retired_at = at.date(), by, at
        self.save(update_fields=["retired", "retired_by", "retired_at"])


def forms(*texts: str) -> list[str]:
    """Every form of a word: "fast, quick" and "快" are three."""
    return [form.strip() for text in texts for form in PARTED.split(text) if form.strip()]


def named(english: str, chinese: str) -> str:
    """The first form in the language of the page, or in the other one."""
    is_chinese = (get_language() or "").startswith("zh")
    texts = (chinese, english) if is_chinese else (english, chinese)
    return next(iter(forms(*texts)), "")
