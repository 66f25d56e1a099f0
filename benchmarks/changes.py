"""What is found when something changed, and how often when nothing did.

Change points of three years of daily counts beside ruptures (PELT, least squares, every day a candidate), and
of the Nile; the monitor beside the rule that dashboards have, trailing 30 days against the baseline at 5 %
looked at daily; digests of workspaces in which nothing changed, segments that are all alike, and a table of
40 themes of which 10 differ.

    python benchmarks/changes.py [series] [years]
"""

import sys
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
import ruptures

from regard.perception import Counts, Filters, Scale, adjust, compare, csat
from regard.perception.changes import changes
from regard.perception.comparisons import compare_segments
from regard.perception.tallies import ScoreRow, ScoreTally, Tally
from regard.perception.trends import Monitor, change_points

SERIES, YEARS, WORKSPACES, TABLES, THEMES, SEGMENTS = 5, 200, 1000, 200, 40, 12
ELEVEN, FIVE = Scale(0, 10), Scale(1, 5)
START, THREE_YEARS = date(2024, 1, 1), 1095
GOOD, WORSE, OTHER = (0.15, 0.25, 0.60), (0.22, 0.25, 0.53), (0.32, 0.25, 0.43)
POINTS = np.array([-100.0, 0.0, 100.0])
NILE = [
    1120, 1160, 963, 1210, 1160, 1160, 813, 1230, 1370, 1140, 995, 935, 1110, 994, 1020, 960, 1180,
    799, 958, 1140, 1100, 1210, 1150, 1250, 1260, 1220, 1030, 1100, 774, 840, 874, 694, 940, 833,
    701, 916, 692, 1020, 1050, 969, 831, 726, 456, 824, 702, 1120, 1100, 832, 764, 821, 768,
    845, 864, 862, 698, 845, 744, 796, 1040, 759, 781, 865, 845, 944, 984, 897, 822, 1010,
    771, 676, 649, 846, 812, 742, 801, 1040, 860, 874, 848, 890, 744, 749, 838, 1050, 918,
    986, 797, 923, 975, 815, 1020, 906, 901, 1170, 912, 746, 919, 718, 714, 740,
]  # fmt: skip
Days = npt.NDArray[np.int64]


def main() -> None:
    """Print every part."""
    series, years = (int(given) for given in [*sys.argv[1:], *(str(SERIES), str(YEARS))[len(sys.argv) - 1 :]])
    breaks(series)
    alarms(years)
    nothing_changed()
    themes()


def breaks(series: int) -> None:
    """Three years with one fall of 14 points: the time beside ruptures, and who finds it."""
    ours, theirs = change_points([float(one) for one in NILE]), least_squares(np.array(NILE, float))
    print(f"Nile: break after observation {[one.position for one in ours.breaks]}, ruptures {theirs}")
    chance, times, found = np.random.default_rng(1), np.zeros((series, 2)), np.zeros(2, int)
    spurious = np.zeros(2, int)
    for number in range(series):
        at = int(chance.integers(200, THREE_YEARS - 200))
        days = drawn(chance, THREE_YEARS, at)
        by_day = counted(days)
        ways: list[Callable[[], list[int]]] = [
            lambda by_day=by_day: [one.position for one in change_points(by_day).breaks],
            lambda days=days: least_squares(means(days)),
        ]
        for place, way in enumerate(ways):
            start = time.perf_counter()
            places = way()
            times[number, place] = time.perf_counter() - start
            near = [one for one in places if abs(one - at) <= 14]
            found[place] += bool(near)
            spurious[place] += len(places) - bool(near)
    ratio = times[:, 1] / times[:, 0]
    best = 1000 * times.min(0)
    print(f"change points of {THREE_YEARS} days, {series} series with one fall of 14 points")
    print(f"best: ours {best[0]:.0f} ms, ruptures {best[1]:.0f} ms")
    print(f"ruptures / ours: median {np.median(ratio):.0f}, from {ratio.min():.0f} to {ratio.max():.0f}")
    print(f"found within 14 days: ours {found[0]}, ruptures {found[1]} of {series}")
    print(f"breaks elsewhere: ours {spurious[0]}, ruptures {spurious[1]}")
    null = sum(len(change_points(counted(drawn(chance, THREE_YEARS, None))).breaks) for _ in range(series))
    print(f"breaks in {series} series without any: ours {null}")


def least_squares(values: npt.NDArray[np.float64]) -> list[int]:
    """ruptures, a candidate every day, its customary penalty 2 log T times the variance of the steps."""
    noise = float(np.median(np.diff(values) ** 2)) / (2 * 0.454936)
    penalty = 2 * np.log(len(values)) * noise
    return list(ruptures.Pelt("l2", min_size=7, jump=1).fit(values).predict(pen=penalty))[:-1]


def alarms(years: int) -> None:
    """The monitor and the trailing 30 days, 30 answers a day, baseline NPS +32 known."""
    chance = np.random.default_rng(2)
    print(f"\nalarms, {years} years of 365 days, 30 answers a day, baseline +32")
    for fall in (0, 5, 10, 20):
        shares = (0.18 + fall / 200, 0.32, 0.50 - fall / 200)
        first = [first_alarms(chance.multinomial(30, shares, size=365)) for _ in range(years)]
        for name, one in zip(
            ("monitor, run length 1,000", "trailing 30 days at 5 %"), zip(*first, strict=True), strict=True
        ):
            raised = [day for day in one if day is not None]
            if not fall:
                print(f"no change: {name}: alarm in {100 * len(raised) / years:.0f} % of years")
                continue
            middle = np.median([day or np.inf for day in one])
            print(f"fall of {fall}: {name}: median {middle:.0f} days, {len(raised)} of {years} within a year")


def first_alarms(days: Days) -> tuple[int | None, int | None]:
    """The day of the first alarm of the monitor, and of the rule."""
    monitor, ours = Monitor(32.0), None
    for number, row in enumerate(days.tolist(), 1):
        monitor = monitor.update(answers(row))
        if monitor.alert:
            ours = number
            break
    trailing = np.cumsum(np.vstack([np.zeros(3, int), days]), axis=0)
    window = trailing[30:] - trailing[:-30]
    n = window.sum(1)
    mean = window @ POINTS / n
    error = np.sqrt(((window * (POINTS - mean[:, None]) ** 2).sum(1)) / n / n)
    low = np.flatnonzero(mean + 1.96 * error < 32)
    return ours, int(low[0]) + 30 if len(low) else None


def nothing_changed() -> None:
    """Workspaces and segments in which there is nothing to find."""
    chance, false, families = np.random.default_rng(3), 0, 0
    for _ in range(WORKSPACES):
        found = changes(Unchanged(chance), Filters(end=START), Filters(start=START))
        false += bool(found.significant)
        families += found.comparisons
    print(f"\n{WORKSPACES} workspaces without change, {families / WORKSPACES:.0f} comparisons each:")
    print(f"a digest says otherwise in {share(false, WORKSPACES)}")
    false = sum(
        bool(compare_segments({place: answers(row) for place, row in enumerate(rows)}).significant)
        for rows in chance.multinomial(200, GOOD, size=(WORKSPACES, SEGMENTS)).tolist()
    )
    print(f"{WORKSPACES} tables of {SEGMENTS} segments that are alike:")
    print(f"a table says otherwise in {share(false, WORKSPACES)}")


def share(of: int, n: int) -> str:
    """A percentage with its interval."""
    return f"{csat(Counts.of({1: of, 0: n - of}, Scale(0, 1)))}, in %"


def themes() -> None:
    """40 themes of which 10 go with another NPS: how many of those that are called different are not."""
    chance, shares, power = np.random.default_rng(4), [], 0
    for _ in range(TABLES):
        p_values = []
        for theme in range(THEMES):
            n = int(chance.integers(40, 300))
            with_it = chance.multinomial(n, OTHER if theme < 10 else GOOD)
            without = chance.multinomial(2000 - n, GOOD)
            p_values.append(compare(answers(without.tolist()), answers(with_it.tolist())).p_value)
        called = [theme for theme, p in enumerate(adjust(p_values)) if p <= 0.05]
        shares.append(sum(theme >= 10 for theme in called) / max(len(called), 1))
        power += sum(theme < 10 for theme in called)
    print(
        f"{TABLES} tables of {THEMES} themes, 10 differ: {100 * np.mean(shares):.1f} % of those called",
        end=" ",
    )
    print(f"different are not (5 % allowed); {power / 10 / TABLES:.0%} of the true ones are called")


class Unchanged:
    """Answers of customers who feel the same before and after, as an engine counts them."""

    def __init__(self, chance: np.random.Generator) -> None:
        self.chance = chance

    def score_counts(self, metric: str, by: tuple[str, ...] = (), where: Any = None) -> ScoreTally:
        """NPS and CSAT by segment, drawn anew each time."""
        rows: list[ScoreRow] = []
        for number in range(SEGMENTS):
            key = (f"segment {number:02}",)
            if metric == "nps":
                rows.append(ScoreRow(key, answers(self.chance.multinomial(150 + 20 * number, GOOD).tolist())))
            elif metric == "csat":
                drawn = self.chance.multinomial(120, (0.02, 0.04, 0.10, 0.36, 0.48)).tolist()
                rows.append(ScoreRow(key, Counts(tuple(drawn), FIVE)))
        return ScoreTally(metric, by, tuple(rows))

    def sentiment_counts(self, by: tuple[str, ...] = (), where: Any = None) -> Tally:
        """Sentiments by segment, drawn anew each time."""
        cells = {
            (f"segment {number:02}", label): n
            for number in range(SEGMENTS)
            for label, n in zip(
                ("negative", "neutral", "positive"), self.chance.multinomial(200, GOOD).tolist(), strict=True
            )
        }
        return Tally.of((*by, "sentiment"), cells)


def drawn(chance: np.random.Generator, length: int, at: int | None) -> Days:
    """About 19 answers on weekdays and 5 on other days; from day `at` on the worse shares."""
    n = chance.poisson([19 if day % 7 < 5 else 5 for day in range(length)])
    rows: Iterator[Any] = (
        chance.multinomial(many, GOOD if at is None or day < at else WORSE) for day, many in enumerate(n)
    )
    return np.array(list(rows))


def counted(days: Days) -> dict[date, Counts]:
    """Rows of detractors, passives and promoters as a series of days."""
    return {START + timedelta(days=place): answers(row) for place, row in enumerate(days.tolist())}


def means(days: Days) -> npt.NDArray[np.float64]:
    """The NPS of each day; a day without answers repeats the one before."""
    n = days.sum(1)
    values = days @ POINTS / np.maximum(n, 1)
    for place in np.flatnonzero(n == 0):
        values[place] = values[place - 1] if place else 0
    return values


def answers(row: list[int]) -> Counts:
    """Detractors, passives and promoters as counts."""
    return Counts.of({0: row[0], 7: row[1], 10: row[2]}, ELEVEN)


if __name__ == "__main__":
    main()
