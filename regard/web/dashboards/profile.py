"""How we are seen: one row for each metric that was asked or read, on one quiet scale from worst to best."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from regard.web.dashboards.addresses import Address
from regard.web.dashboards.card_breaks import Breaks, briefly, only_since
from regard.web.dashboards.card_parts import of_part
from regard.web.dashboards.figures import (
    METRIC_HINTS,
    METRIC_NAMES,
    change_text,
    count_text,
    interval_text,
    position,
    value_text,
)
from regard.web.dashboards.periods import Period
from regard.web.dashboards.sentences import is_better
from regard.web.dashboards.sparklines import Sparkline, Spot, sparkline
from regard.web.insights.studies import Changes, Estimate, Finding, Scale, Study

MONTHS = 12
CENTRED = ("nps", "net_sentiment")
GROUPS = (("detractors", (0, 6)), ("passives", (7, 8)), ("promoters", (9, 10)))


@dataclass(frozen=True)
class Part:
    """One part of the bar of NPS: where it begins and how long it is in per cent, and its records."""

    name: str
    start: float
    width: float
    label: str
    href: str


@dataclass(frozen=True)
class Row:
    """One metric as dashboards/profile_row.html shows it; places are 0 (worst) to 100 (best)."""

    label: str
    hint: str
    href: str
    status: str
    value: str
    interval: str
    n: str
    needed: int
    position: float | None = None
    low: float | None = None
    high: float | None = None
    before: float | None = None
    middle: int | None = None
    parts: tuple[Part, ...] = ()
    change: str = ""
    direction: str = ""
    spark: Sparkline | None = None


@dataclass(frozen=True)
class Seen:
    """What the rows are made of: the period, its changes, the year for the small lines, and its breaks."""

    now: Study
    changes: Changes
    year: Study
    address: Address
    url: str
    breaks: Breaks = Breaks()
    parted: Mapping[str, date] = field(default_factory=dict)  # the metrics that are not compared, since when
    parts: Mapping[str, Period] = field(default_factory=dict)  # of which only these days are told


def rows(seen: Seen, *, asked: Iterable[str], today: date) -> list[Row]:
    """A row for each metric in `asked`, in the order of the profile; the others no source has ever filled."""
    wanted = set(asked)
    months = last_months(today)
    return [_row(seen, metric, months) for metric in METRIC_NAMES if metric in wanted]


def last_months(today: date) -> list[str]:
    """The last twelve months, this one included: "2026-03"."""
    count = today.year * 12 + today.month - 1
    return [f"{month // 12:04}-{month % 12 + 1:02}" for month in range(count - MONTHS + 1, count + 1)]


def scale_of(study: Study, metric: str) -> Scale | None:
    """The scale that a study reports a metric on."""
    estimate = study.metrics.get(metric)
    return next((each.scale for each in study.scales.get(metric, ()) if each.estimate is estimate), None)


def _row(seen: Seen, metric: str, months: Sequence[str]) -> Row:
    estimate = seen.now.metrics.get(metric)
    part = seen.parts.get(metric)
    address = of_part(seen.address.but(metric=metric), part)
    named: dict[str, Any] = {
        "label": METRIC_NAMES[metric],
        "hint": METRIC_HINTS[metric],
        "href": f"{seen.url}?{address.query()}",
        "spark": _spark(seen, metric, months),
    }
    if estimate is None:
        return Row(**named, status="no_answers", value="–", interval="", n="", needed=0)
    scale = scale_of(seen.now, metric)
    finding = _overall(seen.changes, metric, scale)
    return Row(
        **named,
        status=estimate.status,
        value=value_text(estimate),
        interval=interval_text(estimate),
        n=count_text(estimate.n),
        needed=estimate.needed,
        middle=50 if metric in CENTRED else None,
        parts=_parts(estimate, address, seen.url) if metric == "nps" else (),
        **_places(estimate, scale, finding),
        **_change(finding, estimate, seen.parted.get(metric), part),
    )


def _overall(changes: Changes, metric: str, scale: Scale | None) -> Finding | None:
    for finding in changes.findings:
        same_scale = scale is None or finding.scale == scale
        if finding.metric == metric and finding.dimension is None and same_scale:
            return finding
    return None


def _places(estimate: Estimate, scale: Scale | None, finding: Finding | None) -> dict[str, Any]:
    low_is_good = scale is not None and scale.direction == "low_is_good"
    place = position(estimate, low_is_good=low_is_good) if estimate.status == "shown" else None
    if place is None:
        return {}
    before = position(finding.before, low_is_good=low_is_good) if finding else None
    return {
        "position": place.value,
        "low": place.low,
        "high": place.high,
        "before": before.value if before else None,
    }


def _change(
    finding: Finding | None, estimate: Estimate, parted: date | None, part: Period | None
) -> dict[str, Any]:
    if part is not None and part.start:
        return {"change": only_since(part.start)}
    if estimate.status != "shown":
        return {}
    if parted:
        return {"change": briefly(parted)}
    if finding is None:
        return {"change": _("too few answers before")}
    if not finding.comparison.significant:
        return {"change": _("no clear change")}
    text = change_text(finding.comparison, estimate.definition.unit)
    return {"change": text, "direction": "up" if is_better(finding) else "down"}


def _parts(estimate: Estimate, address: Address, url: str) -> tuple[Part, ...]:
    if estimate.groups is None or estimate.status != "shown":
        return ()
    labels = {
        "detractors": _("%(share)s %% detractors (0–6), %(n)s answers"),
        "passives": _("%(share)s %% passives (7–8), %(n)s answers"),
        "promoters": _("%(share)s %% promoters (9–10), %(n)s answers"),
    }
    found, start = [], 0.0
    for (name, scores), n in zip(GROUPS, estimate.groups.counts, strict=True):
        width = 100 * n / estimate.n
        label = labels[name] % {"share": f"{width:.0f}", "n": count_text(int(n))}
        href = f"{url}?{address.but(scores=scores).query()}"
        found.append(Part(name, round(start, 2), round(width, 2), label, href))
        start += width
    return tuple(found)


def _spark(seen: Seen, metric: str, months: Sequence[str]) -> Sparkline | None:
    year, scale = seen.year, scale_of(seen.year, metric)
    low_is_good = scale is not None and scale.direction == "low_is_good"
    known = {month.month: month.metrics.get(metric) for month in year.months}
    spots, apart = [], _begun(seen.breaks.of(metric))
    for month in months:
        estimate = known.get(month)
        place = position(estimate, low_is_good=low_is_good) if estimate else None
        spots.append(Spot(place, bool(estimate and estimate.status == "shown"), month in apart))
    label = _("%(metric)s by month, the last %(n)s months") % {"metric": METRIC_NAMES[metric], "n": MONTHS}
    return sparkline(spots, label=label)


def _begun(days: Iterable[date]) -> set[str]:
    """The months that no line reaches from before; a change within a month leaves it of both definitions."""
    found = set()
    for day in days:
        month = day.year * 12 + day.month - 1
        numbers = (month,) if day.day == 1 else (month, month + 1)
        found |= {f"{number // 12:04}-{number % 12 + 1:02}" for number in numbers}
    return found
