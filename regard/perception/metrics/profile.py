"""The perception profile: six parts of how customers see the company, each from 0 to 100."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from regard.perception.counts import Counts
from regard.perception.estimates import Estimate, score_interval
from regard.perception.metrics.mean import by_percent_of_scale, pomp_definition

PARTS = {
    "satisfaction": "Satisfaction",
    "ease": "Ease",
    "loyalty": "Loyalty",
    "trust": "Trust",
    "values": "Value alignment",
    "reputation": "Public reputation",
}
"""Each part by the name that texts give it."""


class UnknownPart(ValueError):
    """A part that no profile has."""


@dataclass(frozen=True)
class Profile:
    """The parts that were asked, in the order of PARTS, and those that were not: they are missing, not 0.

    The parts were mostly asked of different people on different scales. That is why a profile has no sum:
    see `composite_index`, which needs all answers of each person.
    """

    parts: Mapping[str, Estimate]
    missing: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """The same as plain JSON values."""
        parts = {name: estimate.to_dict() for name, estimate in self.parts.items()}
        return {"parts": parts, "missing": list(self.missing)}


def profile(counts: Mapping[str, Counts], *, level: float = 0.95, hide_below: int = 0) -> Profile:
    """The parts of `counts` by name, each as its mean in percent of the way from the worst to the best score.

    Every part is measured alike, so that they can be read side by side whatever their scales: loyalty from
    the 0-10 answers of the NPS question (a mean, not NPS), reputation from stars or from `polarity`. The
    interval is the multinomial score interval at `level`; a part of fewer than `hide_below` answers is
    hidden. A part that nobody answered is missing. Raises UnknownPart.

    >>> from regard.perception import Scale
    >>> found = profile({"ease": Counts((2, 3, 5, 10, 20, 30, 30), Scale(1, 7))})
    >>> print(found.parts["ease"], found.missing[:2])
    75.5 [70.1, 79.8], n=100 ('satisfaction', 'loyalty')
    """
    if unknown := [name for name in counts if name not in PARTS]:
        raise UnknownPart(f"{unknown[0]!r} is none of {', '.join(PARTS)}")
    asked = {name: counts[name] for name in PARTS if name in counts and counts[name].n}
    parts = {name: part(name, answers, level=level, hide_below=hide_below) for name, answers in asked.items()}
    return Profile(parts, tuple(name for name in PARTS if name not in parts))


def part(name: str, counts: Counts, *, level: float = 0.95, hide_below: int = 0) -> Estimate:
    """One part of the profile, by its name in PARTS."""
    rule = f"{PARTS[name]} v1: mean as percent of the way from worst to best on {counts.scale}"
    definition = pomp_definition(f"profile.{name}/1", rule, counts.scale)
    return score_interval(by_percent_of_scale(counts), definition.at(level), hide_below=hide_below)
