"""How the answers are spread over the scale: the picture beside every mean."""

from dataclasses import dataclass
from typing import Any

from regard.perception.counts import Counts, Scale
from regard.perception.estimates import Interval
from regard.perception.intervals import critical_value, limits
from regard.perception.metrics.boxes import in_box

METHOD = "Wilson (1927)"


@dataclass(frozen=True)
class Distribution:
    """Percent at each score, low to high; without `shares` where they are hidden or nobody answered.

    Each interval is that of its score alone, not of all together.
    """

    scale: Scale
    n: int
    missing: int
    shares: tuple[Interval, ...] | None

    def to_dict(self) -> dict[str, Any]:
        """The same as plain JSON values."""
        shares = zip(self.scale.scores, self.shares or (), strict=False)
        return {
            "scale": str(self.scale),
            "n": self.n,
            "missing": self.missing,
            "shares": None
            if self.shares is None
            else [{"score": s} | share.to_dict() for s, share in shares],
        }


def distribution(counts: Counts, *, level: float = 0.95, hide_below: int = 0) -> Distribution:
    """Percent of answers at each score with Wilson's interval at `level`; hidden below `hide_below` answers.

    Raises ValueError for a level outside 0..1.

    >>> [str(share) for share in distribution(Counts((10, 30, 60), Scale(1, 3))).shares]
    ['10 [5.523, 17.44], n=100', '30 [21.89, 39.58], n=100', '60 [50.2, 69.06], n=100']
    """
    if not 0 < level < 1:
        raise ValueError(f"a level lies between 0 and 1, not at {level}")
    known = counts.n >= hide_below and counts.n_eff > 0
    shares = tuple(_share(counts, score, level) for score in counts.scale.scores) if known else None
    return Distribution(counts.scale, counts.n, counts.missing, shares)


def _share(counts: Counts, score: int, level: float) -> Interval:
    groups = in_box(counts, range(score, score + 1))
    low, high = limits(groups, critical_value(level))
    return Interval(float(groups.mean), low, high, level, counts.n, METHOD)
