"""Small groups and what would give them away: the one place that the page, the files and the API ask."""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping

from regard.perception.protection import TOTAL, protect
from regard.web.insights.releasing import K

__all__ = ["K", "hidden_kinds", "shown_groups"]


def shown_groups(sizes: Mapping[str, int]) -> set[str]:
    """The groups that may be shown beside the number of all: neither small, nor telling a small one.

    >>> sorted(shown_groups({"new": 3, "old": 40, "lost": 12}))
    ['old']
    """
    cells: dict[Hashable, int] = dict(sizes.items())
    found = protect(cells, k=K)
    if TOTAL in found.hidden:  # it stands on the page: nothing else may then be told apart
        return set()
    return {name for name in sizes if name in found.shown}


def hidden_kinds(kinds: Iterable[Hashable]) -> set[Hashable]:
    """Which combinations of what is known of people are to be left out of a file of single answers.

    Those of fewer than `K` people, and the next smaller ones until at least `K` people are alike.

    >>> sorted(hidden_kinds(["a"] * 9 + ["b"] * 6 + ["c"]))
    ['b', 'c']
    """
    sizes = Counter(kinds).most_common()
    hidden: set[Hashable] = set()
    alike = 0
    for kind, n in reversed(sizes):
        if n >= K and (alike >= K or not hidden):
            break
        hidden.add(kind)
        alike += n
    return hidden
