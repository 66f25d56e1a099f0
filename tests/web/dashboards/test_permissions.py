"""Who may open what: every address of these pages, for every role, a stranger, and nobody."""

import pytest

from regard.web.dashboards import urls
from regard.web.feedback.drafts import Draft
from regard.web.feedback.models import Feedback
from regard.web.workspaces.permissions import Permission
from regard.web.workspaces.tenancy import in_workspace
from tests.web.dashboards.conftest import moment, nps

EVERYBODY = {"owner", "admin", "analyst", "agent", "viewer"}
MAY = {
    "home": EVERYBODY,
    "explore": EVERYBODY,
    "words": EVERYBODY,
    "mix": EVERYBODY,
    "mix-json": set(),  # 404 for all of them where there is nothing to split
    "chart": EVERYBODY,
    "chart-json": EVERYBODY,
    "record": EVERYBODY,
    "why": EVERYBODY,
    "export-csv": {"owner", "admin", "analyst"},
    "export-xlsx": {"owner", "admin", "analyst"},
    "chart-csv": {"owner", "admin", "analyst"},
    "chart-xlsx": {"owner", "admin", "analyst"},
    "vega": set(),  # 404 for all of them until it is built
}
PATHS = {
    "home": "home/",
    "explore": "explore/",
    "words": "explore/words/",
    "mix": "explore/mix/",
    "mix-json": "explore/mix.json",
    "chart": "explore/chart.svg",
    "chart-json": "explore/chart.json",
    "export-csv": "explore/records.csv",
    "export-xlsx": "explore/records.xlsx",
    "chart-csv": "explore/chart.csv",
    "chart-xlsx": "explore/chart.xlsx",
    "vega": "vega/0123456789abcdef.js",
}


@pytest.fixture
def path(workspace, tell, today):
    tell([Draft("a", text="tea", answers=(nps(9),), collected_at=moment(today))])
    with in_workspace(workspace):
        record = f"records/{Feedback.objects.get().pk}/"
    paths = PATHS | {"record": record, "why": f"{record}why/"}
    return lambda name, slug="qinghe": f"/w/{slug}/{paths[name]}"


def test_every_address_stands_in_the_table():
    assert {pattern.name for pattern in urls.urlpatterns} == set(MAY)


@pytest.mark.parametrize("role", sorted(EVERYBODY))
def test_each_role_opens_what_it_may_and_is_refused_the_rest(client, request, path, role):
    client.force_login(request.getfixturevalue(role))
    for name, roles in MAY.items():
        expected = 404 if name in ("vega", "mix-json") else 200 if role in roles else 403
        response = client.get(path(name))
        assert response.status_code == expected, name
        b"".join(response.streaming_content if response.streaming else ())


def test_nobody_is_sent_to_sign_in_and_comes_back(client, path):
    for name in MAY:
        response = client.get(path(name))
        assert response.status_code == 302
        assert response.url == f"/sign-in/?next={path(name)}"


def test_a_stranger_finds_nothing_not_even_that_it_exists(client, stranger, path):
    client.force_login(stranger)
    for name in MAY:
        assert client.get(path(name)).status_code == 404
        assert client.get(path(name, "nowhere")).status_code == 404


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_pages_are_looked_at_and_never_written_to(client, owner, path, method):
    client.force_login(owner)
    for name in MAY:
        assert getattr(client, method)(path(name)).status_code == 405


def test_a_look_at_the_head_alone_is_allowed(client, owner, path):
    client.force_login(owner)
    assert client.head(path("home")).status_code == 200


def test_pages_with_what_people_said_are_kept_by_no_cache(client, owner, path):
    client.force_login(owner)
    for name in MAY.keys() - {"vega"}:
        response = client.get(path(name))
        assert response["Cache-Control"] == "no-store", name
        b"".join(response.streaming_content if response.streaming else ())


def test_the_views_name_their_permission():
    named = {pattern.name: pattern.callback.permission for pattern in urls.urlpatterns}
    exports = {"export-csv", "export-xlsx", "chart-csv", "chart-xlsx"}
    assert {name for name, found in named.items() if found == Permission.FEEDBACK_EXPORT} == exports
    assert {named[name] for name in named.keys() - exports} == {Permission.FEEDBACK_VIEW}


def test_home_is_where_a_person_lands_next_time(client, owner, path):
    client.force_login(owner)
    client.get(path("home"))
    assert client.session["workspace"] == "qinghe"
