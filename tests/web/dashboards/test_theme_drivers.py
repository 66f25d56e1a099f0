"""Drivers beside each other by theme: what the score goes with among what people mention."""

import random
import re
from datetime import timedelta

import pytest
from django.http import QueryDict

from regard.perception.tallies import Filters
from regard.web.dashboards.addresses import Address
from regard.web.dashboards.numbers import Numbers
from regard.web.dashboards.splitting import counted
from regard.web.feedback.drafts import Draft
from regard.web.insights import theme_driver_study as study
from regard.web.insights.driver_study import SPOKEN, lacking, scores
from regard.web.insights.theme_driver_study import theme_driver_study
from regard.web.insights.theme_models import Theme
from regard.web.insights.theme_tallies import ThemesMoved
from tests.web.dashboards.conftest import moment, nps, settle
from tests.web.insights.test_themes import TOPICS, sweep

pytestmark = pytest.mark.django_db

WEIGHT = {"delivery": -5, "staff": -2, "茶": 0, "包装": 0}


def spoken(today, *, n=280):
    """Answers of which each mentions some topics; the score is lower with parcels, a little with waiters."""
    chance = random.Random(3)
    for number in range(n):
        topics = [topic for topic in TOPICS if chance.random() < 0.3]
        score = 8 + sum(WEIGHT[topic] for topic in topics) + chance.choice((-1, 0, 1))
        yield Draft(
            external_id=f"t{number}",
            text=" ".join(f"{chance.choice(TOPICS[topic])}." for topic in topics) or "I came on Tuesday.",
            answers=(nps(min(10, max(0, score))),),
            author_name=f"Guest {number % 200}",
            collected_at=moment(today - timedelta(days=number % 80)),
        )


@pytest.fixture
def themed(tell, inside, today):
    tell(spoken(today))
    sweep()
    settle()
    sweep()
    return inside


def keyed(word):
    """The theme whose name or words hold this one."""
    return next(one for one in Theme.objects.filter(gone_at=None, is_group=False) if word in str(vars(one)))


def asked(workspace, **more):
    where = Filters()
    return theme_driver_study(where, scores(where)[0], Numbers.of(workspace).themed, **more)


def test_the_theme_that_the_score_goes_with_has_the_first_rank_with_its_interval(themed):
    found = asked(themed)
    first, ranked = found.factors[0], [one for one in found.factors if one.driver]
    assert first.name == keyed("parcel").key
    assert (first.driver.rank_low, first.driver.rank_high) == (1, 1)
    assert first.driver.slope.high < 0
    assert found.r2.low > 0
    assert len(ranked) >= 3
    assert sum(one.driver.share.value for one in ranked) == pytest.approx(1)


def test_counts_of_a_theme_are_those_of_the_records_that_carry_it(themed):
    counts = dict(Numbers.of(themed).record_counts(by=("theme",), where=Filters()).counts())
    for one in asked(themed).factors:
        assert one.n == counts[one.name]
        assert one.praised + one.complained <= one.n + one.performance.n


def test_a_theme_that_holds_others_is_no_candidate_beside_them(themed):
    one, other = keyed("parcel"), keyed("waiter")
    Theme.objects.filter(pk=one.pk).update(parent=other)
    assert other.key not in study._themes()
    assert one.key in study._themes()


def test_only_so_many_are_ranked_and_only_what_enough_mention_and_leave_out(themed, monkeypatch):
    monkeypatch.setattr(study, "MOST_THEMES", 2)
    ranked = [one for one in asked(themed).factors if one.driver]
    assert len(ranked) == 2
    assert min(one.n for one in ranked) >= SPOKEN
    monkeypatch.setattr(study, "SPOKEN", 200)
    assert [one for one in asked(themed).factors if one.driver] == []


def test_too_few_answers_rank_nothing(themed):
    found = asked(themed, most=60)
    assert (found.needed, found.r2) == (40, None)
    assert lacking(found, ["one"] * 200, [1.0, 2.0] * 100).few_people


def test_themes_that_were_changed_just_now_are_said_to_be(themed):
    told = Numbers.of(themed).themed
    told.path.unlink()
    with pytest.raises(ThemesMoved):
        theme_driver_study(Filters(), scores(Filters())[0], told)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ("people who mention a theme score higher or lower", "those who mention it score lower")),
        ("zh-hans", ("提到某个主题的人，评分比其他人高或低", "提到它的人评分更低")),
    ],
)
def test_the_page_by_theme_tells_the_same_as_the_study_in_both_languages(themed, look, owner, language, said):
    page = look(owner, "drivers/?by=theme", language=language)
    first = asked(themed).factors[0]
    assert [text for text in said if text not in page.text] == []
    assert keyed("parcel").name in page.text
    assert f"n = {first.n}" in page.text.replace("\xa0", " ")
    assert len(re.findall(r'<td class="number">\d+ ?%</td>', page.html)) >= 3  # the chart with its table
    assert not re.search(r"\b(drives|causes|because of|leads to|would raise|improves)\b", page.text)


def test_the_choice_stands_in_the_address_and_stays_with_every_other_choice(themed, look, owner):
    page = look(owner, "drivers/")
    assert [
        href for text, href in page.links if text == "Themes" and "drivers/?" in href and "by=theme" in href
    ]
    by_theme = look(owner, "drivers/?by=theme&period=365")
    chosen = [href for _text, href in by_theme.links if "drivers/?period=" in href]
    assert len(chosen) >= 5
    assert [text for text, href in by_theme.links if href in chosen and "by=" not in href] == ["Factors"]


def test_each_number_of_a_theme_leads_to_its_records(themed, look, owner, today):
    page = look(owner, "drivers/?by=theme&period=365")
    lines = page.html.split('class="driver-list"')[1].split("<li>")
    part = next(li for li in lines if f">{keyed('parcel').name}</a>" in li)
    counts = re.findall(r'href="([^"]+)"[^>]*>(\d+) (?:praise|complain)', part)
    assert len(counts) == 2
    for href, n in counts:
        address = Address.read(QueryDict(href.replace("&amp;", "&").partition("?")[2]))
        assert counted(Numbers.of(themed), address, today=today) == int(n)
        assert ("No records" in look(owner, href.replace("&amp;", "&")).text) is (n == "0")
    n = re.search(r"n(?:&nbsp;| )=(?:&nbsp;| )(\d+)", part)[1]
    assert f"All {n}" in look(owner, page.link(keyed("parcel").name)).text


def test_the_chart_by_theme_is_that_of_the_page(themed, client, look, owner):
    look(owner, "drivers/?by=theme&period=365")
    rows = client.get("/w/qinghe/drivers/chart.json?by=theme&period=365").json()["data"]["values"]
    assert keyed("parcel").name in {row["label"] for row in rows}


def test_before_themes_are_counted_the_page_says_so_and_keeps_the_way_back(tell, inside, look, owner, today):
    tell(spoken(today, n=120))
    page = look(owner, "drivers/?by=theme")
    assert "Themes are not counted yet" in page.text
    assert "Factors" in page.text


def test_themes_that_are_not_ranked_are_one_line_until_they_are_asked_for(themed, look, owner, monkeypatch):
    monkeypatch.setattr(study, "MOST_THEMES", 2)
    page = look(owner, "drivers/?by=theme&period=365")
    ranked, rest = page.html.split('class="driver-list"')[1].split("<details", 1)
    assert ranked.count("<li>") == 2
    n = len(asked(themed).factors) - 2
    assert f"{n} themes that are not ranked</summary>" in rest
    assert page.html.split('class="driver-list"')[2].split("</details>")[0].count("<li>") == n
    assert "themes that are not ranked" not in look(owner, "drivers/").text
