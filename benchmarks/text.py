"""The text engine: accuracy on labelled sets, and texts per second of one core, beside a named peer.

Accuracy and macro-F1 (over the labels that a set has; "mixed" and no answer count as neutral) on the training
and development parts of public sets beside the checkout, and whether the language is told. Then speed, in
turns in the same run, by the clock of the processor: the median of the rounds. The peer is vaderSentiment
(English only), where it can be imported; it is no dependency.

    python benchmarks/text.py [rows of each set] [rounds]
"""

import csv
import gzip
import importlib
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

from regard.perception.text import ENGINE, VERSION, read

SHARED = Path(__file__).resolve().parents[1].parent / "shared" / "data"
ENGLISH = [
    "cebab", "dynasent_dev", "nhs_fft_phase1", "skytrax_lounge", "tweeteval_sentiment", "semeval_tweets",
    "amazon_polarity", "sst3_dev", "vader_gt_movie",
]  # fmt: skip
CHINESE = ["zh_waimai", "zh_online_shopping", "zh_dianping_sentences", "zh_asap_sample"]
TIMED = {"semeval_tweets": "tweets", "amazon_polarity": "reviews", "zh_online_shopping": "Chinese reviews"}
LABELS = ("negative", "neutral", "positive")
ROWS, ROUNDS = 4_000, 5
Labeller = Callable[[list[str]], list[str]]


def main() -> None:
    """Accuracy of each set, then speed in turns."""
    if not SHARED.is_dir():
        print(f"SKIPPED: the labelled data is not in {SHARED}")
        return
    rows, rounds = (int(given) for given in [*sys.argv[1:], *(str(ROWS), str(ROUNDS))[len(sys.argv) - 1 :]])
    engines: dict[str, Labeller] = {f"{ENGINE} {VERSION}": ours}
    peer = vader()
    if peer is None:
        print("vaderSentiment cannot be imported: no peer beside ours")
    else:
        engines["vaderSentiment"] = peer
    ours(["load the lists", "读入词表"])
    for title, names in (("English", ENGLISH), ("Chinese", CHINESE)):
        accuracy(title, names, rows, engines if names is ENGLISH else {f"{ENGINE} {VERSION}": ours})
    languages(rows)
    speed(rows, rounds, engines)


def ours(texts: list[str]) -> list[str]:
    """Our labels."""
    return [label or "neutral" for label in read(texts, heads=["sentiment"]).column("sentiment").to_pylist()]


def everything(texts: list[str]) -> list[str]:
    """All that we read: languages and words too."""
    return [label or "neutral" for label in read(texts).column("sentiment").to_pylist()]


def vader() -> Labeller | None:
    """VADER's labels with its own limits of 0.05, where it is installed."""
    try:
        module = importlib.import_module("vaderSentiment.vaderSentiment")
    except ImportError:
        return None
    analyzer = module.SentimentIntensityAnalyzer()

    def label(text: str) -> str:
        score = analyzer.polarity_scores(text)["compound"]
        return "positive" if score >= 0.05 else "negative" if score <= -0.05 else "neutral"

    return lambda texts: [label(text) for text in texts]


def labelled(name: str, rows: int, labels: tuple[str, ...] | None = LABELS) -> list[tuple[str, str]]:
    """Texts and labels of one set, evenly spread over it."""
    with gzip.open(SHARED / f"{name}.csv.gz", "rt", encoding="utf-8", newline="") as file:
        found = [
            (row["text"], row["label"])
            for row in csv.DictReader(file)
            if labels is None or row["label"] in labels
        ]
    step = max(1.0, len(found) / rows)
    return [found[int(place * step)] for place in range(min(rows, len(found)))]


def scores(gold: list[str], found: list[str]) -> tuple[float, float]:
    """Accuracy and macro-F1, in percent."""
    found = ["neutral" if label == "mixed" else label for label in found]
    f1 = []
    for label in sorted(set(gold)):
        hits = sum(one == two == label for one, two in zip(gold, found, strict=True))
        f1.append(2 * hits / (gold.count(label) + found.count(label)))
    right = sum(one == two for one, two in zip(gold, found, strict=True))
    return 100 * right / len(gold), 100 * statistics.mean(f1)


def decided(gold: list[str], found: list[str]) -> float:
    """Accuracy in percent among the texts that were given a side, where the set has two labels."""
    pairs = [pair for pair in zip(gold, found, strict=True) if pair[1] in {"negative", "positive"}]
    return 100 * sum(one == two for one, two in pairs) / len(pairs)


def accuracy(title: str, names: list[str], rows: int, engines: dict[str, Labeller]) -> None:
    """A line for each set: accuracy and macro-F1 of each engine."""
    print(f"\n{title}, accuracy / macro-F1: {', '.join(engines)}")
    means: dict[str, list[tuple[float, float]]] = {engine: [] for engine in engines}
    for name in names:
        texts, gold = map(list, zip(*labelled(name, rows), strict=True))
        line = []
        for engine, label in engines.items():
            found = label(texts)
            means[engine].append(scores(gold, found))
            line.append("{:5.1f} / {:4.1f}".format(*means[engine][-1]))
            if len(set(gold)) == 2:
                line[-1] += f" ({decided(gold, found):.1f} of those decided)"
        print(f"  {name:24}{len(gold):6}  " + "   ".join(line))
    for engine, pairs in means.items():
        middle = tuple(statistics.mean(column) for column in zip(*pairs, strict=True))
        print("  mean of {}: {:.1f} / {:.1f}".format(engine, *middle))


def languages(rows: int) -> None:
    """How often English, Chinese and other texts are told."""
    pairs = labelled("lid_dev", max(rows, 20_000), None)
    found = read([text for text, _ in pairs], heads=["language"]).column("language").to_pylist()
    gold = [label if label in {"en", "zh"} else "other" for _, label in pairs]
    print("\nLanguage, sentences and pairs of words in 50 languages, percent told")
    for language in ("en", "zh", "other"):
        told = [one == two for one, two in zip(gold, found, strict=True) if one == language]
        print(f"  {language:6}{100 * statistics.mean(told):6.1f}  of {len(told)}")


def speed(rows: int, rounds: int, engines: dict[str, Labeller]) -> None:
    """Texts per second of one core, each engine in turn."""
    print(f"\nTexts per second of processor time, median of {rounds} rounds in turns")
    for name, title in TIMED.items():
        texts = [text for text, _ in labelled(name, rows)]
        ways = {"ours, everything": everything, **engines}
        if name in CHINESE:
            ways.pop("vaderSentiment", None)
        times: dict[str, list[float]] = {way: [] for way in ways}
        for _ in range(rounds):
            for way, label in ways.items():
                start = time.process_time()
                label(texts)
                times[way].append(time.process_time() - start)
        rates = {way: len(texts) / statistics.median(taken) for way, taken in times.items()}
        letters = statistics.mean(map(len, texts))
        print(f"  {title}, {letters:.0f} characters: " + ", ".join(f"{w} {r:,.0f}" for w, r in rates.items()))
        if "vaderSentiment" in rates:
            ratios = [
                t / o for t, o in zip(times["vaderSentiment"], times[f"{ENGINE} {VERSION}"], strict=True)
            ]
            print(
                f"    ours / VADER, sentiment: median {statistics.median(ratios):.2f}, from {min(ratios):.2f}"
            )


if __name__ == "__main__":
    main()
