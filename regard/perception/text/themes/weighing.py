"""The hot loop that weighs the terms of a text: which themes it carries, how surely, and where."""

import numpy as np
import numpy.typing as npt
from numba import njit

from regard.perception.text.themes.spotting import Ints, Offsets

Real = npt.NDArray[np.float64]

MOST_THEMES = 8  # of one text
MOST_SPANS = 20  # of one theme in one text
SHOWN = 0.1  # the least weight of a term that is shown as a span


@njit(cache=True, nogil=True)
def confidences(
    first: int, last: int, terms: Ints, starts: Ints, ends: Ints, heads: Ints, themes: Ints, weights: Real,
    seen: Ints, mark: int, missing: Real, best: Real, until: Ints, touched: Ints,
) -> int:  # fmt: skip
    """Fill `missing` with 1 minus the confidence of each theme of one text; returns how many are touched.

    Each distinct term counts once. Terms that overlap, as a phrase and its words do, say the same: of them
    the strongest counts. What is left is independent: the chance that none of them tells the theme.
    """
    n = 0
    for match in range(first, last):
        term = terms[match]
        if seen[term] == mark:
            continue
        seen[term] = mark
        for at in range(heads[term], heads[term + 1]):
            theme, weight = themes[at], weights[at]
            if until[theme] == 0:
                touched[n] = theme
                n += 1
                missing[theme], best[theme] = 1.0, weight
            elif starts[match] < until[theme]:
                best[theme] = max(best[theme], weight)
            else:
                missing[theme] *= 1.0 - best[theme]
                best[theme] = weight
            until[theme] = max(until[theme], ends[match])
    for place in range(n):
        theme = touched[place]
        missing[theme] *= 1.0 - best[theme]
        until[theme] = 0
    return n


@njit(cache=True, nogil=True)
def strongest(touched: Ints, n: int, missing: Real, least: float, chosen: Ints) -> int:
    """The surest themes that reach the least confidence, the surest first, equals by number."""
    held = 0
    for place in range(n):
        theme = touched[place]
        if 1.0 - missing[theme] < least:
            continue
        at = min(held, MOST_THEMES)
        while at > 0 and (
            missing[chosen[at - 1]] > missing[theme]
            or (missing[chosen[at - 1]] == missing[theme] and chosen[at - 1] > theme)
        ):
            if at < MOST_THEMES:
                chosen[at] = chosen[at - 1]
            at -= 1
        if at < MOST_THEMES:
            chosen[at] = theme
            held = min(held + 1, MOST_THEMES)
    return held


@njit(cache=True, nogil=True)
def spans_of(
    theme: int, first: int, last: int, terms: Ints, starts: Ints, ends: Ints, heads: Ints, themes: Ints,
    weights: Real, begins: Ints, stops: Ints, at: int,
) -> int:  # fmt: skip
    """Write where a theme stands in a text, joined where they touch, or nearly; returns the next place."""
    begun = at
    for match in range(first, last):
        tells = False
        for place in range(heads[terms[match]], heads[terms[match] + 1]):
            tells = tells or (themes[place] == theme and weights[place] >= SHOWN)
        if not tells:
            continue
        if at > begun and starts[match] <= stops[at - 1] + 1:
            stops[at - 1] = max(stops[at - 1], ends[match])
        elif at - begun < MOST_SPANS:
            begins[at], stops[at] = starts[match], ends[match]
            at += 1
    return at


@njit(cache=True, nogil=True)
def weigh(
    bounds: Offsets, terms: Ints, starts: Ints, ends: Ints, heads: Ints, themes: Ints, weights: Real,
    count: int, least: float,
) -> tuple[Ints, Ints, Real, Ints, Ints, Ints]:  # fmt: skip
    """The themes of each text: offsets, numbers, confidences; the offsets of their spans, starts, ends."""
    texts = bounds.size - 1
    seen = np.full(heads.size, -1, np.int32)
    missing, best = np.ones(count), np.zeros(count)
    until, touched = np.zeros(count, np.int32), np.empty(count, np.int32)
    chosen = np.empty(MOST_THEMES, np.int32)
    offsets, spans = np.zeros(texts + 1, np.int32), np.zeros(texts * MOST_THEMES + 1, np.int32)
    carried, sure = np.empty(texts * MOST_THEMES, np.int32), np.empty(texts * MOST_THEMES)
    room = min(terms.size * MOST_THEMES, texts * MOST_THEMES * MOST_SPANS)
    begins, stops = np.empty(room, np.int32), np.empty(room, np.int32)
    n, at = 0, 0
    for text in range(texts):
        first, last = bounds[text], bounds[text + 1]
        met = confidences(
            first,
            last,
            terms,
            starts,
            ends,
            heads,
            themes,
            weights,
            seen,
            text,
            missing,
            best,
            until,
            touched,
        )
        for place in range(strongest(touched, met, missing, least, chosen)):
            theme = chosen[place]
            carried[n], sure[n] = theme, 1.0 - missing[theme]
            at = spans_of(theme, first, last, terms, starts, ends, heads, themes, weights, begins, stops, at)
            n += 1
            spans[n] = at
        offsets[text + 1] = n
    return offsets, carried[:n], sure[:n], spans[: n + 1], begins[:at], stops[:at]
