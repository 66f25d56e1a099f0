"""Net sentiment of what customers write."""

from collections.abc import Mapping

from regard.perception.counts import Counts, Scale
from regard.perception.estimates import Definition, Estimate, UnfitScale, score_interval

VALUES = {"negative": -1, "neutral": 0, "mixed": 0, "positive": 1}
POLARITY = Scale(-1, 1)
DEFINITION = Definition(
    "net_sentiment/1",
    "Net sentiment v1: % positive minus % negative of all read records, neutral and mixed ones included",
    "points",
    margin=15,
    formula="100 (positive records - negative records) / read records",
    scale=POLARITY,
    box="better 1, worse -1",
)


def polarity(labels: Mapping[str, int]) -> Counts:
    """Counts on -1..1 from `{sentiment: how many records}`; neutral and mixed are both 0.

    Raises ValueError for a label that is no sentiment.

    >>> polarity({"positive": 5, "neutral": 2, "mixed": 1, "negative": 3}).n_by_score
    (3, 3, 5)
    """
    cells = {-1: 0, 0: 0, 1: 0}
    for label, n in labels.items():
        if label not in VALUES:
            raise ValueError(f"{label!r} is not one of {', '.join(VALUES)}")
        cells[VALUES[label]] += n
    return Counts.of(cells, POLARITY)


def net_sentiment(counts: Counts, *, level: float = 0.95, hide_below: int = 0) -> Estimate:
    """Percent positive minus percent negative of all read records, -100 to 100 points.

    `counts` come from `polarity`. The interval is Tango's (1998) at `level`; the number of fewer than
    `hide_below` records is hidden. Raises UnfitScale for another scale than -1..1.

    >>> print(net_sentiment(polarity({"negative": 20, "neutral": 60, "mixed": 40, "positive": 80})))
    30.0 [20.9, 38.7], n=200
    """
    if counts.scale != POLARITY:
        raise UnfitScale(f"sentiment is counted on {POLARITY}, not on {counts.scale}")
    groups = counts.grouped({(-1,): -100, (0,): 0, (1,): 100})
    return score_interval(groups, DEFINITION.at(level), hide_below=hide_below)
