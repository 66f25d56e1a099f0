"""Accuracy on labelled texts beside the checkout that did not teach: floors that no change may fall through.

A floor stands about a point and a half below what the shipped weights reach; benchmarks/text.py prints the
figures, regard/perception/models/readings.md says how they were told.
"""

import csv
import gzip
import json

import pytest

from regard.perception.text import read
from regard.perception.text.lists import EMOTIONS
from regard.perception.text.training.__main__ import sides
from regard.perception.text.training.corpus import READERS, Example

pytestmark = pytest.mark.shared

ROWS = 2_500  # of each set, evenly spread
LABELS = ("negative", "neutral", "positive")
FLOORS = {  # macro-F1 over the labels that a set has
    "cebab": 0.712,
    "dynasent_dev": 0.59,
    "nhs_fft_phase1": 0.475,
    "sst3_dev": 0.585,
    "tweeteval_sentiment": 0.675,
    "semeval_tweets": 0.536,
    "acos_laptop": 0.665,
    "zh_online_shopping": 0.905,
    "zh_dianping_sentences": 0.61,
    "zh_asap_sample": 0.50,
}
OURS = ("support", "ease", "product", "price", "delivery")  # factors that the laptops are labelled for


def held_back(shared, name):
    """The examples of one set that did not teach, evenly spread, each with its row."""
    found = []
    with gzip.open(shared / f"{name}.csv.gz", "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            targets = READERS[name](row, json.loads(row["extra"]) if row["extra"] else {})
            if targets:
                found.append(Example(row["text"], name, row["split"], targets))
    kept, _ = sides(found)
    out = [one for one, taught in zip(found, kept, strict=True) if not taught]
    return out[:: max(1, len(out) // ROWS)]


def macro_f1(gold, found):
    """The mean over the labels of 2 * hits / (labelled + found)."""
    scores = []
    for label in sorted(set(gold)):
        hits = sum(one == two == label for one, two in zip(gold, found, strict=True))
        scores.append(2 * hits / (gold.count(label) + found.count(label)))
    return sum(scores) / len(scores)


def likeliest(chances):
    """The side with the largest chance; neutral where nothing is said."""
    return "neutral" if None in chances else LABELS[chances.index(max(chances))]


def f1(wanted, given):
    """2 * hits / (labelled + found) over pairs of sets."""
    hits = sum(len(one & two) for one, two in zip(wanted, given, strict=True))
    return 2 * hits / sum(len(one) + len(two) for one, two in zip(wanted, given, strict=True))


@pytest.mark.parametrize(("name", "floor"), FLOORS.items(), ids=list(FLOORS))
def test_sentiment_stays_above_its_floor(shared, name, floor):
    known = [one for one in held_back(shared, name) if sum(one.targets.get(side, 0) for side in LABELS) == 1]
    gold = [max(LABELS, key=one.targets.__getitem__) for one in known]
    table = read([one.text for one in known], heads=["sentiment"])
    chances = [table.column(f"p_{side}").to_pylist() for side in LABELS]
    assert macro_f1(gold, [likeliest(row) for row in zip(*chances, strict=True)]) > floor


def test_the_factors_of_laptops_stay_above_their_floor(shared):
    known = held_back(shared, "acos_laptop")
    wanted = [{name for name in OURS if one.targets[f"factor {name}"]} for one in known]
    rows = read([one.text for one in known], heads=["factors"]).column("factors").to_pylist()
    assert f1(wanted, [{one["factor"] for one in row} & set(OURS) for row in rows]) >= 0.80


def test_emotions_stay_above_their_floor(shared):
    known = held_back(shared, "goemotions")
    rows = read([one.text for one in known], heads=["emotions"]).column("emotions").to_pylist()
    scores = []
    for name in EMOTIONS:
        asked = [at for at, one in enumerate(known) if f"emotion {name}" in one.targets]
        wanted = [{name} if known[at].targets[f"emotion {name}"] else set() for at in asked]
        scores.append(f1(wanted, [set(rows[at]) & {name} for at in asked]))
    assert sum(scores) / len(scores) >= 0.45


@pytest.mark.parametrize(
    "name",
    ["cebab", "app_reviews_intent", "nhs_fft_phase1", "skytrax_lounge"],
)
def test_english_feedback_is_taken_for_english(shared, name):
    assert share(shared, name, "en") > 0.99


@pytest.mark.parametrize(
    "name", ["zh_waimai", "zh_online_shopping", "zh_dianping_sentences", "zh_smp2020_emotion"]
)
def test_chinese_feedback_is_taken_for_chinese(shared, name):
    assert share(shared, name, "zh") > 0.99


def share(shared, name, language):
    """The share of the texts of a set that are taken for a language."""
    with gzip.open(shared / f"{name}.csv.gz", "rt", encoding="utf-8", newline="") as file:
        texts = [row["text"] for row in csv.DictReader(file)]
    texts = texts[:: max(1, len(texts) // ROWS)]
    return read(texts, heads=["language"]).column("language").to_pylist().count(language) / len(texts)
