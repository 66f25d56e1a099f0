"""What was promised and is not judged yet, as a part of the home page."""

from dataclasses import dataclass
from datetime import date

from regard.web.changes.models import Change, State
from regard.web.changes.presenting import is_overdue

SHOWN = 5
MOST = 100  # that are counted


@dataclass(frozen=True)
class Promised:
    """The changes under way that are judged first, each with whether its day has come, and how many more."""

    rows: list[tuple[Change, bool]]
    more: int


def promised(*, today: date) -> Promised:
    """The changes that are under way, by the day on which they are judged."""
    rows = (
        Change.objects.filter(state=State.UNDER_WAY, slip="")
        .select_related("owner")
        .order_by("judge_on", "id")
    )
    found = list(rows[:MOST])
    return Promised([(one, is_overdue(one, today=today)) for one in found[:SHOWN]], len(found[SHOWN:]))
