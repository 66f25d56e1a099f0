"""Why a text was read as it was: for each label the places that carried it, and how much each of them counts.

A score is a sum over the features of a text, and a feature is a word, a few words in a row, or what the lists
say of them. So what each place of a text adds to a score is known; nothing is tried out or estimated.
"""

from collections.abc import Iterator
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
    labels = _labels(apart, held, row, len(text), is_strange=bool(strange[0]))
    return [_told(apart, why, most) for why in labels]


class _Why(NamedTuple):
    """One label with what each feature adds to its score, and which of them by a rule, too."""

    head: str
    label: str
    place: Place
    limit: float
    constant: float
    amounts: Reals
    by_rule: npt.NDArray[np.bool_]
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
    limit, constant = float(held.model.limits[head]), float(added.constant[head])
    return _Why("", "", (0, 0), limit, constant, added.parts[:, head], np.zeros(len(apart.kinds), np.bool_))


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
    rules, by_rule = _by_rules(apart, lean, clause)
    return _Why("", "", (0, 0), 0.0, float(constant @ turned + lean[6]), parts @ turned + rules, by_rule)


def _by_rules(apart: Apart, lean: Reals, clause: int) -> tuple[Reals, npt.NDArray[np.bool_]]:
    """What each opinion of a text (clause -1) or a clause adds through the rules' score, and which do.

    It is added to the feature that the opinion is as well: the last features are the opinions.
    """
    here = np.array([clause < 0 or one.clause == clause for one in apart.opinions], np.bool_)
    hints = np.array([one.is_hint for one in apart.opinions], np.bool_)
    values = np.array([one.value for one in apart.opinions], np.float64) * here
    good, bad = values[values > 0].sum(), -values[values < 0].sum()
    total = good - bad
    root = np.sqrt(total * total + DISPUTE * good * bad + SOFTNESS)
    by = lean[5] if hints[here].all() else lean[3] + np.sign(total) * lean[4]
    amounts, by_rule = np.zeros(len(apart.kinds)), np.zeros(len(apart.kinds), np.bool_)
    first = len(apart.kinds) - len(values)
    amounts[first:], by_rule[first:] = values / root * by, here
    return amounts, by_rule


def _score(why: _Why) -> float:
    return why.constant + float(why.amounts.sum())


def _told(apart: Apart, why: _Why, most: int) -> Explanation:
    """An explanation: what is added at one place is one reason."""
    weights = np.bincount(apart.at, why.amounts, len(apart.places))
    ordered = np.argsort(-np.abs(weights), kind="stable")
    reasons = tuple(_reason(apart, why, place, float(weights[place])) for place in ordered[:most].tolist())
    rest = float(weights[ordered[most:]].sum())
    return Explanation(
        why.head, why.label, *why.place, _score(why), why.limit, why.constant, reasons, rest,
        why.against, why.of,
    )  # fmt: skip


def _reason(apart: Apart, why: _Why, place: int, weight: float) -> Reason:
    start, end = apart.places[place].tolist()
    features = np.flatnonzero(apart.at == place)
    kinds = {apart.kinds[feature] for feature in features.tolist()}
    if why.by_rule[features].any():
        kinds.add("rule")
    return Reason(start, end, weight, tuple(sorted(kinds)))
