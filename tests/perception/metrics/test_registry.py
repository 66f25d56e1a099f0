"""Every definition can be looked up."""

import json

from regard.perception import Counts, Scale, ces, csat, nps
from regard.perception.metrics import KNOWN, definitions

ALL = definitions()


def test_no_definition_stands_twice():
    assert len(set(ALL)) == len(ALL) == len({str(definition) for definition in ALL})


def test_what_a_metric_says_of_its_number_is_in_the_list():
    assert nps(Counts.of({10: 1}, Scale(0, 10))).definition in ALL
    assert nps(Counts.of({10: 1}, Scale(0, 10)), method="wald").definition in ALL
    assert csat(Counts.of({5: 1}, Scale(1, 5))).definition in ALL
    assert ces(Counts.of({5: 1}, Scale(1, 7)), aggregate="net").definition in ALL


def test_foreign_definitions_are_in_it_and_come_last():
    assert ALL[-len(KNOWN) :] == tuple(known.definition for known in KNOWN)
    assert not any(definition.id.startswith("foreign") for definition in ALL[: -len(KNOWN)])


def test_every_definition_has_all_its_parts():
    for definition in ALL:
        name, slash, version = definition.id.rpartition("/")
        assert name
        assert (slash, definition.version) == ("/", version)
        assert f"v{version}" in definition.rule or name.startswith("foreign")
        assert definition.formula
        assert definition.scale is not None or name == "index"
        assert (definition.minimum, definition.level) == (30, 0.95)
        plain = json.loads(json.dumps(definition.to_dict()))
        assert plain["rounding"].endswith("half away from zero, once, from the counts")
        assert str(definition) == f"{plain['rule']}; {plain['interval']}; minimum n {plain['minimum n']}"


def test_only_what_is_like_nps_is_kept_from_benchmarks():
    assert [definition.id for definition in ALL if not definition.benchmarks] == ["nps-style/1"]


def test_a_definition_prints_in_full():
    assert ALL[0].lines == (
        "id: nps/1",
        "version: 1",
        "rule: NPS v1: % 9-10 minus % 0-6 on 0-10",
        "formula: 100 (answers in the better box - answers in the worse box) / answers",
        "scale: 0-10",
        "box: better 9-10, worse 0-6",
        "unit: points",
        "rounding: 1 decimal, half away from zero, once, from the counts",
        "interval: multinomial score interval 95 %",
        "minimum n: 30",
        "largest half-width: 15",
        "benchmarks: allowed",
    )
