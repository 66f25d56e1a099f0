"""Whether the archive holds all that is known of the days that are over, while today's records come in."""

from datetime import UTC, date, datetime

from regard.perception import archive
from regard.web.feedback.models import Feedback, Removal
from regard.web.feedback.undoing import month_of
from regard.web.insights import studies
from regard.web.insights.archiving import folder_of
from regard.web.insights.models import StaleMonth, versions
from regard.web.insights.reading import unread
from regard.web.insights.rows import in_month
from regard.web.workspaces.models import Workspace


def is_whole_before(workspace: Workspace, day: date) -> bool:
    """Whether every record of the open workspace from before a day is read and in its archive.

    Records of that day and later may wait: where they never cease to come, the archive is never whole.
    """
    if not studies.was_whole(workspace):
        return False
    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    earlier = Feedback.objects.filter(collected_at__lt=midnight)
    if earlier.filter(unread(versions().serving)).exists():
        return False
    marked = StaleMonth.objects.filter(month__lte=month_of(midnight))  # the one without a date sorts behind
    return not any(_misses(workspace, month, midnight) for month in marked)


def _misses(workspace: Workspace, month: StaleMonth, midnight: datetime) -> bool:
    """Whether a month that is to be written lacks records of before midnight, or has some that are gone."""
    if month.month != month_of(midnight):
        return True
    through = archive.state_of(folder_of(workspace), month.month).through
    if through is None:
        return bool(Feedback.objects.filter(in_month(month.month), collected_at__lt=midnight).exists())
    later = Feedback.objects.filter(in_month(month.month), collected_at__lt=midnight, change__gt=through)
    gone = Removal.objects.filter(month=month.month, change__gt=through)
    return bool(later.exists() or gone.exists())
