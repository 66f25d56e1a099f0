"""What the sample workspace has of this room: somebody looks after the first customers at risk."""

from datetime import datetime

from regard.web.accounts.models import User
from regard.web.customers.models import Account
from regard.web.insights.payer_study import payers
from regard.web.insights.risk_study import at_risk
from regard.web.loyalty.models import Care

CARED = 2


def look_after_some(*, by: User, at: datetime) -> None:
    """Let `by` look after two of the companies that pay most among those with a reason."""
    found = [one.payer.pk for one in at_risk(payers(), today=at.date()) if one.payer.is_account]
    for pk in found[:CARED]:
        Care.begin(Account.objects.get(pk=pk), by=by, at=at)
