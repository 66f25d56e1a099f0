"""The digest remembers: what it told last week is no news this week, and new things are told first."""

from datetime import UTC, datetime, timedelta

import pytest

from regard.perception.changes import Changes
from regard.web.dashboards.addresses import Address
from regard.web.dashboards.numbers import Numbers
from regard.web.reports.digest import digest, first_sentence
from regard.web.reports.gathering import TOLD, changed, key_of, told
from regard.web.reports.mailing import send
from regard.web.reports.models import Letter, LetterKind, LetterState
from regard.web.reports.subscribing import subscribe
from regard.web.reports.windows import week_window
from regard.web.workspaces.models import Membership
from tests.web.reports.conftest import made_up

pytestmark = pytest.mark.django_db
NO_NEWS = {"en": "Nothing new changed beyond chance this week.", "zh-hans": "本周没有新的变化超出偶然。"}


@pytest.fixture
def letter(inside, viewer):
    """The digest of a day."""

    def written(day, language="en"):
        return digest(Membership.objects.get(user=viewer), day=day, language=language, unsubscribe="#")

    return written


@pytest.fixture
def sent(inside, viewer):
    """A digest of that day has told these changes."""

    def kept(day, said, state=LetterState.SENT, user=viewer):
        return Letter.objects.create(
            user=user,
            kind=LetterKind.DIGEST,
            day=day,
            week=f"{day:%G-W%V}",
            language="en",
            message_id=f"<{day}{user.pk}@x>",
            state=state,
            due_at=datetime.combine(day, datetime.min.time(), UTC),
            said=list(said),
        )

    return kept


def test_what_was_told_last_week_is_still_so_in_one_line(story, letter, sent, today):
    first = letter(today)
    assert first.said and first.pictures
    sent(today - timedelta(days=7), first.said)
    second = letter(today)
    assert second.text.splitlines()[0] == NO_NEWS["en"]
    assert NO_NEWS["en"] in second.subject
    assert second.pictures == {} and "The words customers use" not in second.text
    assert second.text.count("Still so: ") == min(len(first.said), 3)
    assert first.text.splitlines()[0] in second.text
    assert second.html.count("Still so:") == min(len(first.said), 3)
    assert set(second.said) >= set(first.said)


def test_the_same_in_chinese(story, letter, sent, today):
    sent(today - timedelta(days=7), letter(today).said)
    second = letter(today, "zh-hans")
    assert second.text.splitlines()[0] == NO_NEWS["zh-hans"]
    assert "依然如此：" in second.text


def test_one_that_was_not_told_yet_is_the_news(story, letter, sent, today):
    every = letter(today).said
    sent(today - timedelta(days=7), every[1:])
    second = letter(today)
    assert second.text.splitlines()[0] == letter(today).text.splitlines()[0]
    assert second.pictures
    assert f"Still so: {second.text.splitlines()[0]}" not in second.text
    assert set(second.said) == set(every)


@pytest.mark.parametrize(
    ("days", "state"), [(7, LetterState.FAILED), (7, LetterState.WAITING), (21, LetterState.SENT)]
)
def test_what_was_never_sent_or_long_ago_is_not_remembered(story, letter, sent, today, days, state):
    first = letter(today)
    sent(today - timedelta(days=days), first.said, state)
    assert letter(today).text == first.text


def test_each_member_has_a_memory_of_their_own(story, letter, sent, today, analyst):
    first = letter(today)
    sent(today - timedelta(days=7), first.said, user=analyst)
    assert letter(today).text == first.text


def test_news_come_before_what_is_known_however_sure_that_is(story, inside, today):
    numbers, window = Numbers.of(inside), week_window(today)
    found = changed(numbers, window, without=(), today=today).significant
    assert len(found) >= 2
    many = Changes(found * TOLD)
    said = told(many, Address(), known=[key_of(found[0])])
    alone = told(Changes(found[1:2]), Address())
    assert said["sayings"][0].text == alone["sayings"][0].text
    assert {one.text for one in said["still"]} == {told(Changes(found[:1]), Address())["sayings"][0].text}


def test_a_quiet_week_stays_quiet_and_a_change_back_is_news():
    assert first_sentence(made_up(sayings=[], quiet="No score or factor changed by more than chance.")) == (
        "Nothing changed beyond chance this week: no score or factor."
    )
    assert first_sentence(made_up()) == made_up().sayings[0].text


def test_a_letter_keeps_what_it_told_once_it_has_left(story, sent, sender, receiver, viewer, letter, today):
    at = datetime.combine(today, datetime.max.time(), UTC)
    subscribe(viewer, language="en", weekday=today.weekday(), at=at - timedelta(days=3))
    row = sent(today, [], LetterState.WAITING)
    expected = letter(today).said
    assert send(row, sender, at=at)
    row.refresh_from_db()
    assert (tuple(row.said), row.state) == (expected, LetterState.SENT)
    (mail,) = receiver.mails
    assert NO_NEWS["en"] not in mail["Subject"]
    assert letter(today + timedelta(days=7)).text.splitlines()[0] != letter(today).text.splitlines()[0]
