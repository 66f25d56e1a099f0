"""What the numbers are called: each with its interval and n, the null as plainly as a finding."""

from datetime import date
from uuid import UUID

import pytest
from django.utils import translation

from regard.web.dashboards.charts.curves import Curve, Step, curves
from regard.web.insights.loyalty_study import loyalty_study
from regard.web.insights.payer_study import Given, Payer
from regard.web.insights.revenue_study import Coverage, Heard, Kept, kept, per_point
from regard.web.loyalty.linking import leaving_text, paying_text
from regard.web.loyalty.money import heard_text, kept_text, money_text
from regard.web.loyalty.staying import share_text, staying_of
from tests.web.insights.test_loyalty_study import TODAY, crowd
from tests.web.insights.test_revenue_study import START, panel, payer


def followed(leaving):
    return loyalty_study(crowd(leaving), months=12, today=TODAY)


def test_a_link_to_leaving_is_told_with_its_interval_and_what_would_explain_it_away():
    found = leaving_text(followed({3: 45, 8: 15, 10: 10}))
    assert found.finding == "In your data the score goes with leaving beyond tenure."
    assert found.evidence[0] == "p < 0.001"
    assert any("Detractors" in line and "95 % interval" in line for line in found.lines)
    assert any("(E-value)" in line for line in found.lines)


def test_no_link_to_leaving_is_published_with_what_could_still_hide():
    found = leaving_text(followed({3: 25, 8: 25, 10: 25}))
    assert found.finding == "In your data the score does not predict leaving beyond tenure."
    assert any("A link could still be hidden: up to" in line for line in found.lines)


def test_with_few_who_left_it_says_how_many_it_takes():
    found = leaving_text(followed({3: 2, 10: 2}))
    assert found.finding.startswith("Too few customers left after an answer")
    assert "4 of the 50 it takes" in found.finding
    assert leaving_text(loyalty_study([], months=12, today=TODAY)).finding.endswith("0 of the 50 it takes.")


def test_revenue_for_each_point_is_told_only_where_its_interval_leaves_zero_out():
    shown = paying_text("EUR", per_point(panel(10.0), today=TODAY)["EUR"])
    assert "the same customer pays +" in shown.finding
    assert "robustness value" in shown.lines[0]
    null = paying_text("EUR", per_point(panel(0.0), today=TODAY)["EUR"])
    assert null.finding == "In your data revenue in EUR does not go with the score by more than chance."
    assert "EUR a month for each point" in null.evidence[0]
    few = paying_text("EUR", per_point([payer(1)], today=TODAY)["EUR"])
    assert "0 of the 50 it takes" in few.finding


def test_kept_revenue_has_its_interval_its_n_and_what_is_left_out():
    (found,) = kept([payer(number, now=90.0) for number in range(60)], start=START, end=TODAY)
    told = kept_text(found, start=START, end=TODAY)
    assert told.sentence.startswith(
        "Of EUR 6,000 a month on Nov. 20, 2025, the same customers paid 90.0 % on Nov. 20, 2026"
    )
    assert [figure.n for figure in told.figures] == ["60"] * 4
    assert all(figure.interval for figure in told.figures)
    few = kept_text(Kept("", 3, 2), start=START, end=TODAY)
    assert "what was kept in a currency that is not known: 3 paid" in few.sentence
    assert few.figures == []
    assert few.notes == ["Of 2 customers it is not known what they paid on both days; they are left out."]


def test_a_currency_with_few_customers_is_not_said_to_be_heard():
    told = heard_text(Coverage("CNY", Heard(None, 3, 1, None), ()), since=START)
    assert told.sentence == "Not enough customers pay in CNY yet to say how much of it was heard."
    assert told.lines == []


@pytest.mark.parametrize(
    ("share", "text"), [(0.9999, "100.0 %"), (1.0, "100 %"), (0.5, "50 %"), (0.001, "0.1 %")]
)
def test_a_share_is_seldom_told_as_everything(share, text):
    assert share_text(share) == text


def test_where_few_left_the_finding_is_that_they_are_too_few():
    found = staying_of(followed({None: 2, 3: 2}))
    assert found.finding == (
        "Too few customers left to compare those of different scores: 4 of the 10 it takes."
    )
    assert found.chart.rows[0][0] == "Never answered"


def test_the_undated_and_the_late_are_named_in_how_sure_we_are():
    gone = Payer(
        UUID(int=5), True, spells=[(START, date(2026, 3, 9))], answers=[Given(date(2026, 3, 20), 2.0, 1, 2.0)]
    )
    lost = Payer(UUID(int=6), True, spells=[(START, None)], undated=True)
    told = staying_of(loyalty_study([gone, lost, *crowd({9: 0})], months=12, today=TODAY))
    assert any(line.startswith("1 customer left on a day that nobody knows") for line in told.how_sure)
    assert any(line.startswith("1 answer was given in the month of leaving") for line in told.how_sure)


def test_the_null_is_told_in_chinese():
    with translation.override("zh-hans"):
        assert leaving_text(followed({3: 25, 8: 25, 10: 25})).finding == (
            "在您的数据中，除客户时长之外，评分不能预测离开。"
        )
        assert money_text(1234.4, "CNY") == "CNY 1,234"


def test_each_curve_is_a_panel_with_everybody_behind_it():
    steps = [Step(0, 100.0, 100.0, 100.0, "all"), Step(1, 80.0, 62.0, 90.0, "after 1 month")]
    found = curves([Curve("a", steps), Curve("b", steps)], Curve("", steps), x="Months", y="Still there, %")
    assert found["facet"]["sort"] == ["a", "b"]
    assert [row["all"] for row in found["data"]["values"]] == [100.0, 80.0] * 2
    assert found["spec"]["layer"][0]["encoding"]["y"]["scale"]["domain"] == [60.0, 100]
