"""What should be thought over before publishing: wording that pushes, questions that ask two things."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from regard.instruments.conditions import ALWAYS
from regard.instruments.definition import Instrument
from regard.instruments.questions import SCORED, Kind, Question, Text

LEADING = {
    "en": re.compile(
        r"\b(?:don't|do not|won't|wouldn't|isn't|aren't|wasn't|weren't|didn't|doesn't|shouldn't|couldn't)"
        r" (?:you|it|we|they|our|the|this|that)\b"
        r"|\bobviously\b|\bsurely\b"
        r"|\bof course\b|\bas you know\b|\bmost people\b|\beverybody\b|\beveryone\b|\bagree that\b"
        r"|\bhow (?:much (?:do|did) you (?:like|love|enjoy)|great|good|excellent|amazing|happy|pleased)\b"
        r"|\bhow much (?:better|easier|faster|nicer)\b|\bwhy do you (?:love|like|prefer|enjoy)\b"
        r"|\bour (?:friendly|helpful|best|improved|leading|beautiful)\b"
        r"|\b(?:amazing|excellent|wonderful|award-winning|world-class|outstanding|fantastic|great)\b",
        re.IGNORECASE,
    ),
    "zh-hans": re.compile(
        r"难道|不觉得|不认为|是不是很|多么|众所周知|显然|当然|大家都|不是吗|对吧|吧[？?]|是否(?:同意|认同)"
        r"|您(?:一定|肯定)|您也(?:觉得|认为)|优秀的|卓越的|出色的|一流的|优质的|贴心的|周到的|领先的"
        r"|有多(?:喜欢|高兴|开心|棒|好)|为什么(?:喜欢|爱)"
    ),
}
DOUBLE = {
    "en": re.compile(r"\b(?:and(?:/or)?|as well as)\b|(?<=\s)&(?=\s)", re.IGNORECASE),
    "zh-hans": re.compile(
        r"以及|并且|而且|同时|、|既.{1,10}又|又.{1,8}又"
        r"|(?<![温平柔缓谦随祥总饱共])和(?![谐睦气平善蔼解您你我他她]|大家)|(?<!参)与(?![否众您你我他她]|大家)"
        r"|(?<![涉普得提触不])及(?![时格早您你我他她]|大家)"
    ),
}
"""Words in a question; what stands around a word that only looks like one of them is left alone."""
LONGEST_QUESTION = {"en": 40, "zh-hans": 80}  # words; characters
MOST_SHOWN = 12
WAY_OUT = re.compile(r"none|neither|other|else|no\b|not|don't|prefer|以上|其他|不|没", re.IGNORECASE)


@dataclass(frozen=True)
class Hint:
    """Where, what (`code`), and the words that it is about."""

    path: str
    code: str
    detail: str = ""


def hints(instrument: Instrument) -> Iterator[Hint]:
    """Codes: leading, double, long_question, no_way_out, personal, unbalanced, same_text, many_questions."""
    for page in instrument.pages:
        for question in page.questions:
            yield from _worded(question)
            yield from _same_texts(question)
            if question.is_required:
                is_for_all = page.show_if == ALWAYS and question.show_if == ALWAYS
                yield from _without_a_way_out(question, is_for_all=is_for_all)
            if question.kind == Kind.WORDS and not _is_balanced(question):
                yield Hint(question.id, "unbalanced")
    answered = [question for question in instrument.questions.values() if question.takes_an_answer]
    if len(answered) > MOST_SHOWN:
        yield Hint("pages", "many_questions", str(len(answered)))


def _worded(question: Question) -> Iterator[Hint]:
    yield from _found(LEADING, question.text, f"{question.id}.text", "leading")
    if question.kind in SCORED or question.kind == Kind.SINGLE:
        yield from _found(DOUBLE, question.text, f"{question.id}.text", "double")
    if question.kind == Kind.MATRIX:
        for row in question.rows:
            yield from _found(DOUBLE, row.text, f"{question.id}.{row.id}", "double")
    if question.kind == Kind.MESSAGE:
        return
    for language, text in question.text.items():
        size = len(text.split()) if language == "en" else len(text)
        if size > LONGEST_QUESTION.get(language, size):
            yield Hint(f"{question.id}.text.{language}", "long_question", str(size))


def _found(patterns: Mapping[str, re.Pattern[str]], text: Text, path: str, code: str) -> Iterator[Hint]:
    for language, words in text.items():
        pattern = patterns.get(language)
        if pattern and (found := pattern.search(words.replace("’", "'"))):
            yield Hint(f"{path}.{language}", code, found[0])


def _without_a_way_out(question: Question, *, is_for_all: bool) -> Iterator[Hint]:
    """Somebody has to say something that may not be true of them, or who they are, to get on at all."""
    if question.kind in (Kind.SINGLE, Kind.MULTIPLE, Kind.WORDS, Kind.RANKING):
        ways = [one for one in question.options if one.is_fixed or one.is_alone or _is_way_out(one.text)]
        if not ways:
            yield Hint(question.id, "no_way_out")
    elif question.kind in (Kind.CONTACT, Kind.CONSENT) and is_for_all:
        yield Hint(question.id, "personal")


def _is_way_out(text: Text) -> bool:
    return any(WAY_OUT.search(words) for words in text.values())


def _is_balanced(question: Question) -> bool:
    kinds = [option.polarity for option in question.options]
    return kinds.count("good") == kinds.count("bad")


def _same_texts(question: Question) -> Iterator[Hint]:
    for several in (question.options, question.rows):
        seen: set[Any] = set()
        for option in several:
            for language, text in option.text.items():
                said = (language, text.strip().casefold())
                if said[1] and said in seen:
                    yield Hint(f"{question.id}.{option.id}.{language}", "same_text", text)
                seen.add(said)
