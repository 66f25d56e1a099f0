"""Small linear heads over sentence embeddings, trained on our own verbatims."""

import io
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
import numpy.typing as npt

from regard.perception.datasets.labelled import FACTORS, SENTIMENTS, Verbatim, verbatims
from regard.perception.intervals import critical_value, score_limits

Vectors = npt.NDArray[np.float64]
Embedder = Callable[[Sequence[str]], Vectors]

STRENGTHS = (0.1, 0.3, 1.0, 3.0, 10.0)  # of the penalty; vectors have length 1
SHARPNESS = (1.0, 2.0, 3.0, 5.0, 8.0)
FOLDS = 5
FEWEST = 50
FIRMNESS = 0.15  # what a factor's score must at least reach
SIDES = ("negative", "neutral", "positive")


class TooFewExamples(ValueError):
    """There are too few labelled texts, or their vectors do not fit them."""


class BadTrained(ValueError):
    """What was kept is not a trained head."""


@dataclass(frozen=True)
class Trained:
    """Linear heads: `weights` (d + 1 by 4 sentiments and 10 factors), from what score a factor is named,
    how sharp the chances are. `agreed` of `checked` held-out texts got the sentiment that people gave them.
    """

    weights: Vectors
    thresholds: Vectors
    sharpness: float
    agreed: int
    checked: int

    @property
    def size(self) -> int:
        """How many numbers a vector has."""
        return len(self.weights) - 1

    @property
    def agreement(self) -> tuple[float, float, float]:
        """The share of held-out texts that got the sentiment of people, with its 95 % score interval."""
        counts = [self.checked - self.agreed, self.agreed]
        low, high = score_limits([0, 1], counts, critical_value(0.95))
        return self.agreed / self.checked, low, high

    def scores(self, vectors: Vectors) -> Vectors:
        """n by 14. Raises TooFewExamples where the vectors have another length than in training."""
        if vectors.ndim != 2 or vectors.shape[1] != self.size:
            raise TooFewExamples(f"vectors of shape {vectors.shape}; trained on {self.size} numbers each")
        return np.asarray(widened(vectors) @ self.weights)

    def chances(self, scores: Vectors) -> Vectors:
        """Of negative, neutral and positive, n by 3; each row adds up to 1."""
        return softmax(scores[:, :3] * self.sharpness)

    def kept(self) -> bytes:
        """The heads as bytes, to be read again by `of`."""
        file = io.BytesIO()
        numbers = np.array([self.sharpness, self.agreed, self.checked])
        np.savez(file, weights=self.weights.astype(np.float32), thresholds=self.thresholds, numbers=numbers)
        return file.getvalue()

    @classmethod
    def of(cls, kept: bytes) -> "Trained":
        """The heads that `kept` gave. Raises BadTrained."""
        try:
            with np.load(io.BytesIO(kept), allow_pickle=False) as found:
                weights, thresholds = found["weights"].astype(np.float64), found["thresholds"]
                sharpness, agreed, checked = found["numbers"].tolist()
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
            raise BadTrained("not a trained head") from error
        return cls(weights, thresholds, float(sharpness), int(agreed), int(checked))


def packed(vectors: Vectors) -> bytes:
    """Vectors as bytes, in single precision."""
    file = io.BytesIO()
    np.save(file, vectors.astype(np.float32), allow_pickle=False)
    return file.getvalue()


def unpacked(kept: bytes) -> Vectors:
    """The vectors (n by d) that `packed` gave; none of nothing. Raises BadTrained."""
    try:
        found = np.load(io.BytesIO(kept), allow_pickle=False) if kept else np.zeros((0, 0))
    except (OSError, ValueError, EOFError) as error:
        raise BadTrained("not vectors") from error
    return np.asarray(found, dtype=np.float64)


def examples(most: int = 1_500) -> list[Verbatim]:
    """So many of our own labelled texts, the languages in turn; always the same ones."""
    every = verbatims()
    by_language = [
        [one for one in every if one.language == name] for name in sorted({one.language for one in every})
    ]
    turns = (one for row in zip(*by_language, strict=False) for one in row)
    step = max(1, min(map(len, by_language)) * len(by_language) // most)
    return list(islice((one for at, one in enumerate(turns) if (at // 2) % step == 0), most))


def train(embed: Embedder, told: Sequence[Verbatim]) -> Trained:
    """Heads for sentiment and factors, judged by texts of groups that were left out.

    Ridge regression of one column a label on vectors of length 1 (Hoerl & Kennard 1970), five folds by group.
    Raises TooFewExamples, and whatever `embed` raises.
    """
    if len(told) < FEWEST:
        raise TooFewExamples(f"{len(told)} labelled texts; {FEWEST} at least")
    vectors, wanted = embed([one.text for one in told]), targets(told)
    if vectors.ndim != 2 or len(vectors) != len(told):
        raise TooFewExamples(f"vectors of shape {vectors.shape} for {len(told)} texts")
    rows, folds = widened(vectors), _folds(told)
    guesses = [_held_out(rows, wanted, folds, strength) for strength in STRENGTHS]
    sides = wanted[:, :4].argmax(axis=1)
    right = [int((guess[:, :4].argmax(axis=1) == sides).sum()) for guess in guesses]
    best = int(np.argmax(right))
    return Trained(
        fitted(rows, wanted, STRENGTHS[best]),
        np.array([_threshold(guesses[best][:, 4 + at], wanted[:, 4 + at]) for at in range(len(FACTORS))]),
        _sharpness(guesses[best], sides),
        right[best],
        len(told),
    )


def targets(told: Sequence[Verbatim]) -> Vectors:
    """1 where a text has the label, 0 where not: the four sentiments, then the ten factors."""
    rows = []
    for one in told:
        named = {span.factor for span in one.spans}
        rows.append([*(one.sentiment == side for side in SENTIMENTS), *(name in named for name in FACTORS)])
    return np.array(rows, dtype=np.float64)


def widened(vectors: Vectors) -> Vectors:
    """Vectors of length 1 with a constant behind them."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.hstack([vectors / np.where(lengths > 0, lengths, 1.0), np.ones((len(vectors), 1))])


def fitted(rows: Vectors, wanted: Vectors, strength: float) -> Vectors:
    """The weights of ridge regression, by whichever system is the smaller one."""
    many, wide = rows.shape
    if wide <= many:
        return np.asarray(np.linalg.solve(rows.T @ rows + strength * np.eye(wide), rows.T @ wanted))
    return np.asarray(rows.T @ np.linalg.solve(rows @ rows.T + strength * np.eye(many), wanted))


def softmax(scores: Vectors) -> Vectors:
    """Rows that add up to 1."""
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True))


def _folds(told: Sequence[Verbatim]) -> npt.NDArray[np.int64]:
    numbers = {group: at % FOLDS for at, group in enumerate(dict.fromkeys(one.group for one in told))}
    return np.array([numbers[one.group] for one in told])


def _held_out(rows: Vectors, wanted: Vectors, folds: npt.NDArray[np.int64], strength: float) -> Vectors:
    guess = np.zeros_like(wanted)
    for fold in range(FOLDS):
        out = folds == fold
        guess[out] = rows[out] @ fitted(rows[~out], wanted[~out], strength)
    return guess


def _threshold(scores: Vectors, wanted: Vectors) -> float:
    """From what score on a factor is named so that F1 is highest; of equals the highest."""
    order = np.argsort(-scores, kind="stable")
    hits = np.cumsum(wanted[order])
    f1 = 2 * hits / (np.arange(1, len(order) + 1) + max(wanted.sum(), 1.0))
    return max(float(scores[order[int(np.argmax(f1))]]), FIRMNESS)


def _sharpness(guess: Vectors, sides: npt.NDArray[np.int64]) -> float:
    """How sharp the chances have to be for the texts that are not mixed."""
    clear = sides < len(SIDES)
    at = np.arange(int(clear.sum()))
    losses = [
        -float(np.log(softmax(guess[clear, :3] * one)[at, sides[clear]] + 1e-12).mean()) for one in SHARPNESS
    ]
    return SHARPNESS[int(np.argmin(losses))]
