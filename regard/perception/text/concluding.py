"""Kernel: from the scores and the rules to the labels of a text and of its clauses."""

import numpy as np
import numpy.typing as npt

from regard.perception.text.compiling import kernel, part
from regard.perception.text.judging import Numbers
from regard.perception.text.lists import FACTORS, INTENTS, Lists
from regard.perception.text.scanning import CLAUSES, Room, Scanned, rules
from regard.perception.text.tokens import CLAUSE, KIND, MARK, START, STOPS_AT
from regard.perception.text.weighing import Weighed, scored
from regard.perception.text.weights import (
    FIRST_EMOTION,
    FIRST_FACTOR,
    FIRST_INTENT,
    LABELLED,
    MIXED,
    NEGATIVE,
    NEUTRAL,
    POSITIVE,
    Model,
)  # fmt: skip

MIX = 3  # the fourth sentiment
PRAISE, COMPLAINT = 1 << INTENTS.index("praise"), 1 << INTENTS.index("complaint")
CLOSE = 1.2  # how much weaker than the strongest factor of a clause another may be
DOUBT = 0.6  # a text is mixed only where no side is likelier than this
SPLIT = 0.5  # where no side is likelier, praise and blame that weigh BOTH make a text mixed by themselves
BOTH = 2.0
CALM = 0.15  # keeps the scores of long texts from drowning the rules
F32 = npt.NDArray[np.float32]


@part
def conclude(opinions: Numbers, found: int, lists: Lists, model: Model, scores: F32, into: F32) -> int:
    """The sentiment of one text, from 0 to MIX; its chances go into `into`."""
    told, hinted, good, bad = rules(opinions, found, lists.roles, -1)
    side = chances(scores, told, hinted, model, into)
    return MIX if is_mixed(scores, into[side], good, bad, model) else side


@part
def chances(scores: F32, told: float, hinted: float, model: Model, into: F32) -> int:
    """The chances of negative, neutral, positive into `into`; which is the largest."""
    middle = (scores[NEGATIVE] + scores[NEUTRAL] + scores[POSITIVE]) / 3.0
    for side in range(3):
        into[side] = model.stack[6, side]
    for place in range(3):
        score = scores[place] - middle
        score = score / (1.0 + abs(score) * CALM)
        for side in range(3):
            into[side] += score * model.stack[place, side]
    for side in range(3):
        into[side] += told * model.stack[3, side] + abs(told) * model.stack[4, side]
        into[side] += hinted * model.stack[5, side]
    top = max(into[0], into[1], into[2])
    total = np.float32(0.0)
    for side in range(3):
        into[side] = np.exp(into[side] - top)
        total += into[side]
    best = 0
    for side in range(3):
        into[side] /= total
        best = side if into[side] > into[best] else best
    return best


@part
def is_mixed(scores: F32, surest: float, good: float, bad: float, model: Model) -> bool:
    """Whether a text praises and blames."""
    weaker = min(good, bad)
    if surest < SPLIT and weaker >= BOTH:
        return True
    return bool(surest < DOUBT and weaker >= model.context[1] and scores[MIXED] > model.limits[MIXED])


@kernel
def labels(scores: F32, model: Model, first: int, count: int) -> int:
    """The labels of a head that are given, as bits."""
    bits = 0
    for label in range(count):
        if scores[first + label] > model.limits[first + label]:
            bits |= 1 << label
    return bits


@kernel
def factors(
    held: Room,
    made: Scanned,
    lists: Lists,
    model: Model,
    weighed: Weighed,
    clauses: int,
    edges: npt.NDArray[np.int32],
    rows: npt.NDArray[np.int32],
    at: int,
    end: int,
) -> int:
    """Add (factor, side, start, end) for each factor of each clause to `rows[at:end]`; where they end."""
    scores, share = weighed.clause, model.context[0]
    for clause in range(clauses):
        if not weighed.sizes[clause] or edges[clause, 1] <= edges[clause, 0]:
            continue
        scored(weighed.sums[clause], weighed.sizes[clause], model.scales, model.bias, scores)
        side, best = -1, np.float32(0.0)
        for factor in range(len(FACTORS)):
            head = FIRST_FACTOR + factor
            scores[head] = scores[head] * (1 - share) + weighed.scores[head] * share - model.limits[head]
            best = max(best, scores[head])
        for factor in range(len(FACTORS)):
            head = FIRST_FACTOR + factor
            if scores[head] <= 0 or scores[head] < best - CLOSE:
                continue
            if side < 0:
                side = _side(held, made, lists, model, weighed, clause)
            if at < end:
                rows[at, 0], rows[at, 1] = factor, side
                rows[at, 2], rows[at, 3] = edges[clause, 0], edges[clause, 1]
                at += 1
    return at


@kernel
def _side(
    held: Room,
    made: Scanned,
    lists: Lists,
    model: Model,
    weighed: Weighed,
    clause: int,
) -> int:
    """Which side a clause takes; where it says nothing by itself, the text's."""
    told, hinted, _, _ = rules(held.opinions, made.opinions, lists.roles, clause)
    for side in range(3):
        weighed.blended[side] = weighed.clause[side] + model.context[2] * weighed.scores[side]
    return chances(weighed.blended, told, hinted, model, weighed.sides)


@kernel
def edges_of(held: Room, made: Scanned, edges: npt.NDArray[np.int32]) -> None:
    """The first and last code point of each clause, without the punctuation around it."""
    edges[:] = 0
    tokens = held.tokens
    for token in range(made.tokens):
        if tokens[token, KIND] == MARK:
            continue
        clause = min(tokens[token, CLAUSE], CLAUSES - 1)
        if edges[clause, 1] == 0:
            edges[clause, 0] = tokens[token, START]
        edges[clause, 1] = tokens[token, STOPS_AT]


@kernel
def emotions(scores: F32, model: Model) -> int:
    """The emotions of a text as bits."""
    return labels(scores, model, FIRST_EMOTION, FIRST_INTENT - FIRST_EMOTION)


@kernel
def intents(scores: F32, model: Model, side: int) -> int:
    """The intents of a text as bits: a positive text does not complain, a negative one does not praise."""
    bits = labels(scores, model, FIRST_INTENT, LABELLED - FIRST_INTENT)
    if side == POSITIVE:
        bits &= ~COMPLAINT
    elif side == NEGATIVE:
        bits &= ~PRAISE
    return bits
