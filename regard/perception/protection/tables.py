"""Lists and tables of counts with their totals: which small counts are hidden, and which others with them."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from operator import index
from typing import Any

from regard.perception.protection.networks import Arc, Network

K = 5
"""The smallest number of people that is published."""
Key = Hashable


class UnfitTable(ValueError):
    """Counts that are no table: below zero, no whole people, no (row, column), or a total among them."""


class Total(Enum):
    """What stands in a key for the sum over its dimension."""

    TOTAL = "total"

    def __repr__(self) -> str:
        return "TOTAL"


TOTAL = Total.TOTAL


@dataclass(frozen=True)
class Protected:
    """What may be published: `shown` counts; others are hidden as `small`, or as `complement` of small ones.

    `shown` has the totals too, under TOTAL (one dimension) or (row, TOTAL), (TOTAL, column) and
    (TOTAL, TOTAL). `merged` says which cells are counted under which other key. Publish `to_dict()`: it
    does not tell small from complement, for whoever knows that knows more.
    """

    k: int
    shown: Mapping[Key, int]
    small: tuple[Key, ...] = ()
    complement: tuple[Key, ...] = ()
    merged: Mapping[Key, Key] = field(default_factory=dict)

    @property
    def hidden(self) -> tuple[Key, ...]:
        """Every cell and total that may not be published."""
        return self.small + self.complement

    def to_dict(self) -> dict[str, Any]:
        """The same as plain JSON values, for publication: a hidden cell has n None, and no reason."""
        cells = [{"cell": _plain(key), "n": n} for key, n in self.shown.items()]
        cells += sorted(({"cell": _plain(key), "n": None} for key in self.hidden), key=str)
        merged = [{"cell": _plain(key), "into": _plain(into)} for key, into in self.merged.items()]
        return {"k": self.k, "cells": cells, "merged": merged}


def protect(cells: Mapping[Key, int], *, k: int = K) -> Protected:
    """Protect a list of counts and its total.

    Hidden are counts of 1 to k - 1 and, where the total would give them away, the next smallest; the total
    itself where nothing else protects them. Raises UnfitTable.

    >>> found = protect({"new": 3, "old": 40, "lost": 12})
    >>> found.shown, found.small, found.complement
    ({'old': 40, TOTAL: 55}, ('new',), ('lost',))
    """
    return hide(list_arcs(checked(cells, k)), k)


def protect_table(cells: Mapping[tuple[Key, Key], int], *, k: int = K) -> Protected:
    """Protect a table of counts by (row, column), with totals of rows and columns and the grand total.

    Cells that are left out are 0. What is hidden besides the small counts are the cheapest paths that close
    a circle of hidden counts (Cox 1995, Network models for complementary cell suppression). Raises
    UnfitTable.

    >>> found = protect_table({("a", 1): 2, ("a", 2): 30, ("b", 1): 20, ("b", 2): 40})
    >>> found.small, len(found.complement), found.shown[TOTAL, TOTAL]
    ((('a', 1),), 3, 92)
    """
    return hide(table_arcs(checked(cells, k)), k)


def checked(cells: Mapping[Any, int], k: int) -> dict[Any, int]:
    """The counts as Python integers; raises UnfitTable where they are none, or k is no number of people."""
    if not isinstance(k, int) or k < 1:
        raise UnfitTable(f"nothing is protected below {k!r} people")
    counts = {}
    for key, n in cells.items():
        if not hasattr(n, "__index__") or index(n) < 0:
            raise UnfitTable(f"{key!r}: {n!r} is no number of people")
        if key is TOTAL or (isinstance(key, tuple) and TOTAL in key):
            raise UnfitTable(f"{key!r}: totals are added up here")
        counts[key] = index(n)
    return counts


def list_arcs(counts: Mapping[Key, int], least: Mapping[Key, int] | None = None) -> dict[Key, Arc]:
    """The network of a list: every count flows one way, the total flows back."""
    known = least or {}
    arcs: dict[Key, Arc] = {key: Arc("from", "to", n, known.get(key, 1)) for key, n in counts.items()}
    return {**arcs, TOTAL: Arc("to", "from", sum(counts.values()))}


def table_arcs(counts: Mapping[tuple[Key, Key], int]) -> dict[Key, Arc]:
    """The network of a table: from rows to columns, and back by the totals."""
    rows: dict[Key, int] = {}
    columns: dict[Key, int] = {}
    arcs: dict[Key, Arc] = {}
    for key, n in counts.items():
        if not isinstance(key, tuple) or len(key) != 2:
            raise UnfitTable(f"{key!r} is no (row, column)")
        row, column = key
        arcs[key] = Arc(("row", row), ("column", column), n)
        rows[row], columns[column] = rows.get(row, 0) + n, columns.get(column, 0) + n
    whole = ("row", TOTAL), ("column", TOTAL)
    arcs |= {(row, TOTAL): Arc(whole[1], ("row", row), n) for row, n in rows.items()}
    arcs |= {(TOTAL, column): Arc(("column", column), whole[0], n) for column, n in columns.items()}
    return {**arcs, (TOTAL, TOTAL): Arc(*whole, sum(rows.values()))}


def hide(arcs: Mapping[Key, Arc], k: int) -> Protected:
    """Hide small counts, and with each the cheapest others that let it be k or more."""
    network = Network(arcs)
    lacking = {key: k - 1 + arc.least - arc.n for key, arc in network.arcs.items()}
    small = [key for key, lack in lacking.items() if lack > 0]
    hidden = set(small)
    for key in small:
        hidden |= network.push(key, lacking[key], rises=True, free=hidden, paid=True).used
    while fixed := [key for key in network.arcs if key in hidden and _is_fixed(network, key, hidden)]:
        hidden |= network.push(fixed[0], 1, rises=True, free=hidden, paid=True).used
    complement = tuple(key for key in arcs if key in hidden and lacking[key] <= 0)
    shown = {key: arc.n for key, arc in arcs.items() if key not in hidden}
    return Protected(k, shown, tuple(small), complement)


def _is_fixed(network: Network, key: Key, hidden: set[Key]) -> bool:
    """Whether only one value of a hidden count fits what is shown."""
    return not any(network.push(key, 1, rises=rises, free=hidden).by for rises in (True, False))


def _plain(key: Key) -> Any:
    if key is TOTAL:
        return {"total": True}
    if isinstance(key, tuple):
        return [_plain(part) for part in key]
    return key if key is None or isinstance(key, str | int | float) else str(key)
