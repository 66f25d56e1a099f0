"""Do 95 % intervals hold the truth 95 times of 100, and what do they cost beside the bootstrap?

Coverage on the shapes that customer answers have, ceilings included: by adding up the chances of all
possible outcomes where these are few, else from seeded draws. Beside ours: Wald, Student's t, and the
adjusted Wald interval that MeasuringU recommends for NPS (Agresti and Coull's for proportions). Then the
time of one NPS interval from answers in memory beside scipy.stats.bootstrap with its defaults: as a whole
estimate, the interval alone, and each of a thousand made at once; and the coverage of both.

    python benchmarks/intervals.py [--write FILE] [--time]
"""

import argparse
import itertools
import math
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
from scipy import special, stats

from regard.perception import Counts, Scale, compare, csat, nps, star_rating
from regard.perception.comparisons import compare_paired
from regard.perception.estimates import Estimate
from regard.perception.intervals import score_limits
from regard.perception.margins import score_limits as many_limits

Z = 1.959963984540054
SIZES = (10, 30, 100, 300, 1000)
OUTCOMES, DRAWS = 6000, 4000
ELEVEN, FIVE, YES_NO = Scale(0, 10), Scale(1, 5), Scale(0, 1)
NPS = {
    "+32": (0.18, 0.32, 0.50),
    "+70": (0.05, 0.20, 0.75),
    "+90, a ceiling": (0.02, 0.06, 0.92),
    "−20": (0.45, 0.30, 0.25),
    "0, polar": (0.45, 0.10, 0.45),
    "0, flat": (0.25, 0.50, 0.25),
}
MEANS = {
    "CSAT 1–5, typical": (0.02, 0.04, 0.10, 0.36, 0.48),
    "CSAT 1–5, ceiling": (0.01, 0.01, 0.02, 0.08, 0.88),
    "stars 1–5, J-shape": (0.12, 0.04, 0.05, 0.11, 0.68),
    "CES 1–7, typical": (0.02, 0.03, 0.05, 0.10, 0.20, 0.30, 0.30),
    "CES 1–7, ceiling": (0.02, 0.00, 0.01, 0.02, 0.05, 0.15, 0.75),
    "trust 0–10": (0.03, 0.01, 0.02, 0.03, 0.04, 0.12, 0.10, 0.18, 0.22, 0.13, 0.12),
}
BOXES = (0.50, 0.70, 0.84, 0.90, 0.96, 0.99)
PAIRS = (("+32", "+32", 30, 30), ("+32", "+70", 100, 100), ("+32", "+32", 15, 300), ("+70", "+90", 30, 30))
CEILINGS = (("+90", "+90", 20, 500), ("+90", "+90", 50, 50), ("+32", "+32", 1000, 1000))
MOVES = {"a few move": (0.01, 0.06, 0.85, 0.06, 0.02), "many move": (0.05, 0.20, 0.45, 0.20, 0.10)}
Limits = tuple[float, float]
Rows = list[list[str]]
Ways = dict[str, Callable[[Sequence[int]], Limits]]


def main() -> None:
    """Print the tables, write them where asked, then the time beside the bootstrap."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", type=Path, help="also write the coverage tables to this Markdown file")
    parser.add_argument("--time", action="store_true", help="leave the tables out")
    given = parser.parse_args()
    if not given.time:
        report = coverage()
        print(report)
        if given.write:
            given.write.write_text(PREFACE + report + "\n", encoding="utf-8")
    bootstrap()


PREFACE = """# How often the intervals hold the truth

Made by `python benchmarks/intervals.py --write docs/explanation/coverage.md`; do not edit by hand.

A 95 % interval promises to hold the true value in 95 of 100 surveys. The tables show how often it does, for
answers drawn from the shapes that customer feedback has. Where the possible outcomes are few their chances
are added up, which is exact; elsewhere 4,000 surveys are drawn (standard error 0.3 points). The column
**Regard** is the interval beside every number in Regard. Wald and t are what a spreadsheet does: with few
answers near the top of the scale they hold the truth in half of the surveys, for shares in far fewer.

"""


def coverage() -> str:
    """Every table as Markdown."""
    parts = [one_sample(), boxes(), differences(), panels()]
    ours = [(row[0], row[1], float(row[-1])) for _, rows in parts for row in rows]
    outside = [f"{name}, n = {n}: {cell}" for name, n, cell in ours if not 93 <= cell <= 97.5]
    last = (
        f"{len(ours) - len(outside)} of the {len(ours)} cells of Regard lie between 93 and 97.5 %. "
        f"The others: {'; '.join(outside)}."
    )
    return "\n\n".join([*(text for text, _ in parts), "## Where it misses", last, MISSES])


MISSES = """A share of few answers has so few possible outcomes that the coverage of any interval jumps:
with 10 answers and a true 50 % a symmetric interval holds the truth in 89.1 or in 97.9 % of surveys, with
99 % in 90.4 or 99.6 %; nothing lies between. Wilson's interval, which ours is for shares, stays near 95 % on
average over them. Where both groups, or almost all of 30 people or fewer asked twice, are at one place, the
interval is wider than it must be. Below 30 answers Regard shows no number, but keeps its interval."""


def one_sample() -> tuple[str, Rows]:
    """NPS and means of scores."""
    text: list[str] = []
    every: Rows = []
    for title, shapes in (("Net Promoter Score", NPS), ("Means of scores", MEANS)):
        rows: Rows = []
        for name, shares in shapes.items():
            points, metric, scale, scores = kind(len(shares))
            truth = math.fsum(share * point for share, point in zip(shares, points, strict=True))
            ways = simple(points) | {"Regard": ours_for(metric, scale, scores)}
            if len(shares) > 3:
                del ways["adjusted Wald"]
            for n in SIZES:
                rows.append([name, str(n), *held(shares, n, truth, ways)])
        every += rows
        text.append(table(title, ["shape", "n", *ways], rows))
    return "\n\n".join(text), every


def boxes() -> tuple[str, Rows]:
    """Proportions: the share of satisfied customers."""
    rows: Rows = []
    for share in BOXES:
        points = (0.0, 100.0)
        ways = simple(points) | {"Regard": ours_for(csat, YES_NO, (0, 1))}
        rows += [
            [f"{100 * share:.0f} %", str(n), *held((1 - share, share), n, 100 * share, ways)] for n in SIZES
        ]
    return table("Top-box share", ["share", "n", *ways], rows), rows


def differences() -> tuple[str, Rows]:
    """Two independent NPS, after minus before."""
    names = {name.partition(",")[0]: shares for name, shares in NPS.items()}
    points = (-100.0, 0.0, 100.0)
    rows: Rows = []
    for first, second, n, m in PAIRS + CEILINGS:
        truth = math.fsum(p * (b - a) for p, a, b in zip(points, names[first], names[second], strict=True))
        chance = np.random.default_rng(n + m)
        hits = np.zeros(3)
        for a, b in zip(
            chance.multinomial(n, names[first], DRAWS).tolist(),
            chance.multinomial(m, names[second], DRAWS).tolist(),
            strict=True,
        ):
            found = compare(*(Counts.of({0: d, 7: p, 10: q}, ELEVEN) for d, p, q in (a, b)))
            three = apart(a, b, points, made_up=False), apart(a, b, points, made_up=True)
            hits += [low <= truth <= high for low, high in (*three, (found.low, found.high))]
        rows.append([f"{first} and {second}", f"{n} and {m}", *(f"{100 * hit / DRAWS:.1f}" for hit in hits)])
    names_of = ["NPS", "n", "Wald", "adjusted Wald", "Regard"]
    return table("Difference of two NPS", names_of, rows), rows


def panels() -> tuple[str, Rows]:
    """The same people asked twice."""
    points = (-200.0, -100.0, 0.0, 100.0, 200.0)
    pairs = ((10, 0), (10, 7), (10, 10), (7, 10), (0, 10))
    rows: Rows = []
    for name, shares in MOVES.items():
        truth = math.fsum(share * point for share, point in zip(shares, points, strict=True))

        def ours(counts: Sequence[int]) -> Limits:
            table: dict[int, dict[int, int]] = {}
            for (old, new), n in zip(pairs, counts, strict=True):
                table.setdefault(old, {})[new] = n
            found = compare_paired({old: Counts.of(new, ELEVEN) for old, new in table.items()})
            return found.low, found.high

        ways = simple(points) | {"Regard": ours}
        del ways["adjusted Wald"]
        rows += [[name, str(n), *held(shares, n, truth, ways)] for n in SIZES]
    return table("Change of NPS, the same people twice", ["who moves", "n", *ways], rows), rows


def kind(groups: int) -> tuple[Sequence[float], Callable[[Counts], Estimate], Scale, Sequence[int]]:
    """Points, metric, scale and scores of a shape with so many groups."""
    if groups == 3:
        return (-100.0, 0.0, 100.0), nps, ELEVEN, (0, 7, 10)
    scale = {5: FIVE, 7: Scale(1, 7), 11: ELEVEN}[groups]
    mean = star_rating if groups == 5 else lambda counts: csat(counts, aggregate="mean")
    return [float(score) for score in scale.scores], mean, scale, list(scale.scores)


def ours_for(
    metric: Callable[[Counts], Estimate], scale: Scale, scores: Sequence[int]
) -> Callable[[Sequence[int]], Limits]:
    """The interval that a metric has, shown or not."""

    def limits(counts: Sequence[int]) -> Limits:
        band = metric(Counts.of(dict(zip(scores, counts, strict=True)), scale)).band
        assert band is not None
        return band

    return limits


def simple(points: Sequence[float]) -> Ways:
    """Wald, Student's t, and Wald with made-up answers (3/4, 3/2, 3/4 for NPS; z^2/2 each for shares)."""

    def wald(counts: Sequence[int]) -> Limits:
        return normal(points, counts, Z)

    def student(counts: Sequence[int]) -> Limits:
        n = sum(counts)
        return normal(points, counts, float(special.stdtrit(n - 1, 0.975)) * math.sqrt(n / (n - 1)))

    def adjusted(counts: Sequence[int]) -> Limits:
        extra = (0.75, 1.5, 0.75) if len(points) == 3 else (Z * Z / 2,) * len(points)
        return normal(points, [n + more for n, more in zip(counts, extra, strict=True)], Z)

    return {"Wald": wald, "t": student, "adjusted Wald": adjusted}


def normal(points: Sequence[float], counts: Sequence[float], z: float) -> Limits:
    """The mean and z standard errors to both sides."""
    n = sum(counts)
    mean = sum(point * count for point, count in zip(points, counts, strict=True)) / n
    spread = sum(count * (point - mean) ** 2 for point, count in zip(points, counts, strict=True)) / n
    half = z * math.sqrt(spread / n)
    return mean - half, mean + half


def apart(a: Sequence[int], b: Sequence[int], points: Sequence[float], *, made_up: bool) -> Limits:
    """Wald's interval of the difference, with the made-up answers or without."""
    middle, variance = 0.0, 0.0
    for sign, counts in ((-1, a), (1, b)):
        more = (0.75, 1.5, 0.75) if made_up else (0.0, 0.0, 0.0)
        low, high = normal(points, [n + extra for n, extra in zip(counts, more, strict=True)], 1.0)
        middle += sign * (low + high) / 2
        variance += ((high - low) / 2) ** 2
    return middle - Z * math.sqrt(variance), middle + Z * math.sqrt(variance)


def held(shares: Sequence[float], n: int, truth: float, ways: Ways) -> list[str]:
    """In how many percent of surveys each interval holds the truth."""
    hits = dict.fromkeys(ways, 0.0)
    for counts, chance in surveys(shares, n):
        for name, limits in ways.items():
            low, high = limits(counts)
            hits[name] += chance * (low - 1e-9 <= truth <= high + 1e-9)
    return [f"{100 * hit:.1f}" for hit in hits.values()]


def surveys(shares: Sequence[float], n: int) -> Iterator[tuple[Sequence[int], float]]:
    """Every outcome of n answers with its chance, or each of the drawn ones with its share."""
    k = len(shares)
    if math.comb(n + k - 1, k - 1) > OUTCOMES:
        drawn = np.random.default_rng([n, k]).multinomial(n, np.array(shares) / math.fsum(shares), DRAWS)
        different, times = np.unique(drawn, axis=0, return_counts=True)
        yield from zip(different.tolist(), (times / DRAWS).tolist(), strict=True)
        return
    logs = [math.log(share) if share else -math.inf for share in shares]
    for cuts in itertools.combinations(range(n + k - 1), k - 1):
        edges = (-1, *cuts, n + k - 1)
        counts = [after - before - 1 for before, after in itertools.pairwise(edges)]
        chance = math.lgamma(n + 1) - sum(math.lgamma(one + 1) for one in counts)
        chance += sum(one * log for one, log in zip(counts, logs, strict=True) if one)
        if chance > -40:
            yield counts, math.exp(chance)


def table(title: str, names: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table; the last column is ours."""
    lines = [f"## {title}", "", "| " + " | ".join(names) + " |", "|---|" + "--:|" * (len(names) - 1)]
    lines += ["| " + " | ".join([*row[:-1], f"**{row[-1]}**"]) + " |" for row in rows]
    return "\n".join(lines)


def bootstrap() -> None:
    """Time and coverage beside scipy's bootstrap with its defaults (BCa, 9,999 resamples)."""
    chance = np.random.default_rng(1)
    print("\none NPS interval from answers in memory, scipy.stats.bootstrap / ours, best times")
    for n in (100, 1000, 10_000):
        scores = chance.choice([0, 7, 10], size=n, p=NPS["+32"])
        surveys = chance.choice([0, 7, 10], size=(1000, n), p=NPS["+32"])
        theirs = min(
            timed(lambda scores=scores: resampled(scores, 9999, "BCa")) for _ in range(5 if n < 5000 else 2)
        )
        print(f"n = {n:,}: {1e3 * theirs:.1f} ms")
        for name, way, many in (
            ("estimate alone", lambda scores=scores: from_rows(scores), 1),
            ("interval alone, from counts", lambda scores=scores: limits_of(scores), 1),
            ("each of 1,000 at once", lambda surveys=surveys: at_once(surveys), 1000),
        ):
            mine = min(timed(way) for _ in range(300 // many + 5)) / many
            print(f"  {name}: {1e6 * mine:.1f} µs, ratio {theirs / mine:,.0f}")
    print("coverage of 300 surveys, ours / bootstrap (BCa, 999 resamples; no interval counts as a miss)")
    for name, n in itertools.product(("+32", "+90, a ceiling"), (30, 100)):
        truth = 100 * (NPS[name][2] - NPS[name][0])
        hits = [0, 0]
        for _ in range(300):
            scores = chance.choice([0, 7, 10], size=n, p=NPS[name])
            for place, (low, high) in enumerate((from_rows(scores), resampled(scores, 999, "BCa"))):
                hits[place] += low <= truth <= high
        print(f"NPS {name}, n = {n}: {hits[0] / 3:.1f} % / {hits[1] / 3:.1f} %")


def limits_of(scores: np.ndarray) -> Limits:
    """Count the answers by category, then only the interval."""
    counts = np.bincount(scores, minlength=11).tolist()
    return score_limits((-100.0, 0.0, 100.0), (sum(counts[:7]), sum(counts[7:9]), sum(counts[9:])), Z)


def at_once(surveys: np.ndarray) -> object:
    """Count the answers of each survey, then all intervals in arrays; surveys x answers."""
    places = surveys + 11 * np.arange(len(surveys))[:, None]
    counts = np.bincount(places.ravel(), minlength=11 * len(surveys)).reshape(-1, 11)
    groups = np.add.reduceat(counts, (0, 7, 9), axis=1)
    return many_limits(np.array([-100.0, 0.0, 100.0]), groups * 1.0, Z)


def from_rows(scores: np.ndarray) -> Limits:
    """Count the answers, then the score interval."""
    band = nps(Counts(tuple(np.bincount(scores, minlength=11).tolist()), ELEVEN)).band
    assert band is not None
    return band


def resampled(scores: np.ndarray, times: int, method: str) -> Limits:
    """The bootstrap interval of the mean of -100, 0 and 100."""
    points = np.select([scores >= 9, scores <= 6], [100.0, -100.0], 0.0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = stats.bootstrap((points,), np.mean, n_resamples=times, method=method, rng=1)
    return found.confidence_interval


def timed(way: Callable[[], object]) -> float:
    """Seconds that it takes once."""
    start = time.perf_counter()
    way()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
