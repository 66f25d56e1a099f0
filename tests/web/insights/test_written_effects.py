"""A change may name a number of what is written: net sentiment, or the share of a factor or a theme."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from regard.perception.metrics.share import share
from regard.web.customers.matching import Person
from regard.web.feedback.drafts import Draft
from regard.web.feedback.models import Feedback
from regard.web.feedback.recording import record
from regard.web.insights.effect_study import Plan, Reach, estimate, judge, weeks
from regard.web.insights.models import Reading
from regard.web.insights.theme_models import Theme, ThemeAssignment
from regard.web.workspaces.tenancy import in_workspace

pytestmark = pytest.mark.django_db

START = date(2026, 9, 7)
UNTIL = START + timedelta(weeks=10)
LATE = "Delivery took three weeks and the box was broken."
KIND = "The support was friendly and fast. I love the tea."


@pytest.fixture
def written(workspace, survey, settle, noon):
    """Twenty texts a week, half of them of "big"; of those as many are of late delivery as is said."""

    def of(*, before, since):
        drafts = []
        for week in range(-20, 10):
            for place in range(20):
                is_big = place % 2 == 0
                late = since if week >= 0 and is_big else before
                text = LATE if place // 2 < round(10 * late) else KIND
                day = START + timedelta(weeks=week, days=place % 7)
                drafts.append(
                    Draft(
                        external_id=f"e{len(drafts)}",
                        text=f"{text} No. {len(drafts)}",
                        person=Person(external_id=f"p{len(drafts)}"),
                        segment="big" if is_big else "small",
                        collected_at=datetime.combine(day, time(12), UTC),
                    )
                )
        record(survey, drafts, at=noon)

    with in_workspace(workspace):
        yield lambda **more: (of(**more), settle())


def plan(metric, **more):
    reach = more.pop("reach", Reach(by="segment", values=("big",)))
    return Plan(metric=metric, start=START, until=UNTIL, smallest=5, reach=reach, **more)


def n_of(series, *, since):
    return sum(counts.n for week, counts in series.items() if (week >= 0) == since)


def test_the_share_of_complaints_of_a_factor_falls_where_it_was_mended(written):
    written(before=0.6, since=0.1)
    of_delivery = plan("share", about="factor:delivery:negative", falls=True)
    found = judge(of_delivery)
    assert found.effect.verdict == "changed"
    assert found.effect.effect.value == pytest.approx(-50, abs=3)
    after = estimate("share", found.weeks.reached, first=0, last=9)
    rows = Feedback.objects.filter(segment="big", collected_at__date__gte=START)
    complaints = sum("Delivery" in one.text for one in rows)
    assert after.exact == share(complaints, rows.count()).exact
    assert after.n == rows.count() == n_of(found.weeks.reached, since=True)
    assert judge(plan("share", about="factor:delivery:negative")).effect.verdict == "worse"


def test_net_sentiment_rises_with_it(written):
    written(before=0.6, since=0.1)
    effect = judge(plan("net_sentiment")).effect
    assert (effect.verdict, effect.effect.low > 0) == ("changed", True)
    found = weeks(plan("net_sentiment"))
    labels = Reading.objects.filter(feedback__segment="big").values_list("sentiment", flat=True)
    assert sum(counts.n for counts in found.reached.values()) == len([one for one in labels if one])


def test_the_share_of_a_theme_counts_those_that_carry_it(written, noon):
    written(before=0.6, since=0.1)
    theme = Theme.objects.create(key="late", name="Late parcels")
    late = Feedback.objects.filter(text__startswith="Delivery")
    ThemeAssignment.objects.bulk_create(
        ThemeAssignment(workspace=one.workspace, feedback=one, theme=theme, revision=1, confidence=0.9)
        for one in late
    )
    of_theme = plan("share", about=f"theme:{theme.key}", falls=True)
    assert judge(of_theme).effect.verdict == "changed"
    everybody = weeks(plan("share", about=f"theme:{theme.key}", reach=Reach()))
    before = estimate("share", everybody.reached, first=-100, last=-1)
    assert float(before.exact) == 60.0


def test_nothing_changed_is_no_evidence_also_of_a_share_and_a_theme_that_is_gone_is_not_judged(written):
    written(before=0.5, since=0.5)
    assert judge(plan("share", about="factor:delivery:negative")).effect.verdict == "no evidence"
    gone = judge(plan("share", about="theme:no-more"))
    assert gone.effect.verdict == "cannot be known from this design"


def test_a_hold_out_is_told_apart_in_what_is_written_too(written):
    written(before=0.5, since=0.5)
    held = plan("share", about="factor:delivery", reach=Reach(holdout=0.5, salt="x"))
    found = weeks(held)
    n = sum(counts.n for side in (found.reached, found.others) for counts in side.values())
    assert n == Feedback.objects.count()
    assert min(n_of(found.others, since=True), n_of(found.reached, since=True)) > 50
