"""Surveys that were made elsewhere: SurveyJS, LimeSurvey, Qualtrics, and Regard's own JSON.

Nothing of a file is ever evaluated: conditions are read by a small grammar of our own, markup is taken away,
and what has no counterpart here is left out and said.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from regard.instruments.definition import FORMAT, Instrument, UnfitInstrument
from regard.instruments.formats import limesurvey, qualtrics, surveyjs
from regard.instruments.formats.making import Left, UnreadableSurvey

LARGEST = 2 * 1024 * 1024


@dataclass(frozen=True)
class Imported:
    """A survey from a file, in which format it was, and what could not be taken over."""

    instrument: Instrument
    format: str
    left: tuple[Left, ...]


def read(content: bytes) -> Imported:
    """The survey in a file, by what is in it and not by its name. Raises UnreadableSurvey."""
    if len(content) > LARGEST:
        raise UnreadableSurvey("too_large")
    if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return _made("limesurvey", limesurvey.draft_of, content)
    found = _json(content)
    if not isinstance(found, dict):
        raise UnreadableSurvey("not_a_survey")
    if found.get("format") == FORMAT:
        return _made("regard", lambda one: (one, []), found)
    if "SurveyElements" in found:
        return _made("qualtrics", qualtrics.draft_of, found)
    if "pages" in found or "elements" in found or "questions" in found:
        return _made("surveyjs", surveyjs.draft_of, found)
    raise UnreadableSurvey("not_a_survey")


def written(instrument: Instrument) -> bytes:
    """The survey as Regard's own JSON, which `read` takes again."""
    return json.dumps(instrument.to_content(), ensure_ascii=False, indent=2).encode()


def _json(content: bytes) -> Any:
    try:
        return json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise UnreadableSurvey("not_a_survey") from None


def _made(name: str, make: Callable[[Any], tuple[dict[str, Any], list[Left]]], content: Any) -> Imported:
    try:
        draft, left = make(content)
        return Imported(Instrument.from_content(draft), name, tuple(left))
    except UnfitInstrument as problem:
        raise UnreadableSurvey("unfit", problem.path) from problem
    except RecursionError:
        raise UnreadableSurvey("not_a_survey") from None
