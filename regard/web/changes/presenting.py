"""A change as its page and the list show it."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.core.cache import cache
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from regard.web.changes import redefining, wording
from regard.web.changes.judging import LAST, figure, plan_of
from regard.web.changes.models import Change, Exposed, Metric, Outcome, Ruling, State
from regard.web.changes.plots import chart_of
from regard.web.dashboards.addresses import Address
from regard.web.dashboards.card_breaks import Breaks, briefly
from regard.web.dashboards.charts.rendering import drawn
from regard.web.dashboards.figures import DIGITS, count_text, number_text, plain_text
from regard.web.dashboards.numbers import KEPT_SECONDS
from regard.web.feedback.models import Source
from regard.web.insights.effect_study import NOT_KEPT, Weeks, estimate, weeks
from regard.web.insights.reading import feed_end
from regard.web.workspaces.tenancy import current_workspace

FILTERS = {"": "", Exposed.SEGMENT: "segment", Exposed.SOURCE: "source"}  # of explore
DAY = timedelta(days=1)
TAGS = {
    Outcome.CHANGED: "high",
    Outcome.WORSE: "low",
}


@dataclass(frozen=True)
class Cell:
    """A number with the way to its records; without one explore has no filter for whose they are."""

    text: str
    url: str = ""


@dataclass(frozen=True)
class Verdict:
    """What was found, in words, and what it rests on."""

    label: str
    tag: str
    sentence: str
    evidence: list[str]
    why: str
    blind: str
    reasons: list[str]
    checks: list[str]
    numbers: list[tuple[str, list["Cell"]]] = field(default_factory=list)
    elsewhere: int = 0
    is_weak: bool = False


def ruling_of(change: Change) -> Ruling | None:
    """The verdict, where there is one."""
    return getattr(change, "ruling", None)


def verdict_of(change: Change, since: Weeks | None = None, *, breaks: Breaks) -> Verdict | None:
    """The verdict that was kept; with `since` also the number from the judging day on.

    Where the number means something else on either side of a day, no verdict is told: `breaks` say where.
    """
    ruling = ruling_of(change)
    if ruling is None:
        return None
    if change.slip:
        return _departed(ruling)
    if day := redefining.parted(ruling, breaks):
        return _redefined(ruling, day)
    design = ruling.content["effect"]["design"]
    return Verdict(
        label=str(Outcome(ruling.verdict).label),
        tag=TAGS.get(Outcome(ruling.verdict), ""),
        sentence=wording.sentence(ruling),
        evidence=wording.evidence(ruling),
        why=str(wording.WHY[design]),
        blind=str(wording.BLIND[design]),
        reasons=list(_reasons(ruling)),
        checks=wording.checks(ruling),
        numbers=list(_numbers(change, ruling, since, redefining.since_then(change, breaks))),
        elsewhere=ruling.content["elsewhere"],
        is_weak=wording.is_weak(ruling),
    )


def _departed(ruling: Ruling) -> Verdict:
    """Of what did not happen as promised nothing is said; what was found before that is only named."""
    effect = ruling.content["effect"]
    known_then = NOT_KEPT in effect["reasons"]
    return Verdict(
        label=pgettext("verdict", "Cannot be known"),
        tag="",
        sentence=wording.departed(ruling.change),
        evidence=[],
        why=str(wording.WHY[effect["design"]]),
        blind=str(wording.BLIND[effect["design"]]),
        reasons=[] if known_then else [wording.told_later(ruling)],
        checks=[],
    )


def _redefined(ruling: Ruling, day: date) -> Verdict:
    """Two definitions are not compared, and where that was recorded later, what was found is only named."""
    design = ruling.content["effect"]["design"]
    known_then = ruling.content.get("redefined")
    return Verdict(
        label=pgettext("verdict", "Cannot be judged"),
        tag="",
        sentence=redefining.sentence(ruling.change.metric, day),
        evidence=[],
        why=str(wording.WHY[design]),
        blind=str(wording.BLIND[design]),
        reasons=[] if known_then else [wording.withdrawn(ruling)],
        checks=[],
    )


def _reasons(ruling: Ruling) -> Iterator[str]:
    for one in ruling.content["effect"]["reasons"]:
        yield wording.reason_text(one)
    if since := ruling.content.get("since"):
        yield redefining.shortened(ruling.change.metric, date.fromisoformat(since))


def _numbers(
    change: Change, ruling: Ruling, since: Weeks | None, redefined: date | None
) -> Iterator[tuple[str, list[Cell]]]:
    """The number before, until it was judged, and since then, of both groups."""
    names = {"reached": _("Whom it reached"), "others": _("The others")}
    later = {"reached": since.reached, "others": since.others} if since else {}
    for arm, name in names.items():
        sides = ruling.content["numbers"][arm]
        if not any(sides.values()):
            continue
        after = figure(estimate(change.metric, later.get(arm, {}), first=judged_week(change), last=LAST))
        found = (sides["before"], sides["after"], after)
        urls = _urls(change, ruling) if arm == "reached" else [""] * len(found)
        cells = [Cell(_figure_text(one), url) for one, url in zip(found, urls, strict=True)]
        yield name, [*cells[:2], Cell(briefly(redefined)) if redefined else cells[2]]


def _urls(change: Change, ruling: Ruling) -> list[str]:
    """Where the records of those whom it reached are: before it, until it was judged, and since then."""
    assert change.start_on and change.judge_on  # noqa: S101 - it was judged
    if change.holdout_percent or change.exposed_by not in FILTERS:
        return ["", "", ""]
    whose: dict[str, Any] = {FILTERS[change.exposed_by]: tuple(change.exposed)} if change.exposed_by else {}
    if change.segment:
        whose["segment"] = (change.segment,)
    if change.metric == Metric.SHARE:
        kind, name, *polarity = change.about.split(":")
        whose |= {"theme": name} if kind == "theme" else {"factor": (name,), "polarity": tuple(polarity)}
    address = Address(metric="" if change.metric == Metric.SHARE else change.metric, period="dates", **whose)
    start, judged = change.start_on, change.judge_on
    later = start + judged_week(change) * timedelta(weeks=1)
    first = date.fromisoformat(ruling.content["from"])
    days = [(first, start - DAY), (start, judged - DAY), (later, None)]
    url = reverse("dashboards:explore", args=[current_workspace().slug])
    return [f"{url}?{address.but(start=one, last=last).query()}" for one, last in days]


def judged_week(change: Change) -> int:
    """The first whole week from the judging day on, counted from the start."""
    assert change.start_on and change.judge_on  # noqa: S101 - it was judged
    return -(-(change.judge_on - change.start_on).days // 7)


def _figure_text(found: dict[str, Any] | None) -> str:
    """A number as it stands in a table: "62 % (57 – 67), n = 300"."""
    if found is None:
        return _("no answers")
    n = count_text(found["n"])
    if found["value"] is None:
        return _("not enough answers yet (n = %(n)s)") % {"n": n}
    unit = found["unit"]
    low, high = (plain_text(found[end], unit, digits=DIGITS[unit]) for end in ("low", "high"))
    value = number_text(found["value"], unit)
    return _("%(value)s (%(low)s – %(high)s), n = %(n)s") % {"value": value, "low": low, "high": high, "n": n}


def weeks_of(change: Change, *, today: date) -> Weeks | None:
    """The answers by week up to today; asked once for each state of the records."""
    if change.start_on is None or not change.metric or not change.smallest or change.judge_on is None:
        return None
    plan = plan_of(change)
    state = f"{current_workspace().pk} {change.pk} {plan} {feed_end()} {today}"
    key = f"change:{hashlib.sha256(state.encode()).hexdigest()}"
    found: Weeks | None = cache.get(key)
    if found is None:
        found = weeks(plan, until=today + timedelta(days=1))
        cache.set(key, found, KEPT_SECONDS)
    return found


def chart(change: Change, found: Weeks | None, breaks: Breaks) -> dict[str, Any] | None:
    """The chart as components/chart.html takes it, drawn."""
    made = chart_of(change, found, breaks.of(change.metric)) if found else None
    return {**vars(made), "svg": drawn(made.specification)} if made else None


def promise(change: Change) -> list[tuple[str, str]]:
    """What was promised, as names and values."""
    reach = _reach(change)
    rows = [
        (pgettext("of a change", "Number"), change.number_text or "–"),
        (_("Whose number"), change.segment or _("Everybody’s")),
        (_("Expected"), _expected(change)),
        (_("Whom it reaches"), reach),
        (_("Starts on"), date_format(change.start_on) if change.start_on else "–"),
        (_("Judged on"), date_format(change.judge_on) if change.judge_on else "–"),
        (pgettext("of a change", "Answers for it"), str(change.owner) if change.owner else "–"),
    ]
    return rows


def _expected(change: Change) -> str:
    if not change.smallest:
        return str(change.get_direction_display())
    least = plain_text(change.smallest, "score", digits=0 if change.smallest == int(change.smallest) else 2)
    way = change.get_direction_display()
    return _("%(way)s by at least %(least)s") % {"way": way, "least": least}


def _reach(change: Change) -> str:
    parts = [str(change.get_exposed_by_display())]
    if change.exposed:
        names = dict(Source.objects.values_list("key", "name")) if change.exposed_by == Exposed.SOURCE else {}
        parts = [", ".join(names.get(one, one) for one in change.exposed)]
    if change.holdout_percent:
        held = {"n": change.holdout_percent, "group": parts[0]}
        within = _("%(n)s %% held out by chance within %(group)s")
        parts.append((within if change.exposed else _("%(n)s %% held out by chance")) % held)
    if change.chosen_low:
        parts.append(_("chosen for low scores"))
    return " · ".join(parts)


def design_of(change: Change) -> tuple[str, str, str]:
    """How it will be judged: the name of the design, why it, and what it cannot know."""
    design = change.design
    return str(wording.DESIGNS[design]), str(wording.WHY[design]), str(wording.BLIND[design])


def is_overdue(change: Change, *, today: date) -> bool:
    """Whether its day has come and nobody has judged it yet."""
    return change.state == State.UNDER_WAY and change.judge_on is not None and change.judge_on <= today
