"""Surveys: what is asked, draft by draft and version by version. A published version never changes."""

from functools import cached_property
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from regard.instruments.definition import Instrument
from regard.web.feedback.models import Source
from regard.web.workspaces.tenancy import TenantModel


class PublishedVersion(TypeError):
    """Somebody tried to change or remove what was published."""


class Survey(TenantModel):
    """A set of questions that one workspace puts to its customers; its answers come in as one source."""

    source = models.OneToOneField(Source, models.RESTRICT, related_name="survey")
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(max_length=40)  # the template that it was made from
    draft = models.JSONField(default=dict)  # the instrument as it is being written
    draft_number = models.PositiveIntegerField(default=1)  # whoever saves says which one they have seen
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return self.name

    @cached_property
    def latest(self) -> "Version | None":
        """The version that is asked today; None where none was published."""
        found: Version | None = self.versions.order_by("-number").first()
        return found


class Version(TenantModel):
    """An instrument as it was published: exactly which words were asked."""

    survey = models.ForeignKey(Survey, models.RESTRICT, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    digest = models.CharField(max_length=64)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["survey", "number"], name="one_version_each")]

    @cached_property
    def instrument(self) -> Instrument:
        """What is asked."""
        return Instrument.from_content(self.content)

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise PublishedVersion(f"version {self.number} was published; publish another one")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise PublishedVersion(f"version {self.number} was published; close the survey instead")


class Closure(TenantModel):
    """A survey takes no more answers; those already given stay. Deleting this opens it again."""

    survey = models.OneToOneField(Survey, models.CASCADE, related_name="closure")
    closed_at = models.DateTimeField()
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
