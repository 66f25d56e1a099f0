"""The draft as its e-mail and in its widget: really composed, framed by the builder alone, kept nowhere."""

import re
from html import unescape

import pytest

from regard.web.answering.models import Response
from regard.web.channels.models import Message
from regard.web.contacts.models import Invitation
from regard.web.customers.models import Customer
from regard.web.surveys import making
from regard.web.workspaces.tenancy import in_workspace

pytestmark = pytest.mark.django_db
MAIL, TYPED, WIDGET, SCRIPT = (
    "preview/mail/",
    "draft/questions/score/preview/mail/",
    "preview/widget/",
    "preview/widget.js",
)
STYLES = re.compile(r"style-src ([^;]+)")


@pytest.fixture
def survey(workspace, owner, noon):
    with in_workspace(workspace):
        return making.make("nps", name="Twice a year 每半年", by=owner, at=noon)


@pytest.fixture
def at(client, analyst, survey):
    client.force_login(analyst)
    return lambda rest: f"/w/qinghe/surveys/{survey.pk}/{rest}"


def letter(response):
    return unescape(re.search(r'srcdoc="([^"]*)"', response.content.decode())[1])


def test_the_e_mail_shows_its_eleven_scores_and_each_leads_to_its_page_in_the_preview(client, at):
    html = letter(client.get(at(MAIL), {"language": "zh-hans"}))
    assert "您有多大可能把我们推荐给朋友或同事？" in html
    links = [unescape(one) for one in re.findall(r'class="score" href="([^"]*)"', html)]
    assert links == [f"{at('preview/')}?score={score}&lang=zh-hans" for score in range(11)]
    landed = client.get(links[9])
    assert 'value="9" checked' in landed.content.decode()
    assert "您有多大可能" in landed.content.decode()


def test_no_other_link_of_the_e_mail_leads_anywhere(client, at):
    links = set(re.findall(r'href="([^"]*)"', letter(client.get(at(MAIL)))))
    assert {one for one in links if not one.startswith(at("preview/"))} == {"#"}


def test_the_e_mail_follows_what_is_typed_and_nothing_is_kept(client, at, survey, workspace):
    forms = client.get(at("draft/questions/score/")).context["forms"]
    fields = {one.html_name: one.value() for one in forms.form if one.value() is not None}
    typed = fields | {"text_en": "Would <b>you</b>, {first_name}?", "preview": "en"}
    response = client.post(at(TYPED), typed)
    assert "Would &lt;b&gt;you&lt;/b&gt;, [first_name]?" in letter(response)
    assert response.context["letter"].subject == "Would <b>you</b>, [first_name]?"
    text = re.search(r"<pre>(.*?)</pre>", response.content.decode(), re.DOTALL)[1]
    assert "Would &lt;b&gt;you&lt;/b&gt;, [first_name]?" in text and "<" not in text
    with in_workspace(workspace):
        survey.refresh_from_db()
        kept = [model.objects.count() for model in (Invitation, Customer, Message, Response)]
    assert (survey.draft_number, kept) == (1, [0, 0, 0, 0])


def test_the_styles_of_the_e_mail_are_allowed_one_by_one_and_scripts_are_not(client, at):
    policy = client.get(at(MAIL))["Content-Security-Policy"]
    assert "'unsafe-inline'" not in policy
    assert "script-src 'none'" in policy
    assert STYLES.search(policy)[1].count("'sha256-") >= 10


def test_the_widget_is_the_real_script_with_the_draft_in_it(client, at):
    page = client.get(at(WIDGET), {"language": "zh-hans"}).content.decode()
    assert at(SCRIPT) in page
    assert '<html lang="zh-hans">' in page
    script = client.get(at(SCRIPT))
    assert script["Content-Type"] == "text/javascript; charset=utf-8"
    assert f'"frame": "{at("preview/")}"' in script.content.decode()
    assert "WANTED" not in script.content.decode()
    assert client.get(at("preview/"), {"lang": "zh-hans"}).context["language"] == "zh-hans"


def test_the_frames_may_stand_in_ours_alone(client, at):
    for rest in (MAIL, WIDGET):
        response = client.get(at(rest))
        assert response["X-Frame-Options"] == "SAMEORIGIN"
        assert "frame-ancestors 'self'" in response["Content-Security-Policy"]


def test_a_viewer_sees_what_was_kept_and_sends_nothing(client, at, viewer):
    client.force_login(viewer)
    assert [client.get(at(rest)).status_code for rest in (MAIL, WIDGET, SCRIPT)] == [200, 200, 200]
    assert client.post(at(TYPED), {}).status_code == 403
