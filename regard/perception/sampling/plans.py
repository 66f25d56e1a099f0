"""Whom to ask, and when: a rotating panel in which nobody is asked twice within the rule."""

import hashlib
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from regard.perception.sampling.frames import Frame, column, is_number, read


class UnfitSample(ValueError):
    """A plan that its rule, its frame or its numbers do not allow; says which."""


@dataclass(frozen=True)
class Invitation:
    """One person to ask, with the chance that the plan had to ask them: the weight is its inverse."""

    person: Any
    probability: float
    segment: Any = None
    account: Any = None

    @property
    def weight(self) -> float:
        """How many people of the frame this one stands for."""
        return 1 / self.probability


@dataclass(frozen=True)
class Draw:
    """Whom to ask on `date`, the first day of the turn; `resting` were asked too recently to be drawn."""

    date: date
    cell: int
    invitations: tuple[Invitation, ...]
    eligible: int
    resting: int

    def to_dict(self) -> dict[str, Any]:
        """The same as plain JSON values."""
        people = [{"person": one.person, "probability": one.probability} for one in self.invitations]
        plain = {"cell": self.cell, "eligible": self.eligible, "resting": self.resting}
        return {"date": self.date.isoformat(), "invitations": people} | plain


@dataclass(frozen=True)
class _Person:
    id: Any
    account: Any
    segment: Any
    contacted: date | None


@dataclass(frozen=True)
class SamplingPlan:
    """A rotating panel: each person belongs to one of `cells`, and each turn asks one cell.

    `frame` has a column `person` (unique), and may have `account`, `segment` and `contacted` (the date of
    the last invitation by any survey and channel, or None). A turn lasts `turn_days`; all turns together
    may not be shorter than `contact_rule_days`. Who is in which cell follows from a hash of the person and
    `salt` alone, so it holds from turn to turn, and each turn is a random sample. `per_account` caps how
    many of one account a turn asks; `invite` is how many a turn asks at most, shared over the segments in
    proportion to their size, or by Neyman's rule where `spread` gives each segment's standard deviation,
    with at least `minimum` in each segment that has so many. Raises UnfitSample and UnfitFrame.

    >>> plan = SamplingPlan({"person": range(2600)}, salt="spring")
    >>> drawn = plan.draw(date(2026, 3, 4))
    >>> drawn.date.isoformat(), len(drawn.invitations), round(drawn.invitations[0].weight, 6)
    ('2026-03-02', 104, 26.0)
    """

    frame: Frame
    contact_rule_days: int = 180
    cells: int = 26
    salt: str = ""
    turn_days: int = 7
    per_account: int | None = None
    invite: int | None = None
    minimum: int = 0
    spread: Mapping[Any, float] | None = None
    people: tuple[_Person, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        lowest = {
            "contact_rule_days": 0,
            "cells": 1,
            "turn_days": 1,
            "per_account": 1,
            "invite": 1,
            "minimum": 0,
        }
        for name, least in lowest.items():
            value = getattr(self, name)
            if value is not None and (not isinstance(value, int) or value < least):
                raise UnfitSample(f"{name} is {value!r}, not a whole number from {least} on")
        if self.cells * self.turn_days < self.contact_rule_days:
            round_trip = f"{self.cells} cells of {self.turn_days} days"
            raise UnfitSample(f"{round_trip} come round before the {self.contact_rule_days} days of the rule")
        object.__setattr__(self, "people", _people(self.frame))

    def draw(self, on: date) -> Draw:
        """Draw the people of the turn that `on` lies in.

        Every day of one turn draws the same people, for its first day; who was contacted in the time of
        the rule before that day, or since, is left out. The probability of each is that of their cell,
        times that of being taken within their account, times that of being taken within their segment,
        each given the one before: weighting by its inverse is unbiased (two phases; Sarndal, Swensson and
        Wretman 1992).
        """
        turn, _ = divmod(on.toordinal() - 1, self.turn_days)
        first = date.fromordinal(turn * self.turn_days + 1)
        cell = turn % self.cells
        rested = [one for one in self.people if self._rested(one, first)]
        drawn = [(one, 1 / self.cells) for one in rested if self._number("cell", one.id) % self.cells == cell]
        if self.per_account is not None:
            drawn = self._capped(drawn, turn)
        if self.invite is not None or self.minimum:
            drawn = self._shared_out(drawn, turn)
        asked = (Invitation(one.id, chance, one.segment, one.account) for one, chance in drawn)
        return Draw(first, cell, tuple(asked), len(rested), len(self.people) - len(rested))

    def _rested(self, one: _Person, first: date) -> bool:
        rule = timedelta(days=self.contact_rule_days)
        return one.contacted is None or first - one.contacted >= rule

    def _capped(self, drawn: list[tuple[_Person, float]], turn: int) -> list[tuple[_Person, float]]:
        cap = self.per_account or 1
        accounts = _by(drawn, lambda one: ("person", one.id) if one.account is None else ("of", one.account))
        return self._taken(accounts, dict.fromkeys(accounts, cap), f"account {turn}")

    def _shared_out(self, drawn: list[tuple[_Person, float]], turn: int) -> list[tuple[_Person, float]]:
        segments = _by(drawn, lambda one: one.segment)
        sizes = {segment: len(members) for segment, members in segments.items()}
        whole = len(drawn) if self.invite is None else min(self.invite, len(drawn))
        shares = allocate(sizes, whole, minimum=self.minimum, spread=self.spread) if sizes else {}
        return self._taken(segments, shares, f"segment {turn}")

    def _taken(
        self, groups: Mapping[Any, list[tuple[_Person, float]]], sizes: Mapping[Any, int], purpose: str
    ) -> list[tuple[_Person, float]]:
        """So many of each group as `sizes` says, by the order of their hashes, and the chance of each."""
        taken = []
        for group, members in groups.items():
            size = min(sizes[group], len(members))
            ordered = sorted(members, key=lambda member: self._number(purpose, member[0].id))
            taken += [(one, chance * size / len(members)) for one, chance in ordered[:size]]
        return taken

    def _number(self, purpose: str, person: Any) -> int:
        text = "\0".join((self.salt, purpose, str(person)))
        return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")


def _by(drawn: Iterable[tuple[_Person, float]], key: Any) -> dict[Any, list[tuple[_Person, float]]]:
    groups: dict[Any, list[tuple[_Person, float]]] = {}
    for one, chance in drawn:
        groups.setdefault(key(one), []).append((one, chance))
    return groups


def _people(frame: Frame) -> tuple[_Person, ...]:
    columns = read(frame)
    ids = column(columns, "person")
    seen: dict[Any, int] = {}
    for place, person in enumerate(ids):
        if person is None:
            raise UnfitSample(f"person[{place}] has no id")
        if seen.setdefault(person, place) != place:
            raise UnfitSample(f"person {person!r} stands in rows {seen[person]} and {place}")
    blank: Sequence[Any] = [None] * len(ids)
    contacted = columns.get("contacted", blank)
    for place, day in enumerate(contacted):
        if day is not None and type(day) is not date:
            raise UnfitSample(f"contacted[{place}]: {day!r} is no date")
    rows = zip(ids, columns.get("account", blank), columns.get("segment", blank), contacted, strict=True)
    return tuple(_Person(*row) for row in rows)


def allocate(
    sizes: Mapping[Any, int],
    n: int,
    *,
    minimum: int = 0,
    spread: Mapping[Any, float] | None = None,
) -> dict[Any, int]:
    """Share `n` invitations over segments of these sizes: {segment: how many}, together exactly `n`.

    In proportion to the sizes, or to size times standard deviation where `spread` gives one (Neyman 1934);
    each segment gets at least `minimum`, or all its people where it has fewer, and none more than it has.
    Raises UnfitSample where the minima need more than `n`, `n` is more than all, or a size or deviation
    is missing or below zero.

    >>> allocate({"large": 800, "small": 200}, 100)
    {'large': 80, 'small': 20}
    >>> allocate({"large": 800, "small": 200}, 100, spread={"large": 0.4, "small": 0.8})
    {'large': 67, 'small': 33}
    >>> allocate({"large": 980, "small": 20}, 100, minimum=10)
    {'large': 90, 'small': 10}
    """
    pull = {segment: size * _spread(segment, spread) for segment, size in sizes.items()}
    for segment, size in sizes.items():
        if not isinstance(size, int) or size < 0:
            raise UnfitSample(f"segment {segment!r} has {size!r} people")
    least = {segment: min(minimum, size) for segment, size in sizes.items()}
    if not sum(least.values()) <= n <= sum(sizes.values()):
        raise UnfitSample(
            f"{n} invitations, where the segments need {sum(least.values())} and have {sum(sizes.values())}"
        )
    return _whole(_exact(sizes, n, least, pull), n, sizes)


def _exact(
    sizes: Mapping[Any, int], n: int, least: Mapping[Any, int], pull: Mapping[Any, float]
) -> dict[Any, float]:
    """Shares in proportion to `pull` between each segment's least and its size: one factor for all.

    The sum rises with the factor, so bisection finds it.
    """

    def shares(factor: float) -> dict[Any, float]:
        return {name: min(max(factor * pull[name], least[name]), size) for name, size in sizes.items()}

    pulled = [name for name in sizes if pull[name] > 0]
    high = max((sizes[name] / pull[name] for name in pulled), default=0.0)
    most = shares(high)
    if math.fsum(most.values()) < n:  # those without any spread take what is left
        rest = n - math.fsum(most.values())
        room = {name: sizes[name] - most[name] for name in sizes}
        whole = math.fsum(room.values())
        return {name: most[name] + rest * room[name] / whole for name in sizes}
    low = 0.0
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if math.fsum(shares(middle).values()) < n else (low, middle)
    return shares(high)


def _whole(exact: Mapping[Any, float], n: int, sizes: Mapping[Any, int]) -> dict[Any, int]:
    """Whole numbers by the largest remainder."""
    shares = {name: min(math.floor(share + 1e-6), sizes[name]) for name, share in exact.items()}
    order = sorted(exact, key=lambda name: shares[name] - exact[name])
    for name in order[: n - sum(shares.values())]:
        shares[name] += 1
    return shares


def _spread(segment: Any, spread: Mapping[Any, float] | None) -> float:
    if spread is None:
        return 1.0
    value = spread.get(segment)
    if value is None or not is_number(value) or not 0 <= value < math.inf:
        raise UnfitSample(f"segment {segment!r} has no standard deviation: {value!r}")
    return float(value)
