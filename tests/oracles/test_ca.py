"""Correspondence analysis against R's `ca`; see ca/ca.R."""

import tomllib
from pathlib import Path

import numpy as np
import pytest

from regard.perception.maps import DescriptorTable, perception_map

PRINTED = tomllib.loads((Path(__file__).parent / "ca" / "ca.toml").read_text("utf-8"))
named = pytest.mark.parametrize("case", PRINTED["table"], ids=lambda case: case["name"])


def drawn(case):
    counts = tuple(tuple(row) for row in case["counts"])
    words, segments = (
        tuple(f"{kind}{place}" for place in range(n)) for kind, n in zip("ws", np.shape(counts), strict=True)
    )
    intended = dict(zip(words, case["intended"], strict=True))
    return perception_map(DescriptorTable(words, segments, counts), intended, replicates=0)


def flipped(case, found):
    """R's coordinates, each axis turned to the side that ours points to."""
    rows = np.array(case["rows"])
    sides = np.sign(np.sum(rows * np.array([point.coordinates for point in found.words]), axis=0))
    return [np.array(case[name]) * sides for name in ("rows", "columns", "supplementary")]


@named
def test_the_inertia_of_each_axis(case):
    found = drawn(case)
    assert [axis.inertia for axis in found.axes] == pytest.approx(case["inertia"], rel=1e-9)
    assert found.total == pytest.approx(sum(case["inertia"]), rel=1e-9)


@named
def test_where_words_segments_and_the_intended_profile_lie(case):
    found = drawn(case)
    rows, columns, intended = flipped(case, found)
    assert np.array([point.coordinates for point in found.words]) == pytest.approx(rows, abs=1e-9)
    assert np.array([point.coordinates for point in found.segments]) == pytest.approx(columns, abs=1e-9)
    assert found.intended.coordinates == pytest.approx(intended, abs=1e-9)


@named
def test_masses_inertia_and_quality(case):
    found = drawn(case)
    assert [point.mass for point in found.words] == pytest.approx(case["row_mass"], rel=1e-9)
    assert [point.mass for point in found.segments] == pytest.approx(case["column_mass"], rel=1e-9)
    assert [point.inertia * found.total for point in found.words] == pytest.approx(
        case["row_inertia"], rel=1e-8
    )
    quality = np.array([point.quality for point in found.words])
    assert quality == pytest.approx(np.array(case["row_quality"]), abs=1e-9)


def test_the_smoke_table_has_the_inertias_of_the_book():
    smoke = drawn(PRINTED["table"][0])
    assert [round(axis.inertia, 6) for axis in smoke.axes] == [0.074759, 0.010017, 0.000414]
    assert round(smoke.total, 6) == 0.08519
