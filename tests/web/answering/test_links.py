"""Addresses of a survey: made, shown as a code to be printed, closed."""

import re
from pathlib import Path

import pytest

from regard.web.answering.linking import address_of
from regard.web.answering.models import Link
from regard.web.workspaces.tenancy import in_workspace

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
