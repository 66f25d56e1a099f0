"""The words page: as large as people are many, never a rare one, each with its share and interval."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regard.web.dashboards.words import net_of
from regard.web.feedback.drafts import Draft
from regard.web.insights import studies
from regard.web.insights.marks import vocabulary
from regard.web.insights.models import Reading
from regard.web.insights.reading import mark_stale
from regard.web.insights.studies import WordCount
from regard.web.workspaces.tenancy import in_workspace
from tests.web.dashboards.conftest import moment, nps, settle


def described(word, polarity):
    return {"word": word, "polarity": polarity, "start": 0, "end": 1}


@pytest.fixture
def told(tell, today, workspace):
    """Two hundred people: 150 say "friendly", 60 of them "not cheap" as well, 2 a rare word."""
    drafts = [
        Draft(f"a{n}", text="Fine.", answers=(nps(9 if n % 2 else 3),), collected_at=moment(today))
        for n in range(200)
    ]
    tell(drafts)
    with in_workspace(workspace):
        rows = {row.feedback.external_id: row for row in Reading.objects.select_related("feedback")}
        for n in range(200):
            words = [described("friendly", "positive")] * (n < 150)
            words += [described("not cheap", "negative")] * (n < 60) + [described("rare", "negative")] * (
                n < 2
            )
            row = rows[f"a{n}"]
            row.sentiment, row.descriptors, row.vocabulary = "positive", words, vocabulary(words)
            row.save()
        mark_stale({f"{today:%Y-%m}"}, at=moment(today))
    settle()


def test_words_have_their_people_share_and_net_sentiment_with_intervals(look, viewer, told):
    page = look(viewer, "explore/words/")
    rows = [row.split("</tr>")[0] for row in page.html.split("<tbody>")[1].split("<tr>")[1:]]
    assert ["friendly" in rows[0], "150" in rows[0], "75 %" in rows[0], "+100" in rows[0]] == [True] * 4
    assert ["not cheap" in rows[1], "60" in rows[1], "30 %" in rows[1], "−100" in rows[1]] == [True] * 4
    assert "Of 200 people who wrote something." in page.text


def test_a_word_of_two_people_is_shown_nowhere(look, viewer, told):
    page = look(viewer, "explore/words/")
    assert "rare" not in page.text


def test_a_word_leads_to_what_its_people_said(look, viewer, told):
    link = look(viewer, "explore/words/?period=30").link("not cheap")
    assert link == "/w/qinghe/explore/?period=30&word=not+cheap"
    assert "60" in look(viewer, link).text


def test_the_filters_of_the_address_narrow_the_words(look, viewer, told):
    page = look(viewer, "explore/words/?metric=nps&scores=9-10")
    assert "Of 100 people who wrote something." in page.text
    assert "Scores: 9–10" in page.text


def test_below_the_minimum_there_are_no_words_but_how_many_more_it_takes(look, viewer, tell, today):
    drafts = [
        Draft(f"a{n}", text="Friendly staff, I love it.", collected_at=moment(today)) for n in range(12)
    ]
    tell(drafts)
    page = look(viewer, "explore/words/")
    assert "Not enough answers yet: 12 people wrote something; 18 more are needed." in page.text
    assert 'class="word' not in page.html


@pytest.mark.parametrize(
    ("query", "language", "says"),
    [
        ("q=tea", "en", "Words are counted without a search"),
        ("period=undated", "zh-hans", "用词统计不支持搜索"),
    ],
)
def test_what_only_the_records_can_answer_is_said_and_left_out(look, viewer, told, query, language, says):
    page = look(viewer, f"explore/words/?{query}", language=language)
    assert says in page.text
    assert "friendly" in page.text


def test_the_page_speaks_chinese(look, viewer, told):
    page = look(viewer, "explore/words/", language="zh-hans")
    for text in ("客户怎样形容我们", "谁在用，怎样用", "共 200 人写了内容", "95% 区间"):
        assert text in page.text


def test_the_page_takes_as_many_statements_for_many_words_as_for_few(
    client, viewer, told, django_assert_max_num_queries
):
    client.force_login(viewer)
    client.get("/w/qinghe/explore/words/")
    with django_assert_max_num_queries(12):
        assert client.get("/w/qinghe/explore/words/").status_code == 200


counts = st.integers(0, 400)


@given(counts, counts, counts)
def test_who_means_a_word_both_ways_does_not_move_its_net_sentiment(good, bad, both):
    people = good + bad + both
    cells = (("negative", bad + both), ("positive", good + both))
    found = net_of(WordCount("tea", people, cells))
    assert found.n == people
    if found.status == "shown":
        assert found.value == pytest.approx(100 * (good - bad) / people, abs=0.5)
        exact = studies.polarity({"positive": good, "negative": bad, "neutral": both})
        known = studies.metrics_at(level=0.95, hide_below=0)["net_sentiment"](exact)
        assert found.low <= known.low + 1e-9
        assert known.high - 1e-9 <= found.high
