"""What was done for a customer at risk, step by step."""

from django.conf import settings
from django.db import models
from django.utils.translation import pgettext_lazy

from regard.web.customers.models import Account, Customer
from regard.web.workspaces.tenancy import TenantModel


class StepKind(models.TextChoices):
    TALKED = "talked", pgettext_lazy("with a customer at risk", "talked to")
    SNOOZED = "snoozed", pgettext_lazy("with a customer at risk", "put off")
    SETTLED = "settled", pgettext_lazy("with a customer at risk", "settled")


class CareStep(TenantModel):
    """Somebody talked to a customer at risk, put it off, or settled it. Never changed; the last one holds.

    Until the day `until` the customer stands apart from the worklist. What was settled has none: it is
    settled until something newer than the step speaks for looking after them.
    """

    account = models.ForeignKey(Account, models.CASCADE, null=True, related_name="+")
    customer = models.ForeignKey(Customer, models.CASCADE, null=True, related_name="+")
    kind = models.CharField(max_length=8, choices=StepKind.choices)
    until = models.DateField(null=True)
    note = models.TextField(max_length=1_000, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["workspace", "at"])]

    @property
    def whose(self) -> object:
        """The id of the company or person."""
        return self.account_id or self.customer_id


class RiskCount(TenantModel):
    """How many customers at risk nothing took off the worklist, as they were counted last: home tells it.

    `books` names the state of the books that it was counted from, `day` the day that it is true of.
    """

    n = models.PositiveIntegerField()
    books = models.CharField(max_length=64)
    day = models.DateField()
    at = models.DateTimeField()
    looked_at = models.DateTimeField()  # whether the books say something else by now

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace"], name="customers_at_risk_counted_once")]
