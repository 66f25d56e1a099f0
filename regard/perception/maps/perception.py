"""The perception map: words and segments in one picture, with the profile that was intended."""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Any

import numpy as np

from regard.perception.maps.correspondence import Axes, decompose, drawn_axes, turned
from regard.perception.maps.distances import Distance, distance, profile
from regard.perception.maps.resampling import replicate_tables
from regard.perception.maps.tables import DescriptorTable, Floats

INTENDED, BELIEVED = "intended", "believed"


@dataclass(frozen=True)
class Axis:
    """One axis: its inertia, and the share of the whole that it shows."""

    inertia: float
    share: float


@dataclass(frozen=True)
class Ellipse:
    """Where a point may lie on the first two axes: a centre and two half axes, as vectors.

    `replicates` is how many resampled tables had the point at all.
    """

    centre: tuple[float, float]
    long: tuple[float, float]
    short: tuple[float, float]
    level: float
    replicates: int


@dataclass(frozen=True)
class Point:
    """A word, a segment or the intended profile: where it lies on each axis, and how much to trust that.

    `mass` is its share of all mentions, `n` how many, `inertia` its share of the whole inertia;
    `contributions` its share of each axis's inertia; `quality` the share of the point's own distance from
    the centre that each axis shows (cos squared). A supplementary point has no mass and contributes nothing.
    """

    name: str
    coordinates: tuple[float, ...]
    quality: tuple[float, ...]
    contributions: tuple[float, ...]
    mass: float
    inertia: float
    n: int
    ellipse: Ellipse | None

    @property
    def shown(self) -> float:
        """The share of the point's distance from the centre that the first two axes show."""
        return sum(self.quality[:2])


@dataclass(frozen=True)
class PerceptionMap:
    """Words and segments as points on common axes, with the intended profile and its distances.

    `total` is the inertia of the table, of which chance alone would bring about `by_chance` (independent
    mentions). `intended` is a supplementary point; `distances` its distance to all answers (under "all")
    and to each segment. `believed` is another one: what others think is said. `people` tells whether people
    or mentions were drawn again.
    """

    axes: tuple[Axis, ...]
    words: tuple[Point, ...]
    segments: tuple[Point, ...]
    intended: Point | None
    distances: dict[str, Distance]
    total: float
    by_chance: float
    n: int
    people: int | None
    level: float
    believed: Point | None = None
    method: str = "correspondence analysis (Greenacre), bootstrap ellipses"

    def to_dict(self) -> dict[str, Any]:
        """The same as plain JSON values."""
        points = {"words": self.words, "segments": self.segments}
        return {
            "axes": [dict(axis.__dict__) for axis in self.axes],
            "intended": None if self.intended is None else _plain(self.intended),
            "believed": None if self.believed is None else _plain(self.believed),
            "distances": {name: found.to_dict() for name, found in self.distances.items()},
            **{kind: [_plain(point) for point in found] for kind, found in points.items()},
            **{
                name: getattr(self, name) for name in ("total", "by_chance", "n", "people", "level", "method")
            },
        }


@dataclass(frozen=True)
class _Places:
    """All points of one analysis, one below the other: words, segments, the profiles laid beside them."""

    coordinates: Floats
    mass: Floats


@dataclass(frozen=True)
class _Beside:
    """What is laid on the map without drawing its axes: a profile, and people who said what they believe."""

    meant: Floats | None
    held: Floats | None  # people x words: 1 where somebody named the word

    def profiles(self, dice: np.random.Generator | None = None) -> list[Floats]:
        """The shares of the words of each; with `dice` the people are drawn anew, and the profile is not."""
        found = [] if self.meant is None else [self.meant]
        if self.held is not None:
            rows = (
                self.held if dice is None else self.held[dice.integers(len(self.held), size=len(self.held))]
            )
            said = rows.sum(axis=0)
            found.append(said / max(said.sum(), 1.0))
        return found

    @classmethod
    def of(
        cls, words: tuple[str, ...], intended: Mapping[str, float] | None, people: Sequence[Collection[str]]
    ) -> "_Beside":
        held = np.array([[float(word in named) for word in words] for named in people])
        meant = None if intended is None else profile(intended, words)
        return cls(meant, held if held.size and held.any() else None)


def perception_map(
    descriptor_counts: DescriptorTable | Mapping[str, Mapping[str, int]],
    intended: Mapping[str, float] | None = None,
    replicates: int = 500,
    *,
    believed: Sequence[Collection[str]] = (),
    seed: int = 1,
    level: float = 0.95,
) -> PerceptionMap:
    """Draw words and segments as points: near one another where they go together.

    `descriptor_counts` is a DescriptorTable or {word: {segment: mentions}}; `intended` is {word: weight},
    projected without drawing the axes, and so are the words that each of `believed` named: their ellipse
    comes from drawing them anew, too. Principal coordinates of the singular values of the standardised
    residuals; the ellipses come from `replicates` tables with people (where the table knows them) or
    mentions drawn again, each laid over the map by Procrustes; 0 leaves them and the distances out. They
    say where a point may lie, not whether two points differ. Raises UnfitTable for a single row or
    column, an empty one, a table of zeros, segments that use all words alike, and words that are intended
    but not in the table. Source: Greenacre (1984, 2017); Ringrose (2012).

    >>> table = {"calm": {"new": 30, "old": 5, "lost": 2}, "fair": {"new": 10, "old": 25, "lost": 3},
    ...          "slow": {"new": 3, "old": 6, "lost": 20}}
    >>> found = perception_map(table, {"calm": 2, "fair": 1}, replicates=100)
    >>> round(found.total, 3), [round(axis.share, 2) for axis in found.axes]
    (0.71, [0.65, 0.35])
    """
    if not 0 < level < 1:
        raise ValueError(f"a level lies between 0 and 1, not at {level}")
    given = descriptor_counts
    table = given if isinstance(given, DescriptorTable) else DescriptorTable.of(given)
    counts = table.array()
    axes = decompose(counts)
    kept = drawn_axes(axes)
    beside = _Beside.of(table.words, intended, believed)
    ellipses = _ellipses(table, axes, beside, kept, replicates, seed, level)
    inertia = axes.values[:kept] ** 2
    total = float(np.sum(axes.values**2))
    words, segments = _points(table, counts, axes, kept, ellipses)
    apart = _laid_beside(beside, axes, kept, ellipses[len(words) + len(segments) :])
    cells = (len(table.words) - 1) * (len(table.segments) - 1)
    return PerceptionMap(
        axes=tuple(Axis(value, value / total) for value in inertia.tolist()),
        words=words,
        segments=segments,
        intended=apart.get(INTENDED),
        believed=apart.get(BELIEVED),
        distances=_distances(table, intended, replicates, seed, level),
        total=total,
        by_chance=cells / table.n,
        n=table.n,
        people=None if table.people is None else len(table.people),
        level=level,
    )


def _points(
    table: DescriptorTable, counts: Floats, axes: Axes, kept: int, ellipses: list[Ellipse | None]
) -> tuple[tuple[Point, ...], tuple[Point, ...]]:
    rows, columns = counts.sum(axis=1), counts.sum(axis=0)
    row_place = _laid_out(table.words, axes.rows, axes.row_mass, rows, axes, kept, ellipses)
    rest = ellipses[len(table.words) :]
    return row_place, _laid_out(table.segments, axes.columns, axes.column_mass, columns, axes, kept, rest)


def _laid_beside(beside: _Beside, axes: Axes, kept: int, ellipses: list[Ellipse | None]) -> dict[str, Point]:
    """The supplementary points by their names: they have a place, and no part in the axes."""
    names = [INTENDED] if beside.meant is not None else []
    people = 0 if beside.held is None else len(beside.held)
    names += [BELIEVED] if people else []
    found = {}
    for name, shares, ellipse in zip(names, beside.profiles(), ellipses, strict=True):
        away = np.sum((shares - axes.row_mass) ** 2 / axes.row_mass)
        place = axes.supplementary(shares)[:kept]
        found[name] = Point(
            name=name,
            coordinates=tuple(place.tolist()),
            quality=tuple(_ratio(place**2, away).tolist()),
            contributions=(0.0,) * kept,
            mass=0.0,
            inertia=0.0,
            n=people if name == BELIEVED else 0,
            ellipse=ellipse,
        )
    return found


def _laid_out(
    names: tuple[str, ...],
    places: Floats,
    mass: Floats,
    n: Floats,
    axes: Axes,
    kept: int,
    ellipses: list[Ellipse | None],
) -> tuple[Point, ...]:
    squares = places[:, :kept] ** 2
    own = np.sum(places**2, axis=1)
    total = np.sum(axes.values**2)
    part = squares * mass[:, None] / axes.values[:kept] ** 2
    return tuple(
        Point(
            name=name,
            coordinates=tuple(places[row, :kept].tolist()),
            quality=tuple(_ratio(squares[row], own[row]).tolist()),
            contributions=tuple(part[row].tolist()),
            mass=float(mass[row]),
            inertia=float(mass[row] * own[row] / total),
            n=int(n[row]),
            ellipse=ellipses[row],
        )
        for row, name in enumerate(names)
    )


def _ratio(part: Floats, whole: float) -> Floats:
    """Shares of a whole; none where there is no whole: the point lies at the centre."""
    return np.asarray(part / whole) if whole > 0 else np.zeros_like(part)


def _all_places(axes: Axes, profiles: Sequence[Floats], kept: int) -> _Places:
    blocks = [axes.rows[:, :kept], axes.columns[:, :kept]]
    blocks += [axes.supplementary(shares)[None, :kept] for shares in profiles]
    mass = [axes.row_mass, axes.column_mass, np.zeros(len(profiles))]
    return _Places(np.vstack(blocks), np.concatenate(mass))


def _ellipses(
    table: DescriptorTable,
    axes: Axes,
    beside: _Beside,
    kept: int,
    replicates: int,
    seed: int,
    level: float,
) -> list[Ellipse | None]:
    """The ellipse of each point; None where too few of the resampled tables had it."""
    fixed = _all_places(axes, beside.profiles(), kept)
    if replicates == 0:
        return [None] * len(fixed.mass)
    clouds: list[list[Floats]] = [[] for _ in fixed.mass]
    dice = np.random.default_rng([seed, 1])  # of its own: what is drawn beside the table moves nothing in it
    for counts in replicate_tables(table, replicates, np.random.default_rng(seed)):
        if np.count_nonzero(counts.any(axis=0)) < 2 or np.count_nonzero(counts.any(axis=1)) < 2:
            continue
        profiles = beside.profiles(dice)
        moving = _all_places(decompose(counts), profiles, kept)
        laid = moving.coordinates @ turned(moving.coordinates, fixed.coordinates, moving.mass)
        silent = counts.sum(axis=1) == 0
        complete = [not np.any(silent & (shares > 0)) for shares in profiles]
        present = np.append(moving.mass[: len(axes.row_mass) + len(axes.column_mass)] > 0, complete)
        for place in np.flatnonzero(present[: len(clouds)]):
            clouds[place].append(laid[place])
    least = max(replicates // 2, kept + 2)
    centres = zip(fixed.coordinates, clouds, strict=True)
    return [_ellipse(place, cloud, level) if len(cloud) >= least else None for place, cloud in centres]


def _ellipse(place: Floats, cloud: list[Floats], level: float) -> Ellipse:
    """The half axes of the normal ellipse (an interval, where there is one axis) around the point itself."""
    spread = np.zeros((2, 2))
    drawn = min(len(place), 2)
    spread[:drawn, :drawn] = np.cov(np.array(cloud)[:, :drawn].T, ddof=1)
    values, vectors = np.linalg.eigh(spread)
    reach = math.sqrt(-2 * math.log1p(-level)) if drawn == 2 else NormalDist().inv_cdf((1 + level) / 2)
    half = vectors * np.sqrt(np.maximum(values, 0.0)) * reach
    centre = (float(place[0]), float(place[1]) if drawn == 2 else 0.0)
    return Ellipse(centre, _pair(half[:, 1]), _pair(half[:, 0]), level, len(cloud))


def _pair(vector: Floats) -> tuple[float, float]:
    return float(vector[0]), float(vector[1])


def _distances(
    table: DescriptorTable,
    intended: Mapping[str, float] | None,
    replicates: int,
    seed: int,
    level: float,
) -> dict[str, Distance]:
    """From the intended profile to all answers and to each segment."""
    if intended is None or replicates == 0:
        return {}
    found = {}
    for name in ("all", *table.segments):
        said = _said(table, None if name == "all" else name)
        found[name] = distance(intended, said, replicates=replicates, seed=seed, level=level)
    return found


def _said(table: DescriptorTable, segment: str | None) -> Any:
    """The words of each person, or the mentions of each word, in one segment or all."""
    if table.people is not None:
        return [chosen for home, chosen in table.people if segment in (None, home) and chosen]
    if segment is None:
        return {word: sum(row) for word, row in zip(table.words, table.counts, strict=True)}
    place = table.segments.index(segment)
    return {word: row[place] for word, row in zip(table.words, table.counts, strict=True)}


def _plain(point: Point) -> dict[str, Any]:
    ellipse = None if point.ellipse is None else dict(point.ellipse.__dict__)
    return dict(point.__dict__) | {"ellipse": ellipse, "shown": point.shown}
