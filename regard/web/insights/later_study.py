"""Whether the answers that came later still say what was counted then."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from regard.perception.counts import Groups
from regard.perception.trends.later import compare_later

__all__ = ["Groups", "added_since", "compare_later", "plain_groups", "read_groups"]


def plain_groups(groups: Groups) -> dict[str, Any]:
    """Answers under their values as plain JSON values."""
    return {
        "values": [str(value) for value in groups.values],
        "counts": list(groups.counts),
        "n": groups.n,
    }


def read_groups(plain: Mapping[str, Any]) -> Groups:
    """The same back again, exactly."""
    values: Sequence[str] = plain["values"]
    return Groups(tuple(Fraction(value) for value in values), tuple(plain["counts"]), plain["n"])


def added_since(then: Groups, now: Groups) -> Groups | None:
    """What came to the same days after they were counted; None where nothing came, or some are gone."""
    if then.values != now.values:
        return None
    more = tuple(a - b for a, b in zip(now.counts, then.counts, strict=True))
    is_more = now.n > then.n and all(each >= 0 for each in more)
    return Groups(then.values, more, now.n - then.n) if is_more else None
