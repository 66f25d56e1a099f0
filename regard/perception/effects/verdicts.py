"""What may be said about an action: one of five verdicts, with its reasons."""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any, Literal

from regard.perception.effects.contrasts import critical, excludes_zero
from regard.perception.estimates import Interval

Verdict = Literal["changed", "no evidence", "worse", "too early", "cannot be known from this design"]
Design = Literal["holdout", "did", "its"]
Strength = Literal["strong", "fair", "weak"]
STRENGTH: dict[Design, Strength] = {"holdout": "strong", "did": "fair", "its": "weak"}
"""How much a design can know: chance decided, others were compared with, or nobody was."""
EARLY_LEVEL = 0.999
"""Before its date an action is judged only at this level (Haybittle 1971, Peto 1976), since who looks often
finds something; that leaves the last look its own level almost untouched."""
POWER = 0.8


@dataclass(frozen=True)
class Finding:
    """What a design found, before anybody judges it.

    `at` gives the effect at a level. `barriers` are why it cannot be known, `waiting` why it cannot be known
    yet, `cautions` what to know beside it. `is_weak` says that nobody was compared with.
    """

    at: Callable[[float], Interval | None] | None
    pretrend: Interval | None = None
    placebo: Interval | None = None
    barriers: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    cautions: tuple[str, ...] = ()
    is_weak: bool = False


@dataclass(frozen=True)
class ActionEffect:
    """The effect of an action in the metric's unit, with what speaks for and against believing it.

    `verdict` is "changed" (for the better) or "worse" where the interval excludes 0, "no evidence" where it
    does not, "too early", or "cannot be known from this design"; `reasons` say why, and what to beware of.
    `effect` is None where the design gives no number. `pretrend` is how the arms moved apart before the
    action, per period (for a single series: its own slope); `placebo` the effect of an action that nobody
    took. Both should hold 0. `detectable` is the effect that this many answers find in 80 % of cases.
    `strength` says how much can be known so: "strong" where chance decided, "fair" where others were compared
    with, "weak" where nobody was.
    """

    verdict: Verdict
    effect: Interval | None
    pretrend: Interval | None
    placebo: Interval | None
    reasons: tuple[str, ...]
    design: Design
    detectable: float | None
    strength: Strength

    @property
    def text(self) -> str:
        """The verdict as a sentence; a cause is named only where chance decided who was treated."""
        found = "" if self.effect is None else f" ({self.effect})"
        if self.verdict == "cannot be known from this design":
            return f"Whether the action helped cannot be known from this design: {self.reasons[0]}."
        if self.verdict == "too early":
            return f"Too early to tell{found}."
        if self.verdict == "no evidence":
            return f"No evidence of a change{found}."
        way = "for the better" if self.verdict == "changed" else "for the worse"
        if self.design == "holdout":
            return f"The action made a change {way}{found}."
        if self.strength == "weak":
            return f"Weak evidence, for nobody was compared with: the level moved {way}{found}."
        return f"There was a change {way}, consistent with an effect of the action{found}."

    def to_dict(self) -> dict[str, Any]:
        """The same as plain JSON values."""
        parts = {name: getattr(self, name) for name in ("effect", "pretrend", "placebo")}
        plain = {name: part and part.to_dict() for name, part in parts.items()}
        return {**self.__dict__, **plain, "reasons": list(self.reasons), "text": self.text}


def judge(
    finding: Finding,
    *,
    design: Design,
    promised: float | None,
    early: bool,
    lower_is_better: bool,
    level: float,
) -> ActionEffect:
    """Turn a finding into a verdict; see `effect_of_action` for what each argument means.

    >>> sure = Finding(lambda level: Interval(5.0, 2.0, 8.0, level, 900, "made up"))
    >>> how = dict(design="did", promised=None, early=False, lower_is_better=False, level=0.95)
    >>> judge(sure, **how).text
    'There was a change for the better, consistent with an effect of the action (5 [2, 8], n=900).'
    """
    effect = finding.at(level) if finding.at else None
    verdict, why = _verdict(finding, effect, promised, early, lower_is_better, level)
    return ActionEffect(
        verdict=verdict,
        effect=effect,
        pretrend=finding.pretrend,
        placebo=finding.placebo,
        reasons=(*finding.barriers, *finding.waiting, *why, *finding.cautions),
        design=design,
        detectable=None if effect is None else _detectable(effect),
        strength="weak" if finding.is_weak else STRENGTH[design],
    )


def _verdict(
    finding: Finding,
    effect: Interval | None,
    promised: float | None,
    early: bool,
    lower_is_better: bool,
    level: float,
) -> tuple[Verdict, tuple[str, ...]]:
    if finding.barriers:
        return "cannot be known from this design", ()
    if finding.waiting or effect is None or finding.at is None:
        return "too early", ()
    judged = finding.at(max(level, EARLY_LEVEL)) if early else effect
    if judged is not None and excludes_zero(judged):
        better = (judged.low > 0) != lower_is_better
        return ("changed", ()) if better else ("worse", ())
    best = -effect.low if lower_is_better else effect.high
    possible = promised is None or best >= promised
    if early and possible:
        return "too early", ("the judging date is not here, and the promised effect is still possible",)
    if promised is not None and possible:
        return "no evidence", ("an effect as large as promised could still be hidden",)
    return "no evidence", ()


def _detectable(effect: Interval) -> float:
    """The effect found with 80 % power, from the interval's half-width."""
    z = critical(effect.level)
    return (effect.high - effect.low) / 2 * (1 + NormalDist().inv_cdf(POWER) / z)
