"""The share of a whole: of the people who wrote something, how many used a word."""

from regard.perception.counts import Groups
from regard.perception.estimates import Definition, Estimate, score_interval

DEFINITION = Definition(
    "share/1",
    "Share v1: % of the whole that has it",
    "percent",
    margin=10,
    formula="100 part / whole",
)


def share(part: int, whole: int, *, level: float = 0.95, hide_below: int = 0) -> Estimate:
    """Percent of `whole` (people or records) that has something, 0 to 100.

    The interval is Wilson's (1927) at `level`; the share of a whole of fewer than `hide_below` is hidden.
    Raises ValueError where the part is below 0 or larger than the whole.

    >>> print(share(30, 120))
    25.0 [18.1, 33.4], n=120
    """
    if not 0 <= part <= whole:
        raise ValueError(f"{part} is no part of {whole}")
    groups = Groups((0, 100), (whole - part, part), whole)
    return score_interval(groups, DEFINITION.at(level), hide_below=hide_below)
