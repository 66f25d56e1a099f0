"""A person answers: by pressing buttons, in their language, once, and may change it."""

import pytest

from regard.web.answering.models import Response, Submission
from regard.web.feedback.models import Answer, Feedback, Revision
from regard.web.surveys import publishing
from regard.web.workspaces.auditing import first_broken_line
from regard.web.workspaces.models import AuditEvent, OutboxEvent
from regard.web.workspaces.tenancy import in_workspace
from tests.web.asking import hidden, press

pytestmark = pytest.mark.django_db


@pytest.fixture
def path(asked):
    return f"/s/{asked('nps').token}/"


def test_an_answer_leaves_a_record_an_event_and_a_line_in_the_trail(client, workspace, path):
    onward = press(client, path, score="9")
    assert (onward.status_code, onward.url[:3], onward.url[-9:]) == (302, "/a/", "?page=why")
    thanks = press(client, onward.url, why="The tea 茶", say="Go there", word="calm")
    assert (thanks.status_code, thanks.url) == (302, onward.url.partition("?")[0])
    assert "Your answer has been recorded" in client.get(thanks.url).content.decode()
    with in_workspace(workspace):
        response = Response.objects.get()
        assert response.values == {"score": 9, "why": "The tea 茶", "say": "Go there", "word": "calm"}
        assert (response.state, response.number, response.link.name) == ("complete", 2, "柜台 Counter")
        record = Feedback.objects.get()
        assert (record.pk, record.channel, record.state) == (response.feedback_id, "web", "complete")
        assert record.text == "The tea 茶\n\nGo there\n\ncalm"
        score = Answer.objects.get(field_type="nps")
        assert (score.value_number, score.scale_min, score.scale_max) == (9, 0, 10)
        assert list(
            OutboxEvent.objects.filter(type__startswith="response").values_list("type", flat=True)
        ) == [
            "response.created",
            "response.updated",
        ]
        positions = AuditEvent.objects.filter(action__startswith="response").order_by("position")
        assert list(positions.values_list("position", flat=True)) == list(
            OutboxEvent.objects.filter(type__startswith="response").values_list("position", flat=True)
        )
        assert first_broken_line() is None


def test_what_was_said_so_far_is_kept_where_somebody_stops(client, workspace, path):
    press(client, path, score="3")
    with in_workspace(workspace):
        assert [(one.state, one.values) for one in Response.objects.all()] == [("partial", {"score": 3})]
        assert Feedback.objects.get().state == "partial"


def test_looking_records_nothing_and_sets_no_cookie(client, workspace, path):
    for method in (client.get, client.head):
        response = method(path, {"score": "3"})
        assert (response.status_code, response.cookies.output()) == (200, "")
    assert 'value="3" checked' in client.get(path, {"score": "3"}).content.decode()
    with in_workspace(workspace):
        assert (Response.objects.count(), Feedback.objects.count()) == (0, 0)


def test_the_same_form_twice_is_one_answer_and_another_content_is_told(client, workspace, path):
    fields = hidden(client.get(path)) | {"score": "3"}
    first, second = client.post(path, fields), client.post(path, fields)
    assert first.url == second.url
    other = client.post(path, fields | {"score": "9"})
    assert other.status_code == 409
    with in_workspace(workspace):
        assert [one.values for one in Response.objects.all()] == [{"score": 3}]
        assert (
            Submission.objects.count(),
            OutboxEvent.objects.filter(type__startswith="response").count(),
        ) == (1, 1)


def test_a_changed_answer_is_one_answer_with_its_history(client, workspace, path):
    onward = press(client, path, score="9").url
    press(client, onward, why="Tea", say="Go there")
    changed = press(client, onward.replace("why", "score"), score="3")
    assert changed.status_code == 302
    with in_workspace(workspace):
        response = Response.objects.get()
        assert response.values == {"score": 3, "why": "Tea"}  # what is asked of promoters alone is gone
        assert [one.values["score"] for one in response.submissions.all()] == [9, 9, 3]
        assert Answer.objects.get(field_type="nps").value_number == 3
        assert Revision.objects.count() == 1  # what came to it took nothing away


def test_a_form_that_we_did_not_make_is_shown_again_with_what_was_typed(client, workspace, path):
    for key in ("", "x", hidden(client.get(path))["key"][:-1]):
        response = client.post(path, {"score": "7", "page": "score", "key": key})
        assert response.status_code == 400
        assert 'value="7" checked' in response.content.decode()
    with in_workspace(workspace):
        assert Response.objects.count() == 0


@pytest.mark.parametrize("score", ["", "11", "-1", "9.5", "９", "nine", "9 ", "null"])
def test_a_score_that_is_not_on_the_scale_is_told_and_not_recorded(client, workspace, path, score):
    response = press(client, path, score=score)
    assert response.status_code == 400
    assert 'class="problem"' in response.content.decode()
    with in_workspace(workspace):
        assert Response.objects.count() == 0


def test_the_language_can_be_chosen_and_stays(client, workspace, path):
    chinese = client.get(path, {"lang": "zh-hans"}).content.decode()
    assert '<html lang="zh-hans">' in chinese
    assert "您有多大可能把我们推荐给朋友或同事" in chinese
    assert "下一步" in chinese
    fields = hidden(client.get(path, {"lang": "zh-hans"})) | {"score": "9"}
    following = client.get(client.post(path, fields).url).content.decode()
    assert "您打这个分的主要原因是什么" in following
    with in_workspace(workspace):
        assert Response.objects.get().language == "zh-hans"


def test_a_closed_survey_takes_no_answer_and_an_unknown_address_is_not_there(
    client, workspace, asked, owner, noon
):
    link = asked("csat")
    path = f"/s/{link.token}/"
    fields = hidden(client.get(path)) | {"score": "4"}
    with in_workspace(workspace):
        publishing.close(link.survey, by=owner, at=noon)
    assert [client.get(path).status_code, client.post(path, fields).status_code] == [410, 410]
    for prefix in "sia":
        for token in ("x", "x" * 22, link.token[:-1], link.token + "A", "%00" * 22):
            assert client.get(f"/{prefix}/{token}/").status_code == 404
    with in_workspace(workspace):
        assert Response.objects.count() == 0


def test_hostile_words_are_shown_as_they_were_written(client, path):
    onward = press(client, path, score="9").url
    press(client, onward, why='</textarea><script>alert(1)</script>"><img src=x onerror=alert(1)>')
    shown = client.get(onward).content.decode()
    assert "<script>" not in shown
    assert "&lt;/textarea&gt;&lt;script&gt;" in shown


def test_a_page_asks_the_database_four_times_at_most_and_weighs_little(
    client, path, django_assert_max_num_queries
):
    client.get(path)
    with django_assert_max_num_queries(4):
        page = client.get(path)
    assert len(page.content) < 12_000


NOT_RECORDED = {"en": "chosen, but not recorded yet. Press “Next”", "zh-hans": "尚未记录"}


@pytest.mark.parametrize("language", NOT_RECORDED)
def test_a_score_that_was_clicked_in_a_message_is_said_to_wait_for_the_button(client, invited, language):
    path, _survey = invited()

    def says(**query):
        page = client.get(path, {"lang": language, **query}).content.decode()
        return NOT_RECORDED[language] in page, 'aria-describedby="unsent"' in page

    assert says() == (False, False)
    assert says(score="77") == (False, False)
    assert says(score="3") == (True, True)
    clicked = f"{path}?score=3"
    press(client, clicked, score="3")
    assert says(score="3", page="score") == (False, False)  # now it is recorded
    assert says(score="9") == (True, True)  # another one is not


def test_a_clicked_score_is_said_to_wait_in_the_other_language_too(client, invited):
    path, _survey = invited()
    clicked = f"{path}?score=3"
    fields = hidden(client.get(clicked)) | {"score": "3", "switch": "zh-hans"}
    assert NOT_RECORDED["zh-hans"] in client.post(clicked, fields).content.decode()
    other = client.post(clicked, fields | {"score": "8"}).content.decode()
    assert 'value="8" checked' in other and NOT_RECORDED["zh-hans"] not in other


def test_the_page_of_a_link_is_the_same_for_everybody_but_for_the_key_of_its_form(client, asked):
    faked = 'name="key" value="the key of the form" 茶'
    path = f"/s/{asked('nps', title={'en': faked, 'zh-hans': faked}).token}/"
    first, second, chinese = client.get(path), client.get(path), client.get(path, {"lang": "zh-hans"})
    keys = [hidden(one)["key"] for one in (first, second, chinese)]
    assert len(set(keys)) == 3
    bare = [one.content.decode().replace(key, "") for one, key in zip((first, second), keys, strict=False)]
    assert bare[0] == bare[1]
    assert bare[0].count("name=&quot;key&quot; value=&quot;the key of the form&quot; 茶") >= 1
    assert 'lang="zh-hans"' in chinese.content.decode()
    clicked = client.get(path, {"score": "9"}).content.decode()
    assert 'value="9" checked' in clicked
    assert client.get(path).content.decode().count("checked") == 0
    assert client.post(path, hidden(second) | {"score": "9"}).status_code == 302
