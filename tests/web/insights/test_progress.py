"""A page that waits for the reading is told how far it is."""

import pytest
from django.urls import reverse

from regard.web.feedback.drafts import Draft
from regard.web.feedback.recording import record
from regard.web.workspaces.tenancy import in_workspace


@pytest.fixture
def url(workspace):
    return reverse("insights:progress", args=[workspace.slug])


@pytest.fixture
def two_unread(survey, workspace, noon):
    with in_workspace(workspace):
        record(survey, [Draft("a", text="one"), Draft("b", text="二")], at=noon)


def test_unread_records_are_counted(client, viewer, url, two_unread):
    client.force_login(viewer)
    assert client.get(url).json() == {"unread": 2, "behind": True, "at": None, "rereading": None}


def test_when_all_is_read_it_says_when(client, viewer, url, two_unread, settle):
    settle()
    client.force_login(viewer)
    answer = client.get(url).json()
    assert (answer["unread"], answer["behind"]) == (0, False)
    assert answer["at"] is not None


@pytest.mark.parametrize(
    ("language", "says"), [("en", "2 records are still being read"), ("zh-hans", "还有 2 条反馈正在读取")]
)
def test_a_page_gets_a_line_that_asks_again(client, viewer, url, two_unread, language, says):
    client.force_login(viewer)
    page = client.get(url, headers={"hx-request": "true", "accept-language": language}).content.decode()
    assert says in page
    assert f'hx-get="{url}"' in page
    assert 'hx-trigger="load delay:2s"' in page


@pytest.mark.parametrize(("language", "says"), [("en", "Everything is read"), ("zh-hans", "已全部读完")])
def test_the_line_stops_asking_when_all_is_read(client, viewer, url, two_unread, settle, language, says):
    settle()
    client.force_login(viewer)
    page = client.get(url, headers={"hx-request": "true", "accept-language": language}).content.decode()
    assert says in page
    assert "hx-get" not in page


def test_a_stranger_learns_nothing(client, stranger, url, two_unread):
    client.force_login(stranger)
    assert client.get(url).status_code == 404


def test_somebody_unknown_is_asked_to_sign_in(client, url, two_unread):
    answer = client.get(url)
    assert (answer.status_code, answer.url.split("?")[0]) == (302, reverse("account_login"))


def test_progress_is_only_read(client, viewer, url):
    client.force_login(viewer)
    assert client.post(url).status_code == 405
