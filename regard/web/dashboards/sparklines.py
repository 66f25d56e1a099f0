"""A small line of months with its interval, as points in a box of 120 by 32."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from regard.web.dashboards.figures import Position

WIDTH, HEIGHT, EDGE = 120.0, 32.0, 3.0


@dataclass(frozen=True)
class Spot:
    """One month: where its number stands, whether it is shown, and whether a new line begins."""

    position: Position | None
    shown: bool
    begins: bool = False  # the number means something else than in the month before


@dataclass(frozen=True)
class Sparkline:
    """What the component draws: lines of shown months, bands of all that had answers, the last point."""

    label: str
    lines: tuple[str, ...]
    bands: tuple[str, ...]
    last: dict[str, str] | None


def sparkline(spots: Sequence[Spot], *, label: str) -> Sparkline | None:
    """Draw the months from left to right; None where there are not two with answers."""
    drawn = [spot.position for spot in spots if spot.position]
    if len(drawn) < 2:
        return None
    floor, top = min(place.low for place in drawn), max(place.high for place in drawn)
    box = _Box(len(spots), floor, top)
    lines = [run for run in _runs(spots, only_shown=True) if len(run) > 1]
    bands = [run for run in _runs(spots, only_shown=False) if len(run) > 1]
    return Sparkline(
        label=label,
        lines=tuple(" ".join(box.at(i, place.value) for i, place in run) for run in lines),
        bands=tuple(_shape(run, box) for run in bands),
        last=_last(spots, box),
    )


@dataclass(frozen=True)
class _Box:
    months: int
    floor: float
    top: float

    def x(self, month: int) -> str:
        return f"{EDGE + month * (WIDTH - 2 * EDGE) / max(self.months - 1, 1):.1f}"

    def y(self, value: float) -> str:
        share = (value - self.floor) / (self.top - self.floor) if self.top > self.floor else 0.5
        return f"{HEIGHT - EDGE - share * (HEIGHT - 2 * EDGE):.1f}"

    def at(self, month: int, value: float) -> str:
        return f"{self.x(month)},{self.y(value)}"


Run = list[tuple[int, Position]]


def _runs(spots: Sequence[Spot], *, only_shown: bool) -> Iterator[Run]:
    run: Run = []
    for month, spot in enumerate(spots):
        drawn = spot.position is not None and (spot.shown or not only_shown)
        if run and (spot.begins or not drawn):
            yield run
            run = []
        if drawn and spot.position:
            run.append((month, spot.position))
    if run:
        yield run


def _shape(run: Run, box: _Box) -> str:
    there = [box.at(month, place.high) for month, place in run]
    back = [box.at(month, place.low) for month, place in reversed(run)]
    return " ".join(there + back)


def _last(spots: Sequence[Spot], box: _Box) -> dict[str, str] | None:
    shown = [(month, spot.position) for month, spot in enumerate(spots) if spot.shown and spot.position]
    if not shown:
        return None
    month, place = shown[-1]
    return {"x": box.x(month), "y": box.y(place.value)}
