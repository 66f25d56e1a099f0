"""A mapping: kept as JSON, checked against itself, and the same after a round trip."""

import json

import pytest

from regard.web.listening.formats import ColumnUse, Mapping, Row, UnreadableFile, apply, detect
from regard.web.listening.formats.uses import METRICS, ROLES, SCALES

TEXT = ColumnUse("comment", "text")
NPS = ColumnUse("q1", "score", "nps", 0, 10)


def problem_of(*columns, **options):
    with pytest.raises(UnreadableFile) as refused:
        Mapping(columns, **options)
    assert refused.value.code == "bad_mapping"
    return refused.value.params["problem"]


def test_a_mapping_is_the_same_after_a_round_trip():
    mapping = Mapping(
        (TEXT, NPS, ColumnUse("评分", "score", "csat", 1, 5, "low_is_good", "medium", "scale_guessed")),
        day_first=True,
        timezone="Asia/Shanghai",
        notes=("day_order_unclear",),
        format="Delighted",
    )
    assert Mapping.from_json(mapping.to_json()) == mapping


def test_a_detected_mapping_is_the_same_after_a_round_trip():
    rows = [Row(2, {"date": "03/04/2024", "NPS": "9", "comment": "good", "field_type": "nps", "score": "5"})]
    mapping = detect(list(rows[0].values), rows)
    assert Mapping.from_json(mapping.to_json()) == mapping


def test_a_mapping_is_written_as_plain_json():
    saved = json.loads(Mapping((TEXT,)).to_json())
    assert (saved["timezone"], saved["day_first"], saved["notes"]) == ("UTC", False, [])
    assert saved["columns"] == [
        {
            "column": "comment",
            "role": "text",
            "metric": None,
            "scale_min": None,
            "scale_max": None,
            "direction": "high_is_good",
            "confidence": "high",
            "reason": "name",
        }
    ]


def test_what_is_left_out_of_the_json_has_its_default():
    mapping = Mapping.from_json('{"columns": [{"column": "comment", "role": "text"}]}')
    assert mapping == Mapping((TEXT,))


@pytest.mark.parametrize(
    "saved",
    [
        "", "null", "[]", "{}", "7", '{"columns": null}', '{"columns": [7]}',
        '{"columns": [{"column": "a"}]}',
        '{"columns": [{"column": "a", "role": "spy"}]}', '{"columns": [], "more": 1}',
        '{"columns": [{"column": "a", "role": "text", "more": 1}]}', '{"columns": [], "timezone": 7}',
        '{"columns": [], "timezone": "../../etc/passwd"}', '{"columns": [], "notes": 7}', "[" * 100_000,
        '{"columns": [{"column": {}, "role": "text"}]}', '{"columns": [{"column": "a", "role": []}]}',
        '{"columns": [{"column": "a", "role": "score", "metric": "nps", "scale_min": "0", '
        '"scale_max": "10"}]}',
    ],
)  # fmt: skip
def test_json_that_is_no_mapping_is_refused(saved):
    with pytest.raises(UnreadableFile) as refused:
        Mapping.from_json(saved)
    assert refused.value.code == "bad_mapping"


@pytest.mark.parametrize("role", sorted({*ROLES} - {"score", "attribute", "ignore", "customer_name"}))
def test_only_one_column_may_have_a_single_role(role):
    assert problem_of(ColumnUse("a", role), ColumnUse("b", role)) == f"two columns are the {role}"


@pytest.mark.parametrize("role", ["attribute", "ignore", "customer_name"])
def test_several_columns_may_share_other_roles(role):
    assert len(Mapping((ColumnUse("a", role), ColumnUse("b", role))).columns) == 2


def test_several_columns_may_be_scores_even_of_one_metric():
    assert len(Mapping((NPS, ColumnUse("q2", "score", "nps", 0, 10))).with_role("score")) == 2


def test_a_column_is_used_once():
    assert problem_of(TEXT, ColumnUse("comment", "title")) == "a column is used twice"


@pytest.mark.parametrize(
    "use",
    [
        ColumnUse("a", "score"),
        ColumnUse("a", "score", "mood", 1, 5),
        ColumnUse("a", "score", "nps"),
        ColumnUse("a", "score", "nps", 0),
        ColumnUse("a", "score", "nps", 10, 0),
        ColumnUse("a", "score", "nps", 5, 5),
        ColumnUse("a", "score", "nps", 0, 100_000),
        ColumnUse("a", "score", "nps", 0, 10, "sideways"),
        ColumnUse("a", "text", confidence="sure"),
        ColumnUse("a", "spy"),
    ],
)
def test_a_use_that_makes_no_sense_is_refused(use):
    assert problem_of(use)


def test_a_score_without_a_metric_needs_a_column_that_names_it():
    open_score = ColumnUse("value", "score")
    assert problem_of(open_score) == "there is no metric None"
    assert Mapping((open_score, ColumnUse("type", "metric"))).with_role("score") == [open_score]


@pytest.mark.parametrize("zone", ["UTC", "Asia/Shanghai", "Europe/Berlin", "America/New_York"])
def test_zones_of_the_world_are_known(zone):
    assert Mapping((), timezone=zone).timezone == zone


@pytest.mark.parametrize("zone", ["Mars/Olympus", "", "CET+99", "/etc/passwd", "..", "\0"])
def test_other_zones_are_refused(zone):
    assert problem_of(TEXT, timezone=zone).startswith("there is no time zone")


def test_the_confidence_of_a_mapping_is_its_lowest_beside_attributes():
    low = ColumnUse("x", "attribute", confidence="low")
    assert Mapping((TEXT, low)).confidence == "high"
    assert Mapping((TEXT, NPS, ColumnUse("d", "time", confidence="medium"), low)).confidence == "medium"
    assert Mapping((low,)).confidence == "low"


def test_every_metric_has_a_scale_of_its_own():
    assert set(SCALES) == set(METRICS)
    assert all(low < high for low, high in SCALES.values())


def test_a_saved_mapping_reads_a_file_with_other_columns():
    mapping = Mapping.from_json(Mapping((TEXT, NPS, ColumnUse("gone", "author"))).to_json())
    candidate = apply(Row(2, {"q1": "9", "new": "kept", "comment": "good"}), mapping)
    assert (candidate.text, candidate.answers[0].score, candidate.author) == ("good", 9, None)
    assert candidate.attributes == {"new": "kept"}
