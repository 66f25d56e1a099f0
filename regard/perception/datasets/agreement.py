"""How far two readers of the same verbatims agree, beyond chance where chance can be reckoned."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from regard.perception.datasets.labelled import (
    EMOTIONS,
    FACTORS,
    INTENTS,
    SENTIMENTS,
    Verbatim,
    second_pass,
)

Numbers: TypeAlias = NDArray[np.float64]
Pair: TypeAlias = tuple[Verbatim, Verbatim]

DRAWS = 2000
SEED = 2026
FEWEST = 5


class NothingToCompare(ValueError):
    """No verbatims, or two readings of different ones."""


@dataclass(frozen=True, slots=True)
class Agreement:
    """One figure: what was compared, its value and 95 % interval, and how often each reader said it.

    `n` counts verbatims, for polarity shared factors. The value is None where a reader said it less than
    FEWEST times.
    """

    head: str
    label: str
    n: int
    first: int
    second: int
    value: float | None
    low: float | None
    high: float | None


def kappa(table: Numbers) -> Numbers:
    """Cohen's kappa of tables of counts, shape (..., k, k), one reader's labels down, the other's across.

    Not a number where both readers gave one label alone. Cohen (1960), Educational and Psychological
    Measurement 20, 37-46.

    >>> float(kappa(np.array([[20.0, 5.0], [10.0, 15.0]])).round(2))
    0.4
    """
    share = table / table.sum(axis=(-2, -1), keepdims=True)
    seen = np.trace(share, axis1=-2, axis2=-1)
    chance = (share.sum(axis=-1) * share.sum(axis=-2)).sum(axis=-1)
    room = 1 - chance
    return np.where(room > 1e-12, (seen - chance) / np.where(room > 1e-12, room, 1), np.nan)


def agreements(pairs: Sequence[Pair]) -> tuple[Agreement, ...]:
    """Every head of the guideline, in its order. Raises NothingToCompare.

    Kappa for sentiment and, present or not, for each emotion, intent, factor and urgent. For spans the F1 of
    the characters under the same factor, the first reader as the measure; for polarity the share of the
    factors found by both with the same signs. Intervals: percentile bootstrap, whole groups redrawn.
    """
    if not pairs:
        raise NothingToCompare("no verbatims were read twice")
    for first, again in pairs:
        if (first.id, first.text) != (again.id, again.text):
            raise NothingToCompare(f"{first.id} and {again.id} are not two readings of one verbatim")
    weights = _redrawn([first.group for first, _ in pairs])
    judged: list[tuple[str, str, Callable[[Verbatim], bool]]] = [
        *(("emotion", name, lambda one, name=name: name in one.emotions) for name in EMOTIONS),
        *(("intent", name, lambda one, name=name: name in one.intents) for name in INTENTS),
        ("urgent", "", lambda one: one.urgent),
        *(("factor", name, lambda one, name=name: name in _signs(one)) for name in FACTORS),
    ]
    return (
        _of_sentiment(pairs, weights),
        *(_of_presence(pairs, weights, *one) for one in judged),
        _of_spans(pairs, weights),
        _of_polarity(pairs, weights),
    )


def table() -> str:
    """The agreement on both languages as a Markdown table."""
    found = [
        agreements([pair for pair in second_pass() if pair[0].language == language])
        for language in ("en", "zh")
    ]
    lines = ["| | English | first / second | Chinese | first / second |", "|---|---|---|---|---|"]
    for english, chinese in zip(*found, strict=True):
        cells = [" ".join(filter(None, (english.head, english.label))), *_cells(english), *_cells(chinese)]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _cells(one: Agreement) -> tuple[str, str]:
    counts = f"{one.first} / {one.second}"
    if one.value is None:
        return "too few", counts
    return f"{one.value:.2f} [{one.low:.2f}, {one.high:.2f}]", counts


def _redrawn(groups: Sequence[str]) -> Numbers:
    """How often each verbatim is there: as it is (row 0), then in DRAWS samples of whole groups."""
    names, places = np.unique(groups, return_inverse=True)
    rng = np.random.default_rng(SEED)
    counts = rng.multinomial(len(names), np.full(len(names), 1 / len(names)), size=DRAWS)
    return np.vstack([np.ones(len(groups)), counts[:, places]]).astype(np.float64)


def _of_sentiment(pairs: Sequence[Pair], weights: Numbers) -> Agreement:
    codes = [(SENTIMENTS.index(one.sentiment), SENTIMENTS.index(two.sentiment)) for one, two in pairs]
    values = _kappas(codes, len(SENTIMENTS), weights)
    return _told("sentiment", "", len(pairs), (len(pairs), len(pairs)), values)


def _of_presence(
    pairs: Sequence[Pair], weights: Numbers, head: str, label: str, said: Callable[[Verbatim], bool]
) -> Agreement:
    codes = [(int(said(one)), int(said(two))) for one, two in pairs]
    counts = (sum(one for one, _ in codes), sum(two for _, two in codes))
    return _told(head, label, len(pairs), counts, _kappas(codes, 2, weights))


def _of_spans(pairs: Sequence[Pair], weights: Numbers) -> Agreement:
    marked = [(_characters(one), _characters(two)) for one, two in pairs]
    shared = [2 * len(one & two) for one, two in marked]
    both = [len(one) + len(two) for one, two in marked]
    counts = (sum(len(one.spans) for one, _ in pairs), sum(len(two.spans) for _, two in pairs))
    return _told("spans, F1 of characters", "", len(pairs), counts, _ratios(shared, both, weights))


def _of_polarity(pairs: Sequence[Pair], weights: Numbers) -> Agreement:
    signs = [(_signs(one), _signs(two)) for one, two in pairs]
    shared = [len(one.keys() & two.keys()) for one, two in signs]
    alike = [sum(one[name] == two[name] for name in one.keys() & two.keys()) for one, two in signs]
    n = sum(shared)
    return _told("polarity of shared factors, share", "", n, (n, n), _ratios(alike, shared, weights))


def _kappas(codes: Sequence[tuple[int, int]], size: int, weights: Numbers) -> Numbers:
    cells = np.zeros((len(codes), size * size))
    cells[np.arange(len(codes)), [one * size + two for one, two in codes]] = 1
    return kappa((weights @ cells).reshape(-1, size, size))


def _ratios(over: Sequence[int], under: Sequence[int], weights: Numbers) -> Numbers:
    whole = weights @ np.array(under, dtype=np.float64)
    return np.where(whole > 0, weights @ np.array(over, dtype=np.float64) / np.maximum(whole, 1), np.nan)


def _told(head: str, label: str, n: int, counts: tuple[int, int], values: Numbers) -> Agreement:
    """The figure of the sample in row 0 and, from the redrawn ones, its interval."""
    drawn = values[1:][~np.isnan(values[1:])]
    if min(counts) < FEWEST or np.isnan(values[0]) or not drawn.size:
        return Agreement(head, label, n, *counts, None, None, None)
    low, high = np.quantile(drawn, (0.025, 0.975))
    return Agreement(head, label, n, *counts, float(values[0]), float(low), float(high))


def _signs(one: Verbatim) -> dict[str, frozenset[str]]:
    """The factors of a verbatim, each with the polarities it is shown with."""
    return {
        name: frozenset(span.polarity for span in one.spans if span.factor == name)
        for name in {span.factor for span in one.spans}
    }


def _characters(one: Verbatim) -> set[tuple[str, int]]:
    return {(span.factor, place) for span in one.spans for place in range(span.start, span.end)}
