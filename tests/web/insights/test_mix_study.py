"""A change in its two parts: they add up, small groups are one, and too few answers split nothing."""

from regard.web.dashboards.counting import MEASURE
from regard.web.insights.mix_study import OTHERS, mix_study
from regard.web.insights.studies import Counts, Scale

SCALE = Scale(0, 10)


def asked(n, nps):
    """So many answers with this Net Promoter Score."""
    return Counts.of({10: n * (100 + nps) // 200, 0: n * (100 - nps) // 200}, SCALE)


def test_a_change_of_the_share_alone_is_a_change_of_the_mix():
    before = {"a": asked(500, 20), "b": asked(500, 60)}
    after = {"a": asked(700, 22), "b": asked(300, 62)}
    found = mix_study(before, after, MEASURE["nps"])
    assert [round(one.value) for one in (found.parts.total, found.parts.rate, found.parts.mix)] == [-6, 2, -8]
    assert found.parts.mix.high < 0
    assert found.small == 0


def test_small_groups_are_one_group_so_that_none_of_them_stands_for_chance():
    before = {"a": asked(400, 20), "b": asked(10, 60), "c": asked(8, 0)}
    after = {"a": asked(400, 20), "b": asked(10, 60), "c": asked(4, 0), "d": asked(6, 0)}
    found = mix_study(before, after, MEASURE["nps"])
    assert {part.segment for part in found.parts.by_segment} == {"a", OTHERS}
    assert found.small == 3


def test_one_small_group_keeps_its_name():
    found = mix_study({"a": asked(400, 20), "b": asked(8, 0)}, {"a": asked(400, 20)}, MEASURE["nps"])
    assert {part.segment for part in found.parts.by_segment} == {"a", "b"}


def test_with_too_few_answers_nothing_is_split():
    enough, few = {"a": asked(400, 20)}, {"a": asked(8, 0)}
    assert mix_study(enough, few, MEASURE["nps"]) is None
    assert mix_study({}, enough, MEASURE["nps"]) is None
    assert mix_study(enough, {}, MEASURE["nps"]) is None
