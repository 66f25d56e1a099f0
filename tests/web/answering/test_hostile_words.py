"""Markup, gaps and commands in what people write and in what is asked: shown as they are, doing nothing.

Threats T01, T02, T03, T25, T26 and T30 where they concern the pages that customers answer on.
"""

from urllib.parse import quote

import pytest

from regard.instruments.placeholders import UnknownPlaceholder, filled, placeholders
from regard.web.answering.linking import make_link
from regard.web.answering.models import Response
from regard.web.surveys.models import Survey
from regard.web.workspaces.tenancy import in_workspace
from tests.web.answering.hostile import MARKUP, SQL, TEMPLATES, outline
from tests.web.asking import hidden, press

pytestmark = pytest.mark.django_db


def both(text):
    return {"en": text, "zh-hans": text}


def batches(inputs, longest):
    """The inputs, several in one text: an element that one of them makes shows all the same."""
    text = ""
    for one in inputs:
        if len(text) + len(one) >= longest:
            yield text
            text = ""
        text = f"{text} {one}".strip()
    yield text


def test_all_inputs_are_many_and_each_is_its_own():
    assert len(MARKUP) == len(set(MARKUP)) >= 484


WRITTEN = [
    {"id": "long", "kind": "long_text", "text": both("Long?")},
    {"id": "short", "kind": "short_text", "text": both("Short?")},
    {
        "id": "words",
        "kind": "words",
        "text": both("Words?"),
        "options": [{"id": "warm", "text": both("warm"), "polarity": "good"}],
    },
    {"id": "who", "kind": "contact", "text": both("Who?")},
]
PIPED = {"id": "piped", "kind": "long_text", "text": both("You said {answer.short}. Why?")}


def places(text):
    return {
        "long": text,
        "short": text,
        "words": ["warm"],
        "words.warm.why": text,
        "who.name": text,
        "who.phone": text[:40],
    }


def test_markup_in_an_answer_adds_no_element_to_any_page_that_shows_it(client, asked):
    """T01, in six places: shown again, told as unfit, filled into the next question."""
    pages = [{"id": "all", "questions": WRITTEN}, {"id": "last", "questions": [PIPED]}]
    path = f"/s/{asked('nps', pages=pages).token}/"
    onward = press(client, path, **places("plain")).url
    here = onward.partition("?")[0]
    form = hidden(client.get(path))
    control = outline(client.get(f"{here}?page=all")), outline(client.get(onward))
    unfit = outline(client.post(path, form | places("plain") | {"who.email": "plain"}))
    for text in batches(MARKUP, longest=200):
        fields = hidden(client.get(f"{here}?page=all")) | places(text)
        assert client.post(here, fields).status_code == 302
        again, piped = outline(client.get(f"{here}?page=all")), outline(client.get(onward))
        told = outline(client.post(path, form | places(text) | {"who.email": text}))
        assert again.elements == control[0].elements, text
        assert piped.elements == control[1].elements, text
        assert told.elements == unfit.elements, text
        assert again.said.count(text) >= 3
        assert f"You said {text}. Why?" in piped.said


def hostile(text):
    """A survey that says this everywhere."""
    options = [{"id": "one", "text": both(text)}, {"id": "two", "text": both(text)}]
    scale = {"low": 1, "high": 5}
    ends = {"low_label": both(text), "high_label": both(text), "hint": both(text)}
    words = [{"id": "warm", "text": both(text), "polarity": "good"}]
    rows = [{"id": "row", "text": both(text)}]
    asked = {"text": both(text), "required": False}
    questions = [
        {"id": "scale", "kind": "scale", "scale": scale, **asked, **ends},
        {"id": "stars", "kind": "stars", "scale": scale, **asked, **ends},
        {"id": "single", "kind": "single", "options": options, **asked},
        {"id": "multiple", "kind": "multiple", "options": options, **asked},
        {"id": "ranking", "kind": "ranking", "options": options, **asked},
        {"id": "words", "kind": "words", "options": words, **asked},
        {"id": "matrix", "kind": "matrix", "scale": scale, "rows": rows, **asked, **ends},
        {"id": "short", "kind": "short_text", **asked},
        {"id": "consent", "kind": "consent", **asked},
        {"id": "message", "kind": "message", "text": both(text)},
    ]
    return {"pages": [{"id": "all", "questions": questions}], "title": both(text), "intro": both(text)} | {
        "thanks": both(text)
    }


def test_markup_in_what_is_asked_adds_no_element_to_a_page_or_to_the_thanks(
    client, workspace, owner, noon, asked
):
    """T02, T03: title, questions, hints, ends, options, words, rows, messages, thanks and the company."""
    texts = ["plain", *batches([one for one in MARKUP if "{" not in one], longest=1_900)]
    found = []
    for text in texts:
        type(workspace).objects.update(name=text[:120])
        path = f"/s/{asked('csat', **hostile(text)).token}/"
        thanks = press(client, path, short="x").url
        found.append([outline(client.get(one)) for one in (path, thanks)])
        assert b"<script" not in client.get(path).content
    for text, pages in zip(texts, found, strict=True):
        assert [one.elements for one in pages] == [one.elements for one in found[0]], text
        assert all(text in one.said or f"{text} · {text[:120]}" in one.said for one in pages)


def test_markup_in_the_names_of_links_adds_no_element_to_the_list(client, workspace, owner, noon, asked):
    """T02: what one member writes, another one opens."""
    survey, texts = asked("csat").survey, list(batches(MARKUP, longest=200))
    client.force_login(owner)
    found = []
    for names in (["plain"] * len(texts), texts):
        with in_workspace(workspace):
            survey.links.all().delete()
            Survey.objects.update(name=names[-1])
            for name in names:
                make_link(survey, name=name, by=owner, at=noon)
        found.append(outline(client.get(f"/w/qinghe/surveys/{survey.pk}/links/")))
    assert found[1].elements == found[0].elements
    assert set(texts) <= set(found[1].said)


@pytest.mark.parametrize("text", TEMPLATES)
def test_a_gap_that_is_not_one_of_ours_is_refused_or_left_as_it_is(client, asked, text):
    """T25, T26: there is no syntax but names; what is filled in is never read again."""
    given = {"company": "Qinghe", "answer.short": text}
    assert filled("You said {answer.short}.", given) == f"You said {text}."
    pages = [{"id": "all", "questions": WRITTEN}, {"id": "last", "questions": [PIPED]}]
    path = f"/s/{asked('nps', pages=pages).token}/"
    assert f"You said {text}. Why?" in outline(client.get(press(client, path, short=text).url)).said
    if "{" in text and "{company}" not in text:
        with pytest.raises(UnknownPlaceholder):
            placeholders(text)


def test_commands_to_the_database_are_words(client, workspace, asked):
    """T30: in the address, in what is asked for, in the form and in what is written."""
    path = f"/s/{asked('nps').token}/"
    for text in SQL:
        assert client.get("/s/" + quote(text, safe="") + "/").status_code == 404
        assert client.get(path, {"page": text, "lang": text, "score": text}).status_code == 200
        told = client.post(path, hidden(client.get(path)) | {"page": text, "score": text, "switch": text})
        assert told.status_code in (200, 400)
        onward = press(client, path, score="9").url
        press(client, onward, why=text)
        with in_workspace(workspace):
            assert Response.objects.first().values == {"score": 9, "why": text}
    with in_workspace(workspace):
        assert Response.objects.count() == len(SQL)
