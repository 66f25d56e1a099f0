"""Reasons to look after somebody: which days count, which come first, and what is no reason."""

from datetime import date, timedelta
from uuid import UUID

from regard.web.insights.payer_study import Money, Payer
from regard.web.insights.risk_study import NOTHING, AtRisk, Often, Reason, Said, _ordered, _reasons, renewal

TODAY = date(2026, 11, 20)


def payer(number=1, *, currency="EUR", bought=None, marked=False):
    money = [Money(currency, None, [(date(2020, 1, 1), 1.0)])] if currency else []
    return Payer(UUID(int=number), True, money=money, bought=bought, is_marked=marked)


def often(*days):
    return Often(len(days), max((TODAY - timedelta(days=back) for back in days), default=None))


def kinds(*, said=NOTHING, scored=None, one=None):
    return [reason.kind for reason in _reasons(one or payer(), said, scored, today=TODAY)]


def test_one_word_of_leaving_is_a_reason_and_complaints_are_from_the_second_on():
    assert kinds(said=Said(often(179), leaving=often(179))) == ["leaving"]
    assert kinds(said=Said(often(5), complaints=often(5))) == []
    assert kinds(said=Said(often(5, 80), complaints=often(5, 80))) == ["complaint"]


def test_silence_is_a_reason_only_after_somebody_spoke():
    assert kinds(said=Said(often(100, 200, 300))) == ["silent"]
    assert kinds(said=Said(often(100, 200))) == []
    assert kinds(said=Said(often(20, 100, 200, 300))) == []


def test_a_file_and_a_low_score_are_reasons_the_clearest_first():
    low = Reason("low", 1, TODAY, None, 3)
    assert kinds(scored=low, one=payer(marked=True)) == ["low", "marked"]


def test_a_renewal_is_told_within_two_months_of_its_day():
    assert renewal(payer(bought=TODAY - timedelta(days=365 - 30)), today=TODAY) == TODAY + timedelta(days=30)
    assert renewal(payer(bought=TODAY - timedelta(days=730 - 59)), today=TODAY) == TODAY + timedelta(days=59)
    assert renewal(payer(bought=TODAY - timedelta(days=100)), today=TODAY) is None
    assert renewal(payer(bought=TODAY), today=TODAY) is None
    assert renewal(payer(), today=TODAY) is None


def test_amounts_are_compared_within_one_currency_alone():
    reason = (Reason("marked"),)
    rows = [
        AtRisk(payer(1, currency="CNY"), 9000.0, reason),
        AtRisk(payer(2), 10.0, reason),
        AtRisk(payer(3), 500.0, reason),
        AtRisk(payer(4, currency=None), None, reason),
    ]
    assert [one.payer.pk.int for one in _ordered(rows)] == [3, 2, 1, 4]
