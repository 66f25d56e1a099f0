"""A company that promises something, and customers who answered before and since."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse

from regard.web.changes import filing
from regard.web.changes.models import Change, State
from regard.web.customers.matching import Person
from regard.web.feedback.drafts import AnswerDraft, Draft
from regard.web.feedback.recording import record
from regard.web.workspaces.tenancy import in_workspace

START = date(2026, 11, 30)  # a fortnight after `noon`, and a Monday
JUDGED = START + timedelta(weeks=8)
WORDS = "The queue at the counter was endless. 排队太久了。"


def on(day, hour=9):
    return datetime.combine(day, time(hour), UTC)


def answered(number, day, score, **more):
    """An answer about satisfaction, by a customer of their own."""
    person = Person(external_id=f"p{number}", name=f"Guest {number}", email=f"guest{number}@example.com")
    return Draft(
        external_id=f"s{number}",
        text=more.pop("text", ""),
        answers=(AnswerDraft.score("csat", score, 1, 5),),
        person=more.pop("person", person),
        collected_at=on(day),
        **more,
    )


@pytest.fixture(autouse=True)
def _nothing_remembered():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def inside(workspace):
    with in_workspace(workspace):
        yield workspace


@pytest.fixture
def year(inside, survey):
    """Satisfaction by week around the start: half are satisfied before; since then as many as asked for."""

    def of(*, since=0.5, before=0.5, reached="big", others="small", weeks=(-20, 8), per_week=20):
        drafts = []
        for week in range(*weeks):
            for place in range(per_week):
                segment = reached if place % 2 else others
                share = since if week >= 0 and segment == reached else before
                good = (place // 2) % 10 < round(share * 10)
                day = START + timedelta(weeks=week, days=place % 7)
                number = len(drafts)
                text = "" if number % 10 else WORDS
                drafts.append(answered(number, day, 5 if good else 2, segment=segment, text=text))
        record(survey, drafts, at=on(JUDGED))
        return drafts

    return of


@pytest.fixture
def promised(inside, owner):
    """A change that is planned, with everything that it needs."""

    def of(**more):
        given = {
            "title_en": "A second counter",
            "title_zh": "增设第二个柜台",
            "said_en": "You wait too long at the counter.",
            "said_zh": "您反映柜台排队太久。",
            "did_en": "A second counter opens at noon.",
            "did_zh": "中午增开第二个柜台。",
            "metric": "csat",
            "smallest": 5,
            "all_at_once": True,
            "exposed_by": "segment",
            "exposed": ["big"],
            "start_on": START,
            "judge_on": JUDGED,
            "owner": owner,
            "state": State.PLANNED,
            "words": "q=counter&period=all",
        }
        made = Change(**(given | more))
        return filing.file(made, by=owner, at=on(START - timedelta(days=15)))

    return of


@pytest.fixture
def begun(promised, owner):
    """The same, locked a fortnight before it starts."""

    def of(**more):
        change = promised(**more)
        filing.begin(change, by=owner, at=on(START - timedelta(days=14)))
        return change

    return of


@pytest.fixture
def go(client, workspace):
    """Open a page as somebody, or send a form to it."""

    def to(user, name, *args, send=None, language="en", query=""):
        client.force_login(user)
        client.cookies["django_language"] = language
        path = reverse(f"changes:{name}", args=[workspace.slug, *args]) + query
        return client.get(path) if send is None else client.post(path, send)

    return to
