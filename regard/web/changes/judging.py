"""A change is judged once, on its day or as soon after it as somebody looks; the verdict is kept."""

from datetime import datetime
from typing import Any

from django.db import transaction

from regard.web.changes import redefining
from regard.web.changes.models import Change, Direction, Ruling, State, Step
from regard.web.dashboards.card_breaks import Breaks
from regard.web.insights import effect_study
from regard.web.insights.effect_study import Estimate, Plan, Reach, Series
from regard.web.workspaces.outbox import announce

FIRST, LAST = -10_000, 10_000  # weeks: before and after anything


def plan_of(change: Change) -> Plan:
    """What was promised, as the study asks it. Only of a change that is locked, or could be."""
    assert change.start_on and change.judge_on and change.smallest  # noqa: S101 - `lacking` saw to it
    reach = Reach(
        by=change.exposed_by,
        values=tuple(change.exposed),
        holdout=change.holdout_percent / 100,
        salt=str(change.pk),
    )
    return Plan(
        metric=change.metric,
        start=change.start_on,
        until=change.judge_on,
        smallest=change.smallest,
        reach=reach,
        segment=change.segment,
        falls=change.direction == Direction.FALL,
        chosen_low=change.chosen_low,
        is_kept=not change.slip,
        about=change.about,
    )


def judge(change: Change, *, at: datetime) -> Ruling | None:
    """Judge a change whose day has come and keep the verdict; None where somebody did so meanwhile."""
    change.refresh_from_db(fields=["slip", "slipped_on"])
    plan = redefining.within(plan_of(change), Breaks.of_open_workspace())
    found = effect_study.judge(plan)
    with transaction.atomic():
        held = Change.objects.select_for_update().get(pk=change.pk)
        if held.state != State.UNDER_WAY:
            return None
        content = _content(found, plan)
        made: Ruling = Ruling.objects.create(
            change=held, verdict=found.effect.verdict, content=content, at=at
        )
        Change.objects.filter(pk=held.pk).update(state=State.JUDGED)
        Step.objects.create(change=held, state=State.JUDGED, at=at)
        told = {"id": str(held.pk), "verdict": found.effect.verdict, "design": found.effect.design}
        told["strength"] = found.effect.strength
        announce("change.judged", content=told, at=at, subject=str(held.pk))
    change.state = State.JUDGED
    return made


def judge_due(*, at: datetime) -> int:
    """Judge what is due in the open workspace; how many."""
    due = Change.objects.filter(state=State.UNDER_WAY, judge_on__lte=at.date()).order_by("judge_on", "id")
    return sum(judge(change, at=at) is not None for change in due[:20])


def _content(found: effect_study.Judgement, plan: Plan) -> dict[str, Any]:
    """Everything that the verdict rests on, as JSON values."""
    arms = {"reached": found.weeks.reached, "others": found.weeks.others}
    return {
        "effect": found.effect.to_dict(),
        "from": plan.first.isoformat(),
        "until": plan.until.isoformat(),
        "since": plan.since and plan.since.isoformat(),
        "redefined": plan.redefined_on and plan.redefined_on.isoformat(),
        "elsewhere": found.weeks.elsewhere,
        "numbers": {name: numbers(plan.metric, series) for name, series in arms.items()},
    }


def numbers(metric: str, series: Series) -> dict[str, Any]:
    """The number before and after the start."""
    sides = {"before": (FIRST, -1), "after": (0, LAST)}
    return {
        side: figure(effect_study.estimate(metric, series, first=first, last=last))
        for side, (first, last) in sides.items()
    }


def figure(estimate: Estimate | None) -> dict[str, Any] | None:
    """A number with its interval and n as JSON values; None where nobody answered."""
    if estimate is None:
        return None
    exact = estimate.exact
    return {
        "value": None if exact is None or estimate.status != "shown" else float(exact),
        "low": estimate.low,
        "high": estimate.high,
        "n": estimate.n,
        "unit": estimate.definition.unit,
    }
