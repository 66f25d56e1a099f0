"""The verbatims of the sample workspace, written by hand and labelled by their writers."""

import json
from dataclasses import dataclass
from importlib import resources

FILES = {"en": ("texts_en.jsonl",), "zh": ("texts_zh.jsonl", "texts_zh_surveys.jsonl")}
LANGUAGES = tuple(FILES)
KINDS = ("survey_response", "review", "mention", "conversation", "interview")
FACTORS = (
    *("support", "ease", "product", "price", "delivery"),
    *("trust", "values", "marketing", "reputation", "history"),
)
STORIES = ("ease-drop", "support-rise", "price-grumble", "silent-large")
SEGMENTS = ("solo", "group", "enterprise")


class MissingTexts(FileNotFoundError):
    """A file of texts is not in the package; `name` says which."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} is missing from {__package__}")
        self.name = name


class UnfitText(ValueError):
    """A line of a file of texts that names what does not exist."""


@dataclass(frozen=True, slots=True)
class Text:
    """One verbatim: its `tone` from -2 to 2, what it speaks of, and what must have happened before it."""

    id: str
    language: str
    kind: str
    title: str
    text: str
    tone: int
    factors: tuple[str, ...]
    story: str
    segment: str


def texts(language: str) -> tuple[Text, ...]:
    """All texts of one language ("en" or "zh") in the order of its files; raises MissingTexts, UnfitText."""
    return tuple(parse(line, language) for name in FILES[language] for line in lines(name))


def lines(name: str) -> list[str]:
    """The lines of one file of texts; raises MissingTexts, naming the file, where it is not there."""
    file = resources.files(__package__) / name
    if not file.is_file():
        raise MissingTexts(name)
    return [line for line in file.read_text(encoding="utf-8").split("\n") if line.strip()]


def parse(line: str, language: str) -> Text:
    """One line of a file of texts (JSON); raises UnfitText where it names what does not exist."""
    row = json.loads(line)
    found = Text(
        id=row["id"],
        language=language,
        kind=row["kind"],
        title=row["title"],
        text=row["text"],
        tone=row["tone"],
        factors=tuple(row["factors"]),
        story=row["story"],
        segment=row["segment"],
    )
    _check(found)
    return found


def _check(text: Text) -> None:
    fits = (
        text.kind in KINDS,
        bool(text.text.strip()),
        text.tone in range(-2, 3),
        set(text.factors) <= set(FACTORS),
        text.story in ("", *STORIES),
        text.segment in ("", *SEGMENTS),
    )
    if not all(fits):
        raise UnfitText(f"{text.id}: kind, text, tone, factors, story or segment is not one of ours")
