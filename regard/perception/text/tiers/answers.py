"""From what an endpoint answered to one row: checked against the text, or refused by name."""

import json
import math
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from regard.perception.datasets.labelled import EMOTIONS, FACTORS, INTENTS, SENTIMENTS
from regard.perception.text.languages import LANGUAGES
from regard.perception.text.tiers.contract import AnswerError
from regard.perception.text.tiers.leaving import Outgoing

SIDES = ("negative", "neutral", "positive")
FENCE = re.compile(r"\s*```(?:json)?\s*\n(.*)\n\s*```\s*", re.DOTALL)
MOST = 100  # findings under one head
LONGEST_WORD = 60
LONGEST_QUOTE = 2_000
Row = dict[str, Any]


class MalformedAnswer(AnswerError):
    """The answer is not of the documented form."""


class TruncatedAnswer(AnswerError):
    """The model stopped in the middle of its answer."""


class RefusedAnswer(AnswerError):
    """The model declined to answer."""


def content(body: bytes) -> str:
    """What the model says in an answer of /chat/completions. Raises AnswerError."""
    choices = _field(parsed(body), "choices", list)
    if not choices:
        raise MalformedAnswer("choices: none")
    finish = choices[0].get("finish_reason") if isinstance(choices[0], Mapping) else None
    message = _field(choices[0], "message", dict)
    if message.get("refusal") or finish == "content_filter":
        raise RefusedAnswer("the model declined to answer")
    if finish == "length":
        raise TruncatedAnswer("the answer was cut off at its greatest length")
    said: str = _field(message, "content", str)
    return said


def parsed(body: bytes | str) -> Any:
    """JSON without constants that JSON does not have. Raises MalformedAnswer."""

    def refuse(name: str) -> None:
        raise MalformedAnswer(f"{name} is no number of JSON")

    try:
        return json.loads(body, parse_constant=refuse)
    except (ValueError, RecursionError) as error:
        if isinstance(error, MalformedAnswer):
            raise
        raise MalformedAnswer("the answer is not JSON") from error


def finding(said: str, sent: Outgoing, heads: Collection[str]) -> Row:
    """The row that an answer gives under these heads. Raises MalformedAnswer with the place.

    Repaired: a fence of three backticks around the JSON, capital letters in names, other white space or
    capitals in a quote. Left out: a finding whose quote is not in the text.
    """
    fenced = FENCE.fullmatch(said)
    answer = parsed(fenced[1] if fenced else said)
    if not isinstance(answer, dict):
        raise MalformedAnswer("the answer is no object")
    row: Row = {}
    for head in heads:
        row |= READERS[head](answer, sent)
    return row


def _language(answer: Row, _sent: Outgoing) -> Row:
    said = _field(answer, "language", str).strip().lower().split("-")[0]
    return {"language": said if said in LANGUAGES else "unknown"}


def _sentiment(answer: Row, _sent: Outgoing) -> Row:
    side, score = answer.get("sentiment"), answer.get("score")
    if side is None:
        return {"sentiment": None, "sentiment_score": None}
    number = isinstance(score, int | float) and not isinstance(score, bool) and math.isfinite(score)
    if score is not None and not (number and -1 <= score <= 1):
        raise MalformedAnswer("score: not between -1 and 1")
    return {
        "sentiment": _name(side, SENTIMENTS, "sentiment"),
        "sentiment_score": None if score is None else float(score),
    }


def _factors(answer: Row, sent: Outgoing) -> Row:
    rows = []
    for one in _objects(answer, "factors"):
        span = place(_field(one, "quote", str), sent)
        named = {
            "factor": _name(one.get("factor"), FACTORS, "factor"),
            "polarity": _name(one.get("polarity"), SIDES, "polarity"),
        }
        if span:
            rows.append(named | {"start": span[0], "end": span[1]})
    return {"factors": _once(rows)}


def _descriptors(answer: Row, sent: Outgoing) -> Row:
    rows = []
    for one in _objects(answer, "descriptors"):
        span = place(_field(one, "quote", str), sent)
        word = " ".join(_field(one, "word", str).lower().split())
        named = {"word": word, "polarity": _name(one.get("polarity"), SIDES, "polarity")}
        if span and 0 < len(word) <= LONGEST_WORD and word.isprintable():
            rows.append(named | {"start": span[0], "end": span[1]})
    return {"descriptors": _once(rows)}


def _labels(head: str, names: Sequence[str]) -> Callable[[Row, Outgoing], Row]:
    def read(answer: Row, _sent: Outgoing) -> Row:
        given = {_name(one, names, head) for one in _listed(answer, head)}
        return {head: [name for name in names if name in given]}

    return read


READERS: dict[str, Callable[[Row, Outgoing], Row]] = {
    "language": _language,
    "sentiment": _sentiment,
    "factors": _factors,
    "emotions": _labels("emotions", EMOTIONS),
    "intents": _labels("intents", (*INTENTS, "urgent")),
    "descriptors": _descriptors,
}


def place(quote: str, sent: Outgoing) -> tuple[int, int] | None:
    """Where the text as given says this; None where it does not.

    >>> from regard.perception.text.tiers.leaving import outgoing
    >>> place("too  SLOW", outgoing("Delivery was too slow."))
    (13, 21)
    """
    words = quote.split() if len(quote) <= LONGEST_QUOTE else []
    if not words:
        return None
    found = re.search(r"\s+".join(re.escape(word) for word in words), sent.text, re.IGNORECASE)
    return sent.original(*found.span()) if found else None


def _once(rows: list[Row]) -> list[Row]:
    """Each finding once, in the order of the text."""
    return sorted(
        {tuple(row.values()): row for row in rows}.values(), key=lambda row: (row["start"], row["end"])
    )


def _objects(answer: Row, name: str) -> list[Row]:
    every = _listed(answer, name)
    if not all(isinstance(one, dict) for one in every):
        raise MalformedAnswer(f"{name}: not a list of objects")
    return every


def _listed(answer: Row, name: str) -> list[Any]:
    every: list[Any] = _field(answer, name, list)
    if len(every) > MOST:
        raise MalformedAnswer(f"{name}: more than {MOST}")
    return every


def _name(value: Any, names: Sequence[str], place: str) -> str:
    name = value.strip().lower() if isinstance(value, str) else value
    if name not in names:
        raise MalformedAnswer(f"{place}: none of {', '.join(names)}")
    return str(name)


def _field(answer: Any, name: str, kind: type) -> Any:
    value = answer.get(name) if isinstance(answer, Mapping) else None
    if not isinstance(value, kind):
        raise MalformedAnswer(f"{name}: missing, or no {kind.__name__}")
    return value
