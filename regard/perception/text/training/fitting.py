"""From labelled texts to a kit: the table of all heads, how sentiments are told from it, and the limits."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import optimize, special

from regard.perception.text.buffers import utf8
from regard.perception.text.concluding import CALM
from regard.perception.text.features import HASHED, TABLE
from regard.perception.text.lists import Lists
from regard.perception.text.recalling import LOUDER, WHOLE, ZERO
from regard.perception.text.training.corpus import NAMES, Example
from regard.perception.text.training.descent import Weights, fit, scores
from regard.perception.text.training.matrix import LISTED, Matrix, matrix
from regard.perception.text.training.pairs import frequent
from regard.perception.text.weights import (
    FIRST_EMOTION,
    FIRST_FACTOR,
    FIRST_INTENT,
    HEADS,
    MIXED,
    STACKED,
    Kit,
    Model,
    sides_of,
)  # fmt: skip

FAMILIES = (  # sets that share texts or writers are left out together
    ("tweeteval_sentiment", "semeval_tweets"),
    ("acos_laptop", "semeval14_laptop"),
    ("sst3_dev", "vader_gt_movie"),
    ("own_en", "own_en_clauses"),
    ("own_zh", "own_zh_clauses"),
)  # fmt: skip
ENOUGH = 3_000  # texts of one set that count in full; of larger ones each counts less
FADING = 0.7
OWN_WORTH = 2.0
KNOWN = 0.1  # what texts from sets that taught count where sentiments are told from scores and rules
SAID = 0.1  # how much a text has to add to what every text begins with before it is given a label
PLAIN = 0.97  # of the texts with one side that may not be called mixed by their score alone
CONTEXT = np.array([0.4, 1.0, 0.3], np.float32)
Targets = npt.NDArray[np.float32]
Scores = npt.NDArray[np.float32]


class Course(NamedTuple):
    """How a group of heads is fitted: `first` up to `last`, on the sets labelled for one of them.

    Heads that many other sets are labelled for stand apart: their texts would wear down the others' weights.
    """

    first: int
    last: int
    epochs: int
    decay: float


COURSES = (
    Course(0, MIXED, 3, 1e-6),
    Course(MIXED, FIRST_FACTOR, 8, 3e-3),
    Course(FIRST_FACTOR, FIRST_EMOTION, 8, 3e-3),
    Course(FIRST_EMOTION, FIRST_INTENT, 3, 1e-5),
    Course(FIRST_INTENT, len(NAMES), 8, 3e-3),
)


class Corpus(NamedTuple):
    """Examples with their features and what is known of them."""

    examples: list[Example]
    texts: Matrix
    targets: Targets
    sources: npt.NDArray[np.str_]


def corpus(examples: Sequence[Example], lists: Lists) -> tuple[Corpus, Lists]:
    """The features and targets of examples, and the lists with the pairs that come often enough."""
    sources = np.array([one.source for one in examples])
    foreign = sources == "xlmt_multilingual"
    buffer = utf8([one.text for one in examples])
    lists = lists._replace(pairs=frequent(utf8([one.text for one in examples if one.split != "dev"])))
    texts = matrix(buffer, lists, foreign)
    return Corpus(list(examples), texts, targets_of(examples), sources), lists


def targets_of(examples: Sequence[Example]) -> Targets:
    """One row for each example: 0 to 1, NaN where a head is not labelled; heads that have no use are 0."""
    targets = np.full((len(examples), HEADS), np.nan, np.float32)
    places = {name: place for place, name in enumerate(NAMES)}
    for row, one in enumerate(examples):
        for name, value in one.targets.items():
            targets[row, places[name]] = value
    return targets


def worth(sources: npt.NDArray[np.str_], kept: npt.NDArray[np.bool_]) -> npt.NDArray[np.float32]:
    """How much each text counts: those that are left out nothing, those of very large sets less."""
    counted = np.zeros(len(sources), np.float32)
    for source in np.unique(sources[kept]):
        chosen = kept & (sources == source)
        count = int(chosen.sum())
        counted[chosen] = (max(count, ENOUGH) / ENOUGH) ** (FADING - 1)
        if str(source).startswith("own"):
            counted[chosen] = OWN_WORTH
    return counted


def fitted(data: Corpus, kept: npt.NDArray[np.bool_], *, seed: int) -> Weights:
    """The weights of all heads, each group by its own course on what is labelled for it."""
    table, bias = np.zeros((TABLE, HEADS), np.float32), np.zeros(HEADS, np.float32)
    for course in COURSES:
        columns = slice(course.first, course.last)
        wanted = np.ascontiguousarray(data.targets[:, columns])
        if course.first:  # yes or no heads: nothing in the place of the sentiments
            wanted = np.column_stack([np.full((len(wanted), 3), np.nan, np.float32), wanted])
        labelled = kept & ~np.isnan(wanted).all(axis=1)
        counted = worth(data.sources, labelled)
        found = fit(data.texts, wanted, counted, epochs=course.epochs, decay=course.decay, seed=seed)
        begin = 3 if course.first else 0
        table[:, columns], bias[columns] = found.table[:, begin:], found.bias[begin:]
    return Weights(table, bias)


def unseen(data: Corpus, kept: npt.NDArray[np.bool_], *, seed: int) -> npt.NDArray[np.float32]:
    """For each text the three sentiment scores by weights that saw nothing of its family."""
    told = np.full((len(data.sources), 3), np.nan, np.float32)
    wanted = data.targets[:, :3]
    labelled = kept & ~np.isnan(wanted[:, 0])
    chinese = np.char.startswith(data.sources, "zh") | np.char.startswith(data.sources, "own_zh")
    families: list[tuple[str, ...]] = [*FAMILIES]
    named = {source for family in families for source in family}
    families += [(str(one),) for one in np.unique(data.sources[labelled]) if one not in named]
    for family in families:
        out = np.isin(data.sources, family)
        if not out.any():
            continue
        same = chinese == chinese[out][0]
        weights = fit(data.texts, wanted, worth(data.sources, labelled & ~out & same), seed=seed)
        told[out] = scores(data.texts, weights)[out]
    return told


def stack(
    data: Corpus, told: Scores, found: Scores, kept: npt.NDArray[np.bool_], judged: npt.NDArray[np.bool_]
) -> npt.NDArray[np.float32]:
    """The regression of the sentiments on scores and rules; every set and side counts alike.

    `told`: scores by weights that saw nothing of a set; `found`: those of texts that are `judged`, by weights
    that saw others of their sets. Clauses are left out: they stand in their texts already.
    """
    labelled = ~np.isnan(data.targets[:, 0]) & ~np.char.endswith(data.sources, "_clauses")
    parts = [
        _stacked(data, told, kept & labelled & ~np.isnan(told[:, 0]), 1 - KNOWN),
        _stacked(data, found, judged & labelled, KNOWN),
    ]
    inputs, sides, counted = (np.concatenate(part) for part in zip(*parts, strict=True))
    size = STACKED + 1
    found_stack = optimize.minimize(
        _loss, np.zeros(size * 3), args=(inputs, np.eye(3)[sides], counted), jac=True, method="L-BFGS-B"
    )
    stacked: npt.NDArray[np.float32] = np.asarray(found_stack.x, np.float32).reshape(size, 3)
    return stacked


def _stacked(
    data: Corpus, scored: Scores, usable: npt.NDArray[np.bool_], share: float
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    """What the sentiments of usable texts are told from, their sides, what each counts (`share` in all)."""
    middle = scored[:, :3] - scored[:, :3].mean(axis=1, keepdims=True)
    middle = middle / (1 + np.abs(middle) * CALM)
    rule, hint = data.texts.summaries[:, 0], data.texts.summaries[:, 1]
    inputs = np.column_stack([middle, rule, np.abs(rule), hint, np.ones(len(rule))])[usable]
    sides = np.argmax(np.nan_to_num(data.targets[usable, :3]), axis=1)
    counted = share * _balanced(data.sources[usable], sides)
    return inputs.astype(np.float64), sides, counted


def _balanced(sources: npt.NDArray[np.str_], sides: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    """Each side of each set counts the same; sets of two sides, and those labelled by feeling, a third."""
    counted = np.zeros(len(sides))
    for source in np.unique(sources):
        here = sources == source
        three = len(np.unique(sides[here])) == 3 and source not in {"goemotions", "zh_smp2020_emotion"}
        for side in range(3):
            chosen = here & (sides == side)
            if chosen.sum() >= 20:
                counted[chosen] = (1.0 if three else 0.3) / chosen.sum()
    total: float = counted.sum()
    return counted / (total or 1.0)


def _loss(
    flat: npt.NDArray[np.float64],
    inputs: npt.NDArray[np.float64],
    wanted: npt.NDArray[np.float64],
    counted: npt.NDArray[np.float64],
) -> tuple[float, npt.NDArray[np.float64]]:
    weights = flat.reshape(-1, 3)
    logs = special.log_softmax(inputs @ weights, axis=1)
    slope = inputs.T @ ((np.exp(logs) - wanted) * counted[:, None])
    return float(-(logs * wanted).sum(axis=1) @ counted + 1e-4 * (flat @ flat)), slope.ravel() + 2e-4 * flat


def quantised(weights: Weights) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float32]]:
    """The table as bytes, eight to a whole number, with one scale a head; the rarest extremes are cut.

    What the lists say weighs more than words do: it is read back LOUDER.
    """
    table = weights.table.copy()
    table[HASHED:] *= LISTED / WHOLE / (1 << LOUDER)
    top = np.quantile(np.abs(table[table.any(axis=1)]), 0.9998, axis=0)
    scales = (np.maximum(top, 1e-6) / 127).astype(np.float32)
    rows = (np.clip(np.rint(table / scales), -127, 127) + ZERO).astype(np.uint8)
    return np.ascontiguousarray(rows).view(np.int64), scales


def limits(
    data: Corpus, told: npt.NDArray[np.float32], judged: npt.NDArray[np.bool_]
) -> npt.NDArray[np.float32]:
    """For each head the score that gives the best F1, averaged over the sets that are labelled for it."""
    found = np.zeros(HEADS, np.float32)
    for head in range(MIXED, len(NAMES)):
        found[head] = _limit(data, told[:, head], head, judged)
    plain = judged & (data.targets[:, MIXED] == 0)
    found[MIXED] = max(found[MIXED], float(np.quantile(told[plain, MIXED], PLAIN)))
    return found


def _limit(data: Corpus, told: npt.NDArray[np.float32], head: int, judged: npt.NDArray[np.bool_]) -> float:
    grid = np.linspace(-3.0, 2.0, 51)
    total = np.zeros(len(grid))
    for source in np.unique(data.sources[judged]):
        here = judged & (data.sources == source) & ~np.isnan(data.targets[:, head])
        wanted = data.targets[here, head] > 0.5
        if wanted.sum() < 8 or (~wanted).sum() < 8:
            continue
        given = told[here, None] > grid
        hits = (given & wanted[:, None]).sum(axis=0)
        total += 2 * hits / (given.sum(axis=0) + wanted.sum())
    return float(grid[int(np.argmax(total))])


def made(
    weights: Weights,
    stacked: npt.NDArray[np.float32],
    cut: npt.NDArray[np.float32],
    lists: Lists,
    words: Sequence[str],
) -> Kit:
    """The kit of everything that was fitted."""
    table, scales = quantised(weights)
    cut = np.maximum(cut, weights.bias + np.float32(SAID))
    return Kit(
        Model(table, sides_of(table), scales, weights.bias, cut, stacked, CONTEXT), lists, tuple(words)
    )
