"""Both languages: no page mixes them, and none leaves a placeholder standing."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

import regard.web.dashboards
from regard.web.feedback.drafts import Draft
from regard.web.feedback.models import Feedback
from regard.web.workspaces.tenancy import in_workspace
from tests.web.dashboards.conftest import FRENCH, moment, nps

PO = Path(regard.web.dashboards.__file__).parent / "locale/zh_Hans/LC_MESSAGES/django.po"
PAGES = (
    "home/",
    "home/?period=365",
    "explore/",
    "explore/?metric=nps&compare=previous",
    "explore/?metric=csat&by=segment&segment=new",
    "explore/?metric=ces",
    "explore/?q=tea&scores=1-2&metric=nps&from=x",
    "explore/?page=400",
)
HAN = re.compile(r"[\u4e00-\u9fff]")


def messages():
    """Every message of these pages and its translation, with what is filled in taken out."""
    with PO.open("rb") as file:
        for message in read_po(file):
            if message.id:
                source = message.id if isinstance(message.id, str) else message.id[-1]
                target = message.string if isinstance(message.string, str) else message.string[0]
                yield source, target


def plain(text):
    return max(re.split(r"%\(\w+\)s|%%", text), key=len).strip()


@pytest.fixture
def pages(look, owner, workspace, story, tell, today):
    tell([Draft("french", text=FRENCH, collected_at=moment(today)), Draft("undated", answers=(nps(9),))])
    with in_workspace(workspace):
        record = f"records/{Feedback.objects.exclude(text='').first().pk}/"
    return lambda language: {path: look(owner, path, language=language) for path in (*PAGES, record)}


def test_chinese_pages_show_no_english_sentence_of_ours(pages):
    english = {plain(source) for source, target in messages() if len(plain(source)) > 14 and source != target}
    for path, page in pages("zh-hans").items():
        assert [text for text in english if text in page.text] == [], path


def test_english_pages_show_no_chinese_sentence_of_ours(pages):
    chinese = {plain(target) for _, target in messages() if len(plain(target)) > 4 and HAN.search(target)}
    for path, page in pages("en").items():
        assert [text for text in chinese if text in page.text] == [], path


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_no_placeholder_and_no_number_of_none_is_left_standing(pages, language):
    for path, page in pages(language).items():
        assert re.findall(r"%\(|\bNone\b|\bnan\b|\{\{|\}\}|gettext", page.text) == [], path
        assert ("zh-hans" if language == "zh-hans" else "en") in page.html.split("<html lang=")[1][:12]


def test_every_sentence_has_a_chinese_one_with_the_same_values():
    for source, target in messages():
        assert target, source
        assert sorted(re.findall(r"%\(\w+\)s", source)) == sorted(re.findall(r"%\(\w+\)s", target)), source


def test_chinese_is_written_with_chinese_signs():
    """A comma or a full stop of the other script between Chinese letters is a slip of the pen."""
    slips = [
        target for _, target in messages() if re.search(r"[\u4e00-\u9fff][,.;:?!()][\u4e00-\u9fff]", target)
    ]
    assert slips == []


@pytest.mark.parametrize("word", ["customers love", "!", "drives", "because of", "improve your"])
def test_no_text_of_ours_praises_or_explains(word):
    assert [source for source, _ in messages() if word in source and "https" not in source] == []
