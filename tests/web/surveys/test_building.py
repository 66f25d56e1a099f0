"""The builder: a draft is written by pressing buttons, without a script, and each change is kept at once."""

import re

import pytest
from django.utils.html import escape

from regard.instruments.definition import Instrument
from regard.instruments.questions import Kind
from regard.web.surveys import making
from regard.web.surveys.models import Survey
from regard.web.workspaces.tenancy import in_workspace

pytestmark = pytest.mark.django_db


@pytest.fixture
def survey(workspace, owner, noon):
    with in_workspace(workspace):
        return making.make("nps", name="Twice a year 每半年", by=owner, at=noon)


@pytest.fixture
def editor(client, analyst):
    client.force_login(analyst)
    return client


def address(survey, rest="draft/"):
    return f"/w/qinghe/surveys/{survey.pk}/{rest}"


def draft_of(workspace):
    with in_workspace(workspace):
        return Survey.objects.get().draft


def opened(client, path):
    """Everything that stands in the forms of a page, as a browser would send it."""
    context = client.get(path).context
    forms = context["forms"]
    several = [*getattr(forms, "branches", [])]
    if hasattr(forms, "form"):
        several.append(forms.form)
    if getattr(forms, "options", None):
        several += [forms.options.management_form, *forms.options]
    several += [*forms.condition.rows, forms.condition.join] if forms.condition.is_offered else []
    found = {"seen": context["survey"].draft_number}
    for form in several:
        for bound in form:
            value = bound.value()
            if value is not None and value is not False and value != "":
                found[bound.html_name] = "on" if value is True else value
    return found


def ids(workspace):
    return [[one["id"] for one in page["questions"]] for page in draft_of(workspace)["pages"]]


def test_a_question_saved_as_it_was_shown_stays_as_it_was(editor, survey, workspace):
    before = draft_of(workspace)
    for name in ("score", "why", "say", "word"):
        path = address(survey, f"draft/questions/{name}/")
        assert editor.post(path, opened(editor, path)).status_code == 302
    assert Instrument.from_content(draft_of(workspace)) == Instrument.from_content(before)


@pytest.mark.parametrize("template", ["words", "trust", "interview", "exit", "causes", "ces_1", "beliefs"])
def test_every_question_of_a_template_survives_the_builder(editor, workspace, owner, noon, template):
    with in_workspace(workspace):
        survey = making.make(template, name="x", by=owner, at=noon)
    before = Instrument.from_content(survey.draft)
    for name in before.questions:
        path = address(survey, f"draft/questions/{name}/")
        assert editor.post(path, opened(editor, path)).status_code == 302
    for page in before.pages:
        path = address(survey, f"draft/pages/{page.id}/")
        assert editor.post(path, opened(editor, path)).status_code == 302
    assert Instrument.from_content(draft_of(workspace)) == before


def test_texts_scale_and_condition_are_written(editor, survey, workspace):
    path = address(survey, "draft/questions/word/")
    fields = opened(editor, path) | {
        "text_en": "One word, {first_name}?",
        "longest": "30",
        "required": "on",
        "if0-when": "score|between",
        "if0-low": "0",
        "if0-high": "6",
        "if1-when": "score|answered",
        "if1-negated": "on",
        "if-join": "any",
    }
    assert editor.post(path, fields).status_code == 302
    word = Instrument.from_content(draft_of(workspace)).questions["word"]
    assert (word.text["en"], word.longest, word.is_required) == ("One word, {first_name}?", 30, True)
    low = {"question": "score", "op": "between", "low": 0, "high": 6}
    assert word.show_if.content == {"any": [low, {"not": {"question": "score", "op": "answered"}}]}


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_of_question_is_added_and_written(editor, survey, workspace, kind):
    response = editor.post(address(survey, "draft/questions/"), {"kind": kind, "seen": 1})
    assert response.url == address(survey, "draft/questions/q1/")
    fields = opened(editor, response.url) | {"text_en": "New?", "text_zh-hans": "新？"}
    if "options-TOTAL_FORMS" in fields:
        fields |= {"options-0-text_en": "First", "options-2-text_en": "Third", "options-2-ORDER": "1"}
        fields |= {"options-0-ORDER": "2"}
    assert editor.post(response.url, fields).status_code == 302
    found = Instrument.from_content(draft_of(workspace)).questions["q1"]
    assert (found.kind, found.text) == (kind, {"en": "New?", "zh-hans": "新？"})
    written = [(one.id, one.text["en"]) for one in (*found.options, *found.rows)]
    if "options-TOTAL_FORMS" in fields:
        first = "row_1" if kind == Kind.MATRIX else "option_1"
        taken = {name for name, _text in written} - {first}
        assert [text for _name, text in written] == ["Third", "First"]
        assert (written[1][0], len(taken)) == (first, 1)


def test_a_question_is_written_before_its_options_and_stands_in_the_way_until_they_are(
    editor, survey, workspace
):
    response = editor.post(address(survey, "draft/questions/"), {"kind": "single", "seen": 1})
    fields = opened(editor, response.url) | {"text_en": "Which?", "text_zh-hans": "哪个？"}
    assert (
        editor.post(response.url + "preview/", fields | {"preview": "en"}).content.decode().count("Which?")
        == 1
    )
    assert editor.post(response.url, fields).status_code == 302
    told = editor.get(address(survey)).context["problems"]
    assert {(one.question, one.is_hint) for one in told} == {("q1", False)}
    editor.post(
        response.url,
        opened(editor, response.url) | {"options-0-text_en": "Tea", "options-0-text_zh-hans": "茶"},
    )
    found = Instrument.from_content(draft_of(workspace)).questions["q1"]
    assert [one.text for one in found.options] == [{"en": "Tea", "zh-hans": "茶"}]
    assert editor.get(address(survey)).context["problems"] == []


def test_an_option_that_is_taken_out_or_moved_leaves_the_ids_of_the_others(editor, workspace, owner, noon):
    with in_workspace(workspace):
        survey = making.make("influence", name="x", by=owner, at=noon)
    path = address(survey, "draft/questions/factors/")
    fields = opened(editor, path) | {"options-0-DELETE": "on", "options-2-ORDER": "0"}
    editor.post(path, fields)
    found = Instrument.from_content(draft_of(workspace)).questions["factors"]
    assert [one.id for one in found.options][:3] == ["product", "ease", "price"]


def test_buttons_move_questions_and_break_pages(editor, survey, workspace):
    for number, (name, act) in enumerate([("word", "up"), ("word", "split"), ("say", "remove")], 1):
        path = address(survey, f"draft/questions/{name}/place/")
        assert editor.post(path, {"act": act, "seen": number}).url == address(survey)
    assert ids(workspace) == [["score"], ["why"], ["word"]]


def test_what_others_depend_on_is_not_taken_out_and_it_is_said_why(editor, survey, workspace):
    path = address(survey, "draft/questions/score/place/")
    response = editor.post(path, {"act": "remove", "seen": 1}, follow=True)
    told = [str(one) for one in response.context["messages"]]
    assert told == [
        "A condition would ask about something that comes later or is gone. Change it first: "
        "What would you say when recommending us?"
    ]
    assert ids(workspace) == [["score"], ["why", "say", "word"]]


def test_a_branch_is_written_and_followed(editor, survey, workspace):
    editor.post(address(survey, "draft/questions/word/place/"), {"act": "split", "seen": 1})
    path = address(survey, "draft/pages/score/")
    fields = opened(editor, path) | {
        "branch0-when": "score|between", "branch0-low": "0", "branch0-high": "6", "branch0-to": "page_1",
    }  # fmt: skip
    assert editor.post(path, fields).status_code == 302
    instrument = Instrument.from_content(draft_of(workspace))
    assert [one.to for one in instrument.pages[0].branches] == ["page_1"]
    assert opened(editor, path)["branch0-to"] == "page_1"


def test_a_branch_to_nowhere_is_refused_beside_its_field(editor, survey):
    path = address(survey, "draft/pages/score/")
    response = editor.post(path, opened(editor, path) | {"branch0-when": "score|answered"})
    assert "Say where to go on." in response.content.decode()


def test_a_condition_that_says_more_than_the_form_is_kept(editor, survey, workspace, analyst, noon):
    deep = {
        "not": {"all": [{"question": "score", "op": "answered"}, {"question": "score", "op": "answered"}]}
    }
    content = survey.draft
    content["pages"][1]["show_if"] = deep
    with in_workspace(workspace):
        making.save_draft(survey, content, seen=1, by=analyst, at=noon)
    path = address(survey, "draft/pages/why/")
    assert "it stays as it is" in editor.get(path).content.decode()
    editor.post(path, opened(editor, path))
    assert draft_of(workspace)["pages"][1]["show_if"] == deep


def test_what_stands_around_the_questions_is_written(editor, survey, workspace):
    fields = {"languages": ["en"], "title_en": "About us", "anonymous": "on", "seen": 1}
    assert editor.post(address(survey), fields).status_code == 302
    found = draft_of(workspace)
    assert (found["languages"], found["title"], found["anonymous"]) == (["en"], {"en": "About us"}, True)
    assert "thanks" not in found


def test_whoever_is_second_is_told_and_keeps_what_they_typed(editor, survey, workspace):
    path = address(survey, "draft/questions/word/")
    fields = opened(editor, path) | {"text_en": "Second?"}
    assert editor.post(path, fields | {"text_en": "First?"}).status_code == 302
    response = editor.post(path, fields)
    assert [str(one) for one in response.context["messages"]] == [
        "Somebody has changed the draft since you opened it: look at it, then save again."
    ]
    assert response.context["forms"].form["text_en"].value() == "Second?"
    assert draft_of(workspace)["pages"][1]["questions"][2]["text"]["en"] == "First?"


@pytest.mark.parametrize("seen", ["", "x", "-1", "²", "9" * 30, "1' OR 1=1"])
def test_a_number_that_nobody_was_shown_keeps_nothing(editor, survey, workspace, seen):
    editor.post(address(survey, "draft/questions/word/place/"), {"act": "remove", "seen": seen})
    assert ids(workspace) == [["score"], ["why", "say", "word"]]


@pytest.mark.parametrize("rest", ["draft/questions/nobody/", "draft/pages/nobody/"])
def test_what_is_not_there_is_not_found(editor, survey, rest):
    assert editor.get(address(survey, rest)).status_code == 404


def test_an_act_or_a_kind_that_is_none_is_not_found(editor, survey):
    assert editor.post(address(survey, "draft/questions/word/place/"), {"act": "burn"}).status_code == 404
    assert editor.post(address(survey, "draft/questions/"), {"kind": "poem"}).status_code == 404


def test_an_id_of_an_option_that_somebody_made_up_is_refused(editor, workspace, owner, noon):
    with in_workspace(workspace):
        survey = making.make("influence", name="x", by=owner, at=noon)
    path = address(survey, "draft/questions/factors/")
    for name in ("<script>", "Ä", "ease"):
        response = editor.post(path, opened(editor, path) | {"options-0-name": name})
        assert response.status_code == 200
    assert draft_of(workspace) == survey.draft


HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</textarea><svg/onload=alert(1)>",
    "</title></style><b>",
    "javascript:alert(1)//'\"",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_what_is_typed_is_a_text_and_nothing_else(editor, survey, text):
    path = address(survey, "draft/questions/score/")
    again = opened(editor, path) | {"text_en": text, "hint_en": text, "low_label_en": text}
    assert editor.post(path, again).status_code == 302
    for rest in (
        "",
        "draft/",
        "draft/questions/score/",
        "draft/questions/say/",
        "draft/pages/why/",
        "preview/",
    ):
        shown = editor.get(address(survey, rest)).content.decode()
        assert text not in shown
        assert escape(text) in shown
    assert text not in editor.post(path + "preview/", again).content.decode()


def test_a_viewer_reads_the_draft_and_does_not_write_it(client, viewer, survey):
    client.force_login(viewer)
    for rest in ("draft/", "draft/questions/word/", "draft/pages/why/"):
        assert client.get(address(survey, rest)).status_code == 403
    assert client.get(address(survey, "preview/")).status_code == 200


def test_the_draft_of_another_workspace_is_not_found(client, survey, other_workspace, stranger):
    client.force_login(stranger)
    path = address(survey).replace("qinghe", "harbour")
    assert client.get(path).status_code == 404


def test_publishing_says_in_words_what_stands_in_the_way(editor, survey):
    path = address(survey, "draft/questions/word/")
    editor.post(path, opened(editor, path) | {"text_zh-hans": ""})
    response = editor.post(address(survey, "publication/"), follow=True)
    assert [str(one) for one in response.context["messages"]] == [
        "Not published yet. One word that describes us?: The text in Chinese is missing."
    ]
    assert "in the way" in response.content.decode()


def test_a_question_is_changed_by_a_button_and_no_button_does_nothing(editor, survey):
    page = editor.get(address(survey)).content.decode()
    acts = {
        name: page.split(f"questions/{name}/place/")[1].split("</form>")[0]
        for name in ("score", "why", "word")
    }
    assert all(f'href="{address(survey, f"draft/questions/{name}/")}"' in acts[name] for name in acts)
    moves = {name: [way for way in ("up", "down") if f'value="{way}"' in form] for name, form in acts.items()}
    assert moves == {"score": ["down"], "why": ["up", "down"], "word": ["up"]}


def test_what_stands_in_the_way_of_one_question_is_said_once(editor, survey):
    path = editor.post(address(survey, "draft/questions/"), {"seen": 1, "kind": "single"}).url
    told = [one.text for one in editor.get(path).context["problems"]]
    assert told == ["The text in English is missing.", "The text in Chinese is missing."]


def test_a_condition_names_its_question_where_the_list_is_closed(editor, survey):
    page = editor.get(address(survey, "draft/questions/say/")).content.decode()
    name = "How likely are you to recommend us to a friend or colleague?"
    assert re.findall(r"<option[^>]* selected>([^<]*)<", page)[0] == f"{name} – the score is between …"


def test_the_page_of_a_question_begins_with_that_question_in_its_frame(editor, survey):
    path = address(survey, "draft/questions/word/")
    page = editor.get(path).content.decode()
    assert f'src="{path}preview/?language=en"' in page
    shown = editor.get(f"{path}preview/?language=zh-hans").content.decode()
    assert "用一个词形容我们？" in shown and "推荐给朋友" not in shown
    assert editor.get(path.replace("/word/", "/nothing/") + "preview/").status_code == 404
