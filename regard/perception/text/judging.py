"""Kernel: what the terms of a text say together. Negation, degree, contrast, clauses."""

import numpy as np
import numpy.typing as npt

from regard.perception.text.compiling import part
from regard.perception.text.hinting import natural
from regard.perception.text.lists import ROLES, Lists
from regard.perception.text.matching import ROLE
from regard.perception.text.tokens import (
    CAPITALS,
    CLAUSE,
    DENIED,
    ENDING,
    FLAGS,
    HAN,
    KIND,
    MARK,
    STRETCHED,
    TERMS,
    Tokens,
)  # fmt: skip

OPINION, HINT, SIGN, NEGATOR, INTENSIFIER, EXCESS, SCALE, CONTRAST, CONCESSION, ADDITION, TOPIC = range(
    1, len(ROLES)
)
MOST = 400  # opinions of one text that are kept
NEAR, NEAR_HAN = 2, 3  # tokens that an adverb of degree looks ahead
SUPERB = 3.0  # praise so strong that to deny it is hardly blame
DENIED_SUPERB = -1.0
UNSAID = 0.6  # what is left of a bad word that is denied
TOO_MUCH = -1.5  # 'too' before a word of size or taste
LOUD = 1.25  # a word in capitals, or with letters repeated
NEVER = -99.0

# columns of the opinions: the term, its value with what stands around it, its tokens, its clause
TERM, VALUE, FIRST, LAST, AT_CLAUSE, IS_DENIED = range(6)
# what the scan remembers
(
    NEGATED_AT,
    NEGATED_FROM,
    REACH,
    NEGATOR_VALUE,
    DEGREE_AT,
    DEGREE,
    EXCESS_AT,
    BEGUN,
    NOW,
    WEIGHT,
    CONTRASTS,
) = range(11)
Numbers = npt.NDArray[np.float64]


def opinions_room() -> Numbers:
    """Empty room for the opinions of one text (MOST, 6)."""
    return np.zeros((MOST, 6), np.float64)


def state_room() -> Numbers:
    """Empty room for what the scan remembers."""
    return np.zeros(11, np.float64)


@part
def judge(tokens: Tokens, made: int, lists: Lists, opinions: Numbers, state: Numbers) -> int:
    """Read every token once; how many opinions were found. Sets the clause and the denial of each token."""
    roles, values, reaches = lists.roles, lists.values, lists.reaches
    state[:] = 0.0
    state[NEGATED_AT] = state[DEGREE_AT] = state[EXCESS_AT] = NEVER
    state[DEGREE] = state[WEIGHT] = 1.0
    found, at, now, until = 0, 0, 0, -1
    while at < made:
        at, found = natural(at), natural(found)
        term = tokens[at, TERMS + 2 * ROLE]
        if term < 0:
            tokens[at, CLAUSE], tokens[at, DENIED] = now, at <= until
            if tokens[at, KIND] == MARK:
                _stop(state, tokens[at, FLAGS] & ENDING != 0, found)
                now, until = now + 1, -1
            at += 1
            continue
        end, role, value = tokens[at, TERMS + 2 * ROLE + 1], roles[term], float(values[term])
        if CONTRAST <= role <= ADDITION:
            _join(opinions, state, role, value, found)
        denied = at - state[NEGATED_AT] <= state[REACH]
        for inner in range(at, end):
            tokens[inner, CLAUSE], tokens[inner, DENIED] = int(state[NOW]), denied
        if role == NEGATOR:
            state[NEGATED_AT], state[NEGATED_FROM] = end - 1, at
            state[REACH], state[NEGATOR_VALUE] = reaches[term], value
        else:
            found = _meet(tokens, opinions, state, role, value, term, at, end, found)
        now, until = int(state[NOW]), int(state[NEGATED_AT] + state[REACH])
        at = end
    return found


@part
def _join(opinions: Numbers, state: Numbers, role: int, value: float, found: int) -> None:
    """A conjunction begins a clause; 'but' makes what stood before it count less and what follows more."""
    if role == ADDITION:
        if found > 0 and opinions[found - 1, AT_CLAUSE] == state[NOW]:
            state[NOW] += 1
        return
    state[NOW] += 1
    value = max(value, 0.1)
    state[WEIGHT] = value
    if role == CONTRAST:
        state[CONTRASTS] += 1
        state[NEGATED_AT] = NEVER
        for earlier in range(int(state[BEGUN]), found):
            opinions[earlier, VALUE] /= value
        state[BEGUN] = found


@part
def _stop(state: Numbers, ends: bool, found: int) -> None:
    """Punctuation ends a clause, and with a full stop the sentence."""
    state[NOW] += 1
    state[NEGATED_AT] = state[DEGREE_AT] = state[EXCESS_AT] = NEVER
    if ends:
        state[BEGUN] = found
        state[WEIGHT] = 1.0


@part
def _meet(
    tokens: Tokens,
    opinions: Numbers,
    state: Numbers,
    role: int,
    value: float,
    term: int,
    at: int,
    end: int,
    found: int,
) -> int:
    """What one term does; how many opinions there are then."""
    near = NEAR_HAN if tokens[at, KIND] == HAN else NEAR
    if role == INTENSIFIER:
        state[DEGREE] = value * (state[DEGREE] if at - state[DEGREE_AT] == 1 else 1.0)
        state[DEGREE_AT] = end - 1
    elif role == EXCESS:
        state[DEGREE] = value
        state[DEGREE_AT] = state[EXCESS_AT] = end - 1
        if at - state[NEGATED_AT] > 1:
            state[NEGATED_AT] = NEVER
    elif role in (HINT, SIGN):
        return _add(opinions, term, value * state[WEIGHT], at, end, state[NOW], False, found)
    elif role in (OPINION, SCALE):
        if role == SCALE and at - state[EXCESS_AT] <= near:
            value = TOO_MUCH
        if value != 0.0:
            loud = tokens[at, FLAGS] & (CAPITALS | STRETCHED) != 0 and tokens[at, KIND] != HAN
            return _opine(opinions, state, value * (LOUD if loud else 1.0), term, at, end, near, found)
    return found


@part
def _opine(
    opinions: Numbers, state: Numbers, value: float, term: int, at: int, end: int, near: int, found: int
) -> int:
    """An opinion, changed by what stands before it."""
    first, denied = at, at - state[NEGATED_AT] <= state[REACH]
    if at - state[DEGREE_AT] <= near:
        value *= state[DEGREE]
    if denied:
        first = int(state[NEGATED_FROM])
        if value < 0:
            value = value * state[NEGATOR_VALUE] * UNSAID
        else:
            value = value * state[NEGATOR_VALUE] if value < SUPERB else DENIED_SUPERB
    return _add(opinions, term, value * state[WEIGHT], first, end, state[NOW], denied, found)


@part
def _add(
    opinions: Numbers, term: int, value: float, first: int, end: int, clause: float, denied: bool, found: int
) -> int:
    if found >= MOST:
        return found
    opinions[found, TERM], opinions[found, VALUE] = term, value
    opinions[found, FIRST], opinions[found, LAST] = first, end - 1
    opinions[found, AT_CLAUSE], opinions[found, IS_DENIED] = clause, denied
    return found + 1
