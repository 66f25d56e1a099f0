"""Trust and shared values are metrics as all others: on home, in explore, split, driven, downloaded."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from regard.web.feedback.drafts import AnswerDraft, Draft
from regard.web.feedback.models import FieldType
from tests.web.dashboards.conftest import ces, csat, moment, nps, stars
from tests.web.dashboards.test_exporting import body, csv_rows
from tests.web.dashboards.test_home import listed

pytestmark = pytest.mark.django_db
EACH = 60


def trust(score, top=7):
    return AnswerDraft.score(FieldType.TRUST, score, 1 if top == 7 else 0, top)


def values(score):
    return AnswerDraft.score(FieldType.VALUES, score, 1, 7)


def drafts(today):
    """Before, 60 people of whom nearly all agreed to both; now 60 of whom few do; two of them lately."""
    for number in range(2 * EACH):
        is_now = number >= EACH
        agrees = number % 10 < (2 if is_now else 9)
        days = 3 if is_now and number < EACH + 10 else 30 if is_now else 120
        yield Draft(
            f"t{number}",
            text="The staff were friendly." if number % 2 else "",
            segment="new" if number % 3 else "old",
            answers=(trust(7 if agrees else 2), values(6 if agrees else 3)),
            collected_at=moment(today - timedelta(days=days)),
        )


@pytest.fixture
def told(tell, today):
    tell(drafts(today))


@pytest.mark.parametrize(
    ("language", "sentences", "names", "low"),
    [
        (
            "en",
            (
                "Trust has probably fallen: 20 % agree that they trust us, after 90 %.",
                "The sense of shared values has probably fallen: "
                "20 % agree that we stand for what they believe in, after 90 %.",
            ),
            ("Trust share who agree 20 %", "Shared values share who agree 20 %"),
            "8 low scores: Trust scored 1–2 for trust",
        ),
        (
            "zh-hans",
            (
                "信任度很可能下降了：20% 表示信任我们，此前为 90%。",
                "价值认同度很可能下降了：20% 认同我们所代表的价值，此前为 90%。",
            ),
            ("信任度 认同的占比 20%", "价值认同度 认同的占比 20%"),
            "8 个低分：信任度",
        ),
    ],
)
def test_home_tells_of_them_as_of_every_other_metric(told, look, owner, language, sentences, names, low):
    text = look(owner, "home/", language=language).text
    for said in (*sentences, *names, low):
        assert said in text


def test_home_asks_the_archive_alone_whether_anybody_ever_answered(told, look, owner):
    cache.clear()
    with CaptureQueriesContext(connection) as asked:
        text = look(owner, "home/").text
    assert "Never asked: satisfaction, ease, loyalty, public ratings" in text
    assert [one["sql"] for one in asked if "EXISTS" in one["sql"] and "field_type" in one["sql"]] == []


@pytest.mark.parametrize("metric", ["trust", "values"])
def test_explore_tells_them_by_any_dimension_and_lists_their_records(told, look, owner, metric):
    page = look(owner, f"explore/?metric={metric}&by=segment")
    assert f"Definition {metric}.top2box/1." in page.text
    assert "20 %" in page.text
    assert listed(page) == EACH
    assert listed(look(owner, f"explore/?metric={metric}&scores=6-7")) == EACH // 5


@pytest.mark.parametrize(
    ("language", "words"), [("en", "Shared values 6 of 7"), ("zh-hans", "价值认同度 6 分（满分 7）")]
)
def test_a_score_is_called_by_its_metric_whatever_was_asked(told, look, owner, language, words):
    assert words in look(owner, "explore/?metric=values&scores=6-7", language=language).text


@pytest.mark.parametrize(("language", "words"), [("en", "No gap: every metric"), ("zh-hans", "没有缺口：")])
def test_where_all_is_asked_and_known_home_says_so(tell, today, look, owner, language, words):
    every = (nps(9), csat(5), ces(6), stars(5), trust(6), values(6))
    tell(Draft(f"e{n}", answers=every, collected_at=moment(today)) for n in range(40))
    assert words in look(owner, "home/", language=language).text


def test_a_change_of_trust_is_split_into_answers_and_who_answered(told, look, owner):
    text = look(owner, "explore/mix/?metric=trust").text
    assert "Together: −70" in text
    assert "信任度" in look(owner, "explore/mix/?metric=trust", language="zh-hans").text


def test_answers_on_another_scale_are_not_mixed_in(told, tell, look, owner, today):
    tell(Draft(f"x{n}", answers=(trust(10, top=10),), collected_at=moment(today)) for n in range(20))
    text = look(owner, "explore/?metric=trust").text
    assert "20 %" in text
    assert "20 answers on other scales are not mixed in." in text


def test_a_download_has_a_column_for_each(told, client, owner, look):
    page = look(owner, "explore/?metric=trust")
    header, first, *_ = csv_rows(body(client.get(page.link("CSV"))))
    cell = dict(zip(header, first, strict=True))
    assert (cell["trust_scale"], cell["values_scale"]) == ("1-7 high_is_good",) * 2
    assert {float(cell["trust"]), float(cell["values"])} in ({7, 6}, {2, 3})
    assert cell["other_answers"] == ""


def test_what_goes_with_trust_can_be_asked(told, look, owner):
    page = look(owner, "drivers/?metric=trust")
    assert "/metrics/trust/" in page.html
    assert "metric=values" in page.link("Shared values")


@pytest.mark.parametrize(("language", "name"), [("en", "Trust"), ("zh-hans", "信任度")])
def test_their_card_says_what_they_are(look, owner, language, name):
    page = look(owner, "metrics/trust/", language=language)
    assert name in page.text
    assert "trust.top2box/1" in page.text
