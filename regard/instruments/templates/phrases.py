"""What the templates share: both languages, words around a survey, kinds of question they are made of."""

from typing import Any

from regard.instruments.definition import Instrument, Page
from regard.instruments.questions import Kind, Option, Question, Scale, Text

LANGUAGES = ("en", "zh-hans")


def both(en: str, zh: str) -> Text:
    """A text in both languages."""
    return {"en": en, "zh-hans": zh}


THANKS = both("Thank you. Your answer has been recorded.", "谢谢，您的回答已记录。")
READ = both("Read by people in our team, word by word.", "我们团队的人会逐字阅读。")
AGREE = (both("Strongly disagree", "非常不同意"), both("Strongly agree", "非常同意"))
CHOOSE_ONE = both("Choose the one that fits best.", "请选择最符合的一项。")
OTHER = Option("other", both("Something else", "其他"), is_fixed=True)


def survey(kind: str, title: Text, *pages: Page, **more: Any) -> Instrument:
    """An instrument in both languages that says thank you."""
    return Instrument(kind, LANGUAGES, title, pages, **{"thanks": THANKS} | more)


def agreement(name: str, text: Text, *, measures: str, **more: Any) -> Question:
    """A statement, and how far somebody agrees, 1-7."""
    return scored(name, text, Scale(1, 7), AGREE, measures=measures, **more)


def scored(name: str, text: Text, scale: Scale, ends: tuple[Text, Text], **more: Any) -> Question:
    """A row of numbers with words at both ends; it needs an answer unless it says otherwise."""
    given = {"is_required": True, **more}
    return Question(name, Kind.SCALE, text, scale=scale, low_label=ends[0], high_label=ends[1], **given)


def written(name: str, text: Text, **more: Any) -> Question:
    """An open question; it says who reads the answer."""
    return Question(name, Kind.LONG_TEXT, text, **{"hint": READ} | more)


def chosen(name: str, text: Text, *options: Option, kind: Kind = Kind.SINGLE, **more: Any) -> Question:
    """A question with options."""
    return Question(name, kind, text, options=options, **more)


def option(name: str, en: str, zh: str, **more: Any) -> Option:
    """One option in both languages."""
    return Option(name, both(en, zh), **more)
