"""Regression to the mean: who was chosen for a low score rises without anybody doing anything."""

from dataclasses import dataclass

from regard.perception.counts import Counts
from regard.perception.effects.contrasts import Metric, NoContrast, Parts, groups_of
from regard.perception.metrics.nps import nps


@dataclass(frozen=True)
class Selection:
    """From whom a group was chosen for its scores, and how reliable a single answer is.

    `selected` are the answers that they were chosen by, `everyone` those of all they were chosen from,
    `reliability` the test-retest correlation of the metric's value of one answer, from 0 to 1. Raises
    NoContrast for another reliability.
    """

    selected: Counts
    everyone: Counts
    reliability: float

    def __post_init__(self) -> None:
        if not 0 <= self.reliability <= 1:
            raise NoContrast(f"a reliability lies between 0 and 1, not at {self.reliability}")

    def expected(self, metric: Metric = nps) -> Parts:
        """What to take from a rise: (1 - reliability) of the distance to everyone (Davis 1976).

        Raises NoContrast where either has no answers.

        >>> from regard.perception.counts import Scale
        >>> low, all_ = (Counts.of(cells, Scale(0, 10)) for cells in ({0: 9, 10: 1}, {0: 50, 10: 50}))
        >>> round(sum(weight * float(part.mean) for weight, part in Selection(low, all_, 0.6).expected()), 6)
        -32.0
        """
        everyone, selected = groups_of(metric, self.everyone), groups_of(metric, self.selected)
        if everyone is None or selected is None:
            raise NoContrast("a selection needs the answers of those selected and of everyone")
        pull = 1 - self.reliability
        return [(-pull, everyone), (pull, selected)] if pull else []
