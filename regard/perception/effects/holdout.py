"""A hold-out: chance decides who is not treated, so that what differs afterwards is the action's doing."""

import hashlib

from regard.perception.counts import Groups
from regard.perception.effects.contrasts import NoContrast, contrast, excludes_zero
from regard.perception.effects.verdicts import EARLY_LEVEL, Finding
from regard.perception.estimates import Interval


def in_holdout(person_id: str, salt: str, share: float) -> bool:
    """Whether a person is left untreated, decided by a hash of the person and a salt alone.

    The same person and salt always give the same answer, on every machine; give each action a salt of its
    own, or the same people are left out every time. A larger `share` (0 to 1) keeps those already out.
    Raises NoContrast for another share or an empty salt.

    >>> in_holdout("ben", "calls-2026", 0.5), in_holdout("ada", "calls-2026", 0.0)
    (True, False)
    """
    if not 0 <= share <= 1:
        raise NoContrast(f"a share lies between 0 and 1, not at {share}")
    if not salt:
        raise NoContrast("without a salt the same people are left out of every action")
    digest = hashlib.sha256(f"{len(salt)}:{salt}{person_id}".encode()).digest()
    return int.from_bytes(digest[:8], "big") < share * 2**64


def holdout(
    after: tuple[Groups | None, Groups | None],
    before: tuple[Groups | None, Groups | None],
    level: float,
) -> Finding:
    """The difference of treated and held out after the start, and the same before it as a placebo.

    Both are MOVER on the score intervals. A difference before the start is chance at most levels; one that
    holds at 99.9 % means that the allocation was not random.

    >>> from regard.perception.counts import Groups
    >>> some = Groups((0, 100), (40, 60), 100)
    >>> print(holdout((some, some), (None, None), 0.95).at(0.95))
    0 [-13.35, 13.35], n=200
    """
    placebo: Interval | None = None
    barriers: tuple[str, ...] = ()
    cautions: tuple[str, ...] = ()
    if before[0] is not None and before[1] is not None:
        arms = ((1, before[0]), (-1, before[1]))
        placebo = contrast(arms, level)
        if excludes_zero(contrast(arms, EARLY_LEVEL)):
            barriers = ("treated and held out differed before the action more than chance allows",)
        elif excludes_zero(placebo):
            cautions = ("treated and held out already differed somewhat before the action",)
    treated, held = after
    if treated is None or held is None:
        missing = "treated" if treated is None else "held out"
        return Finding(None, None, placebo, barriers, (f"nobody {missing} has answered since",), cautions)
    return Finding(
        lambda wanted: contrast(((1, treated), (-1, held)), wanted), None, placebo, barriers, (), cautions
    )
