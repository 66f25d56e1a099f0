"""What somebody who sees only what is published can work out of what is not."""

from collections.abc import Mapping

from regard.perception.protection.networks import BOUNDLESS, Network
from regard.perception.protection.tables import TOTAL, Key, Protected, checked, list_arcs, table_arcs

Bounds = tuple[int, int | None]
"""The least and the most people that a cell may have; None: there is no most."""


def attack(cells: Mapping[Key, int], found: Protected) -> dict[Key, Bounds]:
    """The bounds of every cell and total that is hidden or merged, as tight as they can be worked out.

    `cells` are those that `found` was made of. They are only where the search starts: every table that fits
    what is published leads to the same bounds, as does a linear programme (two maximum flows for each cell;
    Ford and Fulkerson 1956). Bounds that are equal are a disclosure.

    >>> from regard.perception.protection.tables import protect
    >>> cells = {"new": 3, "old": 40, "lost": 12}
    >>> attack(cells, protect(cells))
    {'new': (1, 14), 'lost': (1, 14)}
    """
    counts = checked(cells, found.k)
    groups: dict[Key, list[Key]] = {}
    for key, n in counts.items():
        if n:
            groups.setdefault(found.merged.get(key, key), []).append(key)
    if (TOTAL, TOTAL) in {*found.shown, *found.hidden}:
        network = Network(table_arcs(counts))
    else:
        sizes = {key: sum(counts[leaf] for leaf in leaves) for key, leaves in groups.items()}
        network = Network(list_arcs(sizes, {key: len(leaves) for key, leaves in groups.items()}))
    hidden = frozenset(found.hidden)
    bounds = {key: _bounds(network, key, hidden) for key in found.hidden}
    for key, leaves in groups.items():
        if leaves != [key]:
            low, high = bounds.pop(key, (network.arcs[key].n,) * 2)
            alone = len(leaves) == 1
            most = None if high is None else high - len(leaves) + 1
            bounds |= dict.fromkeys(leaves, (low if alone else 1, most))
    return bounds


def _bounds(network: Network, key: Key, hidden: frozenset[Key]) -> Bounds:
    n = network.arcs[key].n
    most = network.push(key, BOUNDLESS, rises=True, free=hidden).by
    return n - network.push(key, n, rises=False, free=hidden).by, None if most >= BOUNDLESS else n + most
