"""The text engine beside its named peers: how right it is, and how many texts it reads a second.

Right: macro-F1 in percent over the labels that a set has ("mixed" and no answer count as neutral), on rows
that the shipped weights did not learn from; sets of which all rows taught are not shown. Quick: seconds of
processor time, in turns in the same run, the median of the rounds. A peer that is not installed is named and
left out (`make bench-text` installs them: the group `peers` of pyproject.toml). The data stands beside the
checkout.

    python benchmarks/text.py [rows of each set] [rounds] [texts of the long run]
"""

import csv
import gzip
import importlib
import json
import statistics
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pyarrow as pa

from regard.perception.text import ENGINE, VERSION, read
from regard.perception.text.training.__main__ import HALVED, taught
from regard.perception.text.training.corpus import FACTORS, GOEMOTIONS, acos_factor

SHARED = Path(__file__).resolve().parents[1].parent / "shared" / "data"
ENGLISH = ["cebab", "nhs_fft_phase1", "semeval_tweets", "tweeteval_sentiment", *HALVED]
CHINESE = ["zh_online_shopping", "zh_dianping_sentences", "zh_asap_sample"]
TIMED = {"semeval_tweets": "tweets", "amazon_polarity": "reviews", "zh_online_shopping": "Chinese reviews"}
LABELS = ("negative", "neutral", "positive")
Labeller = Callable[[list[str]], list[str]]
Row = dict[str, str]


def main() -> None:
    """Each part in turn."""
    if not SHARED.is_dir():
        print(f"SKIPPED: the labelled data is not in {SHARED}")
        return
    rows, rounds, many = (int(one) for one in [*sys.argv[1:], *("3000", "3", "100000")[len(sys.argv) - 1 :]])
    ours(["load the lists", "读入词表"])
    english = {f"{ENGINE} {VERSION}": ours} | peers(vader=vader, textblob=textblob, afinn=afinn)
    chinese = {f"{ENGINE} {VERSION}": ours} | peers(snownlp=snownlp, cnsenti=cnsenti)
    sentiment("English, three classes", ENGLISH, rows, english)
    sentiment("Chinese", CHINESE, min(rows, 1_000), chinese)
    factors()
    emotions()
    intents()
    speed(rows, rounds, english, chinese)
    long_run(many)
    cold()


def ours(texts: list[str]) -> list[str]:
    """Our labels."""
    return [label or "neutral" for label in read(texts, heads=["sentiment"])["sentiment"].to_pylist()]


def peers(**makers: Callable[[], Labeller]) -> dict[str, Labeller]:
    """Those that can be imported; the others are named."""
    found: dict[str, Labeller] = {}
    for name, maker in makers.items():
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                found[name] = maker()
        except ImportError:
            print(f"{name} cannot be imported: not beside ours")
    return found


def sided(score: Callable[[str], float], low: float, high: float) -> Labeller:
    """Labels from a score with the peer's own limits."""

    def label(texts: list[str]) -> list[str]:
        return [LABELS[(value > low) + (value >= high)] for value in map(score, texts)]

    return label


def vader() -> Labeller:
    """VADER, compound +-0.05."""
    module = importlib.import_module("vaderSentiment.vaderSentiment")
    analyzer = module.SentimentIntensityAnalyzer()
    return sided(lambda text: float(analyzer.polarity_scores(text)["compound"]), -0.05, 0.05)


def textblob() -> Labeller:
    """TextBlob, polarity +-0.05."""
    module = importlib.import_module("textblob")
    return sided(lambda text: float(module.TextBlob(text).sentiment.polarity), -0.05, 0.05)


def afinn() -> Labeller:
    """AFINN, the sign of its sum."""
    scorer = importlib.import_module("afinn").Afinn(emoticons=True)
    return sided(lambda text: float(scorer.score(text)), -0.5, 0.5)


def snownlp() -> Labeller:
    """SnowNLP, above or below one half."""
    module = importlib.import_module("snownlp")
    return lambda texts: [
        "positive" if module.SnowNLP(text or " ").sentiments >= 0.5 else "negative" for text in texts
    ]


def cnsenti() -> Labeller:
    """cnsenti, which of its counts is larger."""
    scorer = importlib.import_module("cnsenti").Sentiment()

    def label(text: str) -> str:
        counts = scorer.sentiment_count(text)
        return LABELS[1 + (counts["pos"] > counts["neg"]) - (counts["pos"] < counts["neg"])]

    return lambda texts: [label(text) for text in texts]


def rows_of(name: str, most: int, *, learned: bool = False) -> list[Row]:
    """Rows of a set, evenly spread: those that did not teach, or all."""
    with gzip.open(SHARED / f"{name}.csv.gz", "rt", encoding="utf-8", newline="") as file:
        found = [
            row for row in csv.DictReader(file) if learned or not taught(row["text"], name, row["split"])
        ]
    step = max(1.0, len(found) / most)
    return [found[int(place * step)] for place in range(min(most, len(found)))]


def macro_f1(gold: list[str], found: list[str]) -> float:
    """The mean over the labels that occur of 2 * hits / (labelled + found), in percent."""
    found = ["neutral" if label == "mixed" else label for label in found]
    each = [
        2 * sum(one == two == label for one, two in zip(gold, found, strict=True))
        / (gold.count(label) + found.count(label))
        for label in sorted(set(gold))
    ]  # fmt: skip
    return 100 * statistics.mean(each)


def sentiment(title: str, names: list[str], rows: int, engines: dict[str, Labeller]) -> None:
    """A line for each set: macro-F1 of each engine, then the means."""
    print(f"\n{title}, macro-F1 on rows that did not teach: {', '.join(engines)}")
    told: dict[str, list[float]] = {engine: [] for engine in engines}
    for name in names:
        held = [row for row in rows_of(name, rows) if row["label"] in LABELS]
        texts, gold = [row["text"] for row in held], [row["label"] for row in held]
        for engine, label in engines.items():
            told[engine].append(macro_f1(gold, label(texts)))
        line = "  ".join(f"{told[engine][-1]:5.1f}" for engine in engines)
        print(f"  {name:24}{len(gold):6}  {line}")
    means = {engine: statistics.mean(found) for engine, found in told.items()}
    first = next(iter(means.values()))
    print(
        "  mean  " + ", ".join(f"{engine} {mean:.1f} ({first - mean:+.1f})" for engine, mean in means.items())
    )


def micro_f1(pairs: Iterable[tuple[set[str], set[str]]]) -> str:
    """Precision, recall and F1 over all labels."""
    listed = list(pairs)
    hits = sum(len(gold & found) for gold, found in listed)
    given, wanted = sum(len(found) for _, found in listed), sum(len(gold) for gold, _ in listed)
    both = 2 * hits / (given + wanted)
    return f"precision {hits / given:.2f}, recall {hits / wanted:.2f}, micro-F1 {both:.3f}"


def factors() -> None:
    """The laptop reviews, their categories as our factors."""
    held = rows_of("acos_laptop", 10_000)
    gold = [
        {acos_factor(one) for one in json.loads(row["extra"]).get("cats", {})} & set(FACTORS) for row in held
    ]
    found = read([row["text"] for row in held], heads=["factors"])["factors"].to_pylist()
    given = [{one["factor"] for one in each} for each in found]
    print(f"\nFactors, ACOS laptop dev, n={len(held)}: {micro_f1(zip(gold, given, strict=True))}")


def emotions() -> None:
    """GoEmotions dev, its 28 labels as our eight and none."""
    held = rows_of("goemotions", 10_000)
    theirs = {label: ours_ for ours_, labels in GOEMOTIONS.items() for label in labels}
    gold = [{theirs.get(one, "none") for one in row["label"].split("|")} for row in held]
    found = read([row["text"] for row in held], heads=["emotions"])["emotions"].to_pylist()
    given = [set(each) or {"none"} for each in found]
    each = {}
    for label in [*GOEMOTIONS, "none"]:
        hits = sum(label in one and label in two for one, two in zip(gold, given, strict=True))
        each[label] = (
            2 * hits / max(1, sum(label in one for one in gold) + sum(label in two for two in given))
        )
    print(f"Emotions, GoEmotions dev as ours, n={len(held)}: macro-F1 {statistics.mean(each.values()):.3f}, "
          + ", ".join(f"{label} {score:.2f}" for label, score in each.items()))  # fmt: skip


def intents() -> None:
    """Suggestions on product forums, a set that never teaches."""
    held = rows_of("suggestions_forum", 10_000, learned=True)
    found = read([row["text"] for row in held], heads=["intents"])["intents"].to_pylist()
    gold = ["positive" if row["label"] == "suggestion" else "negative" for row in held]
    given = ["positive" if "request" in each else "negative" for each in found]
    score = macro_f1(gold, given)
    print(f"Requests, forum suggestions (never learned from), n={len(held)}: macro-F1 {score:.1f}")


def speed(rows: int, rounds: int, english: dict[str, Labeller], chinese: dict[str, Labeller]) -> None:
    """Texts per second of one core, each engine in turn; slow peers read fewer texts."""
    print(f"\nTexts per second of processor time, median of {rounds} rounds in turns")
    for name, title in TIMED.items():
        texts = [row["text"] for row in rows_of(name, 10 * rows, learned=True)]
        arrow = pa.array(texts)
        rates: dict[str, list[float]] = {}
        for _ in range(rounds):
            clocked(rates, "all heads", read, arrow)
            clocked(rates, "sentiment", one_head, arrow)
            for peer, label in list((chinese if name in CHINESE else english).items())[1:]:
                clocked(rates, peer, label, texts[: 200 if name in CHINESE else 2_000])
        told = {way: statistics.median(found) for way, found in rates.items()}
        print(f"  {title}, {statistics.mean(map(len, texts)):.0f} characters: "
              + ", ".join(f"{way} {rate:,.0f}" for way, rate in told.items()))  # fmt: skip
        for peer in list(told)[2:]:
            print(f"    beside {peer}: all heads {told['all heads'] / told[peer]:.1f}x, "
                  f"sentiment {told['sentiment'] / told[peer]:.1f}x")  # fmt: skip


def one_head(texts: pa.Array) -> pa.Table:
    """The sentiment alone."""
    return read(texts, heads=["sentiment"])


def clocked(rates: dict[str, list[float]], way: str, act: Callable[[Any], object], texts: Any) -> None:
    """Note how many texts a second of processor time `act` reads."""
    start = time.process_time()
    act(texts)
    rates.setdefault(way, []).append(len(texts) / (time.process_time() - start))


def long_run(many: int) -> None:
    """Mixed texts, all heads, on two processes: seconds by the clock, the most memory, and the gain."""
    script = Path(__file__).with_name("text_long_run.py")
    for processes in (1, 2):
        done = subprocess.run(
            [sys.executable, str(script), str(many), str(processes)],
            capture_output=True,
            text=True,
            check=True,
        )
        print(f"{many:,} mixed texts, all heads, {processes} processes: {done.stdout.strip()}")


def cold() -> None:
    """From the import to the first result, in a process of its own, kernels compiled before."""
    program = (
        "import time; start = time.perf_counter(); from regard.perception.text import read; "
        "read(['The staff were lovely', '味道不错']); print(f'{time.perf_counter() - start:.2f}')"
    )
    taken = sorted(float(subprocess.check_output([sys.executable, "-c", program])) for _ in range(5))
    print(f"Cold start, import to first result: {taken[2]:.2f} s (five starts, from {taken[0]:.2f})")


if __name__ == "__main__":
    main()
