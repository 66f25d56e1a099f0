"""The weekly digest: what it says, how short it is where nothing changed, and how seldom it is wrong."""

import random
import re
from collections import Counter

import pytest

from regard.perception.changes import changes
from regard.perception.counts import Scale
from regard.perception.tallies import Filters, ScoreTally, Tally
from regard.web.dashboards.addresses import Address
from regard.web.reports.digest import digest, first_sentence
from regard.web.reports.gathering import told
from regard.web.reports.pictures import profile_png
from regard.web.reports.pictures import told as told_in_words
from regard.web.workspaces.models import Membership
from tests.web.reports.conftest import figure, made_up

PNG = b"\x89PNG\r\n\x1a\n"
LEAVE = "https://ask.example.com/d/x/"
WEEKS = 200
SEGMENTS = ("new", "loyal", "group")
SCALES = {"nps": Scale(0, 10), "csat": Scale(1, 5), "ces": Scale(1, 7), "stars": Scale(1, 5)}
SENTIMENTS = ("negative", "neutral", "positive", "mixed")


class Chance:
    """An engine over people who answer by the same odds before and after: whatever differs is chance."""

    def __init__(self, seed):
        self.dice = random.Random(seed)

    def score_counts(self, metric, *, by=(), where=None):
        scale = SCALES[metric]
        odds = [1 + score**2 for score in range(len(scale.scores))]
        cells = []
        for segment in SEGMENTS if by else (None,):
            drawn = Counter(self.dice.choices(scale.scores, odds, k=self.dice.randint(60, 160)))
            key = (segment,) if by else ()
            cells += [(key, (scale.min, scale.max, scale.direction), score, n) for score, n in drawn.items()]
        return ScoreTally.of(metric, by, cells)

    def sentiment_counts(self, *, by=(), where=None):
        found = {}
        for segment in SEGMENTS:
            drawn = Counter(self.dice.choices(SENTIMENTS, (3, 4, 5, 1), k=self.dice.randint(80, 200)))
            found |= {(segment, label): n for label, n in drawn.items()}
        return Tally.of((*by, "sentiment"), found)


@pytest.fixture
def letter(inside, story, today):
    """Write the digest of today for somebody."""

    def written(user, language="en"):
        membership = Membership.objects.get(user=user)
        return digest(membership, day=today, language=language, unsubscribe=LEAVE)

    return written


def test_of_two_hundred_weeks_without_change_at_most_one_in_twenty_says_otherwise():
    wrong = 0
    for week in range(WEEKS):
        found = changes(Chance(week), Filters(), Filters(), ("segment",))
        assert found.comparisons >= 10
        content = made_up(**told(found, Address()))
        wrong += first_sentence(content) != "Nothing changed beyond chance this week."
    assert wrong <= WEEKS * 0.05


def test_the_sentence_on_top_is_the_first_finding():
    assert first_sentence(made_up()) == "Ease has probably fallen: 4.4, after 5.1."


def test_where_there_are_too_few_answers_it_says_so():
    content = made_up(sayings=[], quiet="There are not enough answers yet to say what changed.")
    assert first_sentence(content) == "There are not enough answers yet to say what changed."


def test_the_picture_is_drawn_and_told_in_words():
    picture = profile_png([figure(), figure("满意度", "CSAT")])
    assert picture.startswith(PNG) and len(picture) > 3_000
    assert told_in_words([figure()]) == "Ease 4.4 (4.2 – 4.6), n = 134"
    assert profile_png([figure(places=None)]) is None


@pytest.mark.django_db
def test_a_week_with_a_change_says_what_home_says_with_its_evidence_and_a_picture(letter, analyst, look):
    written = letter(analyst)
    sentence = written.text.splitlines()[0]
    assert re.search(r"has probably (fallen|risen|become)", sentence)
    assert sentence in written.subject and written.subject.startswith("Qinghe Teahouses 清河茶馆: ")
    assert list(written.pictures) == ["profile"] and written.pictures["profile"].startswith(PNG)
    assert 'src="cid:profile"' in written.html and "http://127.0.0.1:8000/w/qinghe/explore/?" in written.html
    for text in ("interval of the change", "n = ", "corrected for their number", "The words customers use"):
        assert text in written.text and text in written.html
    assert LEAVE in written.text and f'href="{LEAVE}"' in written.html
    assert set(re.findall(r'src="([^"]*)"', written.html)) == {"cid:profile"}
    assert "prefers-color-scheme:dark" in written.html and "<script" not in written.html


@pytest.mark.django_db
def test_chinese_members_read_chinese_and_each_reads_what_waits_for_them(letter, analyst, viewer):
    written = letter(analyst, "zh-hans")
    assert "客户的用词" in written.text and "打开首页" in written.html and 'lang="zh-Hans"' in written.html
    assert "Waiting for you" in letter(viewer).text


@pytest.mark.django_db
def test_a_quiet_week_is_short(scores, inside, viewer, today):
    membership = Membership.objects.get(user=viewer)
    quiet = digest(membership, day=today.replace(year=today.year + 3), language="en", unsubscribe=LEAVE)
    assert quiet.text.startswith("There are not enough answers yet") and quiet.pictures == {}
    assert "The words customers use" not in quiet.text


@pytest.mark.django_db
def test_an_empty_workspace_makes_a_letter_and_no_error(inside, viewer, today):
    membership = Membership.objects.get(user=viewer)
    assert digest(membership, day=today, language="zh-hans", unsubscribe=LEAVE).pictures == {}
