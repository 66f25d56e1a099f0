"""Intervals of what was chosen for being large are wider."""

from regard.perception import Counts, Scale, nps
from regard.perception.comparisons import compare, judged
from regard.report.figures import level_text
from regard.web.dashboards import figures

TEN = Scale(0, 10)


def told(low: int) -> Counts:
    return Counts.of({0: low, 10: 200 - low}, TEN)


def test_one_of_four_is_shown_at_the_level_of_one_of_four():
    pairs = [(told(100), told(50)), *[(told(100), told(100 + n)) for n in range(3)]]
    found, level = judged([(nps(before), nps(after)) for before, after in pairs])
    alone = compare(*pairs[0])
    assert [one.significant for one in found] == [True, False, False, False]
    assert (level, found[0].level, [one.level for one in found[1:]]) == (0.9875, 0.9875, [0.95] * 3)
    assert found[0].low < alone.low < alone.high < found[0].high
    assert (found[1].low, found[1].high) == (compare(*pairs[1]).low, compare(*pairs[1]).high)


def test_without_a_finding_there_is_no_level_for_findings():
    same = nps(told(100))
    assert judged([(same, same)])[1] is None
    assert judged([]) == ([], None)


def test_a_level_is_never_said_to_be_100():
    for write in (level_text, figures.level_text):
        assert [write(level) for level in (0.95, 0.98125, 0.99996)] == ["95", "98.1", "99.9"]
