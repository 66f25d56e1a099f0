"""From what a row says to the draft of a feedback record, within the bounds of its columns."""

import hashlib
from collections.abc import Iterable
from dataclasses import MISSING, fields
from datetime import datetime
from typing import Any

from django.db.models import TextChoices

from regard.web.customers.matching import Person
from regard.web.feedback.drafts import AnswerDraft, Draft
from regard.web.feedback.models import Channel, FieldType, Kind, Precision
from regard.web.listening.formats.candidates import Answer, Candidate

FIELD_TYPES = {
    "nps": FieldType.NPS,
    "csat": FieldType.CSAT,
    "ces": FieldType.CES,
    "stars": FieldType.RATING,
    "trust": FieldType.TRUST,
    "values": FieldType.VALUES,
}
PUBLIC = frozenset({Kind.REVIEW, Kind.MENTION})
LONGEST = {
    "title": 1000,
    "author_name": 200,
    "product": 100,
    "region": 100,
    "touchpoint": 100,
    "segment": 100,
}
LONGEST_ID, LONGEST_NAME, LONGEST_EMAIL, LONGEST_FIELD = 200, 200, 254, 100
HASHED = 33  # "~" and 32 digits

WORDS_FOR_KINDS = {
    Kind.SURVEY_RESPONSE: "survey|survey answer|问卷|调查|答卷",
    Kind.REVIEW: "rating|评论|评价|点评",
    Kind.MENTION: "post|提及|帖子",
    Kind.CONVERSATION: "chat|call|ticket|工单|对话|会话",
    Kind.INTERVIEW: "访谈",
}
WORDS_FOR_CHANNELS = {
    Channel.EMAIL: "e-mail|mail|邮件|电子邮件",
    Channel.IN_APP: "app|mobile|应用内",
    Channel.WEB: "website|web page|link|anonymous|网页|网站|官网",
    Channel.SMS: "text message|短信",
    Channel.CHAT: "live chat|whatsapp|在线客服|聊天",
    Channel.PHONE: "call|telephone|电话",
    Channel.IN_PERSON: "store visit|到店|线下|面对面",
    Channel.SOCIAL: "twitter|facebook|instagram|微博|微信|小红书",
    Channel.STORE: "app store|google play|应用商店",
    Channel.FORUM: "论坛",
}
KINDS = {word: str(kind.value) for kind, words in WORDS_FOR_KINDS.items() for word in words.split("|")}
CHANNELS = {word: str(one.value) for one, words in WORDS_FOR_CHANNELS.items() for word in words.split("|")}


def draft_from(candidate: Candidate, *, kind: str, external_id: str) -> Draft:
    """The draft that `candidate` stands for, in a source of `kind`, under `external_id`."""
    attributes = dict(candidate.attributes)
    found_kind = _choice(candidate.kind, Kind, KINDS)
    channel = _choice(candidate.channel, Channel, CHANNELS)
    if candidate.kind and found_kind is None:
        attributes.setdefault("kind", candidate.kind)
    if candidate.channel and channel is None:
        attributes.setdefault("channel", candidate.channel)
    person = _person(candidate)
    return Draft(
        external_id=fitted_id(external_id),
        kind=found_kind or kind,
        channel=channel or Channel.IMPORT,
        text=candidate.text or "",
        answers=tuple(_answers(candidate.answers)),
        person=person,
        experienced_at=candidate.experienced_at,
        collected_at=candidate.collected_at,
        time_precision=candidate.time_precision or Precision.UNKNOWN,
        permalink=candidate.url or "",
        declared_language=candidate.language or "",
        is_public=(found_kind or kind) in PUBLIC,
        attributes=attributes,
        **_shortened(candidate, attributes),
    )


def _shortened(candidate: Candidate, attributes: dict[str, str]) -> dict[str, str]:
    """The short fields, cut with a mark where they are too long; then the whole value is an attribute."""
    said = {
        "title": candidate.title,
        "author_name": candidate.author or (None if candidate.customer_id else candidate.customer_name),
        "product": candidate.product,
        "region": candidate.region,
        "touchpoint": candidate.touchpoint,
        "segment": candidate.segment,
    }
    for name, value in said.items():
        if value and len(value) > LONGEST[name]:
            attributes.setdefault(name, value)
    return {name: cut(value or "", LONGEST[name]) for name, value in said.items()}


def _person(candidate: Candidate) -> Person:
    return Person(
        external_id=fitted_id(candidate.customer_id or ""),
        email=cut(candidate.customer_email or "", LONGEST_EMAIL),
        name=cut(candidate.customer_name or "", LONGEST_NAME),
        account=fitted_id(candidate.account or ""),
        segment=cut(candidate.segment or "", LONGEST["segment"]),
    )


def _answers(answers: Iterable[Answer]) -> Iterable[AnswerDraft]:
    for answer in answers:
        yield AnswerDraft.score(
            FIELD_TYPES[answer.metric],
            float(answer.score),
            float(answer.scale_min),
            float(answer.scale_max),
            direction=answer.direction,
            field_id=fitted_id(answer.label, LONGEST_FIELD),
            label=cut(answer.label, 500),
        )


def _choice(word: str | None, choices: type[TextChoices], known: dict[str, str]) -> str | None:
    """The value of `choices` that a word of a file means; None where it means none of them."""
    if not word:
        return None
    folded = word.strip().casefold()
    value = folded.replace(" ", "_").replace("-", "_")
    return value if value in choices.values else known.get(folded)


def cut(text: str, longest: int) -> str:
    """`text`, with its end replaced by a mark where it is longer than `longest`."""
    return text if len(text) <= longest else text[: longest - 1] + "…"


def fitted_id(text: str, longest: int = LONGEST_ID) -> str:
    """`text`, or where it is too long its beginning and a fingerprint of the whole: still one of a kind."""
    if len(text) <= longest:
        return text
    return text[: longest - HASHED] + "~" + hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


# --- the drafts as JSON, for the prepared rows ---------------------------------------------------------
_EMPTY = {
    one.name: one.default if one.default is not MISSING else {}
    for one in fields(Draft)
    if one.name not in ("external_id", "answers", "person")
}
_MOMENTS = ("experienced_at", "collected_at")


def content_of(draft: Draft) -> dict[str, Any]:
    """The draft as JSON values, without what is empty."""
    content: dict[str, Any] = {"external_id": draft.external_id}
    for name, empty in _EMPTY.items():
        value = getattr(draft, name)
        if value != empty:
            content[name] = value.isoformat() if name in _MOMENTS else value
    if draft.person != Person():
        content["person"] = {name: value for name, value in vars(draft.person).items() if value}
    if draft.answers:
        content["answers"] = [vars(answer) for answer in draft.answers]
    return content


def draft_of(content: dict[str, Any]) -> Draft:
    """The draft that `content_of` made JSON values of."""
    told = dict(content)
    for name in _MOMENTS:
        if name in told:
            told[name] = datetime.fromisoformat(told[name])
    told["person"] = Person(**told.get("person", {}))
    told["answers"] = tuple(AnswerDraft(**answer) for answer in told.get("answers", ()))
    return Draft(**told)
