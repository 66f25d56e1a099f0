"""What the sample's company intends, what its staff believe, and what shaped the view of its customers."""

import random
from datetime import datetime, timedelta
from typing import Any

from regard.instruments.templates import templates
from regard.web.accounts.models import User
from regard.web.answering.drafting import draft_of
from regard.web.answering.entering import hashed
from regard.web.answering.linking import make_link
from regard.web.answering.models import Response
from regard.web.customers.matching import Person
from regard.web.feedback.models import Channel, Feedback, Source, State
from regard.web.feedback.recording import record
from regard.web.insights.sample_surveys import write
from regard.web.positioning import intentions
from regard.web.surveys.models import Survey
from regard.web.surveys.publishing import publish

SEED = 20_261_123
INTENDED = (  # the word, its opposite, its factor
    (("reliable, solid", "可靠，靠谱"), ("unreliable, wrong", "不可靠"), "product"),
    (("simple, easy", "简单，好用"), ("complicated, clumsy", "复杂"), "ease"),
    (("caring, friendly", "体贴，友善"), ("impersonal", "冷漠"), "support"),
    (("worth the price, fair", "物有所值，实在"), ("overpriced, expensive", "太贵，贵"), "price"),
    (("honest, clear", "诚实，清楚"), ("evasive", "含糊其辞"), "trust"),
    (("green, sustainable", "环保"), ("", ""), "values"),
)
WRITTEN = 200  # days ago: before the customers were asked
STAFF = (
    "staff-survey",
    "What we think customers think 我们认为客户怎么想",
    140,
    15,
)  # key, name, days ago, people
BELIEVED = {
    "reliable": 0.9, "simple": 0.8, "caring": 0.7, "fair_priced": 0.6, "expert": 0.4, "honest": 0.35,
    "fast": 0.3, "complicated": 0.15, "overpriced": 0.1,
}  # fmt: skip
INFLUENCE = ("influence-survey", "What shaped your view 影响看法的因素", 120, 140)
SHAPED = {
    "reputation": 0.42, "product": 0.4, "price": 0.38, "support": 0.3, "history": 0.26, "ease": 0.2,
    "trust": 0.16, "values": 0.06, "delivery": 0.05, "marketing": 0.04,
}  # fmt: skip
HEARD = {
    "en": "They call the new sign-in a punishment.",
    "zh-hans": "他们常问我们为什么涨价。",
}


def load(*, by: User, at: datetime) -> None:
    """All of it, as of the days when it was written."""
    written = at - timedelta(days=WRITTEN)
    for (word_en, word_zh), (opposite_en, opposite_zh), factor in INTENDED:
        intentions.add(
            word_en=word_en,
            word_zh=word_zh,
            opposite_en=opposite_en,
            opposite_zh=opposite_zh,
            factor=factor,
            owner=by,
            by=by,
            at=written,
        )
    _staff(by=by, at=at)
    _asked(by=by, at=at)


def _staff(*, by: User, at: datetime) -> None:
    key, name, days, people = STAFF
    began = at - timedelta(days=days)
    survey = _published("beliefs", key, name, by=by, at=began)
    rng = random.Random(SEED)  # noqa: S311 - nothing here is a secret
    answers: list[dict[str, Any]] = []
    for number in range(people):
        chosen = [word for word, share in BELIEVED.items() if rng.random() < share][:5]
        heard = {"heard": HEARD[_language(number)]} if number % 7 == 0 else {}
        answers.append({"words": dict.fromkeys(chosen or ["reliable"], "")} | heard)
    _answer(survey, answers, by=by, at=began)


def _asked(*, by: User, at: datetime) -> None:
    """What shaped the view of customers, asked by a link on a page."""
    key, name, days, people = INFLUENCE
    began = at - timedelta(days=days)
    survey = _published("influence", key, name, by=by, at=began)
    rng = random.Random(SEED + 1)  # noqa: S311 - nothing here is a secret
    answers = []
    for _ in range(people):
        chosen = [factor for factor, share in SHAPED.items() if rng.random() < share]
        rng.shuffle(chosen)
        answers.append({"factors": chosen[:3] or ["product"]})
    _answer(survey, answers, by=by, at=began)


def _published(template: str, key: str, name: str, *, by: User, at: datetime) -> Survey:
    source = Source.objects.create(key=key, name=name, kind="survey_response", created_at=at)
    draft = templates()[template].make().to_content()
    survey: Survey = Survey.objects.create(
        source=source, name=name, kind=template, draft=draft, created_at=at, created_by=by
    )
    publish(survey, by=by, at=at)
    return survey


def _language(number: int) -> str:
    return "zh-hans" if number % 3 == 0 else "en"


def _answer(survey: Survey, answers: list[dict[str, Any]], *, by: User, at: datetime) -> None:
    """Answers that came by a link, one every five hours."""
    link = make_link(survey, name=survey.name, by=by, at=at)
    made = []
    for number, values in enumerate(answers):
        response = _response(survey, _language(number), at + timedelta(hours=5 * number), f"{number}")
        response.link, response.values = link, values
        made.append(response)
    _keep(survey, made, at=at)


def _response(survey: Survey, language: str, when: datetime, key: str) -> Response:
    key_hash = hashed(f"sample/{survey.pk}/{key}")
    return Response(
        survey=survey,
        version=survey.latest,
        channel=Channel.WEB,
        language=language,
        state=State.COMPLETE,
        seed=key_hash[:32],
        key_hash=key_hash,
        started_at=when - timedelta(minutes=2),
        first_at=when,
        last_at=when,
        completed_at=when,
    )


def _keep(survey: Survey, responses: list[Response], *, at: datetime) -> None:
    drafts = [
        draft_of(
            one.version.instrument,
            one.values,
            external_id=str(one.pk),
            channel=one.channel,
            state=one.state,
            language=one.language,
            person=Person(),
            context={},
            at=one.first_at,
        )
        for one in responses
    ]
    record(survey.source, drafts, at=at)
    ids = dict(Feedback.objects.filter(source=survey.source).order_by().values_list("external_id", "pk"))
    for one in responses:
        one.feedback_id = ids[str(one.pk)]
    write(responses)
