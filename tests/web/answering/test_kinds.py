"""Every kind of question on a real page: shown, answered without a script, told what is wrong."""

import pytest

from regard.web.answering.models import Response
from regard.web.feedback.models import Answer, Feedback
from regard.web.workspaces.tenancy import in_workspace
from tests.web.asking import hidden, press

pytestmark = pytest.mark.django_db
SCALE = {"low": 1, "high": 5}


def both(english, chinese):
    return {"en": english, "zh-hans": chinese}


OPTIONS = [
    {"id": "price", "text": both("Price", "价格")},
    {"id": "tea", "text": both("Tea", "茶")},
    {"id": "none", "text": both("None", "都不是"), "alone": True},
]
QUESTIONS = [
    {"id": "stars", "kind": "stars", "text": both("Stars?", "几颗星？"), "scale": SCALE, "measures": "stars"},
    {"id": "faces", "kind": "faces", "text": both("Mood?", "心情？"), "scale": SCALE},
    {"id": "one", "kind": "single", "text": both("Which?", "哪个？"), "options": OPTIONS},
    {"id": "some", "kind": "multiple", "text": both("Which ones?", "哪些？"), "options": OPTIONS, "most": 2},
    {
        "id": "words",
        "kind": "words",
        "text": both("Words?", "词？"),
        "most": 1,
        "options": [
            {"id": "warm", "text": both("warm", "温暖"), "polarity": "good"},
            {"id": "cold", "text": both("cold", "冷淡"), "polarity": "bad"},
        ],
    },
    {"id": "rank", "kind": "ranking", "text": both("Rank?", "排序？"), "options": OPTIONS},
    {
        "id": "grid",
        "kind": "matrix",
        "text": both("Each?", "逐项？"),
        "scale": SCALE,
        "rows": [
            {"id": "speed", "text": both("Speed", "速度")},
            {"id": "taste", "text": both("Taste", "味道")},
        ],
        "low_label": both("bad", "差"),
        "high_label": both("good", "好"),
    },
    {"id": "who", "kind": "contact", "text": both("Who?", "您是谁？")},
    {"id": "day", "kind": "date", "text": both("When?", "何时？")},
    {"id": "ok", "kind": "consent", "text": both("You may quote me.", "可以引用我的话。")},
    {"id": "note", "kind": "message", "text": both("Thanks for staying.", "感谢您耐心作答。")},
]
FORM = {
    "stars": "4",
    "faces": "2",
    "one": "tea",
    "some": ["price", "tea"],
    "words": ["warm"],
    "words.warm.why": "the <b>lamp</b>",
    "rank.tea": "1",
    "rank.price": "2",
    "grid.speed": "5",
    "who.name": "Li",
    "who.email": "li@example.com",
    "day": "2026-11-20",
    "ok": "yes",
}


@pytest.fixture
def path(asked):
    pages = [{"id": "all", "questions": QUESTIONS}, {"id": "last", "questions": [LAST]}]
    return f"/s/{asked('nps', pages=pages).token}/"


LAST = {"id": "why", "kind": "long_text", "text": both("Why {answer.one}?", "为什么是{answer.one}？")}


def test_every_kind_is_answered_by_a_plain_form(client, workspace, path):
    onward = press(client, path, **FORM)
    assert onward.status_code == 302
    assert "Why Tea?" in client.get(onward.url).content.decode()  # the words of the answer, not its id
    with in_workspace(workspace):
        assert Response.objects.get().values == {
            "stars": 4,
            "faces": 2,
            "one": "tea",
            "some": ["price", "tea"],
            "words": {"warm": "the <b>lamp</b>"},
            "rank": ["tea", "price"],
            "grid": {"speed": 5},
            "who": {"name": "Li", "email": "li@example.com"},
            "day": "2026-11-20",
            "ok": True,
        }
        kinds = dict(Answer.objects.values_list("field_id", "field_type"))
        assert kinds["words.warm"], kinds["rank.tea"] == ("word_choice", "ranking")
        assert "li@example.com" not in str(Feedback.objects.values().get())


def test_what_was_answered_is_shown_again_and_nothing_runs(client, path):
    onward = press(client, path, **FORM)
    shown = client.get(onward.url.partition("?")[0], {"page": "all"}).content.decode()
    for part in (
        'name="stars" value="4" checked',
        'value="tea" checked',
        'name="some" value="price" checked',
        'value="the &lt;b&gt;lamp&lt;/b&gt;"',
        "<option selected>1</option>",
        'name="grid.speed" value="5" checked',
        'value="li@example.com"',
        'value="2026-11-20"',
        'name="ok" value="yes" checked',
    ):
        assert part in shown
    assert "<b>lamp" not in shown


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"some": ["price", "none"]}, "This cannot be chosen together with the others."),
        ({"words": ["warm", "cold"]}, "Choose 1 at most."),
        ({"who.email": "nobody"}, "This is no e-mail address."),
        ({"day": "2026-02-30"}, "This is no date."),
        ({"grid.speed": "9"}, "This answer does not fit the question."),
        ({"one": "gold"}, "This answer does not fit the question."),
        ({"ok": "yes", "stars": "6"}, "This answer does not fit the question."),
    ],
)
def test_what_does_not_fit_is_told_beside_its_question_and_nothing_is_kept(
    client, workspace, path, fields, words
):
    response = press(client, path, **(FORM | fields))
    assert response.status_code == 400
    assert words in response.content.decode()
    assert 'value="2026-11-20"' in response.content.decode() or "day" in fields
    with in_workspace(workspace):
        assert Response.objects.count() == 0


def test_another_language_keeps_what_was_typed_and_records_nothing(client, workspace, path):
    switched = press(client, path, **FORM, switch="zh-hans").content.decode()
    assert '<html lang="zh-hans">' in switched
    assert "您是谁？" in switched
    assert 'value="li@example.com"' in switched
    assert "为什么选“温暖”？" in switched
    with in_workspace(workspace):
        assert Response.objects.count() == 0


def test_hidden_questions_and_those_of_other_surveys_are_not_recorded(client, workspace, asked):
    path = f"/s/{asked('nps').token}/"
    press(client, path, score="9", why="not on this page", stars="5", weight="7", workspace="x")
    with in_workspace(workspace):
        assert Response.objects.get().values == {"score": 9}


def test_options_keep_their_places_where_a_form_is_shown_again(client, asked):
    pages = [{"id": "all", "questions": [{**QUESTIONS[2], "shuffle": "all", "required": True}]}]
    path = f"/s/{asked('nps', pages=pages).token}/"
    first = client.get(path)
    again = client.post(path, hidden(first))
    assert again.status_code == 400
    names = ("price", "tea", "none")
    places = [[one.content.decode().index(f'value="{name}"') for name in names] for one in (first, again)]
    orders = [sorted(range(3), key=one.__getitem__) for one in places]
    assert orders[0] == orders[1]


def test_a_kiosk_begins_again_for_the_next_person(client, workspace, asked):
    link = asked("csat")
    with in_workspace(workspace):
        type(link).objects.filter(pk=link.pk).update(kind="kiosk", channel="kiosk")
    onward = press(client, f"/s/{link.token}/", score="4").url
    page = client.get(onward)
    assert page["Refresh"] == f"90; url=/s/{link.token}/"
    longer = client.post(onward, hidden(page) | {"why": "half of it", "switch": "en"})  # I need more time
    assert (longer["Refresh"], "half of it" in longer.content.decode()) == (page["Refresh"], True)
    thanks = client.get(press(client, onward, why="Tea").url)
    assert thanks["Refresh"] == f"30; url=/s/{link.token}/"
    assert "Change your answer" not in thanks.content.decode()
    assert not client.get(f"/s/{link.token}/").has_header("Refresh")
