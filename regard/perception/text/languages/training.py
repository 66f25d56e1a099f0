"""Make the weights that tell languages apart: `python -m regard.perception.text.languages.training DATA`.

Multinomial logistic regression on hashed pieces of words, by AdaGrad with a fixed seed: the same data give
the same bytes. Estimates, temperature and margins come from a fifth of the texts that is held out by group;
the weights that ship are then made from all texts.
"""

import random
import sys
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numba import njit

from regard.perception.text.languages.corpus import Sample, corpus, packed, pieces
from regard.perception.text.languages.frequent import TOLD, barred, voting
from regard.perception.text.languages.grams import MOST, grams
from regard.perception.text.languages.letters import MARK, letters
from regard.perception.text.languages.models import (
    FAMILIES,
    FILE,
    LANGUAGES,
    UNKNOWN,
    Family,
    Model,
    Weights,
    Words,
    family,
    save,
)  # fmt: skip
from regard.perception.text.languages.scores import report
from regard.perception.text.languages.spelling import ROOM, Bytes, Counts, Points, spell
from regard.perception.text.languages.telling import DAMPING

MODELS = Path(__file__).parents[2] / "models"
SEED = 4
ROUNDS = 3
RATE = 0.3
WEIGHT = {"en": 10.0}  # how much a piece counts where it is not 1: most feedback is English
HEAVIEST = 3.0  # how much the pieces of a language with few texts count at most
RIGHT = 0.4  # of the least sure answers that are still given, so many are right at least
SURE = 0.35  # above this chance an answer is always given
FIRST = 0.05  # where the sums of squared slopes begin
Numbers = npt.NDArray[np.float32]


class Pieces(NamedTuple):
    """Rows of the pieces of n texts, where each text begins in them, its column and how much it counts."""

    rows: Points
    begins: Counts
    columns: Points
    weights: Numbers


@njit(cache=True, nogil=True)
def rows_of(
    text: Bytes, offsets: Counts, kinds: Bytes, lower: npt.NDArray[np.uint16], script: int, bits: int,
    rows: Points, begins: Counts,
) -> int:  # fmt: skip
    """Write the rows of all texts, one after the other; how many."""
    points, marks, own = np.zeros(ROOM, np.int32), np.zeros(ROOM, np.uint8), np.zeros(MOST, np.int32)
    counts, words = np.zeros(MARK, np.int64), np.zeros(MARK, np.int64)
    total = 0
    for one in range(len(offsets) - 1):
        size = spell(text, offsets[one], offsets[one + 1], kinds, lower, points, marks, counts, words)
        found = grams(points, marks, size, script, bits, own)
        rows[total : total + found] = own[:found]
        total += found
        begins[one + 1] = total
    return total


@njit(cache=True, nogil=True)
def learn(
    rows: Points, begins: Counts, columns: Points, weights: Numbers, order: Counts, rate: float,
    table: Numbers, slopes: Numbers, biases: Numbers, bias_slopes: Numbers,
) -> None:  # fmt: skip
    """One round of AdaGrad over the texts in the order given."""
    width = table.shape[1]
    chances = np.zeros(width, np.float32)
    for one in order:
        begin, end = begins[one], begins[one + 1]
        if begin == end:
            continue
        worth = np.float32((end - begin) ** -DAMPING)
        chances[:] = 0
        for at in range(begin, end):
            for column in range(width):
                chances[column] += table[rows[at], column]
        chances[:] = chances * worth + biases
        chances[:] = np.exp(chances - chances.max())
        chances /= chances.sum()
        chances[columns[one]] -= np.float32(1)
        chances *= weights[one]
        for column in range(width):
            bias_slopes[column] += chances[column] ** 2
            biases[column] -= np.float32(rate * 0.1) * chances[column] / np.sqrt(bias_slopes[column])
        chances *= worth
        for at in range(begin, end):
            row = rows[at]
            for column in range(width):
                slope = chances[column]
                slopes[row, column] += slope * slope
                table[row, column] -= np.float32(rate) * slope / np.sqrt(slopes[row, column])


@njit(cache=True, nogil=True)
def logits_of(rows: Points, begins: Counts, model_weights: npt.NDArray[np.int8], step: float) -> Numbers:
    """The logits of all texts without biases, as the kernel of `telling` computes them."""
    logits = np.zeros((len(begins) - 1, model_weights.shape[1]), np.float32)
    for one in range(len(begins) - 1):
        for at in range(begins[one], begins[one + 1]):
            for column in range(model_weights.shape[1]):
                logits[one, column] += model_weights[rows[at], column]
        logits[one] *= step / max(1, begins[one + 1] - begins[one]) ** DAMPING
    return logits


def prepared(samples: list[Sample], of: Family, *, seed: int) -> Pieces:
    """Cut the texts of one family into pieces and look up their rows."""
    names = [LANGUAGES[member] for member in of.members]
    dice = random.Random(seed)  # noqa: S311 - no secret
    cut = [
        (piece, sample.language)
        for sample in samples
        if sample.language in names
        for piece in pieces(sample, dice)
    ]
    text, offsets = packed([piece for piece, _ in cut])
    rows, begins = np.zeros(6 * len(text) + 16, np.int32), np.zeros(len(offsets), np.int64)
    found = rows_of(text, offsets, letters().kinds, letters().lower, of.script, of.bits, rows, begins)
    columns = np.array([names.index(language) for _, language in cut], np.int32)
    counts = np.bincount(columns[np.diff(begins) > 0], minlength=len(names))
    heavy = np.minimum(np.median(counts) / np.maximum(counts, 1), HEAVIEST) * [
        WEIGHT.get(name, 1.0) for name in names
    ]
    return Pieces(rows[:found].copy(), begins, columns, heavy[columns].astype(np.float32))


def fitted(given: Pieces, of: Family, *, seed: int) -> Model:
    """Weights of one family in eight bits, without margins."""
    width = len(of.members)
    table, biases = np.zeros((2**of.bits, width), np.float32), np.zeros(width, np.float32)
    slopes, bias_slopes = np.full_like(table, FIRST), np.ones(width, np.float32)
    shuffle = np.random.default_rng(seed)
    for turn in range(ROUNDS):
        order = shuffle.permutation(len(given.columns))
        rate = RATE * (1 - 0.8 * turn / ROUNDS)
        learn(*given, order, rate, table, slopes, biases, bias_slopes)
    step = float(np.quantile(np.abs(table[table != 0]), 0.9995)) / 127
    weights = np.clip(np.rint(table / step), -127, 127).astype(np.int8)
    return Model(weights, step, biases, np.zeros(width, np.float32))


def calibrated(model: Model, held: Pieces) -> tuple[float, Numbers]:
    """The temperature that makes chances true on held-out pieces, and each language's margin."""
    logits = logits_of(held.rows, held.begins, model.weights, model.step) + model.biases
    temperatures = np.arange(0.6, 4.0, 0.05)
    losses = [
        np.mean(-np.log(chances(logits / heat)[np.arange(len(logits)), held.columns] + 1e-9))
        for heat in temperatures
    ]
    heat = float(temperatures[int(np.argmin(losses))])
    told = chances(logits / heat)
    best, sure = told.argmax(1), told.max(1)
    right = best == held.columns
    columns = range(told.shape[1])
    counted = held.weights * right
    margins = [
        margin(sure[at], counted[at], held.weights[at]) for at in (best == column for column in columns)
    ]
    return heat, np.array(margins, np.float32)


def chances(logits: Numbers) -> Numbers:
    """Softmax of each row."""
    powers = np.exp(logits - logits.max(1, keepdims=True))
    told: Numbers = powers / powers.sum(1, keepdims=True)
    return told


def margin(sure: Numbers, right: Numbers, weights: Numbers) -> float:
    """The chance below which, of the weight of the answers given, less than RIGHT is right."""
    order = np.argsort(sure, kind="stable")
    wrong_side = np.flatnonzero(np.cumsum(right[order]) < RIGHT * np.cumsum(weights[order]))
    return float(min(sure[order[wrong_side[-1]]], SURE)) if len(wrong_side) else 0.0


def estimated(samples: list[Sample], *, seed: int = SEED) -> tuple[Weights, dict[str, float]]:
    """Weights made from the four fifths that are not held out, and the temperatures of their models."""
    models, heats = {}, {}
    rest = [sample for sample in samples if not sample.held_out]
    held = [sample for sample in samples if sample.held_out and sample.kind != "informal"]
    for script in FAMILIES:
        of = family(script)
        model = fitted(prepared(rest, of, seed=seed), of, seed=seed)
        heats[script], margins = calibrated(model, prepared(held, of, seed=seed + 1))
        models[script] = cooled(model, heats[script], margins)
    return Weights(barred(voting(rest), short(held, seed=seed + 1)), models), heats


def short(samples: list[Sample], *, seed: int) -> list[tuple[str, str]]:
    """Pieces of texts, and the language of each, for what is told by words."""
    dice = random.Random(seed)  # noqa: S311 - no secret
    some = [sample for sample in samples if sample.language in {*TOLD, UNKNOWN}]
    return [(piece, sample.language) for sample in some for piece in pieces(sample, dice)]


def finished(
    samples: list[Sample], estimates: Weights, heats: dict[str, float], *, seed: int = SEED
) -> Weights:
    """Weights made from all texts, with the bar, the temperatures and the margins of the estimates."""
    models = {}
    for script in FAMILIES:
        of = family(script)
        model = fitted(prepared(samples, of, seed=seed), of, seed=seed)
        models[script] = cooled(model, heats[script], estimates.families[script].margins)
    return Weights(Words(voting(samples), estimates.words.bar), models)


def cooled(model: Model, heat: float, margins: Numbers) -> Model:
    """The same model with its temperature inside its numbers."""
    return Model(model.weights, model.step / heat, model.biases / np.float32(heat), margins)


def main() -> None:
    """Train, say how good the estimates are, and write the file."""
    samples = corpus(Path(sys.argv[1]))
    estimates, heats = estimated(samples)
    sys.stdout.write(report([sample for sample in samples if sample.held_out], estimates))
    save(finished(samples, estimates, heats), MODELS / FILE)


if __name__ == "__main__":
    main()
