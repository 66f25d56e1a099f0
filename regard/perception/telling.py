"""How much a descriptor says of a company by itself: what a cloud of words orders by, beside people.

"New", 其他 and their like say nothing until one knows what they describe: where, when, how many, which of
several. "Good" and 好 judge and do not say what for. The list is our own: telling.tsv.
"""

from functools import cache
from pathlib import Path
from types import MappingProxyType

LIST = Path(__file__).with_suffix(".tsv")
DENIERS = ("not ", "no ", "不", "没")


@cache
def listed() -> MappingProxyType[str, float]:
    """The words that say less than all, each with how much, from 0 to 1."""
    rows = [row.split("\t") for row in LIST.read_text("utf-8").splitlines() if not row.startswith("#")]
    return MappingProxyType({word: float(share) for word, share in rows})


def telling(word: str) -> float:
    """From 0 to 1, how much a descriptor in its normal form says by itself; denied, it says as much.

    What is not listed says all that it can.

    >>> [telling(word) for word in ("new", "not new", "其他", "good", "不好", "slow", "耐心")]
    [0.0, 0.0, 0.0, 0.5, 0.5, 1.0, 1.0]
    """
    lower = word.lower()
    return min(listed().get(form, 1.0) for form in (lower, *map(lower.removeprefix, DENIERS)))
