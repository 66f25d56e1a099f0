"""The live report and those that were made: who may see and make them, and that a made one never moves."""

from datetime import date

import pytest
from django.utils import timezone

from regard.web.feedback.drafts import Draft
from regard.web.reports import views
from regard.web.reports.gathering import gathered
from regard.web.reports.models import Report
from regard.web.reports.pdf import MissingFont
from regard.web.reports.windows import last_month, month_window
from regard.web.workspaces.models import AuditEvent
from regard.web.workspaces.tenancy import in_workspace
from tests.web.dashboards.conftest import csat, moment

pytestmark = pytest.mark.django_db
HOSTILE = '<img src=x onerror=alert(1)>"\u202e{{ 7|add:7 }} =1+1'


@pytest.fixture
def made(client, analyst, workspace, scores):
    """The report of this month, kept by the analyst."""
    client.force_login(analyst)
    client.post(f"/w/{workspace.slug}/reports/make/", {"month": f"{timezone.now():%Y-%m}", "length": "3"})
    with in_workspace(workspace):
        return Report.objects.get()


def refused(client, user, path, method="get", **said):
    client.force_login(user)
    return getattr(client, method)(path, said).status_code


def test_the_page_says_what_explore_says_of_the_same_days(look, viewer, workspace, scores, today):
    page = look(viewer, f"reports/?month={today:%Y-%m}&length=3")
    explore = look(viewer, page.link("Satisfaction"))
    with in_workspace(workspace):
        window = month_window(f"{today:%Y-%m}", 3, today=today)
        content = gathered(workspace, window, language="en", today=today)
    (satisfaction,) = content.figures
    for said in (satisfaction.amount.text, satisfaction.amount.interval, f"n = {satisfaction.amount.n}"):
        assert said in page.text and said in explore.text
    assert satisfaction.amount.version in page.text and satisfaction.amount.version in explore.text


def test_a_made_report_keeps_its_numbers_whatever_is_said_later(made, look, viewer, tell, today):
    look(viewer, "reports/")  # that the report was kept is said once
    before = look(viewer, f"reports/{made.pk}/").text
    tell(Draft(f"x{n}", answers=(csat(1),), collected_at=moment(today)) for n in range(60))
    assert look(viewer, f"reports/{made.pk}/").text == before
    live = look(viewer, f"reports/?month={today:%Y-%m}&length=3").text
    assert [line in live for line in (made.content["en"]["figures"][0]["amount"]["interval"],)] == [False]


def test_a_made_report_names_who_made_it_and_is_in_the_trail(made, look, viewer, workspace):
    assert "made by 安娜丽" in look(viewer, f"reports/{made.pk}/").text
    assert f"/reports/{made.pk}/" in look(viewer, "reports/").html
    with in_workspace(workspace):
        assert AuditEvent.objects.filter(action="report.made").count() == 1


def test_the_files_of_a_made_report_are_those_of_its_day_in_both_languages(made, client, viewer):
    client.force_login(viewer)
    for ending, start in (("pdf", b"%PDF"), ("pptx", b"PK"), ("xlsx", b"PK")):
        for language in ("en", "zh-hans"):
            path = f"/w/qinghe/reports/{made.pk}/{ending}/?language={language}"
            response = client.get(path)
            name = f"regard-qinghe-{made.last:%Y-%m}-{language}.{ending}"
            assert response.content.startswith(start)
            assert response["Content-Disposition"] == f'attachment; filename="{name}"'
    assert client.get(f"/w/qinghe/reports/{made.pk}/exe/").status_code == 404


def test_chinese_readers_read_a_made_report_in_chinese(made, look, viewer):
    page = look(viewer, f"reports/{made.pk}/", language="zh-hans")
    assert "客户怎样看我们" in page.text and "满意度" in page.text


def test_only_those_who_may_make_reports_make_them(client, viewer, agent, analyst, scores):
    path = "/w/qinghe/reports/make/"
    assert [refused(client, user, path, "post") for user in (viewer, agent, analyst)] == [403, 403, 302]


def test_strangers_find_nothing(made, client, stranger):
    paths = ("reports/", f"reports/{made.pk}/", f"reports/{made.pk}/pdf/", "reports/live/xlsx/")
    assert [refused(client, stranger, f"/w/qinghe/{path}") for path in paths] == [404] * 4


def test_a_report_of_another_workspace_is_not_found(made, client, stranger):
    client.force_login(stranger)
    assert client.get(f"/w/harbour/reports/{made.pk}/").status_code == 404


def test_an_empty_workspace_says_what_a_report_is(look, viewer):
    assert "Nothing to report yet" in look(viewer, "reports/").text


def test_a_missing_font_is_named_and_nothing_is_downloaded(made, client, viewer, monkeypatch):
    def no_font(*_args, **_named):
        raise MissingFont("no font here")

    monkeypatch.setitem(views.FILES, "pdf", ("application/pdf", no_font))
    client.force_login(viewer)
    response = client.get(f"/w/qinghe/reports/{made.pk}/pdf/", follow=True)
    assert "no font here" in response.content.decode()


def test_what_is_not_known_is_the_usual_report(look, viewer, scores, today):
    month = last_month(today)
    named = date(int(month[:4]), int(month[5:]), 1)
    for query in ("month=1999-13", "month=%00&length=x", "length=-1", "month=2999-01"):
        assert f"until the end of {named:%b} {named:%Y}" in look(viewer, f"reports/?{query}").text


def test_hostile_texts_stand_as_texts_and_turn_nothing(tell, look, viewer, workspace, today):
    tell(
        Draft(f"c{n}", answers=(csat(5 if n < 40 else 1),), segment=HOSTILE, collected_at=moment(today))
        for n in range(80)
    )
    workspace.name = HOSTILE
    workspace.save()
    page = look(viewer, f"reports/?month={today:%Y-%m}&length=1")
    assert [tag for tag, own in page.tags if own.get("src") == "x" or "onerror" in own] == []
    with in_workspace(workspace):
        window = month_window(f"{today:%Y-%m}", 1, today=today)
        content = gathered(workspace, window, language="en", today=today)
    assert content.company == '<img src=x onerror=alert(1)>" {{ 7|add:7 }} =1+1'


def test_the_page_asks_a_bounded_number_of_questions(client, viewer, scores, django_assert_max_num_queries):
    client.force_login(viewer)
    with django_assert_max_num_queries(40):
        client.get("/w/qinghe/reports/")
    with django_assert_max_num_queries(26):
        client.get("/w/qinghe/reports/")
