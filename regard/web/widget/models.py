"""The widget: a survey inside somebody's own pages."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from regard.web.answering.models import Link
from regard.web.workspaces.tenancy import TenantModel


class Widget(TenantModel):
    """Where, when and to whom a link's survey is shown inside a page."""

    link = models.OneToOneField(Link, models.CASCADE, related_name="widget")
    name = models.CharField(_("name"), max_length=200)
    key = models.CharField(max_length=32, unique=True, editable=False)  # public: it stands in the page
    origins = models.JSONField(default=list)  # "https://shop.example": who may ask
    triggers = models.JSONField(default=list)  # after seconds, at a depth of the page, on an event
    share = models.FloatField(default=1.0)  # of the visits that may see it
    place = models.CharField(max_length=12, default="corner")
    is_on = models.BooleanField(default=False)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name
