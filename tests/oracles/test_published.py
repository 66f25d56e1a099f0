"""The library against numbers that others computed; `published.toml` names where each comes from."""

import tomllib
from pathlib import Path

import pytest

from regard.perception import Counts, Scale, adjust, compare, csat, nps
from regard.perception.intervals import critical_value, score_limits
from tests.oracles import restricted_fit

PUBLISHED = tomllib.loads(Path(__file__).with_name("published.toml").read_text("utf-8"))
Z = critical_value(0.95)


def of_groups(detractors, passives, promoters):
    return Counts.of({0: detractors, 7: passives, 10: promoters}, Scale(0, 10))


def named(kind):
    return pytest.mark.parametrize("case", PUBLISHED[kind], ids=lambda case: case["source"])


@named("nps")
def test_nps(case):
    found = nps(of_groups(*case["counts"]))
    digits = case.get("digits", 6)
    assert float(found.exact) / 100 == pytest.approx(case["value"], abs=0.5 * 10**-digits)
    assert [limit / 100 for limit in found.band] == pytest.approx(case["limits"], abs=0.51 * 10**-digits)


@pytest.mark.parametrize("case", [case for case in PUBLISHED["nps"] if "computed" in case])
def test_nps_limits_marked_as_computed_are_those_of_the_literal_search(case):
    found = restricted_fit.score_limits([-1, 0, 1], case["counts"], Z)
    assert found == pytest.approx(case["limits"], abs=6e-7)


@pytest.mark.parametrize("case", [case for case in PUBLISHED["mean"] if "computed" in case])
def test_mean_limits_marked_as_computed_are_those_of_the_literal_search(case):
    scores = [case["lowest"] + place for place in range(len(case["counts"]))]
    assert restricted_fit.score_limits(scores, case["counts"], Z) == pytest.approx(case["limits"], abs=6e-7)


@pytest.mark.parametrize("case", [case for case in PUBLISHED["nps"] if "se" in case])
def test_nps_standard_error(case):
    assert nps(of_groups(*case["counts"])).se / 100 == pytest.approx(case["se"], abs=1e-8)


@named("wilson")
def test_a_share_has_wilsons_interval(case):
    counts = Counts.of({5: case["yes"], 1: case["n"] - case["yes"]}, Scale(1, 5))
    assert [limit / 100 for limit in csat(counts).band] == pytest.approx(case["limits"], abs=6e-7)


@named("mean")
def test_a_mean_has_the_score_interval(case):
    scores = [case["lowest"] + place for place in range(len(case["counts"]))]
    mean = sum(score * n for score, n in zip(scores, case["counts"], strict=True)) / sum(case["counts"])
    assert mean == pytest.approx(case["value"], abs=1e-9)
    assert score_limits(scores, case["counts"], Z) == pytest.approx(case["limits"], abs=6e-7)


def test_adjusted_p_values_are_those_of_benjamini_and_hochberg():
    case = PUBLISHED["benjamini_hochberg"]
    assert [round(p, 4) for p in adjust(case["p"])][:6] == case["adjusted"]


def test_as_many_are_rejected_as_in_the_paper():
    case = PUBLISHED["benjamini_hochberg"]
    assert sum(p <= 0.05 for p in adjust(case["p"])) == case["rejected_bh"]
    assert sum(p <= 0.05 for p in adjust(case["p"], "holm")) == case["rejected_holm"]


def test_two_shares_differ_by_newcombes_interval():
    case = PUBLISHED["newcombe"]
    before, after = (
        Counts.of({5: yes, 1: n - yes}, Scale(1, 5)) for yes, n in (case["before"], case["after"])
    )
    found = compare(before, after, csat)
    assert found.difference / 100 == pytest.approx(case["difference"], abs=1e-7)
    assert [found.low / 100, found.high / 100] == pytest.approx(case["limits"], abs=1e-7)


def test_six_points_on_2550_answers_are_no_change():
    found = compare(of_groups(300, 360, 540), of_groups(324, 351, 675))
    assert found.difference == 6
    assert [found.low / 100, found.high / 100] == pytest.approx([-0.00346061, 0.12335477], abs=1e-8)
    assert not found.significant


def test_the_margin_of_error_of_the_cross_validated_answer():
    assert nps(of_groups(54, 108, 162)).se == pytest.approx(4.14, abs=0.005)
    assert str(nps(of_groups(54, 108, 162)).rounded(1)) == "33.3"
