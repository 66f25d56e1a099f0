"""Complaint and praise that go unlike with the score, and ratings that were asked for beside it."""

import random
import re
from datetime import timedelta

import pytest

from regard.web.dashboards.kinks import given_text, said_text
from regard.web.feedback.drafts import AnswerDraft, Draft
from regard.web.feedback.models import Direction, FieldType
from regard.web.insights.kink_study import counts_of, kinks
from regard.web.insights.studies import Counts, Scale
from tests.web.dashboards.conftest import moment, nps
from tests.web.figures.records import Company, marked
from tests.web.figures.remaking import remade

pytestmark = pytest.mark.django_db
SCALE = Scale(0, 10)
PRICE = ("Great price, good value for money.", "太贵了，不值这个价。")


def of_nps(n, score):
    """So many answers with this Net Promoter Score."""
    return Counts.of({10: n * (100 + score) // 200, 0: n * (100 - score) // 200}, SCALE)


def test_what_is_missed_only_when_it_is_bad_is_uneven():
    found = kinks("nps", {"price": {-1: of_nps(100, -60), 0: of_nps(300, 40), 1: of_nps(100, 44)}})["price"]
    assert found.bent
    assert found.asymmetry.high < 0
    text = said_text(found, "points")
    assert re.match(
        r"Uneven: complaint goes with −100\.0 \(−\d+\.\d to −\d+\.\d\), praise with \+4\.0 \(", text
    )


def test_what_goes_in_a_straight_line_is_not_called_uneven():
    found = kinks("nps", {"price": {-1: of_nps(200, 0), 0: of_nps(200, 40), 1: of_nps(200, 80)}})["price"]
    assert not found.bent
    assert (said_text(found, "points"), given_text(found, "points")) == ("", "")


def test_below_thirty_of_each_kind_nothing_is_said():
    assert kinks("nps", {"price": {-1: of_nps(28, -60), 0: of_nps(300, 40), 1: of_nps(100, 44)}}) == {}
    assert kinks("nps", {"price": {-1: of_nps(100, -60), 1: of_nps(100, 44)}}) == {}
    assert kinks("nps", {}) == {}


def test_a_scale_on_which_low_is_good_is_turned_around():
    found = counts_of({1: 2, 7: 1}, low=1, high=7, low_is_good=True)
    assert found.n == 3
    assert found == counts_of({7: 2, 1: 1}, low=1, high=7, low_is_good=False)


def test_many_straight_lines_are_seldom_called_bent():
    chance = random.Random(5)

    def drawn(n):
        promoters = sum(chance.random() < 0.6 for _ in range(n))
        return Counts.of({10: promoters, 0: n - promoters}, SCALE)

    rated = {str(one): {sign: drawn(80) for sign in (-1, 0, 1)} for one in range(40)}
    assert sum(one.bent for one in kinks("nps", rated).values()) <= 2


@pytest.fixture
def uneven(tell, inside, today):
    """Answers in which a complaint of the price goes with a low score, and praise of it with nothing."""
    chance = random.Random(4)
    drafts = []
    for number in range(360):
        kind = number % 4
        said = (PRICE[0], PRICE[1], "I came on Tuesday.", "The support was friendly and helpful.")[kind]
        score = chance.choice((0, 2, 3)) if kind == 1 else chance.choice((8, 9, 10))
        speed, care = min(5, max(1, score // 2 + chance.choice((0, 0, 1)))), chance.randint(1, 5)
        drafts.append(
            Draft(
                f"k{number}",
                text=said if (number // 4) % 2 or kind != 3 else "The support was rude and slow.",
                answers=(
                    nps(score),
                    rating("rate.speed", speed, "Speed <b>速度</b>"),
                    rating("rate.care", care, "Care"),
                ),
                author_name=f"Guest {number % 120}",
                collected_at=moment(today - timedelta(days=number % 60)),
            )
        )
    tell(drafts)
    return inside


def rating(field, value, label):
    way = Direction.HIGH_IS_GOOD
    return AnswerDraft.score(FieldType.NUMBER, value, 1, 5, direction=way, field_id=field, label=label)


def test_the_page_of_drivers_names_what_is_uneven_and_asked_ratings(uneven, look, owner):
    page = look(owner, "drivers/")
    factors = page.html.split('class="driver-list"')[1]
    price = next(part for part in factors.split("<li>") if ">price</a>" in part)
    assert "Uneven: complaint goes with −" in price
    asked = page.html.split('id="asked"')[1].split("</ul>")[0]
    assert re.findall(r'<div><b><a href="[^"]+">([^<]+)</a></b>', asked) == [
        "Speed &lt;b&gt;速度&lt;/b&gt;",
        "Care",
    ]
    assert re.search(r"Mean \d\.\d \(\d\.\d – \d\.\d\) on 1–5 · n&nbsp;=&nbsp;360", asked)
    assert "Rank 1 " in asked
    assert not re.search(r"\b(drives|causes|because of|leads to|would raise|improves)\b", page.text)
    assert "/explore/mix/?" in page.link("Did it change?")


def test_asked_ratings_lead_to_the_records_that_they_are_told_from(uneven, look, owner):
    page = look(owner, "drivers/")
    assert "All 360" in look(owner, page.link("Its records")).text
    given = page.html.split('id="asked"')[1].split("</section>")[0]
    assert given.count('data-figure="beside"') == 2
    assert 'data-n="360"' in given
    assert "cannot be told apart" not in given


def test_the_shares_of_asked_ratings_come_out_again_from_their_records(uneven, client, owner):
    client.force_login(owner)
    company = Company(client, uneven, {})
    figures = [one for one in marked(company.open("drivers/")) if one.kind == "beside"]
    assert len(figures) == 2
    for figure in figures:
        assert remade(company, figure) == (figure.value, figure.interval, figure.n)


def test_ratings_that_are_given_alike_are_named_together_with_one_share(tell, inside, look, owner, today):
    chance, drafts = random.Random(4), []
    for number in range(200):
        speed, care = chance.randint(1, 5), chance.randint(1, 5)
        pace = speed if number % 50 else chance.randint(1, 5)
        given = {"speed": speed, "pace": pace, "care": care}
        beside = (rating(f"rate.{name}", value, name.title()) for name, value in given.items())
        drafts.append(
            Draft(
                f"k{number}",
                text=PRICE[number % 2],
                answers=(nps(min(10, speed + care)), *beside),
                author_name=f"Guest {number}",
                collected_at=moment(today - timedelta(days=number % 60)),
            )
        )
    tell(drafts)
    given = look(owner, "drivers/").text.split("Ratings asked for beside the score")[1]
    assert re.search(r"read them together: Pace, Speed: \d+ % together \(\d+ – \d+\)", given)


def test_it_is_told_in_chinese(uneven, look, owner):
    text = look(owner, "drivers/", language="zh-hans").text
    assert "不对称：抱怨时为 −" in text
    assert "与评分一同询问的打分" in text
