"""Why a text was read as it was: for each label the places that carried it, and how much each of them counts.

A score is a sum over the features of a text, and a feature is a word, a few words in a row, or what the lists
say of them. So what each place of a text adds to a score is known; nothing is tried out or estimated.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from regard.perception.text import languages
from regard.perception.text.attributing import Apart, taken_apart
from regard.perception.text.buffers import utf8
from regard.perception.text.columns import CHANCES, SIDES
from regard.perception.text.concluding import CALM, MIX
from regard.perception.text.lists import EMOTIONS, FACTORS, INTENTS
from regard.perception.text.reading import heard, read
from regard.perception.text.scanning import DISPUTE, SOFTNESS
from regard.perception.text.weights import (
    FIRST_EMOTION,
    FIRST_FACTOR,
    FIRST_INTENT,
    NEGATIVE,
    POSITIVE,
    Kit,
    kit,
)  # fmt: skip

EXPLAINED = ("sentiment", "factors", "emotions", "intents")
FIRST_OF = {"emotions": (EMOTIONS, FIRST_EMOTION), "intents": (INTENTS, FIRST_INTENT)}
MOST = 12  # reasons for one label that are told one by one
Reals = npt.NDArray[np.float64]
Place = tuple[int, int]


class Reason(NamedTuple):
    """One place of the text, in code points, what it adds to the score, and by which kinds of features."""

    start: int
    end: int
    weight: float
    kinds: tuple[str, ...]


class Explanation(NamedTuple):
    """Why one label was given: `constant`, the weights of all `reasons` and `rest` add up to `score`.

    An emotion, intent or factor is given where the score is above `limit`. The score of a sentiment is the
    natural logarithm of how many times likelier it is than the side `against`; of a mixed text, how much
    likelier praise is than blame. `head` is also "polarity": which side a factor, named in `of`, takes.
    `start` and `end`: the clause that shows a factor, or the whole text.
    """

    head: str
    label: str
    start: int
    end: int
    score: float
    limit: float
    constant: float
    reasons: tuple[Reason, ...]
    rest: float
    against: str = ""
    of: str = ""


class _Added(NamedTuple):
    """What each feature adds to each head (n, HEADS), and what every text begins with (HEADS)."""

    parts: Reals
    constant: Reals


def explain(text: str, *, most: int = MOST) -> list[Explanation]:
    """Why `read` gives a text its sentiment, factors, emotions and intents, label by label.

    At most `most` reasons for each, those that count most first; what the others add is the `rest`.

    >>> why = explain("The staff were rude.")[0]
    >>> why.head, why.label, why.against, [(one.start, one.end) for one in why.reasons][:1]
    ('sentiment', 'negative', 'neutral', [(15, 19)])
    """
    buffer, held = utf8([text]), kit()
    spoken, _ = languages.tell(buffer.data, buffer.offsets)
    foreign, strange = heard(spoken)
    row = read([text], heads=EXPLAINED).to_pylist()[0]
    apart = taken_apart(buffer, held, foreign=bool(foreign[0]))
    return [_told(why, most) for why in _labels(apart, held, row, len(text), is_strange=bool(strange[0]))]


class _Why(NamedTuple):
    """One label with everything that adds to its score."""

    head: str
    label: str
    place: Place
    limit: float
    constant: float
    added: list[tuple[str, Place, float]]
    against: str = ""
    of: str = ""


def _labels(apart: Apart, held: Kit, row: dict[str, Any], size: int, *, is_strange: bool) -> Iterator[_Why]:
    whole = _added(apart, held, near=0.0, far=0.0 if is_strange else 1.0)
    if row["sentiment"]:
        side, other = _sides(row)
        against = SIDES[other]
        yield _why_side(apart, held, whole, side, other)._replace(
            head="sentiment", label=row["sentiment"], place=(0, size), against=against
        )
    for one in row["factors"]:
        yield from _why_factor(apart, held, one)
    for head, (names, first) in FIRST_OF.items():
        for label in row[head]:
            yield _why_label(apart, held, whole, first + names.index(label))._replace(
                head=head, label=label, place=(0, size)
            )


def _sides(row: dict[str, Any]) -> tuple[int, int]:
    """The side that was taken, and the likeliest of the others."""
    side = SIDES.index(row["sentiment"])
    if side == MIX:
        return POSITIVE, NEGATIVE
    return side, max({0, 1, 2} - {side}, key=lambda other: row[CHANCES[other]])


def _added(apart: Apart, held: Kit, *, near: float, far: float, clause: int = -1) -> _Added:
    """What features add to the scores: of a clause `near` times, of the whole text `far` times."""
    inside = apart.clauses == clause
    shares = near * inside / np.sqrt(inside.sum() + 1.0) + far / np.sqrt(len(inside) + 1.0)
    scales, bias = held.model.scales.astype(np.float64), held.model.bias.astype(np.float64)
    return _Added(apart.weights * scales * shares[:, None], bias * (near + far))


def _why_label(apart: Apart, held: Kit, added: _Added, head: int) -> _Why:
    amounts = zip(apart.kinds, _places(apart), added.parts[:, head].tolist(), strict=True)
    limit, constant = float(held.model.limits[head]), float(added.constant[head])
    return _Why("", "", (0, 0), limit, constant, list(amounts))


def _why_factor(apart: Apart, held: Kit, found: dict[str, Any]) -> Iterator[_Why]:
    """Why a factor was found in a clause, and why it takes its side."""
    place, factor = (found["start"], found["end"]), FACTORS.index(found["factor"])
    clause = int(np.flatnonzero((apart.edges == place).all(axis=1))[0])
    share, leaning = float(held.model.context[0]), float(held.model.context[2])
    added = _added(apart, held, near=1.0 - share, far=share, clause=clause)
    yield _why_label(apart, held, added, FIRST_FACTOR + factor)._replace(
        head="factors", label=found["factor"], place=place
    )
    added = _added(apart, held, near=1.0, far=leaning, clause=clause)
    side = SIDES.index(found["polarity"])
    other = max({0, 1, 2} - {side}, key=lambda one: _score(_why_side(apart, held, added, one, side, clause)))
    yield _why_side(apart, held, added, side, other, clause)._replace(
        head="polarity", label=found["polarity"], place=place, against=SIDES[other], of=found["factor"]
    )


def _why_side(apart: Apart, held: Kit, added: _Added, side: int, other: int, clause: int = -1) -> _Why:
    """How much likelier one side is than another, as a logarithm: from weights and rules together."""
    stack = held.model.stack.astype(np.float64)
    lean = stack[:, side] - stack[:, other]
    parts, constant = added.parts[:, :3], added.constant[:3]
    scores = parts.sum(axis=0) + constant
    turned = lean[:3] / (1.0 + np.abs(scores - scores.mean()) * CALM)
    turned = turned - turned.mean()  # a score counts by how far it is from the middle of the three
    amounts = zip(apart.kinds, _places(apart), (parts @ turned).tolist(), strict=True)
    rules = _by_rules(apart, lean, clause)
    return _Why("", "", (0, 0), 0.0, float(constant @ turned + lean[6]), [*amounts, *rules])


def _by_rules(apart: Apart, lean: Reals, clause: int) -> list[tuple[str, Place, float]]:
    """What each opinion of a text (clause -1) or a clause adds through the rules' score."""
    kept = [one for one in apart.opinions if clause < 0 or one.clause == clause]
    good, bad = sum(max(one.value, 0.0) for one in kept), -sum(min(one.value, 0.0) for one in kept)
    total = good - bad
    root = np.sqrt(total * total + DISPUTE * good * bad + SOFTNESS)
    only_hints = all(one.is_hint for one in kept)
    by = lean[5] if only_hints else lean[3] + np.sign(total) * lean[4]
    return [("rule", (one.start, one.end), float(one.value / root * by)) for one in kept]


def _places(apart: Apart) -> Iterable[Place]:
    return [(start, end) for start, end in apart.spans.tolist()]


def _score(why: _Why) -> float:
    return why.constant + sum(amount for *_, amount in why.added)


def _told(why: _Why, most: int) -> Explanation:
    """An explanation: what is added at one place is one reason."""
    weights: defaultdict[Place, float] = defaultdict(float)
    kinds: defaultdict[Place, set[str]] = defaultdict(set)
    for kind, place, amount in why.added:
        weights[place] += amount
        kinds[place].add(kind)
    ordered = sorted(weights, key=lambda place: (-abs(weights[place]), place))
    reasons = tuple(Reason(*place, weights[place], tuple(sorted(kinds[place]))) for place in ordered[:most])
    rest = sum(weights[place] for place in ordered[most:])
    return Explanation(
        why.head, why.label, *why.place, _score(why), why.limit, why.constant, reasons, rest,
        why.against, why.of,
    )  # fmt: skip
