"""How many customers at risk wait for somebody: counted beside the pages, home only reads the number."""

import hashlib
from datetime import datetime

from regard.web.loyalty.asking import Books
from regard.web.loyalty.models import CareStep, RiskCount
from regard.web.loyalty.steps import last_steps, open_of
from regard.web.workspaces.models import Workspace


def count_again(workspace: Workspace, *, at: datetime) -> bool:
    """Count those in the open workspace whom nothing takes off the worklist; whether anything was new."""
    books, today = Books.of(workspace), at.date()
    state = _named(books, CareStep.objects.count())
    known = RiskCount.objects.first()
    if known is not None and (known.books, known.day) == (state, today):
        RiskCount.objects.filter(pk=known.pk).update(looked_at=at)
        return False
    n = len(open_of(books.in_danger(today=today), last_steps(), today=today))
    found = {"n": n, "books": state, "day": today, "at": at, "looked_at": at}
    RiskCount.objects.update_or_create(defaults=found)
    return True


def _named(books: Books, steps: int) -> str:
    return hashlib.sha256(f"{books.state} {steps}".encode()).hexdigest()
