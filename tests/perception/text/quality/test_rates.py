"""How often a flag is given to what people wrote in earnest: many kinds of texts, fifty languages."""

import csv
import gzip

import numpy as np
import pytest

from regard.perception.text.buffers import utf8
from regard.perception.text.quality import FLAGS, flags

SETS = {  # and how many rows of each
    "nhs_fft_phase1": 4000, "semeval_tweets": 6000, "zh_waimai": 4000, "zh_online_shopping": 4000,
    "zh_smp2020_emotion": 4000, "zh_dianping_sentences": 4000, "lid_dev": 20_000, "xlmt_multilingual": 6000,
}  # fmt: skip


def shares(texts):
    """The share of texts that each flag was given to, in percent."""
    column = flags(*utf8(texts))
    given = np.bincount([FLAGS.index(flag) for flag in column.values.to_pylist()], minlength=len(FLAGS))
    return dict(zip(FLAGS, 100 * given / len(texts), strict=True))


@pytest.mark.shared
@pytest.mark.parametrize("name", SETS)
def test_few_real_texts_are_flagged(shared, name):
    with gzip.open(shared / f"{name}.csv.gz", "rt", encoding="utf-8") as lines:
        texts = [row["text"] for _, row in zip(range(SETS[name]), csv.DictReader(lines), strict=False)]
    found = shares(texts)
    assert found["gibberish"] <= 0.2
    assert found["spam"] <= 0.2
    assert found["bot_like"] <= 0.3
    assert found["empty"] <= 0.1
    assert found["personal_data"] <= 0.4


@pytest.mark.shared
def test_no_language_is_gibberish(shared):
    with gzip.open(shared / "lid_dev.csv.gz", "rt", encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    column = flags(*utf8([row["text"] for row in rows])).to_pylist()
    wrong = [row["label"] for row, given in zip(rows, column, strict=True) if "gibberish" in given]
    assert len({row["label"] for row in rows}) == 50
    assert all(wrong.count(language) <= 1 for language in wrong)
