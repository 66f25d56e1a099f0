"""What of a view can be watched, how it fared in the past, and how a watch goes on from day to day."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta

from django.db import transaction
from django.http import QueryDict
from django.utils.translation import gettext as _

from regard.web.accounts.models import User
from regard.web.alerts.joining import event_of, sight
from regard.web.alerts.models import Alert, AlertClosing, Direction, Watch, WatchEnding, WatchReader
from regard.web.dashboards.addresses import READ, Address
from regard.web.dashboards.card_breaks import not_compared
from regard.web.dashboards.card_models import change_days
from regard.web.dashboards.saved_models import SavedView
from regard.web.insights import watch_study
from regard.web.insights.studies import Counts, Filters, Scale
from regard.web.insights.watch_study import SHARE, Progress, Rehearsal, Series, Watched
from regard.web.workspaces.auditing import record_event
from regard.web.workspaces.models import Workspace

log = logging.getLogger("regard.alerts")

DAY = timedelta(days=1)
REHEARSED = 180  # days of the past that a watch is shown on
ABOUT = ("sentiment", *READ, "word")  # a share of these is watched where no metric is chosen


class Unwatchable(ValueError):
    """A view that no alarm can watch; the message says why, in the reader's language."""


@dataclass(frozen=True)
class Terms:
    """What is agreed: which way, how often it may be wrong, and how many days are the normal."""

    direction: str = Direction.BOTH
    run_length: int = 1095
    baseline_days: int = 90


def watched_of(address: Address) -> Watched:
    """What an address watches: its metric, or the share of records that it speaks of. Raises Unwatchable."""
    if address.is_undrawn or address.scores:
        raise Unwatchable(
            _("A search in the text, one import, some scores and missing dates are not watched.")
        )
    theme = address.carried.theme if address.carried else None
    if address.theme and theme is None:
        raise Unwatchable(_("The theme of this view is gone."))
    where = _always(address)
    if address.measures:
        return Watched(address.metric, where, theme=theme)
    about = [name for name in ABOUT if getattr(address, name)]
    if not about and theme is None:
        raise Unwatchable(_("Choose a metric, a theme, a factor, a sentiment or another thing that is said."))
    among = _always(address.but(metric="", **dict.fromkeys(about, ())))
    return Watched(SHARE, replace(where, metric=()), replace(among, sentiment=()), theme)


def series_of(workspace: Workspace, address: Address) -> Series:
    """The days of a view. Raises Unwatchable."""
    found = watch_study.series(workspace, watched_of(address))
    if found is None:
        raise Unwatchable(_("Nothing was said that fits this view, so there is nothing to compare with."))
    return found


def rehearsed(found: Series, terms: Terms, *, today: date) -> Rehearsal:
    """What a watch on these terms would have told until yesterday. Raises Unwatchable.

    Where the definition changed, it looks back to that day alone: a normal is of one definition.
    """
    normal = timedelta(days=terms.baseline_days)
    first = today - timedelta(days=REHEARSED)
    day = redefined(found.metric, first - normal, today)
    _check_normal(found.metric, today - normal, today)
    try:
        return watch_study.rehearse(
            found,
            first=max(first, day + normal) if day else first,
            last=today - DAY,
            baseline_days=terms.baseline_days,
            direction=_way(terms.direction),
            run_length=terms.run_length,
        )
    except watch_study.UnfitBaseline as problem:
        raise Unwatchable(_("Nothing can fall below or rise above what was normal here.")) from problem


def begin(
    view: SavedView,
    terms: Terms,
    *,
    readers: Sequence[User],
    language: str,
    by: User,
    at: datetime,
    found: Series | None = None,
) -> Watch:
    """Watch a view from that day on; `found` are its days where they are known. Raises Unwatchable."""
    today = at.astimezone(UTC).date()
    found = found or series_of(view.workspace, address_of(view.query))
    first = today - timedelta(days=terms.baseline_days)
    _check_normal(found.metric, first, today)
    baseline = found.between(first, today)
    progress = _began(baseline, found.metric, terms.direction, terms.run_length, start=today)
    with transaction.atomic():
        watch: Watch = Watch.objects.create(
            view=view,
            query=view.query,
            metric=found.metric,
            scale=[found.scale.min, found.scale.max, found.scale.direction],
            direction=terms.direction,
            run_length=terms.run_length,
            baseline_days=terms.baseline_days,
            language=language,
            made_by=by,
            made_by_name=str(by),
            made_at=at,
            started_on=today,
            watched_to=progress.to,
            baseline=list(baseline.n_by_score),
            baseline_from=first,
            monitor=progress.monitor.to_dict(),
        )
        for user in readers:
            WatchReader.objects.create(watch=watch, user=user)
        record_event("alert.watched", by=by, at=at, subject=view.name, run_length=terms.run_length)
    return watch


def have_read(watch: Watch, readers: Sequence[User], *, by: User, at: datetime) -> None:
    """Write to these members from now on, and to nobody else."""
    with transaction.atomic():
        there = {row.user_id: row for row in watch.readers.select_for_update()}
        wanted = {user.pk: user for user in readers}
        for user_id in there.keys() - wanted.keys():
            there[user_id].delete()
        for user_id in wanted.keys() - there.keys():
            WatchReader.objects.create(watch=watch, user=wanted[user_id])
        if there.keys() != wanted.keys():
            names = sorted(str(user) for user in readers)
            record_event("alert.readers", by=by, at=at, subject=watch.view.name, readers=names)


def go_on(watch: Watch, *, at: datetime) -> Alert | None:
    """Take every day until yesterday; the alert where one of them raised it. Call it in a transaction.

    Raises Unwatchable where its metric means something else by now than in its normal.
    """
    rests = resting(watch, today=at.astimezone(UTC).date())
    if rests and rests <= watch.watched_to + DAY:
        raise Unwatchable(not_compared(watch.metric, rests))
    found = watch_study.series(watch.workspace, watched_of(address_of(watch.query)), scale=scale_of(watch))
    if address_of(watch.query).carried_elsewhere:
        _follow_merge(watch, found, at=at)
    days = found.days if found else {}
    monitor = watch_study.Monitor.from_dict(watch.monitor)
    progress = Progress(monitor, watch.watched_to, watch.taken)
    until = (rests or at.astimezone(UTC).date()) - DAY
    after = watch_study.follow(progress, days, start=watch.started_on, until=until)
    watch.watched_to, watch.taken, watch.monitor = after.to, after.taken, after.monitor.to_dict()
    watch.save(update_fields=["watched_to", "taken", "monitor"])
    return _raise(watch, found, after, at=at) if found and after.monitor.alert else None


def redefined(metric: str, first: date, last: date) -> date | None:
    """The last day after `first`, up to `last`, from which on a metric means something else."""
    days = change_days(metric) if metric != SHARE else []
    return max((day for day in days if first < day <= last), default=None)


def resting(watch: Watch, *, today: date) -> date | None:
    """The day since when a watch takes no days: the first change of the definition after its normal began."""
    days = change_days(watch.metric) if watch.metric != SHARE else []
    return min((day for day in days if watch.baseline_from < day <= today), default=None)


def close(alert: Alert, *, note: str, is_new_normal: bool, by: User, at: datetime) -> None:
    """Close an alert, once; its view is watched anew from today on, against the same normal or a new one."""
    with transaction.atomic():
        watch = Watch.objects.select_for_update(of=("self",)).get(pk=alert.watch_id)
        given = {"by": by, "by_name": str(by), "at": at, "note": note, "is_new_normal": is_new_normal}
        if AlertClosing.objects.get_or_create(alert=alert, defaults=given)[1]:
            _anew(watch, alert, is_new_normal=is_new_normal, at=at)
            record_event("alert.closed", by=by, at=at, subject=watch.view.name, note=note)


def end(watch: Watch, *, by: User, at: datetime) -> None:
    """Watch a view no more."""
    with transaction.atomic():
        given = {"by": by, "by_name": str(by), "at": at}
        if WatchEnding.objects.get_or_create(watch=watch, defaults=given)[1]:
            record_event("alert.unwatched", by=by, at=at, subject=watch.view.name)


def address_of(query: str) -> Address:
    """The address of a view or of a watch."""
    return Address.read(QueryDict(query))


def scale_of(watch: Watch) -> Scale:
    """The scale that a watch counts on."""
    low, high, direction = watch.scale
    return Scale(low, high, direction=direction)


def counts_of(watch: Watch, cells: Sequence[int]) -> Counts:
    """Counts by score as a row keeps them."""
    return Counts(tuple(cells), scale_of(watch))


def _always(address: Address) -> Filters:
    return replace(address.but(period="all").filters(today=date.min), start=None, end=None)


def _check_normal(metric: str, first: date, today: date) -> None:
    day = redefined(metric, first, today)
    if day:
        reason = not_compared(metric, day)
        text = _("%(reason)s The normal begins on that day at the earliest: choose fewer days, or wait.")
        raise Unwatchable(text % {"reason": reason})


def _way(direction: str) -> watch_study.Direction:
    ways: dict[str, watch_study.Direction] = {"down": "down", "up": "up"}
    return ways.get(direction, "both")


def _began(baseline: Counts, metric: str, direction: str, run_length: int, *, start: date) -> Progress:
    if baseline.n < watch_study.ENOUGH:
        lacking = _("The normal needs %(more)s more answers: n = %(n)s.")
        raise Unwatchable(lacking % {"more": watch_study.ENOUGH - baseline.n, "n": baseline.n})
    try:
        return watch_study.began(
            baseline, metric=metric, direction=_way(direction), run_length=run_length, start=start
        )
    except watch_study.UnfitBaseline as problem:
        raise Unwatchable(_("Nothing can fall below or rise above what was normal here.")) from problem


def _follow_merge(watch: Watch, found: Series | None, *, at: datetime) -> None:
    """Its theme was merged into another: the same watch of that one from today on, its normal counted anew.

    Days of a theme that took in others are held against no normal of the theme before. Raises Unwatchable.
    """
    address, today = address_of(watch.query), at.astimezone(UTC).date()
    last = watch.baseline_from + timedelta(days=watch.baseline_days)
    baseline = found.between(watch.baseline_from, last) if found else Counts.of({}, scale_of(watch))
    progress = _began(baseline, watch.metric, watch.direction, watch.run_length, start=today)
    watch.query = address.but(theme=address.theme_now).query()
    watch.baseline, watch.started_on, watch.watched_to = list(baseline.n_by_score), today, progress.to
    watch.taken, watch.monitor = {}, progress.monitor.to_dict()
    watch.save()
    record_event("alert.followed", by=None, at=at, subject=watch.view.name, theme=address.theme_now)


def _raise(watch: Watch, found: Series, after: Progress, *, at: datetime) -> Alert:
    since = watch_study.since(found, after.monitor, start=watch.started_on, until=after.to)
    counts = found.between(since, after.to + DAY)
    alert: Alert = Alert.objects.create(
        event=event_of(sight(watch.query, since, after.to), at=at),
        watch=watch,
        day=after.to,
        since=since,
        raised_at=at,
        counts=list(counts.n_by_score),
        baseline=watch.baseline,
        baseline_from=watch.baseline_from,
        baseline_to=watch.baseline_from + timedelta(days=watch.baseline_days - 1),
    )
    return alert


def _anew(watch: Watch, alert: Alert, *, is_new_normal: bool, at: datetime) -> None:
    """The same watch from today on; what was said since the alert is the new normal where that is enough."""
    today = at.astimezone(UTC).date()
    baseline, first = counts_of(watch, watch.baseline), watch.baseline_from
    progress = _again(watch, baseline, today=today)
    if is_new_normal:
        try:
            lately, start = _lately(watch, alert, today=today)
            progress = _again(watch, lately, today=today)
        except Unwatchable as problem:  # too few answers, nothing beyond them, or its theme is gone
            log.info("Watch %s keeps its normal: %s", watch.pk, problem)
        else:
            baseline, first = lately, start
    watch.baseline, watch.baseline_from = list(baseline.n_by_score), first
    watch.started_on, watch.watched_to, watch.taken = today, progress.to, {}
    watch.monitor, watch.rested_on = progress.monitor.to_dict(), None
    watch.save()


def _again(watch: Watch, baseline: Counts, *, today: date) -> Progress:
    return _began(baseline, watch.metric, watch.direction, watch.run_length, start=today)


def _lately(watch: Watch, alert: Alert, *, today: date) -> tuple[Counts, date]:
    """What was said since an alert began, on one definition, and since when. Raises Unwatchable."""
    found = watch_study.series(watch.workspace, watched_of(address_of(watch.query)), scale=scale_of(watch))
    start = min(alert.since, today - DAY)
    start = max(start, redefined(watch.metric, start, today - DAY) or start)
    return (found.between(start, today) if found else Counts.of({}, scale_of(watch))), start
