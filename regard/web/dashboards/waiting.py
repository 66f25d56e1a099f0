"""What waits for somebody: low scores to read, bad reviews, imports with trouble, records not read yet."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from regard.web.dashboards.addresses import Address
from regard.web.dashboards.counting import measured_by
from regard.web.dashboards.figures import count_text
from regard.web.dashboards.notes import Note
from regard.web.dashboards.numbers import Numbers
from regard.web.feedback.models import Kind
from regard.web.insights.studies import Freshness, Scale
from regard.web.listening.models import ImportBatch, ImportState
from regard.web.workspaces.models import Workspace
from regard.web.workspaces.permissions import Permission
from regard.web.workspaces.scope import MemberRequest

DAYS = 14
MOST_IMPORTS = 3
LOWEST = {11: 4, 10: 3, 7: 2, 5: 2}  # how many of the scores of a scale are low; of any other one in four
SCORED = {
    "nps": gettext_lazy("scored %(low)s–%(high)s when asked whether they would recommend us"),
    "csat": gettext_lazy("scored %(low)s–%(high)s for satisfaction"),
    "ces": gettext_lazy("scored %(low)s–%(high)s for ease"),
    "stars": gettext_lazy("%(low)s–%(high)s stars"),
}


def waiting(request: MemberRequest, numbers: Numbers, *, today: date) -> list[Note]:
    """Everything that waits, what customers said first."""
    url = reverse("dashboards:explore", args=[request.workspace.slug])
    recent = Address(period="dates", start=today - timedelta(days=DAYS - 1), last=today)
    notes = [*_low_scores(numbers, recent, url, today=today)]
    notes += _bad_reviews(numbers, recent, url, today=today)
    if request.membership.may(Permission.FEEDBACK_IMPORT):
        notes += _imports(request.workspace, today=today)
    for path in settings.WAITING:
        notes += import_string(path)(request, numbers)
    if numbers.fresh.unread:
        notes.append(_unread(numbers.fresh, url))
    return notes


def low_scores(scale: Scale) -> tuple[int, int]:
    """The scores of a scale that are worth reading one by one: 0-3 on 0-10, 1-2 on 1-5."""
    many = len(scale.scores)
    low = LOWEST.get(many, max(1, many // 4))
    if scale.direction == "low_is_good":
        return scale.max - low + 1, scale.max
    return scale.min, scale.min + low - 1


def _low_scores(numbers: Numbers, recent: Address, url: str, *, today: date) -> Iterator[Note]:
    for metric in ("nps", "csat", "ces"):
        address = recent.but(metric=metric)
        found = _low(numbers, address, today=today)
        if found:
            address, n, oldest = found
            title = ngettext("%(n)s low score", "%(n)s low scores", n) % {"n": count_text(n)}
            yield Note(title, _scored(metric, address, oldest), f"{url}?{address.query()}")


def _bad_reviews(numbers: Numbers, recent: Address, url: str, *, today: date) -> Iterator[Note]:
    found = _low(numbers, recent.but(metric="stars", kind=(Kind.REVIEW.value,)), today=today)
    if found:
        address, n, oldest = found
        title = ngettext("%(n)s bad review to read", "%(n)s bad reviews to read", n) % {"n": count_text(n)}
        yield Note(title, _scored("stars", address, oldest), f"{url}?{address.query()}")


def _low(numbers: Numbers, address: Address, *, today: date) -> tuple[Address, int, date] | None:
    """The address of the records with low scores, how many they are, and the day of the oldest."""
    scale = measured_by(numbers, address.metric, where=address.filters(today=today)).scale
    if scale is None:
        return None
    narrowed = address.but(scores=low_scores(scale))
    tally = numbers.record_counts(by=("day",), where=narrowed.filters(today=today))
    days = [key[0] for key, _n in tally.rows if isinstance(key[0], date)]
    return (narrowed, tally.total, min(days)) if days else None


def _scored(metric: str, address: Address, oldest: date) -> str:
    low, high = address.scores or (0, 0)
    scored = SCORED[metric] % {"low": low, "high": high}
    return _("%(scored)s in the last %(days)s days; the oldest on %(day)s") % {
        "scored": scored,
        "days": DAYS,
        "day": date_format(oldest, "MONTH_DAY_FORMAT"),
    }


def _imports(workspace: Workspace, *, today: date) -> Iterator[Note]:
    since = today - timedelta(days=DAYS)
    trouble = Q(state=ImportState.FAILED) | Q(state=ImportState.DONE, refused__gt=0)
    found = ImportBatch.objects.filter(trouble, created_at__date__gte=since)
    for batch in found.order_by("-created_at")[:MOST_IMPORTS]:
        if batch.state == ImportState.FAILED:
            title = _("An import failed")
        else:
            title = ngettext("%(n)s row was refused", "%(n)s rows were refused", batch.refused)
            title %= {"n": count_text(batch.refused)}
        yield Note(title, batch.file_name, reverse("listening:detail", args=[workspace.slug, batch.pk]))


def _unread(fresh: Freshness, url: str) -> Note:
    title = ngettext(
        "%(n)s record is still being read", "%(n)s records are still being read", fresh.unread
    ) % {"n": count_text(fresh.unread)}
    address = Address(period="all", language=(None,))
    return Note(title, _("The numbers follow by themselves."), f"{url}?{address.query()}")
