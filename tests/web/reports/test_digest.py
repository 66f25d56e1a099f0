"""The weekly digest: what it says, how short it is where nothing changed, and how seldom it is wrong."""

import html
import random
import re
from collections import Counter
from datetime import timedelta

import pytest

from regard.perception.changes import changes
from regard.perception.counts import Scale
from regard.perception.tallies import Filters, ScoreTally, Tally
from regard.web.changes.models import Change, State
from regard.web.dashboards.addresses import Address
from regard.web.dashboards.home_factors import factors
from regard.web.feedback.drafts import Draft
from regard.web.insights.change_study import (
    FACTOR,
    THEME,
    judged_together,
    nets_moved,
    shares_moved,
)
from regard.web.insights.factor_study import factor_study
from regard.web.insights.theme_table import EVERY
from regard.web.reports.digest import _promised, digest, first_sentence
from regard.web.reports.gathering import gathered, told
from regard.web.reports.pictures import factors_png, factors_told, profile_png
from regard.web.reports.pictures import told as told_in_words
from regard.web.reports.windows import week_window
from regard.web.workspaces.models import Membership
from tests.web.dashboards.conftest import csat, moment
from tests.web.dashboards.test_home_factors import CAUSAL
from tests.web.insights.test_factor_study import tally
from tests.web.reports.conftest import figure, made_up

PNG = b"\x89PNG\r\n\x1a\n"
LEAVE = "https://ask.example.com/d/x/"
WEEKS = 200
SEGMENTS = ("new", "loyal", "group")
SCALES = {"nps": Scale(0, 10), "csat": Scale(1, 5), "ces": Scale(1, 7), "stars": Scale(1, 5)}
SCALES |= {"trust": Scale(1, 7), "values": Scale(1, 7)}
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

    def factors(self):
        """How people speak of five factors, by odds of their own."""
        spoken = {
            name: self.dice.choices(range(4), (5, 2 + place, 1, 3), k=150 + 40 * place)
            for place, name in enumerate(("price", "support", "delivery", "ease", "product"))
        }
        return factor_study(
            tally(**{name: [said.count(n) for n in range(4)] for name, said in spoken.items()})
        )

    def themes(self, many=40):
        """How many of some hundreds of records carry each theme, the first often, the last hardly ever."""
        records = self.dice.randint(300, 700)
        carried = {
            f"t{n}": sum(self.dice.random() < 0.2 / n for _ in range(records)) for n in range(1, many + 1)
        }
        return {EVERY: records, **carried}

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


def of_chance(seed, *, themes=True):
    """Everything that a digest compares, of two weeks that differ by chance alone."""
    chance = Chance(seed)
    topics = nets_moved(chance.factors(), chance.factors())
    if themes:
        before, after = chance.themes(), chance.themes()
        topics |= shares_moved(before, after, before.keys() - {EVERY})
    return judged_together(changes(chance, Filters(), Filters(), ("segment",)), topics)


QUIET = {
    True: "Nothing changed beyond chance this week: no score, factor or theme.",
    False: "Nothing changed beyond chance this week: no score or factor.",
}


@pytest.mark.parametrize("themes", [True, False], ids=["with themes", "without"])
def test_of_two_hundred_weeks_without_change_at_most_one_in_twenty_says_otherwise(themes):
    wrong = 0
    for week in range(WEEKS):
        found = of_chance(week, themes=themes)
        kinds = Counter(one.metric for one in found.findings)
        assert found.comparisons >= 10
        assert kinds[FACTOR] == 5 and (kinds[THEME] >= 10 if themes else not kinds[THEME])
        content = made_up(**told(found, Address()))
        wrong += first_sentence(content) != QUIET[themes]
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
    assert list(written.pictures) == ["profile", "factors"]
    assert all(picture.startswith(PNG) for picture in written.pictures.values())
    assert 'src="cid:profile"' in written.html and "http://127.0.0.1:8000/w/qinghe/explore/?" in written.html
    for text in ("interval of the change", "n = ", "corrected for their number", "The words customers use"):
        assert text in written.text and text in written.html
    assert LEAVE in written.text and f'href="{LEAVE}"' in written.html
    assert set(re.findall(r'src="([^"]*)"', written.html)) == {"cid:profile", "cid:factors"}
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


NAMED = {
    "en": ("What people name", "Named when people are satisfied:", "- Support: +60 (+44 – +72), n = 129"),
    "zh-hans": ("人们提到什么", "满意时提到：", "- 服务: +60 (+44 – +72), n = 129"),
}


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_what_people_name_stands_in_it_as_on_home(letter, analyst, today, language):
    """The same study as the card of home; what leans neither way is left out."""
    written = letter(analyst, language)
    heading, group, row = NAMED[language]
    for text in (heading, row):
        assert text in written.text
    assert group.rstrip(":：") in written.text and group.rstrip(":：") in written.html
    assert "+60 (+44 – +72), n = 129" in written.html
    first, last = today - timedelta(days=90), today - timedelta(days=1)
    assert f"explore/?period=dates&amp;from={first}&amp;to={last}&amp;factor=support" in written.html
    assert re.search(r'<img src="cid:factors" alt="[^"]*\+60 ?[(（]\+44 – \+72[)）][^"]*129', written.html)
    assert not re.search(r"either way|更多称赞|too few to tell", written.text)


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_nothing_that_people_name_is_called_a_cause(letter, analyst, language):
    section = letter(analyst, language).text.split(NAMED[language][0])[1].split("\n\n")[0]
    assert "association" in section or "关联" in section
    assert not CAUSAL.search(section)


def test_the_factors_are_drawn_from_complaint_to_praise_and_told_in_words():
    named = factor_study(tally(price=(5, 60, 2, 9), support=(60, 5, 0, 9), ease=(1, 1, 0, 0)))
    groups = factors(named, Address(), url="/e/").groups
    assert factors_png(groups).startswith(PNG)
    assert [one.partition(" ")[0] for one in factors_told(groups).split("; ")] == ["support", "price"]
    assert factors_png([]) is None and factors_told([]) == ""
    assert factors_png(factors(factor_study(tally(ease=(1, 1, 0, 0))), Address(), url="/e/").groups) is None


@pytest.mark.django_db
def test_a_week_in_which_nothing_changed_says_nothing_of_factors(tell, inside, viewer, today):
    """However clearly they lean: the digest of a quiet week is short."""
    kind = "Great support, friendly and helpful."
    tell(
        Draft(f"k{n}", text=kind, answers=(csat(5),), collected_at=moment(today - timedelta(days=1 + n)))
        for n in range(170)
    )
    membership = Membership.objects.get(user=viewer)
    quiet = digest(membership, day=today, language="en", unsubscribe=LEAVE)
    assert quiet.text.startswith("Nothing changed beyond chance this week: no score")
    assert "What people name" not in quiet.text and "What people name" not in quiet.html
    assert quiet.pictures == {}


VOICES = {
    "en": (
        r"Read the (\d+) comments \((scores [^)]*)\):\n(\S+)",
        "Against it: “",
        "What you promised",
        "A shorter form",
    ),
    "zh-hans": (r"阅读这 (\d+) 条评论 \((评分 [^)]*)\):\n(\S+)", "与之相反： “", "您的承诺", "更短的表单"),
}


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_it_has_the_words_for_and_against_and_what_was_promised_as_home_has(
    letter, analyst, inside, look, today, language
):
    Change.objects.create(
        title_en="A shorter form", title_zh="更短的表单", state=State.UNDER_WAY,
        start_on=today - timedelta(days=9), created_at=moment(today),
    )  # fmt: skip
    pattern, against, promised, title = VOICES[language]
    written = letter(analyst, language)
    n, _rule, url = re.search(pattern, written.text).groups()
    behind = look(analyst, url.removeprefix("http://127.0.0.1:8000"))
    (panel,) = [attrs for _, attrs in behind.tags if "number-value" in str(attrs.get("class"))]
    assert panel["data-value"] == n
    assert against in written.text and html.escape(url) in written.html
    assert re.search(r"“[^”]{12,}”", written.text)
    for text in (promised, title):
        assert text in written.text and text in written.html
    assert "/records/" in written.html


@pytest.mark.django_db
def test_a_quiet_week_tells_of_two_promises_at_most(inside, viewer, scores, today):
    for number in range(4):
        Change.objects.create(
            title_en=f"Promise {number}", state=State.UNDER_WAY, start_on=today, created_at=moment(today)
        )
    membership = Membership.objects.get(user=viewer)
    day = today + timedelta(days=1)
    content = gathered(inside, week_window(day), language="en", today=day)
    assert len(content.changes) == 4 and content.sayings
    known = {"known": content.keys}
    quiet = gathered(inside, week_window(day), language="en", today=day, **known)
    assert [one.title for one in _promised(quiet)] == [one.title for one in content.changes[:2]]
    assert [one.title for one in _promised(content)] == [one.title for one in content.changes]
    assert digest(membership, day=day, language="en", unsubscribe=LEAVE).text.count("Promise ") == 4


def test_the_picture_marks_the_period_before():
    assert profile_png([figure()]) != profile_png([figure(before=None)])
