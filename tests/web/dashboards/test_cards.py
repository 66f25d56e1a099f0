"""The cards of the metrics: what a number means, its versions here, and the break that a change draws."""

import re
from datetime import date, timedelta

import pytest

from regard.web.dashboards import card_urls
from regard.web.dashboards.card_models import MetricChange, change_days, parted
from regard.web.dashboards.card_texts import KINDS, variants
from regard.web.dashboards.charts.plotted import Axis, Plotted
from regard.web.dashboards.charts.trend import Break, trend
from regard.web.dashboards.periods import Period
from regard.web.feedback.drafts import Draft
from regard.web.workspaces.models import AuditEvent
from regard.web.workspaces.permissions import Permission
from tests.web.dashboards.conftest import moment, nps

pytestmark = pytest.mark.django_db

GIVEN = {"day": "2026-05-01", "what": "Asked by app, not by mail", "why": "Nobody opened the mails"}


def change(client, user, metric="nps", **more):
    client.force_login(user)
    return client.post(f"/w/qinghe/metrics/{metric}/", GIVEN | more)


def test_the_list_has_every_metric_with_its_version(inside, look, owner):
    page = look(owner, "metrics/")
    assert [href for _text, href in page.links if re.search(r"/metrics/\w", href)] == [
        f"/w/qinghe/metrics/{metric}/" for metric in KINDS
    ]
    assert page.text.count("version 1") == len(KINDS)


@pytest.mark.parametrize("metric", KINDS)
def test_a_card_says_how_the_number_is_made_and_what_it_is_not(inside, look, owner, metric):
    text = look(owner, f"metrics/{metric}/").text
    for part in (
        "Formula",
        "Direction",
        "Unit",
        "Rounding",
        "Smallest n 30 answers",
        "Version 1",
        "What it is not",
    ):
        assert part in text
    assert f"{variants(metric)[0].id}" in text


def test_the_card_of_nps_is_the_definition_that_the_library_counts_by(inside, look, owner):
    text = look(owner, "metrics/nps/").text
    assert "NPS: the share of scores 9–10 minus the share of scores 0–6, on the scale 0–10." in text
    assert "Box better: 9-10, worse: 0-6" in text
    assert "Interval multinomial score interval, 95 %" in text
    assert "not comparable with published numbers" in text.split("counted otherwise")[1]


def test_what_others_call_by_the_same_name_stands_apart_with_its_source(inside, look, owner):
    text = look(owner, "metrics/csat/").text
    assert re.search(r"CSAT by Dixa *: 4-5 of 5 / total, rounded · Scale 1-5", text)
    assert "Imported with their own definition, and never compared with ours." in text
    assert "What others call so" not in look(owner, "metrics/nps/").text


def test_no_definition_stands_twice_and_every_part_is_chinese_in_chinese(inside, look, owner):
    for metric in KINDS:
        found = [(one.id, one.rows[1]) for one in variants(metric)]
        assert len(found) == len(set(found))
        html = look(owner, f"metrics/{metric}/", language="zh-hans").html
        ours = re.sub(
            r'<(\w+)[^>]* lang="en">.*?</\1>|<code>.*?</code>',
            "",
            re.split("<main[^>]*>", html)[1].split("</main>")[0],
        )
        words = re.sub(r"<[^>]+>|NPS|CSAT|CES|ID", " ", ours.split("别家同名的指标")[0])
        assert re.findall(r"[A-Za-z]{4,}", words) == []


def test_a_change_is_a_row_with_who_and_when_and_makes_the_next_version(client, inside, look, owner):
    assert change(client, owner).status_code == 302
    row = MetricChange.objects.get()
    assert (row.metric, row.day, row.by) == ("nps", date(2026, 5, 1), owner)
    text = look(owner, "metrics/nps/").text
    assert "Version 2 from May 1, 2026 on" in text
    assert "Asked by app, not by mail" in text
    assert "Nobody opened the mails · Olwen Achterberg" in text
    assert "version 2 · from May 1, 2026 on" in look(owner, "metrics/").text
    assert AuditEvent.objects.filter(action="metric.changed", subject="nps").count() == 1


def test_a_change_without_its_reason_is_refused_and_keeps_what_was_typed(client, inside, owner):
    shown = change(client, owner, why="").content.decode()
    assert "Asked by app, not by mail" in shown
    assert MetricChange.objects.count() == 0


@pytest.mark.parametrize(
    ("language", "why"), [("en", "This day is still to come"), ("zh-hans", "这一天还没有到")]
)
def test_a_day_that_is_still_to_come_is_refused(client, inside, owner, today, language, why):
    client.cookies["django_language"] = language
    response = change(client, owner, day=(today + timedelta(days=2)).isoformat())
    assert why in response.content.decode() and "Asked by app, not by mail" in response.content.decode()
    assert MetricChange.objects.count() == 0
    assert change(client, owner, day=today.isoformat()).status_code == 302


def test_a_change_recorded_by_mistake_leaves_the_card_and_stays_in_the_trail(client, inside, look, owner):
    change(client, owner)
    row = MetricChange.objects.get()
    for _ in range(2):
        client.post(f"/w/qinghe/metrics/changes/{row.pk}/withdrawal/")
    assert change_days("nps") == []
    assert "Nothing was changed" in look(owner, "metrics/nps/").text
    assert AuditEvent.objects.filter(action="metric.change_withdrawn").count() == 1


@pytest.fixture
def told(tell, inside, today):
    """Six months, forty answers a month: lower before the last quarter of a year than after."""
    tell(
        Draft(
            external_id=f"n{number}",
            answers=(nps(9 if number % 180 < 90 else 7),),
            collected_at=moment(today - timedelta(days=number % 180)),
        )
        for number in range(360)
    )
    return inside


def runs(response):
    """The pieces of the line, each drawn for itself."""
    return {row["run"] for row in response.json()["data"]["values"]} - {-1}


def test_the_line_breaks_where_the_definition_changed(told, client, owner, today):
    client.force_login(owner)
    address = "/w/qinghe/explore/chart.json?metric=nps&period=180"
    assert len(runs(client.get(address))) == 1
    day = (today - timedelta(days=80)).replace(day=1)
    change(client, owner, day=day.isoformat())
    assert len(runs(client.get(address))) == 2
    rules = [layer for layer in client.get(address).json()["layer"] if "data" in layer]
    assert rules[0]["data"]["values"][0]["version"] == "version 2"
    page = client.get("/w/qinghe/explore/?metric=nps&period=180").content.decode()
    assert "Dashed: from there on the number means something else" in page


def test_the_two_sides_of_a_change_are_not_compared(told, client, owner, look, today):
    address = "explore/?metric=nps&period=90&compare=previous"
    assert "points more" in look(owner, address).text
    change(client, owner, day=(today - timedelta(days=60)).isoformat())
    text = look(owner, address).text
    assert "; not compared" in text
    assert "points more" not in text
    assert "不作比较" in look(owner, address, language="zh-hans").text


def test_explore_leads_to_the_card_of_its_metric(told, look, owner):
    page = look(owner, "explore/?metric=nps&period=90")
    assert page.link("Definition") == "/w/qinghe/metrics/nps/"


def test_a_month_of_both_definitions_stands_for_itself():
    rows = [Plotted(f"m{n}", 40, value=float(n), low=0.0, high=9.0) for n in range(6)]
    axis = Axis("NPS", -100, 100)

    def drawn(*breaks):
        return [row["run"] for row in trend(rows, axis, breaks)["data"]["values"]]

    assert drawn() == [1, 1, 1, 1, 1, 1]
    assert drawn(Break(3, "version 2")) == [1, 1, 1, 2, 2, 2]
    assert drawn(Break(3, "version 2", within=True)) == [1, 1, 1, -1, 3, 3]
    assert drawn(Break(0, "version 2")) == [1, 1, 1, 1, 1, 1]


@pytest.mark.parametrize(
    ("day", "apart"),
    [
        (date(2026, 1, 1), False),
        (date(2026, 1, 2), True),
        (date(2026, 2, 1), True),
        (date(2026, 3, 1), False),
    ],
)
def test_periods_are_parted_by_a_day_between_their_ends(day, apart):
    before = Period(date(2026, 1, 1), date(2026, 2, 1))
    after = Period(date(2026, 2, 1), date(2026, 3, 1))
    assert parted([day], before, after) == (day if apart else None)


@pytest.mark.parametrize(
    ("role", "status"), [("owner", 302), ("admin", 302), ("analyst", 302), ("agent", 403), ("viewer", 403)]
)
def test_who_may_record_a_change(client, request, inside, role, status):
    user = request.getfixturevalue(role)
    assert change(client, user).status_code == status
    assert ("Record a change" in client.get("/w/qinghe/metrics/nps/").content.decode()) == (status == 302)


def test_strangers_find_nothing_and_another_workspace_withdraws_nothing(
    client, inside, owner, stranger, other_workspace
):
    change(client, owner)
    row = MetricChange.objects.get()
    client.force_login(stranger)
    for path in ("metrics/", "metrics/nps/"):
        assert client.get(f"/w/qinghe/{path}").status_code == 404
    assert client.post(f"/w/harbour/metrics/changes/{row.pk}/withdrawal/").status_code == 404
    assert client.get("/w/harbour/metrics/nothing/").status_code == 404
    named = {pattern.callback.permission for pattern in card_urls.urlpatterns}
    assert named == {Permission.FEEDBACK_VIEW, Permission.REPORT_EDIT}


def test_a_hostile_reason_stays_text(client, inside, look, owner):
    change(client, owner, why="<script>alert(1)</script>")
    assert "<script>alert(1)" not in look(owner, "metrics/nps/").html


@pytest.mark.parametrize(("language", "name"), [("en", "What the numbers mean"), ("zh-hans", "数字的含义")])
def test_the_rail_leads_to_the_cards_by_the_name_of_their_page(inside, look, viewer, language, name):
    page = look(viewer, "home/", language=language)
    assert page.link(name) == "/w/qinghe/metrics/"
    cards = look(viewer, "metrics/nps/", language=language)
    assert 'href="/w/qinghe/metrics/" aria-current="page">' in cards.html
    assert f"<h1>{name}</h1>" in look(viewer, "metrics/", language=language).html
