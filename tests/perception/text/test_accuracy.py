"""Accuracy on labelled texts beside the checkout: floors that a change must not fall through.

The floors stand a little below what version 1 reaches; benchmarks/text.py prints the exact figures.
"""

import csv
import gzip
import itertools
import json

import pytest

from regard.perception.text import read

pytestmark = pytest.mark.shared

ROWS = 1_500  # of each set, evenly spread
LABELS = ("negative", "neutral", "positive")
FLOORS = {  # macro-F1 over the labels that a set has
    "cebab": 0.62,
    "dynasent_dev": 0.56,
    "nhs_fft_phase1": 0.37,
    "skytrax_lounge": 0.55,
    "tweeteval_sentiment": 0.57,
    "semeval_tweets": 0.54,
    "amazon_polarity": 0.81,
    "sst3_dev": 0.50,
    "vader_gt_movie": 0.42,
    "zh_waimai": 0.80,
    "zh_online_shopping": 0.85,
    "zh_dianping_sentences": 0.52,
    "zh_asap_sample": 0.45,
}


def labelled(shared, name, labels=None):
    """Texts and labels of one set, evenly spread over its rows."""
    with gzip.open(shared / f"{name}.csv.gz", "rt", encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if labels is None or row["label"] in labels]
    step = max(1, len(rows) // ROWS)
    return list(itertools.islice(rows, 0, None, step))


def macro_f1(gold, found):
    """The mean over the labels of 2 * hits / (labelled + found)."""
    scores = []
    for label in sorted(set(gold)):
        hits = sum(one == two == label for one, two in zip(gold, found, strict=True))
        scores.append(2 * hits / (gold.count(label) + found.count(label)))
    return sum(scores) / len(scores)


@pytest.mark.parametrize(("name", "floor"), FLOORS.items(), ids=list(FLOORS))
def test_sentiment_stays_above_its_floor(shared, name, floor):
    rows = labelled(shared, name, LABELS)
    found = read([row["text"] for row in rows], heads=["sentiment"]).column("sentiment").to_pylist()
    three = ["neutral" if label in {"mixed", None} else label for label in found]
    assert macro_f1([row["label"] for row in rows], three) > floor


@pytest.mark.parametrize(
    ("kind", "language", "floor"),
    [
        ("sentences", "en", 0.99),
        ("sentences", "zh", 0.99),
        ("sentences", "other", 0.985),
        ("word-pairs", "en", 0.96),
        ("word-pairs", "zh", 0.98),
        ("word-pairs", "other", 0.91),
    ],
)
def test_languages_are_told_apart(shared, kind, language, floor):
    with gzip.open(shared / "lid_dev.csv.gz", "rt", encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if json.loads(row["extra"])["kind"] == kind]
    meant = [
        row["text"] for row in rows if (row["label"] if row["label"] in {"en", "zh"} else "other") == language
    ]
    found = read(meant, heads=["language"]).column("language").to_pylist()
    assert found.count(language) / len(meant) >= floor


@pytest.mark.parametrize("name", ["cebab", "app_reviews_intent", "nhs_fft_phase1", "skytrax_lounge"])
def test_english_feedback_is_taken_for_english(shared, name):
    texts = [row["text"] for row in labelled(shared, name)]
    assert read(texts, heads=["language"]).column("language").to_pylist().count("en") / len(texts) > 0.99


@pytest.mark.parametrize(
    "name", ["zh_waimai", "zh_online_shopping", "zh_dianping_sentences", "zh_smp2020_emotion"]
)
def test_chinese_feedback_is_taken_for_chinese(shared, name):
    texts = [row["text"] for row in labelled(shared, name)]
    assert read(texts, heads=["language"]).column("language").to_pylist().count("zh") / len(texts) > 0.99
