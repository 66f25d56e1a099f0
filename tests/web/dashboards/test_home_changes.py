"""Home tells changes of factors and themes as it tells those of scores, each with the way to its records."""

import re
from datetime import timedelta

import pytest

from regard.web.changes.models import Change, State
from regard.web.dashboards.numbers import Numbers
from regard.web.feedback.drafts import Draft
from regard.web.feedback.recording import record
from regard.web.insights.change_study import THEME
from regard.web.insights.records import matching
from regard.web.insights.studies import Filters
from regard.web.insights.theme_models import Theme
from tests.web.dashboards.conftest import moment, settle
from tests.web.insights.test_themes import TOPICS, sweep

SENTENCES = {
    "en": r"The theme “([^”]+)” is probably mentioned (more|less) often: "
    r"in (\d+) % of what is written, after (\d+) %",
    "zh-hans": r"主题“([^”]+)”很可能被提到得更(多|少)了：(\d+)%的文字提到它，之前为 (\d+)%",
}
CLOSE = {
    "en": "No other score, factor or theme changed by more than chance.",
    "zh-hans": "其余评分、因素和主题的变化均未超出偶然。",
}


@pytest.fixture
def shifted(inside, survey, today, noon):
    """Of four topics one was spoken of seldom before and often now."""
    drafts = []
    for days, often in ((120, 20), (20, 110)):
        at = moment(today - timedelta(days=days))
        for place, topic in enumerate(TOPICS.values()):
            times = often if place == 0 else 60
            drafts += [
                Draft(f"{days}-{place}-{n}", text=topic[n % len(topic)], collected_at=at)
                for n in range(times)
            ]
    record(survey, drafts, at=noon)
    settle()
    sweep()
    settle()
    return inside


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_theme_that_is_mentioned_more_often_is_a_sentence_with_its_records(
    look, owner, shifted, today, language
):
    page = look(owner, "home/", language=language)
    found = re.findall(SENTENCES[language], page.text)
    assert found
    assert CLOSE[language] in page.text
    name, _way, share, before = next(one for one in found if one[1] in ("more", "多"))
    assert int(share) > int(before)
    theme = Theme.objects.get(name=name, gone_at=None)
    where = Filters(start=today - timedelta(days=89))
    every = matching(where).exclude(text="").count()
    carried = matching(where).filter(themes__theme=theme).count()
    assert round(100 * carried / every) == int(share)
    href = next(href for text, href in page.links if f"theme={theme.key}" in href and text == name)
    (panel,) = [a for _, a in look(owner, href).tags if "number-value" in str(a.get("class"))]
    assert panel["data-value"] == str(carried)


@pytest.mark.django_db
def test_without_the_file_of_themes_nothing_is_said_of_them(look, owner, shifted, today):
    numbers = Numbers.of(shifted)
    after = Filters(start=today - timedelta(days=89), end=today + timedelta(days=1))
    before = Filters(start=today - timedelta(days=179), end=today - timedelta(days=89))
    told = numbers.all_changes(before, after, by=())
    assert THEME in {one.metric for one in told.findings}
    numbers.themed.path.unlink()
    alone = Numbers.of(shifted).all_changes(before, after, by=())
    assert THEME not in {one.metric for one in alone.findings}
    page = look(owner, "home/")
    assert "theme" not in page.text.split("What changed")[1].split("How we are seen")[0]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "title", "nothing"),
    [
        ("en", "A shorter form", "Nothing that was promised is under way."),
        ("zh-hans", "更短的表单", "目前没有进行中的承诺。"),
    ],
)
def test_what_was_promised_stands_in_the_page_itself(
    look, owner, inside, tell, today, language, title, nothing
):
    tell([Draft("a", text="tea", collected_at=moment(today))])
    assert nothing in look(owner, "home/", language=language).text
    for number in range(7):
        Change.objects.create(
            title_en=f"A shorter form {number}",
            title_zh=f"更短的表单 {number}",
            state=State.UNDER_WAY,
            judge_on=today + timedelta(days=number),
            created_at=moment(today),
        )
    page = look(owner, "home/", language=language)
    assert [f"{title} {n}" in page.text for n in range(7)] == [True] * 5 + [False] * 2
    assert "hx-trigger" not in page.html.split('aria-labelledby="promised"')[1].split("</section>")[0]
    assert re.search(r"2 more|还有 2 项", page.text)
