"""Who looks after a customer at risk, since when and until when."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, models, transaction
from django.db.models import Q

from regard.web.accounts.models import User
from regard.web.customers.models import Account, Customer
from regard.web.workspaces.auditing import record_event
from regard.web.workspaces.tenancy import TenantModel


class AlreadyLookedAfter(ValueError):
    """Somebody looks after this customer already."""


class Care(TenantModel):
    """Somebody looks after a company, or after a person without one; ended, it stays as what was."""

    account = models.ForeignKey(Account, models.CASCADE, null=True, blank=True, related_name="+")
    customer = models.ForeignKey(Customer, models.CASCADE, null=True, blank=True, related_name="+")
    by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    by_name = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    ended_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(account=None, customer__isnull=False) | Q(account__isnull=False, customer=None),
                name="care_is_for_one",
            ),
            models.UniqueConstraint(
                fields=["account"], condition=Q(ended_at=None), name="one_looks_after_a_company"
            ),
            models.UniqueConstraint(
                fields=["customer"], condition=Q(ended_at=None), name="one_looks_after_a_person"
            ),
        ]

    @property
    def payer(self) -> UUID:
        """The id of the company or of the person."""
        return self.account_id or self.customer_id  # type: ignore[return-value]  # the constraint: one of both

    @classmethod
    def begin(cls, whom: Account | Customer, *, by: User, at: datetime) -> "Care":
        """Look after somebody from now on. Raises AlreadyLookedAfter."""
        name = "account" if isinstance(whom, Account) else "customer"
        try:
            with transaction.atomic():
                made: Care = cls.objects.create(**{name: whom}, by=by, by_name=str(by), at=at)
        except IntegrityError as error:
            raise AlreadyLookedAfter(str(whom.pk)) from error
        record_event("loyalty.care_begun", by=by, at=at, subject=whom.external_id)
        return made

    def end(self, *, by: User, at: datetime) -> None:
        """Look after them no longer; ending twice changes nothing."""
        whom = self.account or self.customer
        if Care.objects.filter(pk=self.pk, ended_at=None).update(ended_at=at, ended_by=by):
            record_event("loyalty.care_ended", by=by, at=at, subject=whom.external_id if whom else "")
