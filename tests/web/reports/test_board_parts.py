"""The small parts of a board's report: axes, pieces, lines of what lacks, files, and who may see what."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.utils import translation

from regard.perception.links import RevenueSums, revenue_heard
from regard.web.insights.risk_share import shares_at_risk
from regard.web.reports import files as report_files
from regard.web.reports.board import MONEY, PARTS, Amount, Map, Theme, built, pieces, runs
from regard.web.reports.content import Content, UnknownForm
from regard.web.reports.files import FILES, files_of
from regard.web.reports.lacking import lacking
from regard.web.reports.models import Format
from regard.web.reports.money import DEFINITIONS, NAMES, VERSIONS
from regard.web.reports.pdf import MissingFont
from regard.web.reports.permitted import for_reader, parts_for
from regard.web.reports.slide_pages import up_to
from regard.web.workspaces.permissions import may
from tests.web.reports.conftest import MADE, figure, made_up, trend, with_board

TODAY = date(2026, 11, 23)


def reader(role):
    return SimpleNamespace(may=lambda permission: may(role, permission))


def payer(number, pays, currency="EUR", *, is_here=True):
    return SimpleNamespace(pk=number, currency=currency, is_here=is_here, revenue=lambda _day: pays)


def risky(*payers):
    return [SimpleNamespace(payer=one) for one in payers]


@pytest.mark.parametrize(
    ("role", "sees"), [("owner", True), ("analyst", True), ("agent", False), ("viewer", False)]
)
def test_money_is_a_part_for_those_alone_who_may_see_revenue(role, sees):
    assert (MONEY in parts_for(reader(role))) is sees
    assert set(PARTS) - set(parts_for(reader(role))) == (set() if sees else {MONEY})
    found = for_reader(with_board(), reader(role))
    assert (found.money is not None) is sees
    assert found.themes == with_board().themes and found.trends == with_board().trends


def test_the_share_at_risk_is_the_ratio_of_both_sums_with_its_interval():
    everybody = [payer(number, 100 + number) for number in range(40)]
    (found,) = shares_at_risk(everybody, risky(*everybody[:10]), today=TODAY)
    named = RevenueSums.of((100.0 + n, 100.0 + n) for n in range(10))
    others = RevenueSums.of((100.0 + n, 100.0 + n) for n in range(10, 40))
    assert found.rate == revenue_heard(named, others)
    assert (found.customers, found.at_risk) == (40, 10)


def test_who_left_pays_nothing_or_in_several_currencies_is_in_no_share_at_risk():
    gone, free, several = payer(1, 50, is_here=False), payer(2, 0), payer(3, 50, None)
    unknown = payer(4, None)
    assert shares_at_risk([gone, free, several, unknown], risky(gone, free), today=TODAY) == []


@pytest.mark.parametrize(("many", "is_told"), [(29, False), (30, True)])
def test_a_share_at_risk_is_told_from_thirty_customers_on(many, is_told):
    (found,) = shares_at_risk([payer(n, 10) for n in range(many)], [], today=TODAY)
    assert (found.rate is not None) is is_told
    if found.rate:
        assert (found.rate.rate.value, found.at_risk) == (0, 0)


def test_the_currency_of_most_customers_comes_first():
    rows = [payer(n, 10, "USD") for n in range(3)] + [payer(n + 9, 10, "EUR") for n in range(5)]
    assert [one.currency for one in shares_at_risk(rows, [], today=TODAY)] == ["EUR", "USD"]


def test_an_axis_has_room_for_every_interval_and_none_beyond_the_scale():
    assert trend((4.0, 4.2)).room == pytest.approx((3.6, 4.5))
    low, high = trend((1.1, 6.9)).room
    assert (low, high) == (1.0, 7.0)


def test_an_axis_of_shares_reaches_the_farthest_whisker():
    amount = Amount("11 %", "8 – 15", 367, "percent", "x/1", 11.2, 8.3, 14.8)
    assert up_to([amount]) == (0.0, 15.0)
    assert up_to([]) == (0.0, 5.0)
    assert up_to([Amount("98 %", "", 9, "percent", "x/1", 98.0, 94.0, 101.6)]) == (0.0, 105.0)


@pytest.mark.parametrize(
    ("values", "apart", "expected_pieces", "expected_runs"),
    [
        ((), (), [], []),
        ((1.0,), (), [[0]], [[0]]),
        ((None, None), (), [[0, 1]], []),
        ((1.0, 2.0), (0,), [[0, 1]], [[0, 1]]),
        ((1.0, None, 2.0), (), [[0, 1, 2]], [[0], [2]]),
        ((1.0, 2.0, 3.0), (1, 2), [[0], [1], [2]], [[0], [1], [2]]),
    ],
)
def test_pieces_mean_the_same_and_runs_have_no_hole(values, apart, expected_pieces, expected_runs):
    points = trend(values, apart=apart).points
    assert (pieces(points), runs(points)) == (expected_pieces, expected_runs)


@pytest.mark.parametrize(("values", "is_drawn"), [((1.0, 2.0), True), ((1.0, None), False), ((), False)])
def test_a_line_needs_two_months_with_a_number(values, is_drawn):
    assert trend(values, apart=()).is_drawn is is_drawn


def test_what_lacks_is_named_with_its_n_and_without_answers_so():
    few = Amount("–", "", 1234, "percent", "csat.top2box/1")
    none = figure("Ease", "CES", status="no_answers", places=None)
    low = figure("Loyalty", "NPS", status="not_enough_answers", places=None, amount=few)
    content = made_up(figures=[none, low], map=Map("about", [], [], "Words of 5 people, of the 30 it takes"))
    told = lacking(content)
    assert told["figures"] == (
        "Not enough answers yet: Ease (no answers in this period); Loyalty (n = 1,234)."
    )
    assert told["map"] == "Not enough answers yet: Words of 5 people, of the 30 it takes."
    assert (told["money"], told["trends"]) == ("", "")


def test_what_a_later_version_adds_to_a_kept_report_is_left_out_and_another_form_is_refused():
    plain = Theme("price", 4, Amount("1 %", "0 – 2", 9, "percent", "t/1"), "theme=t").__dict__
    kept = {**plain, "share": {**plain["share"].__dict__, "mood": "good"}, "colour": "red"}
    assert built(Theme, kept) == Theme(**plain)
    with pytest.raises(UnknownForm):
        Content.from_dict(made_up().to_dict() | {"form": 2})


def test_a_report_is_written_in_the_formats_that_are_asked_for(monkeypatch):
    found, missing = files_of(made_up(), ["xlsx", "pptx", "docx"], name="regard-q", at=MADE)
    assert [(one.name, one.content[:2]) for one in found] == [
        ("regard-q.pptx", b"PK"), ("regard-q.xlsx", b"PK"),
    ]  # fmt: skip
    assert missing == "" and set(FILES) == set(Format.values)

    def no_font(*_args, **_named):
        raise MissingFont("no font here")

    monkeypatch.setitem(report_files.FILES, "pdf", ("application/pdf", no_font))
    found, missing = files_of(made_up(), ["pdf", "xlsx"], name="r", at=MADE)
    assert ([one.name for one in found], missing) == (["r.xlsx"], "no font here")


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_number_of_money_has_a_name_a_definition_and_a_version(language):
    assert set(NAMES) == set(DEFINITIONS) == set(VERSIONS)
    assert len(set(VERSIONS.values())) == len(VERSIONS)
    with translation.override(language):
        texts = [str(text) for texts in (NAMES, DEFINITIONS) for text in texts.values()]
    is_chinese = [any(ord(sign) > 0x2E80 for sign in text) for text in texts]
    assert set(is_chinese) == {language == "zh-hans"}


def test_the_versions_of_all_parts_are_named_once():
    found = with_board().versions
    assert len(found) == len(set(found))
    assert {"revenue_net/1", "theme_share/1", "word/1", "ces-2.0.mean/1 v2"} <= set(found)
