"""Net Promoter Score."""

from regard.perception.counts import Counts, Scale
from regard.perception.estimates import Definition, Estimate, UnfitScale, score_interval

PROMOTER, PASSIVE, DETRACTOR = 100, 0, -100
ZERO_TO_TEN = Scale(0, 10)
DEFINITION = Definition("nps/1", "NPS v1: % 9-10 minus % 0-6 on 0-10", "points", margin=15)


def nps(counts: Counts, *, level: float = 0.95, hide_below: int = 0) -> Estimate:
    """Net Promoter Score: percent promoters (9-10) minus percent detractors (0-6), -100 to 100 points.

    The interval is the multinomial score interval; for three categories it is Tango's (1998).
    A skipped question is no answer: it is not in `counts`. The interval is at `level`; the number of fewer
    than `hide_below` answers is hidden. Raises UnfitScale for another scale than
    0-10: answers on 1-5 or 1-10 are no NPS. Definition: Reichheld (2003).

    >>> print(nps(Counts.from_scores([10] * 50 + [8] * 30 + [3] * 20, Scale(0, 10))))
    30.0 [14.0, 44.3], n=100
    """
    if (counts.scale.min, counts.scale.max, counts.scale.direction) != (0, 10, "high_is_good"):
        raise UnfitScale(f"NPS is asked on 0-10 with high as good, not on {counts.scale}")
    groups = counts.grouped({range(7): DETRACTOR, range(7, 9): PASSIVE, range(9, 11): PROMOTER})
    return score_interval(groups, DEFINITION.at(level), hide_below=hide_below)
