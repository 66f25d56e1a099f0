"""What of a view can be watched, how it fared in the past, and how a watch goes on from day to day."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.http import QueryDict
from django.utils.translation import gettext as _

from regard.web.accounts.models import User
from regard.web.alerts.joining import event_of, sight
from regard.web.alerts.models import Alert, AlertClosing, Direction, Watch, WatchEnding, WatchReader
from regard.web.alerts.normals import Normal, Unwatchable, kept, learned, way_of
from regard.web.dashboards.addresses import READ, Address
from regard.web.dashboards.card_breaks import not_compared
from regard.web.dashboards.card_models import change_days
from regard.web.dashboards.saved_models import SavedView
from regard.web.insights import volume_study, watch_study
from regard.web.insights.studies import Counts, Filters, Scale
from regard.web.insights.volume_study import SHORTEST, VolumeMonitor, Volumes
from regard.web.insights.watch_study import SHARE, VOLUME, Progress, Rehearsal, Series, Watched
from regard.web.workspaces.auditing import record_event
from regard.web.workspaces.models import Workspace

log = logging.getLogger("regard.alerts")

DAY = timedelta(days=1)
REHEARSED = 180  # days of the past that a watch is shown on
ABOUT = ("sentiment", *READ, "word")  # a share of these is watched where no metric is chosen


@dataclass(frozen=True)
class Terms:
    """What is agreed: which way, how often it may be wrong, and how many days are the normal.

    `measure` is VOLUME where it is about how many records come in a day, whatever they say; a day counts
    `settle_days` after it is over, when what comes in late is there.
    """

    direction: str = Direction.BOTH
    run_length: int = 1095
    baseline_days: int = 90
    measure: str = ""
    settle_days: int = 0


def watched_of(address: Address, measure: str = "") -> Watched:
    """What is watched of an address: its volume, else its metric, else the share of what it speaks of.

    Raises Unwatchable.
    """
    if address.is_undrawn or address.scores:
        raise Unwatchable(
            _("A search in the text, one import, some scores and missing dates are not watched.")
        )
    if len(address.themes_now) > 1:
        raise Unwatchable(_("A watch follows one theme: save a view of each and watch them one by one."))
    theme = next((one.theme for one in address.carried.values()), None)
    if address.theme and theme is None:
        raise Unwatchable(_("The theme of this view is gone."))
    where = _always(address)
    if measure == VOLUME:
        return Watched(VOLUME, where, theme=theme)
    if address.measures:
        return Watched(address.metric, where, theme=theme)
    about = [name for name in ABOUT if getattr(address, name)]
    if not about and theme is None:
        raise Unwatchable(_("Choose a metric, a theme, a factor, a sentiment or another thing that is said."))
    among = _always(address.but(metric="", **dict.fromkeys(about, ())))
    return Watched(SHARE, replace(where, metric=()), replace(among, sentiment=()), theme)


def series_of(workspace: Workspace, address: Address, measure: str = "") -> Series:
    """The days of a view. Raises Unwatchable."""
    found = watch_study.series(workspace, watched_of(address, measure))
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
    study = volume_study.rehearse if found.metric == VOLUME else watch_study.rehearse
    try:
        return study(
            found,
            first=max(first, day + normal) if day else first,
            last=today - DAY,
            baseline_days=terms.baseline_days,
            direction=way_of(terms.direction),
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
    found = found or series_of(view.workspace, address_of(view.query), terms.measure)
    first = today - timedelta(days=terms.baseline_days)
    _check_normal(found.metric, first, today)
    normal = learned(found, first, today, direction=terms.direction, run_length=terms.run_length)
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
            watched_to=today - DAY,
            settle_days=terms.settle_days,
            baseline=normal.baseline,
            baseline_from=first,
            monitor=normal.monitor,
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
    found, today = _found(watch), at.astimezone(UTC).date()
    if address_of(watch.query).carried_elsewhere:
        _follow_merge(watch, found, at=at)
    elif watch.is_learning:
        _learn(watch, found, today=today)
    after = _after(watch, found, until=min(rests or today, today - watch.settle_days * DAY) - DAY)
    watch.watched_to, watch.taken, watch.monitor = after.to, after.taken, after.monitor.to_dict()
    watch.save(update_fields=["watched_to", "taken", "monitor"])
    return _raise(watch, found, after, at=at) if after.monitor.alert else None


def redefined(metric: str, first: date, last: date) -> date | None:
    """The last day after `first`, up to `last`, from which on a metric means something else."""
    days = change_days(metric) if metric not in (SHARE, VOLUME) else []
    return max((day for day in days if first < day <= last), default=None)


def resting(watch: Watch, *, today: date) -> date | None:
    """The day since when a watch takes no days: the first change of the definition after its normal began."""
    days = change_days(watch.metric) if watch.metric not in (SHARE, VOLUME) else []
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


def _found(watch: Watch) -> Series | None:
    """The days of a watch, on its scale."""
    watched = watched_of(address_of(watch.query), watch.metric)
    return watch_study.series(watch.workspace, watched, scale=scale_of(watch))


def _after(watch: Watch, found: Series | None, *, until: date) -> Progress | Volumes:
    """The alarm after every day until `until`."""
    if watch.metric == VOLUME:
        monitor = VolumeMonitor.from_dict(watch.monitor)
        return volume_study.follow(monitor, watch.taken, found, start=watch.started_on, until=until)
    progress = Progress(watch_study.Monitor.from_dict(watch.monitor), watch.watched_to, watch.taken)
    return watch_study.follow(progress, found.days if found else {}, start=watch.started_on, until=until)


def _learn(watch: Watch, found: Series | None, *, today: date) -> None:
    """The new normal of a volume, as soon as it has enough days. Raises Unwatchable."""
    normal = _learned(watch, found, watch.baseline_from, today)
    _start(watch, normal.baseline, normal.monitor, day=today)
    watch.baseline_days = (today - watch.baseline_from).days
    watch.save()


def _learned(watch: Watch, found: Series | None, first: date, end: date) -> Normal:
    found = found or Series(watch.metric, scale_of(watch), {})
    return learned(found, first, end, direction=watch.direction, run_length=watch.run_length)


def _start(watch: Watch, baseline: list[int], monitor: dict[str, Any], *, day: date) -> None:
    """Let it take its first day on `day`."""
    watch.baseline, watch.monitor = baseline, monitor
    watch.started_on, watch.watched_to, watch.taken, watch.rested_on = day, day - DAY, {}, None


def _follow_merge(watch: Watch, found: Series | None, *, at: datetime) -> None:
    """Its theme was merged into another: the same watch of that one from today on, its normal counted anew.

    Days of a theme that took in others are held against no normal of the theme before. Raises Unwatchable.
    """
    address, today = address_of(watch.query), at.astimezone(UTC).date()
    normal = _learned(watch, found, watch.baseline_from, watch.baseline_to + DAY)
    watch.query = address.but(theme=address.themes_now).query()
    _start(watch, normal.baseline, normal.monitor, day=today)
    watch.save()
    record_event(
        "alert.followed", by=None, at=at, subject=watch.view.name, theme=" ".join(address.themes_now)
    )


def _raise(watch: Watch, found: Series | None, after: Progress | Volumes, *, at: datetime) -> Alert:
    start = watch.started_on
    if isinstance(after, Volumes):
        since = volume_study.since(after, start=start)
        counts = [
            sum(n for day, (n,) in after.taken.items() if since.isoformat() <= day <= after.to.isoformat())
        ]
    else:
        series = found or Series(watch.metric, scale_of(watch), {})
        since = watch_study.since(series, after.monitor, start=start, until=after.to)
        counts = list(series.between(since, after.to + DAY).n_by_score)
    alert: Alert = Alert.objects.create(
        event=event_of(sight(watch.query, since, after.to), at=at),
        watch=watch,
        day=after.to,
        since=since,
        raised_at=at,
        counts=counts,
        baseline=watch.baseline,
        baseline_from=watch.baseline_from,
        baseline_to=watch.baseline_to,
    )
    return alert


def _anew(watch: Watch, alert: Alert, *, is_new_normal: bool, at: datetime) -> None:
    """The same watch from today on; what was said since the alert is the new normal where that is enough.

    A volume needs whole weeks for that: it takes no days until it has learned them.
    """
    today = at.astimezone(UTC).date()
    normal, first = kept(watch), watch.baseline_from
    if is_new_normal:
        first = min(alert.since, today - DAY)
        first = max(first, redefined(watch.metric, first, today - DAY) or first)
        try:
            normal = _learned(watch, _found(watch), first, today)
            watch.baseline_from, watch.baseline_days = first, (today - first).days
        except Unwatchable as problem:  # too few answers, nothing beyond them, or its theme is gone
            if watch.metric == VOLUME and (today - first).days < SHORTEST:
                _start(watch, [], {}, day=first + SHORTEST * DAY)
                watch.baseline_from, watch.baseline_days = first, SHORTEST
                watch.save()
                return
            log.info("Watch %s keeps its normal: %s", watch.pk, problem)
    _start(watch, normal.baseline, normal.monitor, day=today)
    watch.save()
