"""Waiting for you: low scores, bad reviews, imports with trouble, records not read; each opens its list."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from regard.web.dashboards.models import Opened
from regard.web.dashboards.waiting import low_scores
from regard.web.feedback.drafts import AnswerDraft, Draft
from regard.web.feedback.models import Direction, Feedback, FieldType, Kind
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
        "3 low scores: Loyalty scored 0–3 when asked whether they would recommend us in the last 14 days"
        in waiting(page)
    )
    assert "1 low score: Satisfaction scored 1–2 for satisfaction" in waiting(page)
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
    assert "10 个低分：忠诚度" in waiting(page)


def test_where_low_is_good_the_high_scores_wait(look, owner, tell, today):
    effort = [
        AnswerDraft.score(FieldType.CES, score, 1, 5, direction=Direction.LOW_IS_GOOD) for score in (1, 2, 5)
    ]
    tell([Draft(str(n), answers=(answer,), collected_at=moment(today)) for n, answer in enumerate(effort)])
    page = look(owner, "home/")
    assert "1 low score: Ease scored 4–5 for ease" in waiting(page)
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


LEFT = {"en": "1 of them not opened yet", "zh-hans": "其中 1 条您尚未打开"}


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_what_a_member_has_opened_waits_for_them_no_more(look, owner, viewer, inside, tell, today, language):
    tell(Draft(f"n{n}", text="Slow.", answers=(nps(n),), collected_at=moment(today)) for n in range(2))
    first, second = (Feedback.objects.get(external_id=name).pk for name in ("n0", "n1"))
    look(owner, f"records/{first}/")
    look(owner, f"records/{first}/")
    page = look(owner, "home/", language=language)
    assert LEFT[language] in waiting(page)
    assert listed(look(owner, next(href for text, href in page.links if text.startswith("2 ")))) == 2
    assert LEFT[language] not in look(viewer, "home/", language=language).text
    look(owner, f"records/{second}/")
    assert re.search("Nothing waits|没有待办", waiting(look(owner, "home/", language=language)))
    assert re.search("2 (low scores|个低分)", waiting(look(viewer, "home/", language=language)))


def test_who_corrects_a_record_has_seen_it(look, owner, client, inside, tell, today):
    tell([Draft("n", text="Slow and rude.", answers=(nps(0),), collected_at=moment(today))])
    assert "1 low score" in waiting(look(owner, "home/"))
    pk = Feedback.objects.get().pk
    client.post(f"/w/qinghe/records/{pk}/corrections/", {"choice": "set sentiment neutral"})
    assert Opened.objects.count() == 1
    assert "1 low score" not in waiting(look(owner, "home/"))


def test_old_records_are_not_kept_as_opened(look, owner, inside, tell, today):
    tell(
        [
            Draft("old", text="Slow.", collected_at=moment(today - timedelta(days=40))),
            Draft("no day", text="x"),
        ]
    )
    for pk in Feedback.objects.values_list("pk", flat=True):
        look(owner, f"records/{pk}/")
    assert not Opened.objects.exists()
