"""People with known answers: what the teahouses intend, what staff believe, and what customers chose."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from regard.instruments.templates import templates
from regard.web.accounts.models import User
from regard.web.answering.drafting import draft_of
from regard.web.answering.entering import hashed
from regard.web.answering.models import Response
from regard.web.customers.matching import Person
from regard.web.feedback.models import Channel, Feedback, Source, State
from regard.web.feedback.recording import record
from regard.web.positioning import intentions
from regard.web.positioning.models import IntendedPerception
from regard.web.surveys.models import Survey
from regard.web.surveys.publishing import publish
from regard.web.workspaces.models import Workspace
from regard.web.workspaces.tenancy import in_workspace
from tests.web.dashboards.conftest import inside, look, tell, today

__all__ = ["inside", "look", "tell", "today"]

Answers = Iterable[tuple[str, dict[str, Any]]]  # a segment, and the values of one answer
Ask = Callable[..., Survey]
WORDS = {
    "intended": (
        ("reliable, solid", "可靠", "unreliable", "不可靠", "product"),
        ("simple", "简单", "complicated", "复杂", "ease"),
        ("caring", "体贴", "impersonal", "冷漠", "support"),
        ("green", "环保", "", "", "values"),
    )
}


@pytest.fixture
def survey(workspace: Workspace, noon: datetime) -> Source:
    with in_workspace(workspace):
        return Source.objects.create(
            key="survey", name="Tea survey 茶馆调查", kind="survey_response", created_at=noon
        )


@pytest.fixture
def reviews(workspace: Workspace, noon: datetime) -> Source:
    with in_workspace(workspace):
        return Source.objects.create(key="reviews", name="Tea reviews 茶评", kind="review", created_at=noon)


@pytest.fixture
def ask(workspace: Workspace, owner: User, today) -> Ask:
    """Publish a template and let people answer it, some days ago; twice under one key is one survey."""

    def asked(template: str, answers: Answers, *, days: int = 10, anonymous: bool = False) -> Survey:
        at = datetime.combine(today - timedelta(days=days), time(9), UTC)
        with in_workspace(workspace):
            survey = _survey(template, by=owner, at=at, anonymous=anonymous)
            _answer(survey, list(answers), at=at)
        return survey

    return asked


def _survey(template: str, *, by: User, at: datetime, anonymous: bool) -> Survey:
    known = Survey.objects.filter(kind=template).first()
    if known is not None:
        return known
    source = Source.objects.create(key=template, name=template, kind="survey_response", created_at=at)
    draft = templates()[template].make().to_content()
    draft["anonymous"] = anonymous or draft.get("anonymous", False)
    survey = Survey.objects.create(
        source=source, name=template, kind=template, draft=draft, created_at=at, created_by=by
    )
    publish(survey, by=by, at=at)
    return survey


def _answer(survey: Survey, answers: list[tuple[str, dict[str, Any]]], *, at: datetime) -> None:
    begun = Response.objects.filter(survey=survey).count()
    made = []
    for number, (segment, values) in enumerate(answers, start=begun):
        when = at + timedelta(minutes=number)
        key_hash = hashed(f"{survey.pk}/{number}")
        made.append(
            Response(
                survey=survey,
                version=survey.latest,
                channel=Channel.WEB,
                language="zh-hans" if number % 2 else "en",
                segment=segment,
                state=State.COMPLETE,
                values=values,
                seed=key_hash[:32],
                key_hash=key_hash,
                started_at=when,
                first_at=when,
                last_at=when,
                completed_at=when,
            )
        )
    drafts = [
        draft_of(
            one.version.instrument,
            one.values,
            external_id=str(one.pk),
            channel=one.channel,
            state=one.state,
            language=one.language,
            person=Person(external_id=f"{survey.kind}{place}", segment=one.segment),
            context={},
            at=one.first_at,
        )
        for place, one in enumerate(made, start=begun)
    ]
    record(survey.source, drafts, at=at)
    ids = dict(Feedback.objects.filter(source=survey.source).order_by().values_list("external_id", "pk"))
    for one in made:
        one.feedback_id = ids[str(one.pk)]
    Response.objects.insert_many(made)


def chose(segment: str, *words: str, why: str = "") -> tuple[str, dict[str, Any]]:
    return segment, {"words": dict.fromkeys(words or ("no_word",), why)}


@pytest.fixture
def intended(inside: Workspace, owner: User, noon: datetime) -> list[IntendedPerception]:
    """Four words, since long ago; the last one stands on no list."""
    at = noon - timedelta(days=700)
    return [
        intentions.add(
            word_en=word_en,
            word_zh=word_zh,
            opposite_en=opposite_en,
            opposite_zh=opposite_zh,
            factor=factor,
            owner=owner,
            by=owner,
            at=at,
        )
        for word_en, word_zh, opposite_en, opposite_zh, factor in WORDS["intended"]
    ]


@pytest.fixture
def persona(ask: Ask, intended: list[IntendedPerception]) -> list[IntendedPerception]:
    """120 customers: reliable is said by most, simple by few and its opposite by many, caring by nobody.

    20 of the staff believe that customers find them simple.
    """
    new = [chose("new", "reliable", "complicated", why="Four screens 四个页面")] * 40
    new += [chose("new", "reliable", "fast")] * 20
    loyal = [chose("loyal", "reliable", "simple")] * 10 + [chose("loyal", "reliable", "expert")] * 40
    loyal += [chose("loyal")] * 10
    ask("words", [*new, *loyal])
    ask("beliefs", [chose("", "simple", "reliable")] * 18 + [chose("", "complicated")] * 2)
    return intended
