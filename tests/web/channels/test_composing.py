"""An e-mail of every template, every kind of score and both languages: what must stand in it stands in it."""

import re
from html.parser import HTMLParser

import pytest

from regard.instruments.templates import templates
from regard.web.channels.composing import written
from regard.web.contacts.inviting import invite
from regard.web.contacts.models import ContactKind
from regard.web.surveys import making, publishing

pytestmark = pytest.mark.django_db
PLACES = {"csat": 5, "nps": 11, "ces": 7, "ces_1": 5, "trust": 7, "values": 7, "stars": 5, "faces": 5}
KINDS = [*templates(), "stars", "faces"]
ASK = {"en": "Ask me no more", "zh-hans": "不再询问我"}
REMINDER = {"en": "This is our only reminder.", "zh-hans": "这是唯一的一次提醒。"}
COUNTS = {"en": "it counts once you send it there", "zh-hans": "在那里提交后才算数"}
ALONE = {"meta", "br", "link", "img"}


class Shape(HTMLParser):
    """The links of an e-mail, and whether each element that was opened was closed."""

    def __init__(self, html):
        super().__init__()
        self.links, self.open, self.styled, self.language = [], [], 0, ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        own = dict(attrs)
        self.language = own.get("lang", self.language)
        self.styled += "style" in own
        if tag == "a":
            self.links.append(own["href"])
        if tag not in ALONE:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@pytest.fixture
def survey(owner, noon):
    """A published survey of a template; "stars" and "faces" are the first question of csat as these."""

    def of(kind):
        made = making.make(kind if kind in templates() else "csat", name="茶 Tea", by=owner, at=noon)
        if kind not in templates():
            made.draft["pages"][0]["questions"][0]["kind"] = kind
            making.save_draft(made, made.draft, seen=1, by=owner, at=noon)
        publishing.publish(made, by=owner, at=noon)
        return made

    return of


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_survey_has_its_links_and_its_ways_out_in_both_parts(
    survey, customers, sender, noon, kind
):
    asked = survey(kind)
    for language in ("en", "zh-hans"):
        ada = customers[0]
        invitation = invite(asked, ada, channel="email", due_at=noon, at=noon, language=language)
        for purpose in (ContactKind.ASK, ContactKind.REMINDER):
            letter = written(invitation, sender=sender, kind=purpose)
            judge(letter, invitation, kind, language, is_reminder=purpose == ContactKind.REMINDER)


def judge(letter, invitation, kind, language, *, is_reminder):
    shape = Shape(letter.html)
    assert shape.open == [] and shape.language == ("en" if language == "en" else "zh-Hans")
    own = [link for link in shape.links if "/i/" in link and "/u/" not in link and f"lang={language}" in link]
    scores = [int(found[1]) for link in own if (found := re.search(r"[?&]score=(\d+)&", link))]
    low = 0 if kind == "nps" else 1
    wanted = list(range(low, low + PLACES[kind])) if kind in PLACES else []
    assert scores == wanted
    assert len(own) == (len(wanted) or 1)
    assert len(set(shape.links)) == len(own) + 3  # the trap, unsubscribe and the own page
    trap = next(link for link in shape.links if link not in own and "/u/" not in link and "/me/" not in link)
    assert all((link in letter.text) == (link != trap) for link in shape.links)
    for part in (letter.html, letter.text):
        assert ASK[language] in part and "1 Tea Lane" in part and "Mei 梅 from Qinghe" in part
        assert (REMINDER[language] in part, COUNTS[language] in part) == (is_reminder, bool(wanted))
        assert not re.search(r"[{}]|\[\w+\]|None", re.sub(r"<style>.*?</style>", "", part))
    assert letter.subject.startswith("Re: ") == is_reminder
    is_anonymous = invitation.version.instrument.is_anonymous
    assert ("anonymous" in letter.text or "匿名" in letter.text) == is_anonymous
