"""The parts of the home page, asked one by one."""

import threading
from datetime import date, timedelta

import pytest

from regard.web.dashboards.addresses import Address
from regard.web.dashboards.charts import rendering
from regard.web.dashboards.home import asked_for, everything, home
from regard.web.dashboards.home_headline import TOLD
from regard.web.dashboards.numbers import Numbers
from regard.web.dashboards.views import _of_home
from regard.web.feedback.drafts import Draft
from regard.web.insights.studies import Filters
from regard.web.workspaces.models import Membership
from regard.web.workspaces.permissions import Role
from tests.web.dashboards.conftest import BAD, GOOD, ces, csat, moment, nps, stars


@pytest.fixture
def ask(rf, inside, owner, today):
    """The home page's parts for an address."""

    def parts(**chosen):
        request = rf.get("/")
        request.user, request.workspace = owner, inside
        request.membership = Membership.objects.get(user=owner)
        numbers = Numbers.of(inside)
        return home(request, numbers, Address(**chosen), undated=everything(numbers)[1], today=today)

    return parts


def shifted(today, segment, *, before, after, n=40):
    """Answers of one segment that moved from one score to another."""
    drafts = []
    for name, days, make in (("b", 120, before), ("a", 10, after)):
        at = moment(today - timedelta(days=days))
        drafts += [
            Draft(f"{segment}{name}{number}", segment=segment, answers=make, collected_at=at, text=BAD[0])
            for number in range(n)
        ]
    return drafts


def test_all_records_and_those_without_a_day_are_counted(inside, tell, today):
    assert everything(Numbers.of(inside)) == (0, 0)
    tell([Draft("a", text="x"), Draft("b", text="y", collected_at=moment(today))])
    assert everything(Numbers.of(inside)) == (2, 1)


def test_what_was_ever_asked_is_known_whatever_the_period(inside, tell, today):
    tell([
        Draft("old", answers=(ces(5), stars(4)), collected_at=moment(today - timedelta(days=900))),
        Draft("new", answers=(nps(9),), collected_at=moment(today), text="Great tea"),
    ])  # fmt: skip
    numbers = Numbers.of(inside)
    recent = numbers.study(Filters(start=today), words=0)
    assert asked_for(numbers, recent) == ["ces", "net_sentiment", "nps", "stars"]


def test_more_findings_than_fit_are_counted_and_not_hidden(ask, tell, today):
    drafts = []
    for segment in ("a", "b", "c"):
        good, bad = (nps(10), csat(5), ces(7)), (nps(0), csat(1), ces(1))
        drafts += shifted(today, segment, before=good, after=bad)
    tell(drafts)
    found = ask()
    assert len(found.headline.told) == TOLD
    assert len(found.headline.further) >= 8  # three metrics, overall and in three segments
    every = [str(one.sentence) for one in (*found.headline.told, *found.headline.further)]
    assert len(set(every)) == len(every)
    assert found.headline.comparisons >= 12


def test_the_first_sentence_is_of_what_moved_most_surely(ask, tell, today):
    steady = shifted(today, "steady", before=(nps(9),), after=(nps(9),))
    tell(steady + shifted(today, "moved", before=(nps(10),), after=(nps(0),)))
    found = ask()
    assert "“moved”" in found.headline.told[0].sentence
    first = found.headline.told[0]
    assert (first.supporting.n, first.contradicting.n) == (40, 0)
    for part in ("segment=moved", "metric=nps", "scores=0-6", "sentiment=negative"):
        assert part in first.supporting.url


def test_a_rise_is_supported_by_high_scores_whatever_their_words(ask, tell, today):
    tell(shifted(today, "moved", before=(nps(0),), after=(nps(10),)))
    first = ask(segment=("moved",)).headline.told[0]
    assert (first.supporting.n, first.contradicting.n) == (40, 0)  # all of them wrote a complaint
    assert "scores=9-10" in first.supporting.url


def texts(quotes):
    return ["".join(piece["text"] for piece in quote.segments) for quote in quotes]


def test_quotes_of_a_fall_are_of_low_scores_and_speak_of_what_the_metric_asks(ask, tell, today):
    fell = shifted(today, "moved", before=(ces(7),), after=(ces(2),))
    easy, wall = (
        "Your site is not easy to use, it was hard to order.",
        "The wall mount is terrible. I hate it.",
    )
    at = moment(today - timedelta(days=3))
    fell += [
        Draft("x1", text=wall, answers=(ces(5),), collected_at=at, segment="moved"),
        Draft("x2", text=easy, answers=(ces(1),), collected_at=at, segment="moved"),
        Draft("x3", text="Everything was simple and quick.", answers=(ces(6),), collected_at=at),
        Draft("x4", text=wall, collected_at=at, segment="moved"),
    ]
    tell(fell)
    found = ask(segment=("moved",))
    assert "Ease" in found.headline.told[0].sentence and "fallen" in found.headline.told[0].sentence
    assert texts(found.supporting)[0] == easy
    assert wall not in texts(found.supporting)
    assert texts(found.contradicting) == [wall]  # its words complain, its score is a good one
    assert found.headline.told[0].contradicting.n == 1


def test_two_quotes_of_each_side_and_no_words_twice(ask, tell, today):
    said = [*GOOD * 5, *BAD * 5]
    tell([Draft(str(n), text=text, collected_at=moment(today)) for n, text in enumerate(said)])
    found = ask()
    for quotes in (found.supporting, found.contradicting):
        texts = ["".join(piece["text"] for piece in quote.segments) for quote in quotes]
        assert len(texts) == len(set(texts)) == 2
    complaint = "".join(piece["text"] for piece in found.supporting[0].segments)
    assert complaint in BAD


def test_the_year_beside_a_number_has_its_twelve_months(ask, tell, today):
    months = [today - timedelta(days=30 * back) for back in range(8)]
    tell([
        Draft(f"{day}-{n}", answers=(csat(4 + n % 2),), collected_at=moment(day))
        for day in months for n in range(40)
    ])  # fmt: skip
    (row,) = [row for row in ask().rows if row.hint == "CSAT"]
    assert row.spark.label == "Satisfaction by month, the last 12 months"
    assert row.spark.last is not None
    assert len(row.spark.bands) == 1


def test_nothing_is_compared_over_all_time(ask, tell, today):
    tell(shifted(today, "moved", before=(nps(10),), after=(nps(0),)))
    found = ask(period="all")
    assert (found.headline.told, found.headline.comparisons) == ([], 0)


def test_who_may_not_import_is_not_told_of_imports(ask, inside, owner, tell, today):
    tell([Draft("a", text="tea", collected_at=moment(today))])
    Membership.objects.filter(user=owner).update(role=Role.VIEWER)
    assert [note for note in ask().waiting if "/imports/" in note.url] == []


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        (Address(period="30"), Address(period="30")),
        (Address(period="365", segment=("new",)), Address(period="365", segment=("new",))),
        (Address(period="all"), Address()),
        (Address(period="undated"), Address()),
        (Address(period="dates", start=date(2026, 1, 1)), Address()),
        (Address(metric="nps", q="tea", word=("x",), page=9), Address()),
    ],
)
def test_home_takes_the_usual_periods_and_segments_only(address, kept):
    assert _of_home(address) == kept


def test_the_drawing_engine_is_warmed_once_and_behind_the_scenes():
    rendering._warmed.clear()
    before = threading.active_count()
    rendering.warm()
    rendering.warm()
    assert threading.active_count() - before <= 1
    for thread in threading.enumerate():
        if thread.name == "chart-warming":
            thread.join()
    assert str(rendering.drawn({"data": {"values": [{"n": 1}]}, "mark": "point"})).startswith("<svg")


def test_home_says_what_it_was_asked_for_and_cannot_show(look, owner, story):
    page = look(owner, "home/?period=180&segment=new&language=zh&source=survey&metric=nps")
    assert "Home cannot filter by this, so it is left out: " in page.text
    assert "Language: Chinese" in page.text
    assert "Segment: new" not in page.html.split("so it is left out: ")[1].split("<")[0]
    for query in ("", "?period=365&segment=new", "?owner=mine"):
        assert "left out: " not in look(owner, f"home/{query}").text
