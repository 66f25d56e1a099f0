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


def statements(captured):
    """What was asked of tables; transactions and savepoints are none of it."""
    words = ("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT", "ROLLBACK")
    return [one["sql"] for one in captured if not one["sql"].startswith(words)]


def test_a_page_takes_one_statement_and_an_answer_nine_at_most(
    client, asked, django_assert_max_num_queries, settings
):
    path = f"/s/{asked('nps').token}/"
    from tests.web.asking import hidden, press

    press(client, path, score="1")  # the first one makes the clock of changes
    with django_assert_max_num_queries(1):
        fields = hidden(client.get(path)) | {"score": "9"}
    with django_assert_max_num_queries(20) as captured:
        onward = client.post(path, fields).url
    is_sqlite = settings.DATABASES["default"]["ENGINE"].endswith("sqlite3")
    most = 8 if is_sqlite else 9  # PostgreSQL has a lock to take for the trail
    assert len(statements(captured)) <= most, statements(captured)
    fields = hidden(client.get(onward)) | {"why": "Tea", "say": "Go", "word": "calm"}
    with django_assert_max_num_queries(20) as captured:
        client.post(onward, fields)
    assert len(statements(captured)) <= most, statements(captured)
