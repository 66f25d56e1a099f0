"""Floors for what the shipped weights reach on texts that they were not made from."""

import csv
import gzip

import numpy as np
import pytest

from regard.perception.text.languages import LANGUAGES, SCRIPTS, tell
from regard.perception.text.languages.corpus import corpus, packed


def column(path, name: str) -> list[str]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        return [row[name] for row in csv.DictReader(file)]


def share(texts: list[str], language: str) -> float:
    codes, _ = tell(*packed(texts))
    return float(np.mean(codes == LANGUAGES.index(language)))


@pytest.mark.shared
@pytest.mark.parametrize("name", ["nhs_fft_phase1", "cebab", "dynasent_dev", "skytrax_lounge"])
def test_sixteen_characters_of_english_are_told(shared, name):
    assert share([text[:16] for text in column(shared / f"{name}.csv.gz", "text")], "en") >= 0.975


@pytest.mark.shared
@pytest.mark.parametrize("name", ["zh_waimai", "zh_cars", "zh_dianping_sentences", "zh_online_shopping"])
def test_sixteen_characters_of_chinese_are_told(shared, name):
    assert share([text[:16] for text in column(shared / f"{name}.csv.gz", "text")], "zh") >= 0.998


@pytest.mark.shared
def test_fifty_languages_are_told(shared):
    """The weights have seen these; the estimate on texts held out is in the model card."""
    samples = [sample for sample in corpus(shared) if sample.kind in {"sentences", "word-pairs"}]
    for kind, floor in (("sentences", 0.985), ("word-pairs", 0.9)):
        some = [sample for sample in samples if sample.kind == kind]
        codes, _ = tell(*packed([sample.text for sample in some]))
        assert np.mean([LANGUAGES[code] == s.language for code, s in zip(codes, some, strict=True)]) >= floor


@pytest.mark.shared
def test_chinese_reviews_are_simplified_and_subtitles_are_both(shared):
    _, scripts = tell(*packed(column(shared / "zh_waimai.csv.gz", "text")))
    assert np.mean(scripts == SCRIPTS.index("Hans")) >= 0.99
    rows = zip(
        column(shared / "xed_projections.csv.gz", "lang"),
        column(shared / "xed_projections.csv.gz", "text"),
        strict=True,
    )
    _, scripts = tell(*packed([text for language, text in rows if language == "zh"]))
    assert {"Hans", "Hant"} <= {SCRIPTS[script] for script in np.unique(scripts)}
