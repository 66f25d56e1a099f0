"""Why a record was read as it was: each label with its words, in two languages, for those who may see it."""

import re

import pytest

from regard.perception.text import explain
from regard.perception.text.attributing import KINDS
from regard.web.dashboards.why import KIND_NAMES
from regard.web.feedback.drafts import Draft
from regard.web.feedback.models import Feedback
from regard.web.insights.models import Reading
from regard.web.workspaces.tenancy import in_workspace
from tests.web.dashboards.conftest import moment, nps

TEXT = "The staff was rude, but the room was lovely."
MIXED = "The food was delicious and wonderful, the waiter was rude and terrible."


@pytest.fixture
def said(tell, today, workspace):
    """Record one text and read it; where its reasons stand."""

    def record(text, **more):
        tell([Draft("a", text=text, answers=(nps(3),), collected_at=moment(today), **more)])
        with in_workspace(workspace):
            return f"records/{Feedback.objects.get(external_id='a').pk}/"

    return record


def test_each_label_stands_with_its_words_and_what_they_add(look, owner, said):
    page = look(owner, said(TEXT) + "why/")
    found = explain(TEXT)
    assert page.text.count("Before any word") == len(found) > 1
    for words in ("support: bad", "rude", "by rule", "Before any word", "Together", "likelier than"):
        assert words in page.text
    assert f"{found[0].score:+.2f}".replace("-", "−") in page.text
    assert any("rude" in mark for mark in page.marks)


def test_the_record_leads_to_its_reasons(look, owner, said):
    path = said(TEXT)
    links = look(owner, path).links
    assert next(href for text, href in links if text == "Why it was read so").endswith(f"{path}why/")


def test_the_same_in_chinese(look, owner, said):
    page = look(owner, said("客服态度恶劣，快递也太慢了。") + "why/", language="zh-hans")
    for words in ("为什么这样解读", "态度恶劣", "规则", "合计", "高于"):
        assert words in page.text
    assert re.search("Together|Counts|Heard|by rule", page.text) is None


def test_a_mixed_text_is_marked_with_praise_and_blame(look, owner, said):
    page = look(owner, said(MIXED) + "why/")
    marks = {attrs["class"] for tag, attrs in page.tags if tag == "mark"}
    assert {"positive", "negative"} <= marks


@pytest.mark.parametrize("text", ["12", "https://a.example"])
def test_a_text_that_says_nothing_says_so(look, owner, said, text):
    assert "Nothing was read in it." in look(owner, said(text) + "why/").text


def test_what_an_earlier_version_read_is_not_explained(look, owner, said, workspace):
    path = said(TEXT)
    with in_workspace(workspace):
        Reading.objects.update(version="0")
    page = look(owner, path + "why/")
    assert "rude" not in page.text


def test_markup_in_a_text_stays_text(look, owner, said):
    page = look(owner, said("<script>alert(1)</script> rude <b>staff</b>") + "why/")
    assert "<script>alert" not in page.html
    assert not any(tag == "b" for tag, _ in page.tags)


def test_a_stranger_sees_no_reasons(client, stranger, said, workspace):
    path = f"/w/{workspace.slug}/{said(TEXT)}why/"
    client.force_login(stranger)
    assert client.get(path).status_code == 404


def test_a_record_that_is_not_there_has_no_reasons(client, owner, workspace):
    client.force_login(owner)
    path = f"/w/{workspace.slug}/records/00000000-0000-7000-8000-000000000000/why/"
    assert client.get(path).status_code == 404


def test_every_kind_of_feature_has_a_name():
    assert set(KIND_NAMES) == set(KINDS)
