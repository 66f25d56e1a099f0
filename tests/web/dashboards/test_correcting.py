"""What was read is shown with its spans, and a person corrects it with one click."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from regard.web.feedback.drafts import Draft
from regard.web.feedback.models import Feedback
from regard.web.insights.models import Correction, Reading
from regard.web.workspaces.tenancy import in_workspace
from tests.web.dashboards.conftest import moment

SAID = "The support was friendly. Too dear for <b>tea</b>."
FACTORS = [
    {"factor": "support", "polarity": "positive", "start": 0, "end": 24},
    {"factor": "price", "polarity": "negative", "start": 26, "end": 34},
]


@pytest.fixture
def record(tell, today, workspace):
    """One record, with a reading that says everything a reading can say."""
    tell([Draft("a", text=SAID, collected_at=moment(today))])
    with in_workspace(workspace):
        row = Feedback.objects.get()
        Reading.objects.update(
            language="fr", sentiment="mixed", factors=FACTORS, emotions=["joy"], intents=["churn_risk"],
            flags=["personal_data"], p_negative=0.25, p_neutral=0.5, p_positive=0.25,
        )  # fmt: skip
    return row


@pytest.fixture
def act(client, workspace, record):
    """Send one choice as somebody; the answer."""

    def send(user, choice, **more):
        client.force_login(user)
        url = reverse("corrections:correct", args=[workspace.slug, record.pk])
        headers = more.pop("headers", {})
        return client.post(url, {"choice": choice, **more}, headers=headers)

    return send


def reading(workspace):
    with in_workspace(workspace):
        return Reading.objects.get()


@pytest.mark.parametrize(
    ("language", "names"),
    [
        (
            "en",
            ["both", "support good", "price bad", "feels joy", "may leave", "has personal data", "French"],
        ),
        ("zh-hans", ["褒贬兼有", "服务 好", "价格 差", "感到 喜悦", "可能流失", "含个人信息", "法语"]),
    ],
)
@pytest.mark.parametrize("page", ["explore/", "record"])
def test_all_that_was_read_is_named_in_the_readers_language(look, viewer, record, page, language, names):
    found = look(viewer, f"records/{record.pk}/" if page == "record" else page, language=language)
    assert [name for name in names if name not in found.text] == []


def test_the_pieces_that_show_a_factor_are_marked_and_named_and_the_text_stays_text(look, viewer, record):
    page = look(viewer, f"records/{record.pk}/")
    assert page.marks[:2] == ["The support was friendly", "Too dear"]
    assert "price: bad Too dear" in page.text
    assert "<b>tea</b>" not in page.html
    assert "&lt;b&gt;tea&lt;/b&gt;" in page.html
    assert 'lang="fr"' in page.html


def test_how_sure_the_engine_is_stands_beside_the_sentiment(look, viewer, record, workspace):
    with in_workspace(workspace):
        Reading.objects.update(sentiment="neutral", p_neutral=0.5)
    assert "neutral 50 % sure" in look(viewer, "explore/").text
    page = look(viewer, f"records/{record.pk}/")
    assert "How sure: complaint 25 %, neutral 50 %, praise 25 %." in page.text


def test_each_finding_leads_to_the_records_that_have_it(look, viewer, record):
    asked = parse_qs(urlsplit(look(viewer, "explore/").link("price bad")).query)
    assert asked == {"period": ["all"], "factor": ["price"], "polarity": ["negative"]}


def test_one_click_corrects_and_the_page_says_so(act, look, agent, record, workspace):
    answer = act(agent, "set sentiment negative")
    assert (answer.status_code, answer.url) == (302, f"/w/qinghe/records/{record.pk}/#reading")
    assert reading(workspace).sentiment == "negative"
    page = look(agent, f"records/{record.pk}/")
    assert "complaint corrected" in page.text
    assert "Ágúst: Sentiment set: complaint" in page.text
    assert "Before: both. After: complaint." in page.text


def test_a_click_in_a_list_comes_back_to_the_list(act, agent):
    assert act(agent, "set sentiment negative", next="/w/qinghe/explore/?q=tea").url == (
        "/w/qinghe/explore/?q=tea"
    )
    for bad in ("https://elsewhere.example.com/", "//elsewhere.example.com/", "javascript:alert(1)"):
        assert act(agent, "set sentiment positive", next=bad).url.startswith("/w/qinghe/records/")
        act(agent, "undo")


def test_a_click_by_htmx_gets_the_record_as_it_stands_now(act, agent, workspace):
    answer = act(agent, "remove factor price negative", headers={"hx-request": "true"})
    html = answer.content.decode()
    assert html.startswith('<article class="verbatim">')
    assert "The correction is kept" in html
    assert [one["factor"] for one in reading(workspace).factors] == ["support"]
    again = act(agent, "remove factor price negative", headers={"hx-request": "true"})
    assert "The reading says so already." in again.content.decode()


def test_a_factor_is_added_with_the_words_that_show_it(act, agent, workspace):
    act(agent, "add factor product neutral", words="<b>tea</b>")
    added = reading(workspace).factors[-1]
    assert added == {"factor": "product", "polarity": "neutral", "start": 39, "end": 49}
    assert SAID[39:49] == "<b>tea</b>"


def test_the_last_correction_is_taken_back_in_a_list_and_each_one_on_its_page(
    act, agent, client, record, workspace
):
    act(agent, "add emotion anger")
    act(agent, "add intent urgent")
    act(agent, "undo")
    assert (reading(workspace).emotions, reading(workspace).intents) == (["joy", "anger"], ["churn_risk"])
    with in_workspace(workspace):
        first = Correction.objects.first()
    client.post(reverse("corrections:retract", args=["qinghe", record.pk, first.pk]))
    assert reading(workspace).emotions == ["joy"]
    page = client.get(f"/w/qinghe/records/{record.pk}/").content.decode()
    assert page.count("Taken back by Ágúst") == 2


@pytest.mark.parametrize(
    ("choice", "words", "says"),
    [
        ("", "", "nothing that can be corrected"),
        ("set", "", "nothing that can be corrected"),
        ("set sentiment", "", "nothing that can be corrected"),
        ("set sentiment <script>", "", "nothing that can be corrected"),
        ("add factor price", "", "nothing that can be corrected"),
        ("add factor price negative now", "", "nothing that can be corrected"),
        ("add factor ease negative", "no such words", "“no such words” is not in the text"),
        ("set sentiment mixed", "", "says so already"),
    ],
)
def test_what_cannot_be_corrected_is_said(act, look, agent, record, workspace, choice, words, says):
    act(agent, choice, words=words)
    assert says in look(agent, f"records/{record.pk}/").text
    with in_workspace(workspace):
        assert Correction.objects.count() == 0


def test_a_viewer_sees_and_does_not_correct(act, look, viewer, record, workspace):
    assert act(viewer, "set sentiment negative").status_code == 403
    assert 'name="choice"' not in look(viewer, "explore/").html
    assert 'name="choice"' not in look(viewer, f"records/{record.pk}/").html
    assert reading(workspace).sentiment == "mixed"


def test_a_stranger_finds_no_record_to_correct(act, stranger, record, workspace):
    assert act(stranger, "set sentiment negative").status_code == 404
    with in_workspace(workspace):
        assert Correction.objects.count() == 0


def test_a_correction_is_taken_back_only_under_its_own_record(
    act, agent, client, record, tell, today, workspace
):
    act(agent, "add emotion anger")
    tell([Draft("b", text="Good tea.", collected_at=moment(today))])
    with in_workspace(workspace):
        made, other = Correction.objects.get(), Feedback.objects.exclude(pk=record.pk).get()
    answer = client.post(reverse("corrections:retract", args=["qinghe", other.pk, made.pk]))
    assert answer.status_code == 404
    with in_workspace(workspace):
        assert Correction.objects.filter(retraction=None).count() == 1


def test_nobody_corrects_by_a_link_or_without_the_token_of_a_form(act, agent, client, record):
    act(agent, "add emotion anger")
    url = reverse("corrections:correct", args=["qinghe", record.pk])
    assert client.get(url).status_code == 405
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(agent)
    assert strict.post(url, {"choice": "set sentiment negative"}).status_code == 403
