"""What other pages load: a small script, and a frame for those who may show it."""

import gzip
import json

import pytest

from regard.web.answering.models import LinkKind, Response
from regard.web.widget.embedding import _source, script_of
from regard.web.widget.forms import WidgetForm
from regard.web.widget.making import change_widget, make_widget
from regard.web.widget.models import Widget
from regard.web.workspaces.tenancy import in_workspace
from tests.web.asking import hidden, press

COLUMNS = {
    "name": "店铺 Shop",
    "origins": ["https://shop.example"],
    "triggers": [{"after": 5}],
    "share": 1.0,
    "place": "corner",
    "is_on": True,
}


@pytest.fixture
def widget(asked, workspace, owner, noon) -> Widget:
    survey = asked("nps").survey
    with in_workspace(workspace):
        return make_widget(survey, by=owner, at=noon, **COLUMNS)


def test_the_script_is_at_most_8_kb_on_its_way(widget):
    assert len(gzip.compress(script_of(widget).encode(), 9)) <= 8 * 1024


def test_the_script_uses_nothing_that_a_page_may_have_changed_and_nothing_that_policies_forbid():
    for word in (
        "eval",
        "innerHTML",
        "JSON.",
        "fetch(",
        "document.cookie",
        "postMessage",
        'setAttribute("style',
    ):
        assert word not in _source().split("(function", 1)[1]


def test_the_frame_may_be_shown_by_the_pages_that_were_named_and_by_no_others(client, widget):
    response = client.get(f"/e/{widget.key}/")
    assert "frame-ancestors https://shop.example" in response["Content-Security-Policy"]
    assert "X-Frame-Options" not in response
    assert client.get(f"/s/{widget.link.token}/")["X-Frame-Options"] == "DENY"


def test_no_cookie_is_set_and_none_is_asked_for(client, widget):
    for path in (f"/e/{widget.key}/", f"/e/{widget.key}/regard.js"):
        assert not client.get(path).cookies
    assert not press(client, f"/e/{widget.key}/", score="9").cookies


def test_an_answer_stays_in_the_frame_from_the_first_page_to_thanks(client, widget, workspace):
    onward = press(client, f"/e/{widget.key}/", score="9")
    assert onward.url.startswith(f"/e/{widget.key}/a/")
    thanks = press(client, onward.url, why="好茶")
    assert thanks.url.startswith(f"/e/{widget.key}/a/")
    assert client.get(thanks.url).status_code == 200
    with in_workspace(workspace):
        row = Response.objects.get()
        assert (row.channel, row.link.kind, row.values["score"]) == ("in_app", LinkKind.WIDGET, 9)


def test_a_form_that_was_sent_before_stays_in_the_frame_too(client, widget):
    path = f"/e/{widget.key}/"
    form = hidden(client.get(path))
    client.post(path, form | {"score": "9"})
    again = client.post(path, form | {"score": "1"})
    assert again.status_code == 409
    assert f'action="/e/{widget.key}/a/' in again.content.decode()


def test_while_it_is_off_the_script_is_empty_and_the_frame_is_not_there(
    client, widget, workspace, owner, noon
):
    with in_workspace(workspace):
        change_widget(widget, by=owner, at=noon, **COLUMNS | {"is_on": False})
    script = client.get(f"/e/{widget.key}/regard.js")
    assert (script.status_code, b"function" in script.content) == (200, False)
    assert client.get(f"/e/{widget.key}/").status_code == 404


@pytest.mark.parametrize("key", ["x", "%00", "..", "a" * 300])
def test_a_key_that_nobody_made_opens_nothing(client, widget, key):
    for path in (f"/e/{key}/regard.js", f"/e/{key}/", f"/e/{key}/a/x/"):
        assert client.get(path).status_code == 404


def test_tokens_of_answers_are_not_keys_of_widgets(client, widget):
    assert client.get(f"/e/{widget.link.token}/").status_code == 404
    assert client.get(f"/s/{widget.key}/").status_code == 404


def test_what_people_wrote_does_not_leave_its_place_in_the_script(widget):
    widget.triggers = [{"event": "</script><script>alert(1)//\u2028"}]
    said = script_of(widget)
    assert "</script" not in said and "\u2028" not in said
    assert json.loads(said.rsplit("})(", 1)[1].rsplit(");", 1)[0])["triggers"] == widget.triggers


HOSTILE = [
    "*", "https://*.example", "https://shop.example/path", "http://shop.example",
    "https://a.example; script-src *",
    "https://a.example,https://b.example", "'unsafe-inline'", "data:", "javascript:alert(1)", "null",
    "https://user@shop.example", "https://shop.example:99999999", "https://-shop.example", "//shop.example",
    "https://", "https://shop.example\\r\\nSet-Cookie:a=b",
]  # fmt: skip


@pytest.mark.parametrize("origin", HOSTILE)
def test_what_is_no_origin_is_refused(origin):
    form = WidgetForm({"name": "a", "origins": origin, "share": "100", "place": "corner"})
    assert "origins" in form.errors


@pytest.mark.parametrize(
    "origin",
    ["https://shop.example", "https://xn--6xw.example", "https://shop.example:8443", "http://localhost:3000"],
)
def test_what_is_one_is_taken(origin):
    form = WidgetForm({"name": "a", "origins": origin, "share": "100", "place": "corner"})
    assert form.is_valid() and form.columns["origins"] == [origin]


def test_a_widget_is_made_and_changed_on_its_pages(client, owner, asked, workspace):
    survey = asked("nps").survey_id
    client.force_login(owner)
    filled = {
        "name": "店铺",
        "origins": "https://shop.example",
        "share": "50",
        "place": "left",
        "is_on": "on",
    }
    made = client.post(f"/w/qinghe/surveys/{survey}/widgets/", filled | {"scroll": "60", "event": "paid"})
    page = client.get(made.url).content.decode()
    with in_workspace(workspace):
        row = Widget.objects.get()
    assert (row.triggers, row.share) == ([{"scroll": 60}, {"event": "paid"}], 0.5)
    assert f"/e/{row.key}/regard.js&quot; async" in page
    client.post(made.url, filled | {"name": "网店"})
    with in_workspace(workspace):
        assert Widget.objects.get().name == "网店"
    assert "网店" in client.get(f"/w/qinghe/surveys/{survey}/widgets/").content.decode()


def test_who_may_not_send_makes_no_widget(client, asked, viewer):
    client.force_login(viewer)
    assert client.get(f"/w/qinghe/surveys/{asked('nps').survey_id}/widgets/").status_code == 403
