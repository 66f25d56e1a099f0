"""What a board is told beside the numbers: money, themes, the gaps of the map, the months."""

from datetime import date, timedelta
from io import BytesIO

import openpyxl
import pytest
from django.utils import translation

from regard.web.dashboards.card_breaks import Breaks
from regard.web.dashboards.card_models import MetricChange
from regard.web.dashboards.naming import days_text
from regard.web.dashboards.numbers import Numbers
from regard.web.dashboards.periods import Period
from regard.web.feedback.drafts import Draft
from regard.web.insights.loyalty_study import window_of
from regard.web.insights.revenue_study import kept
from regard.web.insights.studies import Changes
from regard.web.insights.theme_models import Theme
from regard.web.loyalty.asking import Books
from regard.web.reports.board import PARTS
from regard.web.reports.gaps import map_of
from regard.web.reports.gathering import changed, gathered
from regard.web.reports.models import Report
from regard.web.reports.money import money_of
from regard.web.reports.themes import themes_of
from regard.web.reports.trends import trends_of
from regard.web.reports.windows import Whose, month_window
from regard.web.workspaces.tenancy import in_workspace
from tests.web.dashboards.conftest import ces, moment, settle
from tests.web.insights.test_themes import sweep
from tests.web.loyalty.conftest import Firm, written
from tests.web.positioning.conftest import ask, chose, intended, persona

__all__ = ["ask", "intended", "persona"]
pytestmark = pytest.mark.django_db


def window(today, **whose):
    return month_window(f"{today:%Y-%m}", 3, today=today, whose=Whose(**whose))


# --- money ---
@pytest.fixture
def firms(inside, survey, today):
    """Forty pay 100 euros since two years, eight of them left; ten answered lately, four of these badly."""
    old, lately = today - timedelta(days=730), today - timedelta(days=20)
    scores = [((lately, 2),) if n < 4 else ((lately, 10),) if n < 10 else () for n in range(40)]
    left = [today - timedelta(days=100) if n >= 32 else None for n in range(40)]
    rows = [Firm(old, scores=scores[n], left=left[n], segment="new" if n < 35 else "big") for n in range(40)]
    rows += [Firm(old, currency="USD") for _ in range(3)]
    written(rows, survey)
    settle()
    return inside


def rates(money):
    return {one.label: one.amount for one in money.rates}


def test_money_is_that_of_the_books_with_interval_n_and_definition(firms, today):
    found = money_of(firms, window(today), today=today)
    told = rates(found)
    months = window_of(months=12, today=today)
    euros = next(one for one in kept(Books.of(firms).everybody(), start=months.start, end=months.end))
    assert (euros.currency, euros.n) == ("EUR", 40)
    net, gross = told["Net revenue retention (EUR)"], told["Gross revenue retention (EUR)"]
    assert (net.value, net.n, net.version) == (100 * euros.net.rate.value, 40, "revenue_net/1")
    assert (net.text, gross.text) == ("80.0 %", "80.0 %") and net.low < 80 < net.high
    churn = told["Revenue churn (EUR)"]
    assert (round(churn.value, 6), round(churn.low, 6)) == (20, round(100 - gross.high, 6))
    assert told["Customers lost (EUR)"].text == "20.0 %"
    assert all("Definition" in one.definition and one.days for one in found.rates)


def test_the_revenue_of_today_that_is_at_risk_and_that_was_heard(firms, today):
    found = money_of(firms, window(today), today=today)
    told = rates(found)
    heard, risk = told["Revenue heard (EUR)"], told["Revenue at risk (EUR)"]
    assert (heard.text, heard.n) == ("31.3 %", 32)  # ten of the 32 who are still here
    assert (risk.text, risk.n, risk.version) == ("12.5 %", 32, "revenue_risk/1")  # four of them answered 2
    assert risk.low < 12.5 < risk.high
    assert any("4 of 32 customers" in line for line in found.sentences)


def test_a_currency_of_few_customers_is_named_in_one_line(firms, today):
    few = money_of(firms, window(today), today=today).few
    assert not any("USD" in label for label in rates(money_of(firms, window(today), today=today)))
    assert [line.rpartition(": ")[2] for line in few] == [
        "n = 3 of the 30 it takes", "n = 3 of the 5 it takes", "n = 3 of the 30 it takes",
    ]  # fmt: skip
    assert few[0].startswith("Net revenue retention (USD), Gross revenue retention (USD)")


def test_money_of_a_segment_is_of_its_customers_and_a_source_has_none(firms, today):
    found = rates(money_of(firms, window(today, segment="new"), today=today))
    assert found["Net revenue retention (EUR)"].n == 35
    assert found["Revenue at risk (EUR)"].n == 32
    assert money_of(firms, window(today, source="survey"), today=today) is None


def test_without_customers_there_is_no_money(inside, today):
    assert money_of(inside, window(today), today=today) is None


# --- themes ---
@pytest.fixture
def spoken(inside, survey, today, tell):
    """Of 120 records of now 60 speak of a late parcel, of as many before 12; of the rest a few of the tea."""
    parcel = ("The parcel arrived late", "Delivery of the parcel took weeks", "A courier lost the parcel")
    tea = ("The tea tastes of smoke", "Smoke in the tea, a strange taste", "A taste of smoke")
    start = window(today).address.start
    said = []
    for days, often in ((start, 60), (start - timedelta(days=20), 12)):
        for n in range(120):
            texts = parcel if n < often else tea if n < often + 40 else (f"Nothing more to say {n}",)
            said.append(Draft(f"{days}{n}", text=texts[n % len(texts)], collected_at=moment(days)))
    tell(said)
    sweep()
    settle()
    sweep()
    return inside


def test_themes_are_told_with_share_interval_n_and_what_moved(spoken, today):
    numbers, days = Numbers.of(spoken), window(today)
    found = themes_of(numbers, days, changed(numbers, days, without=(), today=today), today=today)
    first = found.most[0]
    assert first.records >= 20 and first.share.n == 120 and first.share.version == "theme_share/1"
    assert first.share.low < first.share.value < first.share.high
    assert [one.moved.endswith("points more") for one in found.moved] == [True] * len(found.moved)
    assert found.moved and found.moved[0].n_before == 120 and " to " in found.moved[0].moved_interval
    assert f"theme={Theme.objects.get(name=first.name, gone_at=None).key}" in first.query


def test_while_the_archive_tells_of_other_themes_the_records_are_counted_and_nothing_is_compared(
    spoken, today, monkeypatch
):
    numbers, days = Numbers.of(spoken), window(today)
    told = themes_of(numbers, days, Changes(()), today=today)
    monkeypatch.setattr(Numbers, "themed", None)
    found = themes_of(Numbers.of(spoken), days, Changes(()), today=today)
    assert found == told and "Not compared" in found.note


def test_without_themes_there_is_no_part_on_them(scores, inside, today):
    numbers = Numbers.of(inside)
    assert themes_of(numbers, window(today), Changes(()), today=today) is None


# --- the map ---
def test_the_gaps_are_sentences_with_their_numbers(persona, inside, today):
    settle()
    found = map_of(Numbers.of(inside), window(today), today=today)
    told = {(one.kind, one.word): one for one in found.gaps}
    assert {key for key in told if key[1] in ("simple", "caring")} == {
        ("Not delivered", "simple"), ("Not noticed", "caring"), ("Self-deception", "simple"),
    }  # fmt: skip
    simple = told["Not delivered", "simple"]
    assert simple.text == "“simple” is not delivered: more people say “complicated”."
    assert simple.numbers[0] == "said by 8 % (95 % interval 5 – 15, n = 120)"
    assert (simple.share.n, simple.share.version, simple.is_picked) == (120, "word/1", True)
    assert "staff minus customers +82 points" in told["Self-deception", "simple"].numbers[-1]
    assert "reliable" in found.without and found.few == ""


@pytest.mark.parametrize("template", ["words", "texts"])
def test_a_gap_leads_to_the_words_of_the_days_of_the_report(
    ask, tell, intended, inside, today, look, owner, template
):
    """Whoever answers after the end of a report is not among the answers that its link shows."""
    month, last = months_back(today, 2), months_back(today, 1) - timedelta(days=1)

    def say(day, n, word):
        if template == "words":
            ask("words", [chose("new", word)] * n, days=(today - day).days)
        else:
            tell(Draft(f"{day}-{i}", text=f"It is {word}.", collected_at=moment(day)) for i in range(n))

    say(last, 40, "complicated")
    say(last + timedelta(days=1), 60, "simple")
    settle()
    report = month_window(f"{month:%Y-%m}", 3, today=today, whose=Whose())
    found = map_of(Numbers.of(inside), report, today=today)
    (gap,) = [one for one in found.gaps if (one.kind, one.word) == ("Not delivered", "simple")]
    assert (gap.share.n, gap.is_picked) == (40, template == "words")
    chart = look(owner, f"map/?{found.query}").text
    assert f"Period: {days_text(Period(last - timedelta(days=364), last + timedelta(days=1)))} " in chart
    assert gap.numbers[0] in chart
    if gap.is_picked:
        assert "n = 40 " in look(owner, f"map/word/list/?{gap.query}&whose=asked").text
    else:
        assert "0 of the 40 records" in look(owner, f"explore/?{gap.query}").text
    assert "n = 100 " in look(owner, f"map/?wave=1&source={'asked' if gap.is_picked else 'texts'}").text


def test_too_few_people_are_named_and_a_source_has_no_map(ask, intended, inside, today):
    ask("words", [chose("new", "reliable")] * 5)
    settle()
    found = map_of(Numbers.of(inside), window(today), today=today)
    assert (found.gaps, found.few) == ([], "Words of 0 people, of the 30 it takes")
    assert map_of(Numbers.of(inside), window(today, source="words"), today=today) is None


def test_without_intended_words_there_is_no_map(inside, today):
    assert map_of(Numbers.of(inside), window(today), today=today) is None


# --- the months ---
def months_back(today, number):
    count = today.year * 12 + today.month - 1 - number
    return date(count // 12, count % 12 + 1, 1)


@pytest.fixture
def eased(inside, tell, today):
    """Forty answers on how easy it was in each of five months, the later the better."""
    days = [months_back(today, back) for back in (4, 3, 2, 1, 0)]
    tell(
        Draft(f"{place}-{n}", answers=(ces(3 + place if n % 4 else 2 + place),), collected_at=moment(day))
        for place, day in enumerate(days)
        for n in range(40)
    )
    return inside


def trend_of(workspace, today, *days):
    breaks = Breaks({"ces": days}) if days else Breaks()
    (found,) = trends_of(
        Numbers.of(workspace), window(today), asked=["ces"], breaks=breaks, today=today
    )  # fmt: skip
    return found


def test_each_month_has_its_number_interval_n_and_the_way_to_its_records(eased, today):
    found = trend_of(eased, today)
    assert [one.amount.n for one in found.points] == [40] * 5
    assert [one.amount.value for one in found.points] == sorted(one.amount.value for one in found.points)
    assert all(one.amount.low < one.amount.value < one.amount.high for one in found.points)
    assert f"from={months_back(today, 4)}" in found.points[0].query and found.scale == [1, 7]
    assert (found.breaks, found.is_drawn) == ([], True)
    assert {one.amount.version for one in found.points} == {"ces-2.0.mean/1"}


def test_no_line_leads_across_a_change_of_the_definition(eased, today):
    found = trend_of(eased, today, months_back(today, 2))
    assert [one.apart for one in found.points] == [False, False, True, False, False]
    assert [one.amount.version for one in found.points] == ["ces-2.0.mean/1"] * 2 + ["ces-2.0.mean/1 v2"] * 3
    assert found.points[2].version == "version 2" and "no line leads across" in found.breaks[0]


def test_a_month_of_two_definitions_stands_by_itself(eased, today):
    found = trend_of(eased, today, months_back(today, 2) + timedelta(days=9))
    assert [one.apart for one in found.points] == [False, False, True, True, False]
    assert [one.version for one in found.points] == ["", "", "version 2", "", ""]


# --- all of it together ---
def test_the_page_shows_each_part_and_the_break(eased, firms, persona, look, owner, noon, today):
    MetricChange.objects.create(
        day=months_back(today, 2), by=owner, metric="ces", what="asked by app", why="mails unread",
        by_name="O", at=noon,
    )  # fmt: skip
    settle()
    page = look(owner, f"reports/?month={today:%Y-%m}&length=3")
    parts = ("Revenue kept, heard and at risk", "Over the months", "What we intend, and what is said")
    for text in (*parts, "Net revenue retention (EUR)", "no line leads across", "“simple” is not delivered"):
        assert text in page.text, text
    assert "Not enough answers yet: " in page.text
    assert page.link("Net revenue retention (EUR)").endswith("/loyalty/")
    assert "/map/word/" in page.link("“simple” is not delivered: more people say “complicated”.")
    chinese = look(owner, f"reports/?month={today:%Y-%m}&length=3", language="zh-hans").text
    assert "净收入留存 (EUR)" in chinese and "前后不连线" in chinese and "未做到" in chinese


def test_money_is_for_those_alone_who_may_see_revenue(firms, look, client, viewer, owner, analyst, today):
    path = f"reports/?month={today:%Y-%m}&length=3"
    assert "Net revenue retention" in look(owner, path).text
    assert "Net revenue retention" not in look(viewer, path).text
    client.force_login(analyst)
    client.post("/w/qinghe/reports/make/", {"month": f"{today:%Y-%m}", "length": "3"})
    with in_workspace(firms):
        report = Report.objects.get()
    for user, sees in ((owner, True), (viewer, False)):
        assert ("Net revenue retention" in look(user, f"reports/{report.pk}/").text) is sees
        client.force_login(user)
        book = client.get(f"/w/qinghe/reports/{report.pk}/xlsx/?language=en").content
        assert ("Revenue kept, heard and at risk" in openpyxl.load_workbook(BytesIO(book)).sheetnames) is sees


def test_a_digest_asks_for_no_part_of_the_board(eased, inside, today):
    found = gathered(inside, window(today), language="en", today=today)
    assert (found.money, found.themes, found.map, found.trends) == (None, None, None, [])
    whole = gathered(inside, window(today), language="zh-hans", today=today, board=PARTS)
    with translation.override("zh-hans"):
        assert whole.trends[0].label == "便利度"
