"""From what a file says to a draft: ids that fit, texts without markup, pages without what is left out."""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from regard.instruments.conditions import UnfitCondition, condition
from regard.instruments.definition import FORMAT, LANGUAGES
from regard.instruments.reading import LONGEST_TEXT, MOST_OPTIONS

MARKUP = re.compile(r"<(script|style)\b.*?</\1\s*>|<[^<>]{0,2000}>", re.IGNORECASE | re.DOTALL)
SPACES = re.compile(r"[ \t\r\f\v\u00a0]+")
BREAKS = re.compile(r"<(?:br|/p|/div|/li)\b[^<>]{0,100}>", re.IGNORECASE)
NAME = re.compile(r"[^a-z0-9_]+")
GAPS = str.maketrans("{}", "()")
Content = dict[str, Any]


class UnreadableSurvey(ValueError):
    """A file without a survey that can be read: `code` says why, `path` where.

    Codes: too_large, not_a_survey, not_xml, entities, unfit, empty.
    """

    def __init__(self, code: str, path: str = "") -> None:
        super().__init__(f"{path}: {code}" if path else code)
        self.code, self.path = code, path


@dataclass(frozen=True)
class Left:
    """What was not taken over: where it stood, what it was (`code`), and its words.

    Codes: question (a kind that Regard has not), condition, order.
    """

    place: str
    code: str
    detail: str = ""


class Names:
    """Ids of a file made to fit, each once; the same name twice is another id."""

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._known: dict[str, str] = {}

    def new(self, name: Any, start: str) -> str:
        """An id for this name, which `known` then finds."""
        plain = NAME.sub("_", str(name).lower()).strip("_")[:32]
        wish = plain if plain[:1].isascii() and plain[:1].isalpha() else f"{start}_{plain}".rstrip("_")
        found, number = wish, 2
        while found in self._taken:
            found, number = f"{wish}_{number}", number + 1
        self._taken.add(found)
        self._known.setdefault(str(name), found)
        return found

    def known(self, name: Any) -> str:
        """The id that this name was given; empty where there is none."""
        return self._known.get(str(name), "")


def plain(text: Any) -> str:
    """A text without markup, its entities read once, braces made harmless, not longer than a text may be."""
    if not isinstance(text, str | int | float) or isinstance(text, bool):
        return ""
    said = MARKUP.sub("", BREAKS.sub("\n", str(text)))
    said = SPACES.sub(" ", html.unescape(said)).replace("\0", "")
    lines = [line.strip() for line in said.split("\n")]
    return "\n".join(line for line in lines if line).translate(GAPS)[:LONGEST_TEXT]


def language_of(code: Any) -> str:
    """The language of Regard that a file's code stands for; empty where there is none."""
    plainly = str(code).lower().replace("_", "-")
    if plainly in LANGUAGES:
        return plainly
    if plainly in ("default", "en") or plainly.startswith("en-"):
        return "en"
    chinese = ("zh", "zh-cn", "zh-hans", "zh-sg", "zh-s", "zh-hans-cn")
    return "zh-hans" if plainly in chinese else ""


def texts(said: Mapping[str, Any]) -> dict[str, str]:
    """The texts in our languages, without markup; those that say nothing are left out."""
    found: dict[str, str] = {}
    for code, text in said.items():
        language = language_of(code)
        if language and (words := plain(text)):
            found.setdefault(language, words)
    return found


def draft(kind: str, title: Mapping[str, str], pages: list[Content], **more: Any) -> Content:
    """The draft, with its languages as they occur in it. Raises UnreadableSurvey where nothing is asked."""
    kept = [page for page in pages if page["questions"]]
    if not kept:
        raise UnreadableSurvey("empty")
    found = [language for language in LANGUAGES if _speaks(kept, language)]
    extra = {key: value for key, value in more.items() if value}
    return {
        "format": FORMAT,
        "kind": kind,
        "languages": found or ["en"],
        "title": dict(title),
        "pages": kept,
        **extra,
    }


def _speaks(pages: list[Content], language: str) -> bool:
    return any(language in question["text"] for page in pages for question in page["questions"])


def fitting(content: Content | None, asked: set[str]) -> Content | None:
    """The condition if it can be asked after these questions, else None."""
    if content is None:
        return None
    try:
        found = condition(content)
    except UnfitCondition:
        return None
    return content if found.questions <= asked else None


def page_after_asking(pages: list[Content], shown: Content, names: Names) -> None:
    """Begin another page where a condition asks about a question of the last one."""
    page = pages[-1]
    if condition(shown).questions & {one["id"] for one in page["questions"]}:
        more = {"show_if": page["show_if"]} if "show_if" in page else {}
        pages.append({"id": names.new(page["id"], "page"), "questions": [], **more})


def measured(low: int, high: int) -> str:
    """What a row of scores most likely measures: 0-10 is recommendation; no other scale says so by itself."""
    return "nps" if (low, high) == (0, 10) else ""


def listed(names: Names, several: list[tuple[Any, Mapping[str, Any]]]) -> list[Content]:
    """Options with ids of their own; those without words are left out."""
    found = []
    for name, said in several[:MOST_OPTIONS]:
        if words := texts(said):
            found.append({"id": names.new(name, "option"), "text": words})
    return found
