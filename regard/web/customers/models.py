"""Customers, the companies they belong to, who owns them, and what happened with them."""

from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from regard.web.accounts.models import User
from regard.web.workspaces.models import Membership
from regard.web.workspaces.tenancy import TenantModel


class LifecycleStage(models.TextChoices):
    LEAD = "lead", _("Lead")
    ONBOARDING = "onboarding", _("Onboarding")
    ACTIVE = "active", _("Active")
    AT_RISK = "at_risk", _("At risk")
    CHURNED = "churned", _("Churned")
    WON_BACK = "won_back", _("Won back")


class EventKind(models.TextChoices):
    SIGNED_UP = "signed_up", _("Signed up")
    PURCHASED = "purchased", _("Purchased")
    RENEWED = "renewed", _("Renewed")
    UPGRADED = "upgraded", _("Upgraded")
    DOWNGRADED = "downgraded", _("Downgraded")
    CANCELLED = "cancelled", _("Cancelled")
    REFERRED = "referred", _("Referred")
    CONTACTED = "contacted", _("Contacted")


class Account(TenantModel):
    """A company that buys; its people are customers."""

    external_id = models.CharField(max_length=200)
    name = models.CharField(_("name"), max_length=200, blank=True)
    segment = models.CharField(_("segment"), max_length=100, blank=True)
    region = models.CharField(_("region"), max_length=100, blank=True)
    monthly_revenue = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    since = models.DateTimeField(null=True, blank=True)
    batch_id = models.UUIDField(null=True, blank=True, editable=False)  # the import that made it

    class Meta:
        ordering = ["name", "id"]
        constraints = [models.UniqueConstraint(fields=["workspace", "external_id"], name="one_account_each")]

    def __str__(self) -> str:
        return self.name or self.external_id


class Customer(TenantModel):
    """A person who buys or uses what the company offers."""

    external_id = models.CharField(max_length=200)
    name = models.CharField(pgettext_lazy("of a person", "name"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    account = models.ForeignKey(Account, models.SET_NULL, null=True, blank=True, related_name="customers")
    segment = models.CharField(_("segment"), max_length=100, blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True)
    lifecycle_stage = models.CharField(
        _("stage"), max_length=12, choices=LifecycleStage.choices, default=LifecycleStage.ACTIVE
    )
    since = models.DateTimeField(null=True, blank=True)
    monthly_revenue = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    attributes = models.JSONField(default=dict, blank=True)
    # the file of customers that last said something new of them
    batch_id = models.UUIDField(null=True, blank=True, editable=False)
    revision = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["name", "external_id"]
        constraints = [models.UniqueConstraint(fields=["workspace", "external_id"], name="one_customer_each")]
        indexes = [
            models.Index(fields=["workspace", "email"]),
            models.Index(fields=["workspace", "name"]),
            models.Index(fields=["workspace", "batch_id"]),
        ]

    def __str__(self) -> str:
        return self.name or self.email or self.external_id


class Identity(TenantModel):
    """One of the ways by which a customer is known: an e-mail, a phone, a handle, an id elsewhere."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="identities")
    kind = models.CharField(max_length=20)
    value = models.CharField(max_length=320)

    class Meta:
        ordering = ["kind", "value"]
        constraints = [
            models.UniqueConstraint(fields=["workspace", "kind", "value"], name="an_identity_is_of_one")
        ]


class CustomerRevision(TenantModel):
    """What was known of a customer before a file changed it, so that the file can be taken out again."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    replaced_at = models.DateTimeField()
    replaced_by_batch = models.UUIDField(null=True, blank=True)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["customer", "number"], name="one_customer_revision_each")
        ]


class Event(TenantModel):
    """Something that happened with a customer or an account, on their timeline."""

    customer = models.ForeignKey(Customer, models.CASCADE, null=True, blank=True, related_name="events")
    account = models.ForeignKey(Account, models.CASCADE, null=True, blank=True, related_name="events")
    kind = models.CharField(max_length=12, choices=EventKind.choices)
    at = models.DateTimeField()
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)

    class Meta:
        ordering = ["-at", "id"]
        indexes = [models.Index(fields=["customer", "at"])]


class Ownership(TenantModel):
    """A member owns a company, or a person without one: looks after them. Ended, it stays as what was.

    Whoever leaves the workspace owns nobody any more: then there is no `member`, and the name stays.
    """

    account = models.ForeignKey(Account, models.CASCADE, null=True, blank=True, related_name="+")
    customer = models.ForeignKey(Customer, models.CASCADE, null=True, blank=True, related_name="+")
    member = models.ForeignKey(Membership, models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=200, blank=True)
    since = models.DateTimeField()
    given_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    ended_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-since", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(account=None, customer__isnull=False) | Q(account__isnull=False, customer=None),
                name="ownership_is_of_one",
            ),
            models.UniqueConstraint(
                fields=["account"], condition=Q(ended_at=None), name="one_owner_of_a_company"
            ),
            models.UniqueConstraint(
                fields=["customer"], condition=Q(ended_at=None), name="one_owner_of_a_person"
            ),
        ]

    @property
    def owned(self) -> UUID:
        """The id of the company or of the person."""
        return self.account_id or self.customer_id  # type: ignore[return-value]  # the constraint: one of both
