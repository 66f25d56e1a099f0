"""Small segments counted together under a larger one, until they are large enough to be told."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from regard.perception.protection.tables import K, Key, Protected, UnfitTable, checked, hide, list_arcs

Members = dict[Key, list[Key]]


def merge_small(
    cells: Mapping[Key, int],
    *,
    k: int = K,
    parents: Mapping[Key, Key] | None = None,
    other: Key = "other",
) -> Protected:
    """Merge small counts upwards, and protect what is left, together with its total.

    Small cells of one parent are counted together under the parent's name, which then means "the rest of
    it"; where they are still too few, so is the next smallest of its cells, and at last the parent with its
    own siblings. Without `parents` everything small goes into `other`. So many are merged that each of the
    merged cells might, for all that is known, have k people. Raises UnfitTable, also where parents run in
    a circle.

    >>> found = merge_small({"de": 3, "fr": 4, "jp": 60, "cn": 90})
    >>> found.shown, found.merged
    ({'jp': 60, 'cn': 90, 'other': 7, TOTAL: 157}, {'de': 'other', 'fr': 'other'})
    """
    counts = checked(cells, k)
    above = {key: other for key in counts if key != other} if parents is None else dict(parents)
    members: Members = {key: [key] for key, n in counts.items() if n}
    for parent in _deepest_first(above):
        _merge(parent, above, members, counts, k)
    sizes = {key: sum(counts[leaf] for leaf in leaves) for key, leaves in members.items()}
    empty = {key: 0 for key, n in counts.items() if not n and key not in sizes}
    found = hide(list_arcs(empty | sizes, {key: len(leaves) for key, leaves in members.items()}), k)
    merged = {leaf: key for key, leaves in members.items() for leaf in leaves if leaf != key}
    return replace(found, merged=merged)


def _merge(
    parent: Key, above: Mapping[Key, Key], members: Members, counts: Mapping[Key, int], k: int
) -> None:
    """Count the small children of a parent under its name, and further ones until they are enough."""

    def lacks(leaves: Iterable[Key]) -> bool:
        sizes = [counts[leaf] for leaf in leaves]
        return sum(sizes) - len(sizes) + 1 < k

    children = [key for key in members if above.get(key) == parent]
    children.sort(key=lambda key: (not lacks(members[key]), sum(counts[leaf] for leaf in members[key])))
    rest = members.pop(parent, [])
    for child in children:
        if not lacks(members[child]) and (not rest or not lacks(rest)):
            break
        rest = rest + members.pop(child)
    if rest:
        members[parent] = rest


def _deepest_first(above: Mapping[Key, Key]) -> list[Key]:
    """Every parent, those farthest from a root first."""
    depths = {parent: _depth(parent, above) for parent in above.values()}
    return sorted(depths, key=lambda parent: -depths[parent])


def _depth(key: Key, above: Mapping[Key, Key]) -> int:
    depth = 0
    while key in above:
        key, depth = above[key], depth + 1
        if depth > len(above):
            raise UnfitTable(f"the parents of {key!r} run in a circle")
    return depth
