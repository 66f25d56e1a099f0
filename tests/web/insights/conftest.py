"""What customers of both companies said, and the worker's part of insights run to its end."""

import random
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta

import pytest

from regard.web.customers.matching import Person
from regard.web.feedback.drafts import AnswerDraft, Draft
from regard.web.feedback.models import Channel, Direction, Kind, Source, State
from regard.web.feedback.recording import record
from regard.web.insights import jobs
from regard.web.workspaces.models import Workspace
from regard.web.workspaces.tenancy import in_workspace

FIRST = datetime(2026, 1, 5, 9, tzinfo=UTC)
SAID = (
    ("", "The support was friendly and fast. I love the tea."),
    ("Slow", "Delivery took three weeks and the box was broken."),
    ("", "客服很热情，茶也很好喝。"),
    ("失望", "送货太慢了，包装也破了，非常失望。"),
    ("", "It is okay. The price is high but the product is good."),
    ("", ""),
    ("Très bien", "Le thé est excellent et la livraison rapide, merci beaucoup pour tout."),
    ("", "I called on Tuesday."),
)
KINDS = (Kind.SURVEY_RESPONSE, Kind.REVIEW, Kind.MENTION)
CHANNELS = (Channel.EMAIL, Channel.WEB, Channel.IMPORT)
STATES = (State.COMPLETE,) * 6 + (State.PARTIAL, State.UNCONFIRMED, State.WITHDRAWN, State.BOT_SUSPECT)


def _settle() -> None:
    for _ in range(1_000):
        if not any([jobs.read_due(), jobs.archive_due()]):
            return
    raise AssertionError("insights never comes to rest")


@pytest.fixture
def settle() -> Callable[[], None]:
    """Read and archive until there is nothing more to do."""
    return _settle


def scores(dice: random.Random) -> Iterable[AnswerDraft]:
    """Some of the answers that a record may have, odd ones included."""
    if dice.random() < 0.6:
        yield AnswerDraft.score("nps", dice.randint(0, 10), 0, 10)
    if dice.random() < 0.3:
        yield AnswerDraft.score("csat", dice.randint(1, 5), 1, 5, field_id="csat_1")
        yield AnswerDraft.score("csat", dice.randint(1, 5), 1, 5, field_id="csat_2")
    if dice.random() < 0.2:
        yield AnswerDraft.score("ces", dice.randint(1, 7), 1, 7, direction=Direction.LOW_IS_GOOD)
    if dice.random() < 0.2:
        yield AnswerDraft.score("rating", dice.choice([1, 2, 3.5, 4, 5, 6]), 1, 5)
    if dice.random() < 0.1:
        yield AnswerDraft(field_id="why", value_text="because 因为")


def draft(number: int, dice: random.Random) -> Draft:
    title, text = dice.choice(SAID)
    known = dice.random() < 0.7
    return Draft(
        external_id=f"r{number}",
        kind=dice.choice(KINDS),
        channel=dice.choice(CHANNELS),
        title=title,
        text=text,
        answers=tuple(scores(dice)),
        person=Person(external_id=f"p{dice.randrange(40)}", account=f"a{dice.randrange(5)}")
        if known
        else Person(),
        collected_at=None if dice.random() < 0.05 else FIRST + timedelta(hours=dice.randrange(2_400)),
        segment=dice.choice(["", "new", "loyal", "新客户"]),
        subject=dice.choice(["", "teahouse"]),
        state=dice.choice(STATES),
        is_public=dice.random() < 0.3,
    )


def _drafts(many: int, *, seed: int = 1) -> list[Draft]:
    dice = random.Random(seed)
    return [draft(number, dice) for number in range(many)]


@pytest.fixture
def drafts() -> Callable[..., list[Draft]]:
    """So many drafts of all sorts, the same ones for the same seed."""
    return _drafts


@pytest.fixture
def inside(workspace: Workspace) -> Iterable[Workspace]:
    """The workspace, open."""
    with in_workspace(workspace):
        yield workspace


@pytest.fixture
def reviews(inside: Workspace, noon: datetime) -> Source:
    return Source.objects.create(key="reviews", name="评论", kind=Kind.REVIEW, created_at=noon)


@pytest.fixture
def told(survey: Source, reviews: Source, noon: datetime) -> list[Draft]:
    """Three hundred records of all sorts in two sources, read and archived."""
    every = _drafts(300)
    record(survey, every[:200], at=noon)
    record(reviews, every[200:], at=noon)
    _settle()
    return every
