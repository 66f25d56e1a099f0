"""Brand concept maps: what people link to a brand, and through what, put together from their drawings."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from regard.perception.estimates import Interval
from regard.perception.intervals import critical_value, score_limits
from regard.perception.maps.tables import Floats, Places

Link: TypeAlias = tuple[str, str] | tuple[str, str, int]
"""Two names that one person joined, with one, two or three lines."""
Flags: TypeAlias = NDArray[np.bool_]
MENTIONED, NEARLY = 0.5, 0.45
DIRECT = 0.5
CLOSE = 1e-9


class UnfitMaps(ValueError):
    """Maps that cannot be put together: says which map and which link."""


@dataclass(frozen=True)
class Association:
    """One thing that people link to the brand.

    `mentions` is the share of maps that have it, `direct` the share of those that link it to the brand
    itself. `links` are its links in all maps; `above` and `below` how often it
    stood nearer to the brand than what it is linked with, or farther. `core` and `first_order` follow the
    rules; `core_stability` and `first_order_stability` are the shares of resampled sets of maps that say so.
    """

    name: str
    mentions: Interval
    direct: Interval
    links: int
    above: int
    below: int
    core: bool
    first_order: bool
    core_stability: float
    first_order_stability: float


@dataclass(frozen=True)
class MapLink:
    """A link between two names: the share of maps that have it, how strong, and how surely it is core."""

    ends: tuple[str, str]
    share: Interval
    strength: float
    core: bool
    stability: float


@dataclass(frozen=True)
class ConceptMap:
    """The map of all: associations and links, the most frequent first; `knee` is where core links begin."""

    brand: str
    associations: tuple[Association, ...]
    links: tuple[MapLink, ...]
    knee: int
    n: int
    replicates: int
    level: float
    method: str = "brand concept map (John et al. 2006), bootstrap of maps"

    def to_dict(self) -> dict[str, Any]:
        """The same as plain JSON values."""
        associations = [
            dict(one.__dict__) | {"mentions": one.mentions.to_dict(), "direct": one.direct.to_dict()}
            for one in self.associations
        ]
        links = [
            dict(one.__dict__) | {"ends": list(one.ends), "share": one.share.to_dict()} for one in self.links
        ]
        return dict(self.__dict__) | {"associations": associations, "links": links}


@dataclass(frozen=True)
class _Drawn:
    """Each map as a row: mentioned, linked to the brand, links, nearer, farther (maps x names), links."""

    names: tuple[str, ...]
    ends: tuple[tuple[str, str], ...]
    mentioned: Floats
    direct: Floats
    degree: Floats
    above: Floats
    below: Floats
    linked: Floats
    strength: Floats


@dataclass(frozen=True)
class _Verdict:
    core: Flags
    first_order: Flags
    core_links: Flags
    knee: Places


def brand_concept_map(
    maps: Sequence[Sequence[Link]],
    replicates: int = 500,
    *,
    brand: str,
    seed: int = 1,
    level: float = 0.95,
) -> ConceptMap:
    """Put the maps of many people together: core associations, first-order associations, core links.

    `maps` holds the links that each person drew, (name, name) or (name, name, lines 1-3); `brand` is the
    name in the middle. Core: on half of the maps, or on 45 % with at least as many links as the core has
    on average. First-order: half of those who mention it link it to the brand, and it stands nearer to the
    brand than what it is linked with at least as often as farther. Core links: on at least as many maps as
    the knee of the curve "links found on so many maps". Shares have Wilson's interval; `replicates` sets
    of as many maps, drawn with replacement, say how stable each verdict is. Raises UnfitMaps for no map, a
    map without the brand, a link to itself or one that is drawn twice, and lines that are no 1 to 3.
    Source: John, Loken, Kim and Monga (2006); the knee is our reading of their point of inflection.

    >>> maps = [[("Regard", "calm"), ("calm", "quiet")]] * 8 + [[("Regard", "slow", 3)]] * 2
    >>> found = brand_concept_map(maps, replicates=100, brand="Regard")
    >>> [(one.name, one.core, one.first_order) for one in found.associations]
    [('calm', True, True), ('quiet', True, False), ('slow', False, True)]
    """
    if not 0 < level < 1:
        raise ValueError(f"a level lies between 0 and 1, not at {level}")
    if not 1 <= replicates <= 100_000:
        raise UnfitMaps(f"between 1 and 100000 replicates, not {replicates}")
    drawn = _drawn(maps, brand)
    whole = _verdict(drawn, np.ones((1, len(maps))))
    shares = np.full(len(maps), 1 / len(maps))
    picked = np.random.default_rng(seed).multinomial(len(maps), shares, size=replicates)
    again = _verdict(drawn, np.asarray(picked, dtype=np.float64))
    associations = _associations(drawn, whole, again, level)
    links = _links(drawn, whole, again, level)
    return ConceptMap(
        brand=brand,
        associations=tuple(sorted(associations, key=lambda one: (-one.mentions.value, one.name))),
        links=tuple(sorted(links, key=lambda one: (-one.share.value, one.ends))),
        knee=int(whole.knee[0]),
        n=len(maps),
        replicates=replicates,
        level=level,
    )


def _drawn(maps: Sequence[Sequence[Link]], brand: str) -> _Drawn:
    if not maps:
        raise UnfitMaps("no map was drawn")
    read = [_read(place, links, brand) for place, links in enumerate(maps)]
    names = tuple(sorted({name for links in read for pair in links for name in pair} - {brand}))
    ends = tuple(sorted({pair for links in read for pair in links}))
    column = {name: place for place, name in enumerate(names)}
    link = {pair: place for place, pair in enumerate(ends)}
    cells = {
        kind: np.zeros((len(maps), len(names)))
        for kind in ("mentioned", "direct", "degree", "above", "below")
    }
    strength = np.zeros((len(maps), len(ends)))
    for row, links in enumerate(read):
        depth = _depths(links, brand)
        for (one, other), lines in links.items():
            strength[row, link[one, other]] = lines
            for near, far in ((one, other), (other, one)):
                if near == brand:
                    cells["direct"][row, column[far]] = 1
                    cells["degree"][row, column[far]] += 1
                    cells["mentioned"][row, column[far]] = 1
                elif far != brand:
                    place = column[near]
                    cells["mentioned"][row, place] = 1
                    cells["degree"][row, place] += 1
                    cells["above"][row, place] += depth.get(near, 0) < depth.get(far, 0)
                    cells["below"][row, place] += depth.get(near, 0) > depth.get(far, 0)
    return _Drawn(names, ends, linked=np.asarray(strength > 0, dtype=np.float64), strength=strength, **cells)


def _read(place: int, links: Sequence[Link], brand: str) -> dict[tuple[str, str], int]:
    """The links of one map, each under its two names in order."""
    read: dict[tuple[str, str], int] = {}
    for link in links:
        if len(link) not in (2, 3) or not all(isinstance(name, str) for name in link[:2]):
            raise UnfitMaps(f"maps[{place}]: {link!r} is no link")
        lines = link[2] if len(link) == 3 else 1
        if lines not in (1, 2, 3):
            raise UnfitMaps(f"maps[{place}]: {link!r} has no one, two or three lines")
        one, other = sorted(link[:2])
        if one == other or (one, other) in read:
            raise UnfitMaps(f"maps[{place}]: {one!r} is linked to itself, or twice to {other!r}")
        read[one, other] = int(lines)
    if not any(brand in pair for pair in read):
        raise UnfitMaps(f"maps[{place}] has no {brand!r}")
    return read


def _depths(links: dict[tuple[str, str], int], brand: str) -> dict[str, int]:
    """How many links each name is away from the brand."""
    beside: dict[str, list[str]] = {}
    for one, other in links:
        beside.setdefault(one, []).append(other)
        beside.setdefault(other, []).append(one)
    depth, waiting = {brand: 0}, deque([brand])
    while waiting:
        name = waiting.popleft()
        for near in beside[name]:
            if near not in depth:
                depth[near] = depth[name] + 1
                waiting.append(near)
    return depth


def _verdict(drawn: _Drawn, times: Floats) -> _Verdict:
    """The rules applied to sets of maps; `times` says how often each map is in each set (sets x maps)."""
    n = times.sum(axis=1, keepdims=True)
    mentions, degree = times @ drawn.mentioned, times @ drawn.degree
    often = mentions >= (MENTIONED - CLOSE) * n
    typical = (degree * often).sum(axis=1, keepdims=True) / np.maximum(often.sum(axis=1, keepdims=True), 1)
    nearly = (mentions >= (NEARLY - CLOSE) * n) & (degree >= typical) & often.any(axis=1, keepdims=True)
    direct = (times @ drawn.direct >= (DIRECT - CLOSE) * mentions) & (mentions > 0)
    nearer = times @ drawn.above >= times @ drawn.below
    found = np.rint(times @ drawn.linked)
    knees = np.array([_knee(row) for row in found], dtype=np.int64)
    return _Verdict(often | nearly, direct & nearer, found >= np.maximum(knees, 1)[:, None], knees)


def _knee(found: Floats) -> int:
    """From how many maps on links are core: where "links on so many maps" lies farthest below the straight
    line between its ends, and 1 where the curve has no bend."""
    most = int(found.max(initial=0))
    counts = [int(np.sum(found >= maps)) for maps in range(1, most + 1)]
    if most < 3 or counts[0] == counts[-1] or all(a == b for a, b in pairwise(counts)):
        return 1
    line = np.linspace(counts[0], counts[-1], most)
    below = line - np.array(counts)
    return int(np.argmax(below)) + 1 if below.max() > CLOSE else 1


def _associations(drawn: _Drawn, whole: _Verdict, again: _Verdict, level: float) -> list[Association]:
    maps = len(drawn.mentioned)
    sums = {
        kind: np.rint(getattr(drawn, kind).sum(axis=0)).astype(int).tolist()
        for kind in ("mentioned", "direct", "degree", "above", "below")
    }
    core, first = _stability(again.core), _stability(again.first_order)
    return [
        Association(
            name=name,
            mentions=_share(sums["mentioned"][place], maps, level),
            direct=_share(sums["direct"][place], sums["mentioned"][place], level),
            links=sums["degree"][place],
            above=sums["above"][place],
            below=sums["below"][place],
            core=bool(whole.core[0, place]),
            first_order=bool(whole.first_order[0, place]),
            core_stability=core[place],
            first_order_stability=first[place],
        )
        for place, name in enumerate(drawn.names)
    ]


def _links(drawn: _Drawn, whole: _Verdict, again: _Verdict, level: float) -> list[MapLink]:
    found = np.rint(drawn.linked.sum(axis=0)).astype(int).tolist()
    lines = drawn.strength.sum(axis=0).tolist()
    stable = _stability(again.core_links)
    return [
        MapLink(
            ends=ends,
            share=_share(found[place], len(drawn.linked), level),
            strength=lines[place] / found[place],
            core=bool(whole.core_links[0, place]),
            stability=stable[place],
        )
        for place, ends in enumerate(drawn.ends)
    ]


def _stability(verdicts: Flags) -> list[float]:
    """The share of sets that say so."""
    return [float(share) for share in verdicts.mean(axis=0)]


def _share(yes: int, n: int, level: float) -> Interval:
    low, high = score_limits([0, 1], [n - yes, yes], critical_value(level))
    return Interval(yes / n, low, high, level, n, "Wilson (1927)")
