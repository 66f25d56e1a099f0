"""A changed definition is known on home, in the small lines, in the split and in the copied sentence."""

import csv
from datetime import date, timedelta

import pytest

from regard.web.dashboards.card_breaks import Breaks, briefly, not_compared, only_since
from regard.web.dashboards.card_models import MetricChange
from regard.web.dashboards.periods import Period
from regard.web.feedback.drafts import Draft
from tests.web.dashboards.conftest import csat, moment, nps

BEFORE, AFTER = Period(date(2026, 1, 1), date(2026, 2, 1)), Period(date(2026, 2, 1), date(2026, 3, 1))
NOTHING = "Nothing can be compared with the period before."


def test_of_several_changes_the_last_one_between_two_periods_counts():
    breaks = Breaks(
        {"nps": (date(2026, 1, 5), date(2026, 2, 3), date(2026, 3, 1)), "ces": (date(2026, 1, 1),)}
    )
    assert breaks.among(BEFORE, AFTER) == {"nps": date(2026, 2, 3)}
    assert breaks.between("ces", BEFORE, AFTER) is None
    assert breaks.among(None, AFTER) == {}


def test_a_version_holds_from_its_day_on_and_the_first_is_unsaid():
    breaks = Breaks({"nps": (date(2026, 1, 5), date(2026, 2, 3))})
    days = [date(2026, 1, 4), date(2026, 1, 5), date(2026, 2, 3), None]
    assert [breaks.version("nps", day) for day in days] == [1, 2, 3, 3]
    assert [breaks.named("nps/1", "nps", day) for day in days] == [
        "nps/1",
        "nps/1 v2",
        "nps/1 v3",
        "nps/1 v3",
    ]
    assert breaks.named("ces-2.0.mean/1", "ces", None) == "ces-2.0.mean/1"


def test_of_a_period_only_the_part_of_one_definition_is_told():
    breaks = Breaks({"nps": (date(2026, 1, 5), date(2026, 1, 9)), "ces": (date(2026, 1, 1),)})
    assert breaks.parts(BEFORE) == {"nps": Period(date(2026, 1, 9), date(2026, 2, 1))}
    assert breaks.part("nps", Period()) == Period(date(2026, 1, 9), None)
    assert breaks.part("ces", BEFORE) == BEFORE


@pytest.fixture
def redefine(inside, owner, noon):
    """From a day on a metric means something else."""

    def changed(day, *metrics):
        for metric in metrics:
            MetricChange.objects.create(
                metric=metric,
                day=day,
                what="asked by app",
                why="mails unread",
                by=owner,
                by_name="O",
                at=noon,
            )

    return changed


@pytest.fixture
def fell(tell, inside, today):
    """Of 200 people in each quarter most recommended us and were satisfied, until they did not any more."""
    tell(
        Draft(
            external_id=f"f{number}",
            answers=(nps(9 if number % 180 >= 90 else 3), csat(5 if number % 180 >= 90 else 2)),
            collected_at=moment(today - timedelta(days=number % 180)),
        )
        for number in range(400)
    )
    return inside


@pytest.mark.django_db
def test_breaks_are_those_of_this_workspace_that_hold(redefine, other_workspace, django_assert_num_queries):
    redefine(date(2026, 1, 5), "nps", "profile")
    redefine(date(2026, 2, 3), "nps")
    with django_assert_num_queries(1):
        assert Breaks.of_open_workspace().days == {"nps": (date(2026, 1, 5), date(2026, 2, 3))}


@pytest.mark.django_db
def test_home_says_why_it_does_not_compare_and_compares_the_rest(fell, redefine, look, owner, today):
    assert "Loyalty has probably fallen" in look(owner, "home/").text
    day = today - timedelta(days=40)
    redefine(day, "nps")
    text = look(owner, "home/").text
    assert "Satisfaction has probably fallen" in text
    assert "Loyalty has probably fallen" not in text
    assert not_compared("nps", day) in text
    row = text.split("How we are seen")[1]
    assert only_since(day) in row and "n = 122" in row  # of 220 in these 90 days, those since then
    assert "2 comparisons, corrected for their number" in text  # overall, and of those in no segment


@pytest.mark.django_db
def test_home_says_that_nothing_can_be_compared_in_both_languages(fell, redefine, look, owner, today):
    redefine(today - timedelta(days=40), "nps", "csat")
    text = look(owner, "home/").text
    assert NOTHING in text
    assert "There are not enough answers yet to say what changed" not in text
    assert "没有可与上一时段比较的数字。" in look(owner, "home/", language="zh-hans").text
    assert "起改变；不作比较。" in look(owner, "home/", language="zh-hans").text


@pytest.mark.django_db
def test_a_change_long_before_both_periods_keeps_nothing_from_being_compared(
    fell, redefine, look, owner, today
):
    redefine(today - timedelta(days=300), "nps", "csat")
    text = look(owner, "home/").text
    assert "has probably fallen" in text
    assert "not compared" not in text


@pytest.mark.django_db
def test_the_sentence_to_be_copied_says_that_it_is_not_compared(fell, redefine, look, owner, today):
    redefine(today - timedelta(days=40), "nps")
    address = "explore/?metric=nps&period=90&compare=previous"
    html = look(owner, address).html
    day = briefly(today - timedelta(days=40))
    assert f"Against the period before: {day} (n = " in html
    assert "(interval , n" not in html
    assert "与上一时段相比：定义自" in look(owner, address, language="zh-hans").html


@pytest.mark.django_db
def test_a_change_across_two_definitions_is_not_split(fell, redefine, look, owner, today):
    address = "explore/mix/?metric=nps&period=90"
    assert "Loyalty (NPS) changed by" in look(owner, address).text
    redefine(today - timedelta(days=40), "nps")
    text = look(owner, address).text
    assert not_compared("nps", today - timedelta(days=40)) in text
    assert "changed by" not in text
    assert "不作比较。" in look(owner, address, language="zh-hans").text


@pytest.mark.django_db
def test_the_small_line_of_home_breaks_where_the_definition_changed(fell, redefine, look, owner, today):
    def drawn():
        html = look(owner, "home/?period=365").html
        return html.split('class="sparkline"')[1].split("</svg>")[0].count("<polyline")

    whole = drawn()
    redefine((today - timedelta(days=75)).replace(day=1), "csat")
    assert drawn() == whole + 1


@pytest.mark.django_db
def test_the_number_of_explore_is_of_the_part_since_its_definition_changed(
    fell, redefine, look, owner, today
):
    address, day = "explore/?metric=nps&period=90", today - timedelta(days=40)
    redefine(day, "nps")
    page = look(owner, address)
    since = look(owner, page.link(only_since(day)))
    (told, alone) = (
        next(tag for _, tag in one.tags if tag.get("data-figure") == "metric") for one in (page, since)
    )
    assert told["data-n"] == alone["data-n"] == "122"  # of 220 in these 90 days, those since then
    assert (told["data-value"], told["data-interval"]) == (alone["data-value"], alone["data-interval"])
    assert told["data-from"].endswith(page.link(only_since(day)).partition("?")[2])
    assert f"{only_since(day)}; definition nps/1 v2)." in page.html
    assert only_since(day) not in since.text
    assert "Definition nps/1 v2." in since.text
    assert "只含" in look(owner, address, language="zh-hans").text


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["explore/?metric=csat&period=90", "explore/?metric=nps&period=30"])
def test_a_number_of_one_definition_says_nothing_of_a_part(fell, redefine, look, owner, today, address):
    redefine(today - timedelta(days=40), "nps")
    assert "when the definition changed" not in look(owner, address).text


@pytest.mark.django_db
def test_groups_are_of_the_part_since_and_the_line_goes_on(fell, redefine, client, owner, today):
    day = today - timedelta(days=40)
    redefine(day, "nps")
    client.force_login(owner)

    def table(by):
        asked = client.get(f"/w/qinghe/explore/chart.csv?metric=nps&period=90&by={by}")
        text = b"".join(asked.streaming_content).decode("utf-8-sig")
        return [one for one in csv.DictReader(text.splitlines()) if one["group"]]

    [group] = table("source")
    assert (group["n"], group["from"], group["definition"]) == ("122", day.isoformat(), "nps/1 v2")
    months = table("month")
    assert sum(int(month["n"]) for month in months) == 220
    versions = [month["definition"] for month in months]
    assert versions[0] == "nps/1"
    assert versions[-1] == "nps/1 v2"
    assert set(versions) <= {"nps/1", "nps/1 + nps/1 v2", "nps/1 v2"}
