"""What waits for somebody: low scores to read, bad reviews, imports with trouble, records not read yet."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from regard.web.dashboards.addresses import Address
from regard.web.dashboards.counting import measured_by
from regard.web.dashboards.figures import METRIC_NAMES, count_text
from regard.web.dashboards.notes import Note
from regard.web.dashboards.numbers import Numbers
from regard.web.dashboards.opened_models import DAYS, opened_by
from regard.web.feedback.models import Kind
from regard.web.insights.records import among
from regard.web.insights.studies import Freshness, Scale
from regard.web.listening.models import ImportBatch, ImportState
from regard.web.workspaces.models import Workspace
from regard.web.workspaces.permissions import Permission
from regard.web.workspaces.scope import MemberRequest

MOST_IMPORTS = 3
LOWEST = {11: 4, 10: 3, 7: 2, 5: 2}  # how many of the scores of a scale are low; of any other one in four
SCORED = {
    "nps": gettext_lazy("scored %(low)s–%(high)s when asked whether they would recommend us"),
    "csat": gettext_lazy("scored %(low)s–%(high)s for satisfaction"),
    "ces": gettext_lazy("scored %(low)s–%(high)s for ease"),
    "trust": gettext_lazy("scored %(low)s–%(high)s for trust"),
    "values": gettext_lazy("scored %(low)s–%(high)s for shared values"),
    "stars": gettext_lazy("%(low)s–%(high)s stars"),
}


def waiting(request: MemberRequest, numbers: Numbers, *, today: date) -> list[Note]:
    """Everything that waits, what customers said first."""
    url = reverse("dashboards:explore", args=[request.workspace.slug])
    recent = Address(period="dates", start=today - timedelta(days=DAYS - 1), last=today)
    low = Low(numbers, recent, url, today, opened_by(request.membership.user_id))
    notes = [*_low_scores(low), *_bad_reviews(low)]
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


def _low_scores(low: "Low") -> Iterator[Note]:
    for metric in ("nps", "csat", "ces", "trust", "values"):
        found = low.of(low.recent.but(metric=metric))
        if found:
            title = ngettext("%(n)s low score: %(metric)s", "%(n)s low scores: %(metric)s", found.n)
            title %= {"n": count_text(found.n), "metric": METRIC_NAMES[metric]}
            yield Note(title, _scored(metric, found), f"{low.url}?{found.address.query()}")


def _bad_reviews(low: "Low") -> Iterator[Note]:
    found = low.of(low.recent.but(metric="stars", kind=(Kind.REVIEW.value,)))
    if found:
        title = ngettext("%(n)s bad review to read", "%(n)s bad reviews to read", found.n)
        title %= {"n": count_text(found.n)}
        yield Note(title, _scored("stars", found), f"{low.url}?{found.address.query()}")


@dataclass(frozen=True)
class Found:
    """Records with low scores: where, how many, of them not opened yet, and the day of the oldest."""

    address: Address
    n: int
    unopened: int
    oldest: date


@dataclass(frozen=True)
class Low:
    """Looks for the low scores of the last days that a member has not opened yet."""

    numbers: Numbers
    recent: Address
    url: str
    today: date
    seen: Sequence[UUID]

    def of(self, address: Address) -> Found | None:
        """The records with low scores; None where there are none, or where the member has opened them all."""
        scale = measured_by(self.numbers, address.metric, where=address.filters(today=self.today)).scale
        if scale is None:
            return None
        narrowed = address.but(scores=low_scores(scale))
        where = narrowed.filters(today=self.today)
        tally = self.numbers.record_counts(by=("day",), where=where)
        days = [key[0] for key, _n in tally.rows if isinstance(key[0], date)]
        seen = among(self.seen, where).count() if self.seen and days else 0
        if not days or seen >= tally.total:
            return None
        return Found(narrowed, tally.total, tally.total - seen, min(days))


def _scored(metric: str, found: Found) -> str:
    low, high = found.address.scores or (0, 0)
    told = _("%(scored)s in the last %(days)s days; the oldest on %(day)s") % {
        "scored": SCORED[metric] % {"low": low, "high": high},
        "days": DAYS,
        "day": date_format(found.oldest, "MONTH_DAY_FORMAT"),
    }
    if found.unopened == found.n:
        return told
    left = ngettext("%(n)s of them not opened yet", "%(n)s of them not opened yet", found.unopened)
    return _("%(told)s; %(left)s") % {"told": told, "left": left % {"n": count_text(found.unopened)}}


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
