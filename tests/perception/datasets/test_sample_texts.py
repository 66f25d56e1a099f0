"""The verbatims: many, distinct, in two languages, labelled with what exists."""

import json
import unicodedata
from collections import Counter
from dataclasses import replace

import pytest

from regard.perception.datasets.texts import (
    FACTORS,
    FILES,
    KINDS,
    LANGUAGES,
    SEGMENTS,
    STORIES,
    MissingTexts,
    Text,
    UnfitText,
    lines,
    parse,
    texts,
)

REAL_MARKS = (
    "booking.com",
    "airbnb",
    "expedia",
    "agoda",
    "mews",
    "cloudbeds",
    "携程",
    "美团",
    "飞猪",
    "去哪儿网",
)
MONTHS = (
    *("january", "february", "april", "june", "july", "august"),
    *("september", "october", "november", "december", "2024", "2025", "2026"),
)


def letters(text: str) -> str:
    """The text without case, space and punctuation; all of it where nothing else is left."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(sign for sign in folded if sign.isalnum()) or text.strip()


def row(**changed: object) -> str:
    usual: dict[str, object] = {
        "id": "en-9999",
        "kind": "review",
        "text": "Fine.",
        "title": "",
        "tone": 1,
        "factors": ["ease"],
        "story": "",
        "segment": "",
    }
    return json.dumps(usual | changed)


def test_there_are_at_least_six_hundred_distinct_texts(written: tuple[Text, ...]) -> None:
    assert len({letters(text.text) for text in written}) == len(written) >= 600


def test_there_are_enough_texts_in_each_language() -> None:
    assert len(texts("en")) >= 430
    assert len(texts("zh")) >= 220


@pytest.mark.parametrize("end", [slice(0, 32), slice(-32, None)], ids=["first", "last"])
def test_no_two_texts_share_their_first_or_last_32_letters(written: tuple[Text, ...], end: slice) -> None:
    counts = Counter(letters(text.text)[end] for text in written)
    assert [part for part, count in counts.items() if count > 1] == []


def test_no_two_reviews_share_a_title(written: tuple[Text, ...]) -> None:
    counts = Counter(letters(text.title) for text in written if text.title)
    assert [title for title, count in counts.items() if count > 1] == []


def test_ids_are_unique_and_begin_with_the_language(written: tuple[Text, ...]) -> None:
    assert len({text.id for text in written}) == len(written)
    assert {text.id for text in written if not text.id.startswith(f"{text.language}-")} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_tone_factor_and_story_is_written_in_each_language(language: str) -> None:
    found = texts(language)
    assert {text.kind for text in found} == set(KINDS)
    assert {text.tone for text in found} == {-2, -1, 0, 1, 2}
    assert {factor for text in found for factor in text.factors} == set(FACTORS)
    assert {text.story for text in found} >= {"ease-drop", "support-rise", "price-grumble"}
    assert {text.segment for text in found} == {"", *SEGMENTS}


@pytest.mark.parametrize(("story", "least"), [("ease-drop", 45), ("support-rise", 35), ("price-grumble", 25)])
def test_each_story_is_told_in_many_english_texts(story: str, least: int) -> None:
    assert sum(text.story == story for text in texts("en")) >= least


def test_stories_are_told_in_the_tone_that_they_have(written: tuple[Text, ...]) -> None:
    tones = {story: [text.tone for text in written if text.story == story] for story in STORIES}
    assert max(tones["ease-drop"]) <= 0
    assert min(tones["support-rise"]) >= 0
    assert sum(tones["price-grumble"]) < 0


def test_stories_speak_of_their_factor(written: tuple[Text, ...]) -> None:
    factor = {"ease-drop": "ease", "support-rise": "support", "price-grumble": "price"}
    told = [text for text in written if text.story in factor]
    assert [text.id for text in told if factor[text.story] not in text.factors] == []


def test_texts_are_short_and_long() -> None:
    lengths = [len(text.text.split()) for text in texts("en")]
    assert sum(length <= 3 for length in lengths) >= 40
    assert sum(length >= 120 for length in lengths) >= 8


def test_the_voices_differ_in_case_and_punctuation() -> None:
    found = [text.text for text in texts("en")]
    assert sum(text.islower() for text in found) >= 60
    assert sum(text.isupper() for text in found) >= 5
    assert sum("\n" in text for text in found) >= 3
    assert sum("#" in text for text in found) >= 20


def test_no_sentence_frame_opens_more_than_one_english_text_in_a_hundred() -> None:
    openings = Counter(" ".join(text.text.lower().split()[:3]) for text in texts("en"))
    assert openings.most_common(1)[0][1] <= len(texts("en")) / 100


def test_a_text_names_no_real_competitor_and_no_date_that_could_be_wrong(written: tuple[Text, ...]) -> None:
    said = [f"{text.title} {text.text}".lower() for text in written]
    assert [text for text in said for word in REAL_MARKS + MONTHS if word in text.split()] == []
    assert [text for text in said for mark in REAL_MARKS if mark in text] == []


def test_a_missing_file_is_named() -> None:
    with pytest.raises(MissingTexts, match=r"texts_xx\.jsonl is missing from regard\.perception\.datasets"):
        lines("texts_xx.jsonl")


def test_every_file_of_texts_is_in_the_package() -> None:
    assert [name for names in FILES.values() for name in names if not lines(name)] == []


def test_a_line_becomes_a_text() -> None:
    assert parse(row(), "en") == Text("en-9999", "en", "review", "", "Fine.", 1, ("ease",), "", "")
    assert parse(row(tone=-2), "zh") == replace(parse(row(), "en"), tone=-2, language="zh")


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "tweet"},
        {"text": "  "},
        {"tone": 3},
        {"factors": ["ease", "luck"]},
        {"story": "happy-end"},
        {"segment": "chain"},
    ],
    ids=lambda wrong: next(iter(wrong)),
)
def test_a_line_that_names_what_does_not_exist_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(UnfitText, match="en-9999"):
        parse(row(**wrong), "en")
