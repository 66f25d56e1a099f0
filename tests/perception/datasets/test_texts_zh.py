"""Checks of the hand-written Chinese texts of the invented company."""

import json
import re
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

PATH = Path(__file__).resolve().parents[3] / "regard/perception/datasets/texts_zh.jsonl"
KINDS = {"survey_response", "review", "mention", "conversation", "interview"}
FACTORS = {
    "support",
    "ease",
    "product",
    "price",
    "delivery",
    "trust",
    "values",
    "marketing",
    "reputation",
    "history",
}
STORIES = {"": 200, "ease-drop": 30, "support-rise": 25, "price-grumble": 15}
SEGMENTS = {"", "solo", "group", "enterprise"}
SHAPE = {
    "id": str,
    "kind": str,
    "text": str,
    "title": str,
    "tone": int,
    "factors": list,
    "story": str,
    "segment": str,
}
HAN = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture(scope="module")
def texts() -> list[dict[str, Any]]:
    """Every line of the file, parsed."""
    return [json.loads(line) for line in PATH.read_text(encoding="utf-8").splitlines()]


def bare(text: str) -> str:
    """Return the letters and digits of a text alone."""
    return "".join(sign for sign in text if unicodedata.category(sign)[0] in "LN")


def repeated(parts: list[str]) -> list[str]:
    """Return what stands in a list more than once."""
    return [part for part, times in Counter(parts).items() if times > 1]


def test_there_are_enough_texts(texts: list[dict[str, Any]]) -> None:
    assert len(texts) >= 260


def test_every_line_has_the_same_keys_and_types(texts: list[dict[str, Any]]) -> None:
    for text in texts:
        assert {key: type(value) for key, value in text.items()} == SHAPE, text["id"]


def test_every_value_is_an_allowed_one(texts: list[dict[str, Any]]) -> None:
    for text in texts:
        assert text["kind"] in KINDS, text["id"]
        assert text["tone"] in range(-2, 3), text["id"]
        assert set(text["factors"]) <= FACTORS, text["id"]
        assert not repeated(text["factors"]), text["id"]
        assert text["story"] in STORIES, text["id"]
        assert text["segment"] in SEGMENTS, text["id"]


def test_only_reviews_have_titles(texts: list[dict[str, Any]]) -> None:
    for text in texts:
        assert bool(text["title"]) == (text["kind"] == "review"), text["id"]


def test_ids_count_from_one_without_a_gap(texts: list[dict[str, Any]]) -> None:
    assert [text["id"] for text in texts] == [f"zh-{number:04d}" for number in range(1, len(texts) + 1)]


def test_every_text_has_han_characters_and_no_outer_spaces(texts: list[dict[str, Any]]) -> None:
    for text in texts:
        assert HAN.search(text["text"]), text["id"]
        assert text["text"] == text["text"].strip(), text["id"]


def test_texts_differ_in_more_than_punctuation(texts: list[dict[str, Any]]) -> None:
    assert repeated([bare(text["text"]) for text in texts]) == []


def test_no_two_texts_begin_alike(texts: list[dict[str, Any]]) -> None:
    assert repeated([text["text"][:16] for text in texts]) == []
    assert repeated([bare(text["text"])[:16] for text in texts]) == []


def test_no_two_texts_end_alike(texts: list[dict[str, Any]]) -> None:
    assert repeated([text["text"][-16:] for text in texts]) == []
    assert repeated([bare(text["text"])[-16:] for text in texts]) == []


def test_no_text_names_a_date_an_address_or_a_number_to_call(texts: list[dict[str, Any]]) -> None:
    private = re.compile(r"\d{4}年|\d+月|\d+[日号]|@|https?:|\d{6,}")
    assert [text["id"] for text in texts if private.search(text["title"] + text["text"])] == []


@pytest.mark.parametrize(("story", "least"), STORIES.items())
def test_each_story_has_enough_texts(texts: list[dict[str, Any]], story: str, least: int) -> None:
    assert sum(text["story"] == story for text in texts) >= least


@pytest.mark.parametrize(
    ("story", "factor"), [("ease-drop", "ease"), ("support-rise", "support"), ("price-grumble", "price")]
)
def test_each_story_speaks_about_its_factor(texts: list[dict[str, Any]], story: str, factor: str) -> None:
    assert all(factor in text["factors"] for text in texts if text["story"] == story)


@pytest.mark.parametrize(("story", "tones"), [("ease-drop", {-2, -1, 0}), ("support-rise", {0, 1, 2})])
def test_each_story_keeps_its_direction(texts: list[dict[str, Any]], story: str, tones: set[int]) -> None:
    assert {text["tone"] for text in texts if text["story"] == story} <= tones


@pytest.mark.parametrize("factor", sorted(FACTORS))
def test_each_factor_is_praised_and_blamed_outside_the_stories(
    texts: list[dict[str, Any]], factor: str
) -> None:
    tones = [text["tone"] for text in texts if factor in text["factors"] and not text["story"]]
    assert min(tones) < 0 < max(tones)


def test_untagged_texts_balance_praise_and_blame(texts: list[dict[str, Any]]) -> None:
    tones = [text["tone"] for text in texts if not text["story"]]
    assert 0.35 <= sum(tone > 0 for tone in tones) / len(tones) <= 0.45
    assert 0.35 <= sum(tone < 0 for tone in tones) / len(tones) <= 0.45
