"""Waiting for you: low scores, bad reviews, imports with trouble, records not read; each opens its list."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from regard.web.dashboards.waiting import low_scores
from regard.web.feedback.drafts import AnswerDraft, Draft
from regard.web.feedback.models import Direction, FieldType, Kind
from regard.web.feedback.recording import record
from regard.web.insights.studies import Scale
from regard.web.listening.models import ImportBatch, ImportState
from regard.web.workspaces.tenancy import in_workspace
from tests.web.dashboards.conftest import ces, csat, moment, nps, stars
from tests.web.dashboards.test_home import listed


def waiting(page):
    """The part of the page that says what waits."""
    return (
        re.split(r"Waiting for you|等您处理", page.text)[1]
        .split("What we don't know yet")[0]
        .split("我们还不知道的")[0]
    )


@pytest.mark.parametrize(
    ("scale", "low"),
    [
        (Scale(0, 10), (0, 3)),
        (Scale(1, 10), (1, 3)),
        (Scale(1, 7), (1, 2)),
        (Scale(1, 5), (1, 2)),
        (Scale(0, 1), (0, 0)),
        (Scale(0, 100), (0, 24)),
        (Scale(1, 5, direction="low_is_good"), (4, 5)),
        (Scale(0, 1, direction="low_is_good"), (1, 1)),
    ],
    ids=str,
)
def test_the_low_scores_of_a_scale_are_at_its_bad_end(scale, low):
    assert low_scores(scale) == low


def test_low_scores_of_two_weeks_are_counted_and_open_exactly_their_list(look, owner, tell, today):
    days = (0, 5, 13, 14, 40)
    drafts = [
        Draft(f"n{d}", answers=(nps(d % 4),), collected_at=moment(today - timedelta(days=d))) for d in days
    ]
    drafts += [Draft(f"g{d}", answers=(nps(9),), collected_at=moment(today)) for d in range(5)]
    drafts += [Draft("c1", answers=(csat(2),), collected_at=moment(today))]
    drafts += [Draft("e1", answers=(ces(3),), collected_at=moment(today))]
    tell(drafts)
    page = look(owner, "home/")
    assert (
        "3 low scores scored 0–3 when asked whether they would recommend us in the last 14 days"
        in waiting(page)
    )
    assert "1 low score scored 1–2 for satisfaction" in waiting(page)
    assert "for ease" not in waiting(page)
    assert listed(look(owner, page.link("3 low scores"))) == 3
    assert listed(look(owner, page.link("1 low score"))) == 1


def test_the_oldest_is_named_by_its_day(look, owner, tell, today):
    oldest = today - timedelta(days=9)
    tell(
        [Draft(str(n), answers=(nps(0),), collected_at=moment(today - timedelta(days=n))) for n in range(10)]
    )
    page = look(owner, "home/", language="zh-hans")
    assert f"最早的一条在 {oldest.month}月{oldest.day}日" in waiting(page)
    assert "10 个低分" in waiting(page)


def test_where_low_is_good_the_high_scores_wait(look, owner, tell, today):
    effort = [
        AnswerDraft.score(FieldType.CES, score, 1, 5, direction=Direction.LOW_IS_GOOD) for score in (1, 2, 5)
    ]
    tell([Draft(str(n), answers=(answer,), collected_at=moment(today)) for n, answer in enumerate(effort)])
    page = look(owner, "home/")
    assert "1 low score scored 4–5 for ease" in waiting(page)
    assert listed(look(owner, page.link("1 low score"))) == 1


def test_bad_reviews_wait_and_good_ones_do_not(look, owner, tell, reviews, today):
    given = [1, 2, 3, 5, 5]
    drafts = [
        Draft(f"r{n}", kind=Kind.REVIEW, answers=(stars(score),), collected_at=moment(today), is_public=True)
        for n, score in enumerate(given)
    ]
    tell(drafts, reviews)
    tell([Draft("s", answers=(stars(1),), collected_at=moment(today))])  # a survey that asked for stars
    page = look(owner, "home/")
    assert "2 bad reviews to read" in waiting(page)
    assert listed(look(owner, page.link("2 bad reviews to read"))) == 2


def test_imports_with_trouble_wait_for_those_who_import(look, owner, viewer, workspace, tell, today):
    tell([Draft("a", text="tea", collected_at=moment(today))])
    now, ids = timezone.now(), {}
    with in_workspace(workspace):
        many = [
            ("broken.csv", ImportState.FAILED, 0, 1),
            ("二月.xlsx", ImportState.DONE, 12, 2),
            ("fine.csv", ImportState.DONE, 0, 3),
            ("old.csv", ImportState.FAILED, 0, 40),
            ("underway.csv", ImportState.IMPORTING, 3, 0),
        ]
        for name, state, refused, days in many:
            batch = ImportBatch.objects.create(
                file_name=name, size=1, state=state, refused=refused, created_at=now - timedelta(days=days)
            )
            ids[name] = batch.pk
    page = look(owner, "home/")
    assert "An import failed broken.csv" in waiting(page)
    assert "12 rows were refused 二月.xlsx" in waiting(page)
    for name in ("fine.csv", "old.csv", "underway.csv"):
        assert name not in waiting(page)
    assert page.link("An import failed") == f"/w/qinghe/imports/{ids['broken.csv']}/"
    assert "broken.csv" not in look(viewer, "home/").text


def test_records_not_read_yet_are_counted(look, owner, workspace, survey, tell, today):
    tell([Draft("a", text="tea", collected_at=moment(today))])
    with in_workspace(workspace):
        record(
            survey,
            [Draft(f"b{n}", text="new", collected_at=moment(today)) for n in range(2)],
            at=timezone.now(),
        )
    page = look(owner, "home/")
    assert "2 records are still being read" in waiting(page)
    assert listed(look(owner, page.link("2 records are still being read"))) == 2


@pytest.mark.parametrize(("language", "words"), [("en", "Nothing waits"), ("zh-hans", "没有待办")])
def test_nothing_waits_is_said(look, owner, tell, today, language, words):
    tell([Draft("a", text="tea", answers=(nps(9),), collected_at=moment(today))])
    assert words in waiting(look(owner, "home/", language=language))
