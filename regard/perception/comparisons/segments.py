"""Each segment with the rest, judged together."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from regard.perception.comparisons.differences import Comparison, UnlikeEstimates
from regard.perception.comparisons.judging import judged
from regard.perception.counts import Counts
from regard.perception.estimates import Estimate
from regard.perception.metrics.nps import nps
from regard.perception.tallies import Key, Value


class Row(Protocol):
    """The answers of one key."""

    @property
    def key(self) -> Key:
        """One value for each dimension."""

    @property
    def counts(self) -> Counts:
        """The answers."""


class Cube(Protocol):
    """Answers by several dimensions, as a CountCube or a ScoreTally has them."""

    @property
    def rows(self) -> Sequence[Row]:
        """The answers of every key."""

    def rollup(self, *by: str) -> "Cube":
        """The same answers by fewer dimensions."""


Segments = Mapping[Any, Counts] | Cube


@dataclass(frozen=True)
class SegmentFinding:
    """One segment beside what it was compared with; the comparison is the segment minus the other."""

    segment: Value
    estimate: Estimate
    other: Estimate
    comparison: Comparison

    def to_dict(self) -> dict[str, Any]:
        """The same as plain JSON values."""
        return {
            "segment": plain(self.segment),
            "estimate": self.estimate.to_dict(),
            "other": self.other.to_dict(),
            "comparison": self.comparison.to_dict(),
        }


@dataclass(frozen=True)
class SegmentComparisons:
    """Every comparison that was made, the most certain first; `not_compared` says why some were not.

    Those that are significant have intervals at `level_of_significant`, the others at 1 - `q`.
    """

    findings: tuple[SegmentFinding, ...]
    not_compared: Mapping[Value, str]
    q: float
    adjust: str
    level_of_significant: float | None

    @property
    def comparisons(self) -> int:
        """How many comparisons were made, significant or not."""
        return len(self.findings)

    @property
    def significant(self) -> tuple[SegmentFinding, ...]:
        """The segments that differ after the adjustment for their number."""
        return tuple(finding for finding in self.findings if finding.comparison.significant)

    def to_dict(self) -> dict[str, Any]:
        """The same as plain JSON values."""
        return {
            "findings": [finding.to_dict() for finding in self.findings],
            "not_compared": [
                {"segment": plain(segment), "reason": reason} for segment, reason in self.not_compared.items()
            ],
            "comparisons": self.comparisons,
            "q": self.q,
            "adjust": self.adjust,
            "level_of_significant": self.level_of_significant,
        }


def compare_segments(
    segments: Segments,
    by: str | None = None,
    metric: Callable[[Counts], Estimate] = nps,
    *,
    against: Literal["rest"] = "rest",
    adjust: Literal["bh", "holm"] = "bh",
    q: float = 0.05,
) -> SegmentComparisons:
    """Compare each segment with all the others together, never with a total that contains it.

    `segments` are `{segment: Counts}`, or a cube with its dimension `by`. Only a segment whose number and
    whose rest's number are shown is compared; `not_compared` has the others with the reason. "bh" keeps
    the expected share of false findings at `q` (Benjamini and Hochberg 1995), "holm" the chance of a single
    one (Holm 1979). The R significant ones of m are chosen for being far apart, so their intervals are at
    1 - R q / m: of those, a share of at most q is expected to miss the truth (Benjamini and Yekutieli
    2005). Of two segments the same comparison is made from both sides. Raises ValueError for a `q`
    outside 0..1 and for another `against` or `adjust`; UnlikeCounts for segments on several scales.

    >>> from regard.perception.counts import Scale
    >>> shares = {"new": (120, 40, 40), "old": (40, 60, 100), "big": (44, 56, 100)}
    >>> counts = {name: Counts.of(dict(zip((0, 7, 10), n)), Scale(0, 10)) for name, n in shares.items()}
    >>> found = compare_segments(counts)
    >>> [(one.segment, one.comparison.difference) for one in found.significant]
    [('new', -69.0), ('old', 36.0), ('big', 33.0)]
    """
    if not 0 < q < 1:
        raise ValueError(f"a share of false findings lies between 0 and 1, not at {q}")
    if against != "rest":
        raise ValueError(f"segments are compared with the rest, not with {against!r}")
    counts = counts_by(segments, by)
    pairs = {
        segment: (metric(own), metric(rest))
        for (segment, own), rest in zip(counts.items(), _rests(list(counts.values())), strict=True)
    }
    reasons = {segment: _reason(own, rest) for segment, (own, rest) in pairs.items()}
    compared = {segment: pair for segment, pair in pairs.items() if not reasons[segment]}
    comparisons, level = judged([(rest, own) for own, rest in compared.values()], adjust, q)
    findings = [
        SegmentFinding(segment, own, rest, comparison)
        for (segment, (own, rest)), comparison in zip(compared.items(), comparisons, strict=True)
    ]
    return SegmentComparisons(
        tuple(sorted(findings, key=_certainty)),
        {segment: reason for segment, reason in reasons.items() if reason},
        q,
        adjust,
        level,
    )


def counts_by(segments: Segments, by: str | None) -> dict[Any, Counts]:
    """`{segment: counts}` of a mapping as it is, or of a cube by one dimension.

    Raises UnlikeEstimates where a cube is not told by which dimension, or has the same value twice
    (on two scales, as a tally may).
    """
    if isinstance(segments, Mapping):
        return dict(segments)
    if by is None:
        raise UnlikeEstimates("a cube is compared by one of its dimensions; `by` names none")
    rows = segments.rollup(by).rows
    found = {row.key[0]: row.counts for row in rows}
    if len(found) < len(rows):
        raise UnlikeEstimates(f"the answers by {by} are on several scales")
    return found


def plain(segment: Any) -> Any:
    """A segment's name as a JSON value."""
    return segment if isinstance(segment, str | bool | int | None) else str(segment)


def _rests(parts: Sequence[Counts]) -> list[Counts]:
    """For each part the sum of all others: sums from both ends, as taking away would round weights."""
    if not parts:
        return []
    nobody = parts[0] - parts[0]
    before, after = [nobody], [nobody]
    for part in parts[:-1]:
        before.append(before[-1] + part)
    for part in reversed(parts[1:]):
        after.append(after[-1] + part)
    return [low + high for low, high in zip(before, reversed(after), strict=True)]


def _reason(own: Estimate, rest: Estimate) -> str:
    """Why the two are not compared; "" where they are."""
    if own.status != "shown":
        return own.status
    return "" if rest.status == "shown" else f"rest: {rest.status}"


def _certainty(finding: SegmentFinding) -> tuple[float, float]:
    return finding.comparison.p_value, -finding.estimate.n
