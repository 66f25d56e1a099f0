"""How far a number may be from its value: what the intervals of this room share."""

from regard.perception.intervals import critical_value


def critical(level: float) -> float:
    """The two-sided normal critical value of a level; raises ValueError outside 0..1.

    >>> round(critical(0.95), 3)
    1.96
    """
    if not 0 < level < 1:
        raise ValueError(f"a level lies between 0 and 1, not at {level}")
    return critical_value(level)
