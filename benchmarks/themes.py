"""Themes: purity and coherence on labelled sets, stability between runs, and texts per second of one core.

Purity is the share of the texts with a theme whose label (or one of whose labels) is the most frequent one
in their surest theme; coverage the share of texts with a theme; coherence the mean normalised pointwise
mutual information of the eight terms that are used most in a factor. The rival of the factorisation is
spherical k-means on the same matrix with as many clusters, each text in its nearest. Stability is the share
of the texts in both of two overlapping corpora (the first and the last 80 %) that keep the id of their
surest theme.

    python benchmarks/themes.py
"""

import collections
import csv
import gzip
import json
import random
import time
from pathlib import Path

import numpy as np
from scipy import sparse

from regard.perception.text.themes import Themes, assign, discover, factorising, mining

SHARED = Path(__file__).resolve().parents[1].parent / "shared" / "data"
LABELLED = ("banking77", "nhs_fft_phase1", "zh_cars", "cebab")
LARGE = ("semeval_tweets", "amazon_polarity", "zh_online_shopping")
FACTORS = 30
SHARE = 0.8


def main() -> None:
    """Every measure of every set."""
    if not SHARED.is_dir():
        print(f"SKIPPED: the labelled data is not in {SHARED}")
        return
    for name in LABELLED:
        texts, labels = labelled(name)
        judge(name, texts, labels)
        stable(texts)
    for name in LARGE:
        timed(name)


def rows(name: str) -> list[dict[str, str]]:
    """The rows of one set."""
    with gzip.open(SHARED / f"{name}.csv.gz", "rt", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def labelled(name: str) -> tuple[list[str], list[set[str]]]:
    """The texts of a set and the topics of each."""
    read = rows(name)
    kind = {
        "banking77": lambda row: {row["label"]},
        "nhs_fft_phase1": lambda row: {json.loads(row["extra"])["theme"]},
        "zh_cars": lambda row: set(json.loads(row["extra"])["cats"]),
        "cebab": lambda row: set(json.loads(row["extra"]).get("aspects", {})),
    }[name]
    return [row["text"] for row in read], [kind(row) for row in read]


def judge(name: str, texts: list[str], labels: list[set[str]]) -> None:
    """Ours, and the factorisation beside k-means on the same matrix."""
    begun = time.process_time()
    themes = discover(texts)
    took = time.process_time() - begun
    base = collections.Counter(one for some in labels for one in some).most_common(1)[0][1]
    print(f"{name}: {len(texts)} texts, most frequent label {base / sum(map(bool, labels)):.3f}")
    pure, covered = purity(surest(themes, texts), labels)
    many = sum(bool(theme.terms) for theme in themes.tree.values())
    print(f"  discover: {many} themes in {took:.1f} s, purity {pure:.3f}, coverage {covered:.3f}")
    corpus = mining.mine(texts, language="zh" if name.startswith("zh") else "en")
    matrix = mining.weighted(corpus.matrix)
    filled = np.diff(matrix.indptr) > 0
    loads, _ = factorising.factorise(matrix, factorising.first_factors(matrix, FACTORS, seed=1))
    for method, scores in (("factors", loads), ("k-means", k_means(matrix, FACTORS))):
        nearest = [int(one) if has else None for one, has in zip(scores.argmax(1), filled, strict=True)]
        share = (scores >= scores.max(1, keepdims=True)) * scores
        said = coherence(corpus.matrix, (matrix.T @ share).T)
        print(f"  {method}, {FACTORS}: purity {purity(nearest, labels)[0]:.3f}, coherence {said:.3f}")


def surest(themes: Themes, texts: list[str]) -> list[str | None]:
    """The surest theme of each text."""
    carried = assign(themes, texts).column("themes").to_pylist()
    return [some[0]["theme"] if some else None for some in carried]


def purity(assigned: list, labels: list[set[str]]) -> tuple[float, float]:
    """Purity and coverage."""
    inside = collections.defaultdict(list)
    for theme, some in zip(assigned, labels, strict=True):
        if theme is not None and some:
            inside[theme].append(some)
    right = sum(
        max(collections.Counter(one for some in listed for one in some).values())
        for listed in inside.values()
    )
    total = sum(map(len, inside.values()))
    return right / total, total / sum(map(bool, labels))


def coherence(matrix: sparse.csr_array, use: np.ndarray, terms: int = 8) -> float:
    """Mean normalised pointwise mutual information of the most used terms; -1 for terms never together."""
    texts, often, found = matrix.shape[0], np.asarray(matrix.sum(0)).ravel(), []
    for row in use:
        first = np.argsort(-row)[:terms]
        both = (matrix[:, first].T @ matrix[:, first]).toarray()
        with np.errstate(divide="ignore", invalid="ignore"):
            bound = np.log(both * texts / np.outer(often[first], often[first])) / -np.log(both / texts)
        found.append(np.where(both > 0, bound, -1.0)[np.triu_indices(first.size, 1)].mean())
    return float(np.mean(found))


def k_means(matrix: sparse.csr_array, many: int, rounds: int = 25) -> np.ndarray:
    """How near each text is to each of so many centres (spherical k-means, begun as k-means++)."""
    chance, texts = np.random.default_rng(1), matrix.shape[0]
    centres = matrix[[int(chance.integers(texts))]].toarray()
    while len(centres) < many:
        far = np.maximum(1 - (matrix @ centres.T).max(1), 0) ** 2
        centres = np.vstack([centres, matrix[[int(chance.choice(texts, p=far / far.sum()))]].toarray()])
    for _ in range(rounds):
        nearest = (matrix @ centres.T).argmax(1)
        member = sparse.csr_array((np.ones(texts), (nearest, np.arange(texts))), shape=(many, texts))
        centres = (member @ matrix).toarray()
        centres /= np.linalg.norm(centres, axis=1, keepdims=True) + factorising.TINY
    return matrix @ centres.T


def stable(texts: list[str]) -> None:
    """Two runs on overlapping corpora."""
    mixed = random.Random(1).sample(texts, len(texts))
    cut = int(len(mixed) * SHARE)
    before = discover(mixed[:cut])
    after = discover(mixed[-cut:], previous=before)
    both = mixed[-cut:cut]
    pairs = [pair for pair in zip(surest(before, both), surest(after, both), strict=True) if pair[0]]
    print(
        f"  stability: {sum(old == new for old, new in pairs) / len(pairs):.3f} of {len(pairs)} keep their id"
    )


def timed(name: str) -> None:
    """How long discovery takes, and how many texts a second are given their themes."""
    texts = [row["text"] for row in rows(name)]
    begun = time.process_time()
    themes = discover(texts)
    found = time.process_time()
    assign(themes, texts)
    done = time.process_time()
    length = sum(map(len, texts)) / len(texts)
    print(
        f"{name}: {len(texts)} texts of {length:.0f} characters, {themes.read} looked at: discovered in "
        f"{found - begun:.1f} s, then {len(texts) / (done - found):,.0f} texts/s"
    )


if __name__ == "__main__":
    main()
