"""Whether the score goes with leaving at all, beyond how long somebody has been a customer."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from scipy import special

from regard.perception.links.events import NEVER, EventCounts
from regard.perception.links.hazard import HazardRatio, hazard_model
from regard.perception.links.limits import critical

MINIMUM_EVENTS = 50
State = Literal["predicts", "does not predict", "not enough churn"]


@dataclass(frozen=True)
class ChurnLink:
    """Whether customers of different scores leave at different rates at the same tenure, or a published null.

    `ratios` are the hazard ratios of the score bands against the reference. `hidden` is the largest ratio
    against it, up or down, that the counts do not contradict for any band (Bonferroni over the bands): a
    link up to this size could still be there. It is None where a band had no churn to bound it with.
    `silent` is the ratio of those who never answered against those who did; None where there are none or
    it has no value. `churned` counts those who left after having answered.
    """

    state: State
    statistic: float
    df: int
    p_value: float
    ratios: tuple[HazardRatio, ...]
    hidden: float | None
    silent: HazardRatio | None
    churned: int
    person_months: int
    level: float

    @property
    def text(self) -> str:
        """The finding as a sentence."""
        found = {
            "predicts": "In your data the score goes with churn beyond tenure",
            "does not predict": "In your data the score does not predict churn beyond tenure",
            "not enough churn": f"Too few customers left to tell ({self.churned} of {MINIMUM_EVENTS})",
        }[self.state]
        hidden = "no bound yet" if self.hidden is None else f"up to {self.hidden:.2f} times"
        could = f"; a link could still be hidden: {hidden}" if self.state != "predicts" else ""
        return f"{found} (p = {self.p_value:.2g}, {self.churned} left in {self.person_months} months){could}."

    def to_dict(self) -> dict[str, Any]:
        """The same as plain JSON values."""
        parts = {"ratios": [one.to_dict() for one in self.ratios], "text": self.text}
        return {**self.__dict__, **parts, "silent": self.silent and self.silent.to_dict()}


def churn_link(
    event_counts: EventCounts,
    *,
    score: str = "band",
    cuts: Sequence[int] = (),
    level: float = 0.95,
) -> ChurnLink:
    """Ask whether the score tells anything about leaving that tenure (and other covariates) does not.

    Two hazard models of those who have answered, with and without the score, are compared by their
    likelihood ratio (Wilks 1938). With fewer than 50 who left it says so. Those who never answered are
    compared apart: that they differ is no effect of a score. Raises UnlikeEvents for an unknown dimension,
    and as `hazard_model` does.

    >>> from regard.perception.links.events import EventCounts
    >>> cells = {(m, (g,)): (1000, 30, 0) for g in ("detractor", "promoter") for m in (1, 2)}
    >>> print(churn_link(EventCounts.of(("band",), cells)).text)  # doctest: +ELLIPSIS
    In your data the score does not predict churn beyond tenure (p = 1, 120 left in 4000 months); a link ...
    """
    critical(level)
    asked = event_counts.without(**{score: NEVER})
    model = hazard_model(asked, cuts=cuts, level=level)
    bare = hazard_model(asked.rollup(*(name for name in asked.by if name != score)), cuts=cuts, level=level)
    bands = {group[asked.place(score)] for group in asked.groups}
    statistic = max(2 * (model.log_likelihood - bare.log_likelihood), 0.0)
    p_value = float(special.chdtrc(len(bands) - 1, statistic)) if len(bands) > 1 else 1.0
    ratios = tuple(one for one in model.ratios if one.covariate == score)
    state: State = "predicts" if p_value <= 1 - level else "does not predict"
    return ChurnLink(
        state=state if asked.churned >= MINIMUM_EVENTS else "not enough churn",
        statistic=statistic,
        df=len(bands) - 1,
        p_value=p_value,
        ratios=ratios,
        hidden=_hidden(ratios, level),
        silent=_silent(event_counts, score, cuts, level),
        churned=asked.churned,
        person_months=asked.person_months,
        level=level,
    )


def _hidden(ratios: Sequence[HazardRatio], level: float) -> float | None:
    if not ratios:
        return None
    z = critical(1 - (1 - level) / len(ratios))
    farthest = 0.0
    for one in ratios:
        if one.log_ratio is None or one.se is None:
            return None
        farthest = max(farthest, abs(one.log_ratio) + z * one.se)
    return math.exp(farthest)


def _silent(event_counts: EventCounts, score: str, cuts: Sequence[int], level: float) -> HazardRatio | None:
    apart = event_counts.relabelled(score, lambda band: NEVER if band == NEVER else "answered")
    if len({group[apart.place(score)] for group in apart.groups}) < 2:
        return None
    return hazard_model(apart, reference={score: "answered"}, cuts=cuts, level=level).ratio(score, NEVER)
