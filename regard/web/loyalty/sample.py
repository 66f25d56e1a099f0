"""What the sample workspace has of this room: the first customers at risk have an owner."""

from datetime import datetime

from regard.web.accounts.models import User
from regard.web.customers import owning
from regard.web.customers.models import Account
from regard.web.insights.payer_study import payers
from regard.web.insights.risk_study import at_risk
from regard.web.workspaces.models import Membership

OWNED = 2


def own_some(*, by: User, at: datetime) -> None:
    """Let `by` own two of the companies that pay most among those with a reason."""
    member = Membership.objects.get(user=by)
    found = [one.payer.pk for one in at_risk(payers(), today=at.date()) if one.payer.is_account]
    for pk in found[:OWNED]:
        owning.give(Account.objects.get(pk=pk), member, by=by, at=at)
