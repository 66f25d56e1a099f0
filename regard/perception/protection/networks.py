"""A table with its totals as a network: each count an arc, each sum an equation of flow."""

import heapq
from collections.abc import Collection, Hashable, Iterable, Mapping
from typing import NamedTuple

Key = Hashable
BOUNDLESS = 10**30


class Arc(NamedTuple):
    """A count of `n` people, at least `least` of them for all that is known, from one sum to another."""

    tail: Hashable
    head: Hashable
    n: int
    least: int = 1


class Step(NamedTuple):
    """An arc that is followed, so that its count rises, or gone against, so that it falls."""

    key: Key
    rises: bool
    to: Hashable


class Network:
    """Arcs that make a circulation: what flows into a sum flows out of it.

    Counts of 0 are published and never change. A table that fits what is published differs from the true
    one by circles of hidden arcs.
    """

    def __init__(self, arcs: Mapping[Key, Arc]) -> None:
        self.arcs = {key: arc for key, arc in arcs.items() if arc.n}
        self._steps: dict[Hashable, list[Step]] = {}
        for key, (tail, head, _, _) in self.arcs.items():
            self._steps.setdefault(tail, []).append(Step(key, True, head))
            self._steps.setdefault(head, []).append(Step(key, False, tail))

    def push(
        self, key: Key, wanted: int, *, rises: bool, free: Collection[Key], paid: bool = False
    ) -> "Pushed":
        """Change the count of an arc by as much as `wanted`, by circles through it that cost the least.

        Arcs that are `free` to change (the hidden ones) cost nothing; with `paid`, the others may be used
        and cost as many people as they count. What was used is told.
        """
        arc = self.arcs[key]
        start, end = (arc.head, arc.tail) if rises else (arc.tail, arc.head)
        change: dict[Key, int] = {}
        pushed = 0
        wanted = wanted if rises else min(wanted, arc.n - arc.least)
        while pushed < wanted and (path := self._cheapest(start, end, key, change, free, paid)):
            room = min([wanted - pushed, *(self._room(step, change) for step in path)])
            for step in path:
                change[step.key] = change.get(step.key, 0) + (room if step.rises else -room)
            pushed += room
        return Pushed(pushed, frozenset(change))

    def _room(self, step: Step, change: Mapping[Key, int]) -> int:
        """How far the count of the step's arc can go that way."""
        if step.rises:
            return BOUNDLESS
        arc = self.arcs[step.key]
        return arc.n + change.get(step.key, 0) - arc.least

    def _cheapest(
        self,
        start: Hashable,
        end: Hashable,
        closing: Key,
        change: Mapping[Key, int],
        free: Collection[Key],
        paid: bool,
    ) -> list[Step]:
        """The cheapest path (Dijkstra 1959) that leaves the `closing` arc out; empty where there is none."""
        queue: list[tuple[int, int, int, Hashable]] = [(0, 0, 0, start)]
        come: dict[Hashable, tuple[Hashable, Step] | None] = {start: None}
        best = {start: (0, 0)}
        order = 0
        while queue:
            cost, hops, _, place = heapq.heappop(queue)
            if place == end:
                return _back(come, end)
            if (cost, hops) > best[place]:
                continue
            for step in self._open(place, closing, change, free, paid):
                reached = cost + (0 if step.key in free else self.arcs[step.key].n), hops + 1
                if reached < best.get(step.to, (BOUNDLESS, 0)):
                    best[step.to], come[step.to] = reached, (place, step)
                    order += 1
                    heapq.heappush(queue, (*reached, order, step.to))
        return []

    def _open(
        self, place: Hashable, closing: Key, change: Mapping[Key, int], free: Collection[Key], paid: bool
    ) -> Iterable[Step]:
        for step in self._steps.get(place, ()):
            if step.key != closing and (paid or step.key in free) and self._room(step, change) > 0:
                yield step


class Pushed(NamedTuple):
    """How far a count was changed, and which other arcs changed with it."""

    by: int
    used: frozenset[Key]


def _back(come: Mapping[Hashable, tuple[Hashable, Step] | None], end: Hashable) -> list[Step]:
    path: list[Step] = []
    while (before := come[end]) is not None:
        end, step = before
        path.append(step)
    return path
