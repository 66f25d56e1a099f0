"""Addresses of a survey: made, shown as a code to be printed, closed."""

import re
from pathlib import Path

import pytest

from regard.web.answering.linking import address_of
from regard.web.answering.models import Link, Response
from regard.web.workspaces.models import AuditEvent
from regard.web.workspaces.tenancy import in_workspace
from tests.web.asking import hidden, press

pytestmark = pytest.mark.django_db


def test_a_code_for_print_is_a_picture_without_anything_that_runs(client, workspace, analyst, asked):
    link = asked("csat")
    client.force_login(analyst)
    with in_workspace(workspace):
        Link.objects.filter(pk=link.pk).update(kind="qr")
    page = client.get(f"/w/qinghe/surveys/{link.survey_id}/links/").content.decode()
    path = f"/w/qinghe/links/{link.pk}/code.svg"
    assert page.count(path) == 2
    response = client.get(path)
    assert response["Content-Type"] == "image/svg+xml"
    assert response.content.startswith(b"<?xml")
    assert not re.search(rb"script|href|style|onload", response.content)


def test_viewers_get_no_code(client, viewer, asked):
    link = asked("csat")
    client.force_login(viewer)
    assert client.get(f"/w/qinghe/links/{link.pk}/code.svg").status_code == 403


def test_the_address_is_that_of_the_settings_whatever_a_request_says(settings, asked):
    settings.PUBLIC_URL = "https://ask.example.com"
    link = asked("csat")
    assert address_of(link) == f"https://ask.example.com/s/{link.token}/"


def test_all_that_a_page_needs_weighs_less_than_thirty_kilobytes(client, asked):
    page = client.get(f"/s/{asked('nps').token}/").content
    static = [
        Path("regard/web/answering/static/answering/answer.css"),
        Path("regard/web/static/css/tokens.css"),
    ]
    named = set(re.findall(rb'href="/static/([^"]+)"', page))
    assert named == {b"css/tokens.css", b"answering/answer.css"}
    assert len(page) + sum(path.stat().st_size for path in static) < 30_000
    assert b"<script" not in page


def set_limits(client, link, **fields):
    return client.post(f"/w/qinghe/links/{link.pk}/limits/", fields)


def test_a_link_is_made_with_its_limits_and_shows_them(client, workspace, analyst, asked):
    survey = asked("csat").survey
    client.force_login(analyst)
    path = f"/w/qinghe/surveys/{survey.pk}/links/"
    fields = {"name": "Receipt", "kind": "page", "most": "2", "last_day": "2030-01-31"}
    assert client.post(path, fields).status_code == 302
    with in_workspace(workspace):
        link = Link.objects.get(name="Receipt")
        assert (link.most, link.expires_at.isoformat()) == (2, "2030-01-31T23:59:59+00:00")
    shown = client.get(path).content.decode()
    assert "0 of 2" in shown
    assert 'value="2030-01-31"' in shown
    for wrong in ({"most": "0"}, {"most": "-1"}, {"most": "many"}, {"last_day": "31 January"}):
        assert client.post(path, fields | wrong).status_code == 200
    with in_workspace(workspace):
        assert Link.objects.count() == 2


def test_a_full_link_says_so_honestly_and_who_has_begun_goes_on(client, workspace, analyst, asked):
    link = asked("nps")
    path = f"/s/{link.token}/"
    client.force_login(analyst)
    assert set_limits(client, link, most="2").status_code == 302
    first = hidden(client.get(path)) | {"score": "9"}
    late = hidden(client.get(path)) | {"score": "4"}
    onward = client.post(path, first).url
    press(client, path, score="1", website="a machine takes nobody's place")
    press(client, path, score="8")
    for told in (client.get(path), client.post(path, late)):
        assert told.status_code == 410
        assert "This link has all the answers it takes" in told.content.decode()
    assert "链接的回答已收满" in client.get(path, HTTP_ACCEPT_LANGUAGE="zh-hans").content.decode()
    assert client.post(path, first).url == onward  # its acknowledgement was lost
    assert press(client, onward, why="Tea").status_code == 302
    with in_workspace(workspace):
        assert sorted(Response.objects.values_list("state", flat=True)) == [
            "bot_suspect",
            "complete",
            "partial",
        ]
    shown = client.get(f"/w/qinghe/surveys/{link.survey_id}/links/").content.decode()
    assert "2 of 2" in shown
    assert "Has all its answers" in shown
    set_limits(client, link, most="3")
    assert client.post(path, late).status_code == 302  # what was refused is taken now


def test_a_link_that_is_over_says_so_and_may_be_opened_again(client, workspace, analyst, asked):
    link = asked("csat")
    path = f"/s/{link.token}/"
    client.force_login(analyst)
    fields = hidden(client.get(path)) | {"score": "4"}
    set_limits(client, link, last_day="2026-01-31")
    for told in (client.get(path), client.post(path, fields)):
        assert told.status_code == 410
        assert "The time to answer is over" in told.content.decode()
    assert "回答时间已过" in client.get(path, HTTP_ACCEPT_LANGUAGE="zh-hans").content.decode()
    assert "Over since" in client.get(f"/w/qinghe/surveys/{link.survey_id}/links/").content.decode()
    set_limits(client, link, last_day="soon")  # is told, and changes nothing
    assert client.get(path).status_code == 410
    set_limits(client, link, last_day="")
    assert client.post(path, fields).status_code == 302
    with in_workspace(workspace):
        lines = AuditEvent.objects.filter(action="link.limited").order_by("position")
        assert [one.details["until"] for one in lines] == ["2026-01-31T23:59:59+00:00", ""]
        assert {one.actor for one in lines} == {analyst}
