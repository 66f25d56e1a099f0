"""Everything that one customer said is taken out for good, with its revisions; the archive follows."""

from collections import Counter

from django.db import transaction

from regard.web.customers.models import Customer
from regard.web.feedback.models import Feedback, Removal
from regard.web.feedback.recording import next_change
from regard.web.feedback.undoing import month_of


def erase_feedback(customer: Customer) -> int:
    """Remove the records of a customer; how many there were."""
    with transaction.atomic():
        rows = list(Feedback.objects.filter(customer=customer).select_for_update().order_by())
        if rows:
            change = next_change()
            months = Counter(month_of(row.collected_at) for row in rows)
            Removal.objects.bulk_create(
                Removal(change=change, month=month, records=count) for month, count in months.items()
            )
            Feedback.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)
