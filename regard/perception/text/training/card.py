"""The card of the trained model: what it learned from, how good it is where, and where it fails."""

from importlib import resources

import numpy as np
import numpy.typing as npt

from regard.perception.text.concluding import CALM
from regard.perception.text.training.corpus import CLASSES, NAMES, SENTIMENTS
from regard.perception.text.training.fitting import Corpus
from regard.perception.text.weights import FIRST_FACTOR

Scores = npt.NDArray[np.float32]
Chosen = npt.NDArray[np.bool_]


def card(
    data: Corpus, kept: Chosen, judged: Chosen, told: Scores, found: Scores, stacked: Scores, cut: Scores
) -> str:
    """The text of the card, in Markdown."""
    frame = resources.files(__package__).joinpath("card.md").read_text(encoding="utf-8")
    return frame.format(
        sets="\n".join(_sets(data, kept)),
        sentiments="\n".join(_sentiments(data, told, found, stacked, judged)),
        heads="\n".join(_heads(data, found, cut, judged)),
    )


def _sets(data: Corpus, kept: Chosen) -> list[str]:
    lines = []
    for source in np.unique(data.sources):
        here = data.sources == source
        licence = CLASSES.get(str(source), "our own")
        lines.append(f"| {source} | {licence} | {int((here & kept).sum())} | {int((here & ~kept).sum())} |")
    return lines


def predicted(data: Corpus, scores: Scores, stacked: Scores) -> npt.NDArray[np.int64]:
    """The sentiment of each text by scores and rules, as the reader tells it."""
    middle = scores[:, :3] - scores[:, :3].mean(axis=1, keepdims=True)
    middle = middle / (1 + np.abs(middle) * CALM)
    rule, hint = data.texts.summaries[:, 0], data.texts.summaries[:, 1]
    inputs = np.column_stack([middle, rule, np.abs(rule), hint, np.ones(len(rule))])
    best: npt.NDArray[np.int64] = np.argmax(inputs @ stacked, axis=1)
    return best


def macro_f1(wanted: npt.NDArray[np.int64], given: npt.NDArray[np.int64]) -> float:
    """The mean over the labels that occur of 2 * hits / (labelled + given)."""
    each = [
        2 * ((wanted == side) & (given == side)).sum() / ((wanted == side).sum() + (given == side).sum())
        for side in np.unique(wanted)
    ]
    return float(np.mean(each))


def _sentiments(data: Corpus, told: Scores, found: Scores, stacked: Scores, judged: Chosen) -> list[str]:
    """For each set: macro-F1 by weights that saw nothing of its family, and on what was held back."""
    lines = []
    blind, seen = predicted(data, np.nan_to_num(told), stacked), predicted(data, found, stacked)
    labelled = ~np.isnan(data.targets[:, 0])
    sides = np.argmax(np.nan_to_num(data.targets[:, : len(SENTIMENTS)]), axis=1)
    for source in np.unique(data.sources[labelled]):
        here = labelled & (data.sources == source)
        unseen = here & ~np.isnan(told[:, 0])
        held = here & judged
        parts = [
            f"{100 * macro_f1(sides[chosen], given[chosen]):.1f} | {int(chosen.sum())}"
            if chosen.sum() >= 50
            else " | "
            for chosen, given in ((unseen, blind), (held, seen))
        ]
        lines.append(f"| {source} | {' | '.join(parts)} |")
    return lines


def _heads(data: Corpus, found: Scores, cut: Scores, judged: Chosen) -> list[str]:
    lines = []
    for head in range(FIRST_FACTOR, len(NAMES)):
        told = []
        for source in np.unique(data.sources[judged]):
            here = judged & (data.sources == source) & ~np.isnan(data.targets[:, head])
            wanted, given = data.targets[here, head] > 0.5, found[here, head] > cut[head]
            if wanted.sum() >= 8 and (~wanted).sum() >= 8:
                score = 2 * (wanted & given).sum() / (wanted.sum() + given.sum())
                told.append(f"{source} {score:.2f} (n={int(wanted.sum())})")
        lines.append(f"| {NAMES[head]} | {'; '.join(told)} |")
    return lines
