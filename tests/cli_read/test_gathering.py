"""Rows on their way: what is read of them, on which day they count, and in which order they come."""

import json
from datetime import UTC, date, datetime
from io import StringIO
from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest

from regard.perception.schema import conform
from regard.perception.text import EVERY_HEAD
from regard.perception.text import read as read_texts
from regard.report.gathering import day_of, rows_of, said
from regard.report.readers import ALONE, BATCH, available, readings_of
from regard.report.reading import reading_of
from regard.report.reading_files import JsonLines, Said
from regard.web.listening.formats import Answer, Candidate, Row
from tests.cli_read.conftest import TEXTS

UTC_ZONE, SHANGHAI, NEW_YORK = ZoneInfo("UTC"), ZoneInfo("Asia/Shanghai"), ZoneInfo("America/New_York")
NPS = Answer("nps", 9, 0, 10, "high_is_good", "nps")
CSAT = Answer("csat", 4, 1, 5, "high_is_good", "csat")


@pytest.mark.parametrize(
    ("cell", "title", "text", "expected"),
    [
        ("friendly", None, "friendly", "friendly"),
        ("  friendly\r\nstaff ", None, "friendly\nstaff", "  friendly\r\nstaff "),
        ("friendly", "Staff", "friendly", "Staff\nfriendly"),
        ("", "Staff", None, "Staff"),
        ("n/a", None, "The title", "The title"),
        (42, None, "42", "42"),
        (None, None, None, None),
    ],
)
def test_what_is_read_is_the_cell_below_its_title(cell, title, text, expected):
    row, candidate = Row(2, {"comment": cell}), Candidate(2, text=text, title=title)
    assert said(row, candidate, "comment") == expected


@pytest.mark.parametrize(
    ("at", "precision", "zone", "expected"),
    [
        (datetime(2026, 3, 31, 23, 30, tzinfo=UTC), "exact", UTC_ZONE, date(2026, 3, 31)),
        (datetime(2026, 3, 31, 23, 30, tzinfo=UTC), "exact", SHANGHAI, date(2026, 4, 1)),
        (datetime(2026, 4, 1, tzinfo=UTC), "day", NEW_YORK, date(2026, 4, 1)),
        (datetime(2026, 4, 1, tzinfo=UTC), "month", NEW_YORK, date(2026, 4, 1)),
        (None, None, UTC_ZONE, None),
    ],
)
def test_a_moment_falls_on_the_day_of_its_zone_and_a_day_stays_one(at, precision, zone, expected):
    candidate = Candidate(2, collected_at=at, time_precision=precision)
    assert day_of(candidate, zone, timed=True) == expected


def test_the_day_of_the_experience_counts_only_where_the_file_has_no_other():
    candidate = Candidate(2, experienced_at=datetime(2026, 3, 1, tzinfo=UTC))
    assert day_of(candidate, NEW_YORK, timed=True) is None
    assert day_of(candidate, NEW_YORK, timed=False) == date(2026, 3, 1)


def test_a_moment_of_the_experience_falls_on_the_day_of_its_zone():
    candidate = Candidate(2, experienced_at=datetime(2026, 3, 1, 2, tzinfo=UTC))
    assert day_of(candidate, NEW_YORK, timed=False) == date(2026, 2, 28)


TWICE = "Friendly people, friendly again"
RECORDS = [
    Said(Candidate(2, external_id="a", answers=[NPS, CSAT], customer_id="c1"), TEXTS[0], date(2026, 3, 1)),
    Said(Candidate(3, answers=[], customer_email="b@example.com"), TEXTS[2], None),
    Said(Candidate(4, answers=[CSAT]), None, date(2026, 4, 1)),
]


def test_records_become_rows_of_the_one_shape():
    tables = [conform(table) for table in rows_of(RECORDS, reading_of([one.text for one in RECORDS]))]
    rows = pa.concat_tables(tables).to_pylist()
    names = ("record_id", "part", "month", "customer_id", "metric", "score", "sentiment")
    assert [tuple(row[name] for name in names) for row in rows] == [
        ("2", 0, "2026-03", "c1", "nps", 9.0, "positive"),
        ("3", 0, None, "b@example.com", None, None, "negative"),
        ("4", 0, "2026-04", None, "csat", 4.0, None),
        ("2", 1, "2026-03", "c1", "csat", 4.0, None),
    ]


def test_the_words_of_a_row_are_distinct():
    (table,) = rows_of([Said(Candidate(2), TWICE, None)], reading_of([TWICE]))
    used = [word["word"] for word in table["words"].to_pylist()[0]]
    assert used.count("friendly") == 1


def test_readings_keep_every_place_of_a_word():
    written = StringIO()
    JsonLines(written).write([Said(Candidate(2), TWICE, None)], reading_of([TWICE]))
    (line,) = written.getvalue().splitlines()
    places = [
        (word["start"], word["end"]) for word in json.loads(line)["words"] if word["word"] == "friendly"
    ]
    assert places == [(0, 8), (17, 25)]


def test_readings_of_a_batch_are_those_of_the_library():
    table = reading_of(list(TEXTS))
    assert table.drop_columns(["used"]).equals(read_texts(list(TEXTS), heads=EVERY_HEAD))


@pytest.mark.parametrize("texts", [[], [None], [""], ["客服很好", None, "", "friendly friendly"]])
def test_distinct_words_are_those_of_the_spans(texts):
    table = reading_of(texts)
    for used, words in zip(table["used"].to_pylist(), table["words"].to_pylist(), strict=True):
        pairs = [(word["word"], word["sentiment"]) for word in words]
        assert [(word["word"], word["sentiment"]) for word in used] == list(dict.fromkeys(pairs))


def batches(n):
    for number in range(n):
        yield number, [f"{TEXTS[(number + place) % 4]} {number}" for place in range(20)]


@pytest.mark.parametrize("n", [0, 1, ALONE, ALONE + 1, 3 * ALONE])
def test_two_processes_give_the_same_readings_in_the_same_order_as_one(n):
    alone = list(readings_of(batches(n), processes=1))
    together = list(readings_of(batches(n), processes=2))
    assert [number for number, _table in together] == list(range(n))
    assert all(ours.equals(theirs) for (_, ours), (_, theirs) in zip(alone, together, strict=True))


def test_batches_are_asked_for_as_they_are_needed():
    asked = []

    def noted():
        for number, texts in batches(40):
            asked.append(number)
            yield number, texts

    found = readings_of(noted(), processes=2)
    next(found)
    assert len(asked) < 12
    found.close()


def test_an_error_in_a_batch_is_raised():
    def broken():
        yield from batches(8)
        raise RuntimeError("the file is damaged")

    with pytest.raises(RuntimeError, match="damaged"):
        list(readings_of(broken(), processes=2))


def test_no_more_processes_read_than_there_are_cores():
    assert 1 <= available() <= 2


def test_a_file_of_several_batches_is_reported_as_one(read, write, tmp_path):
    n = BATCH * (ALONE + 2) + 17
    path = write(("id", "nps", "comment"), [(k, k % 11, TEXTS[k % 4]) for k in range(n)])
    out = tmp_path / "readings.jsonl"
    found = read(path, "--json", "--readings", out).object
    assert (found["records"], found["metrics"]["nps"]["n"]) == (n, n)
    ids = [json.loads(line)["id"] for line in out.read_text("utf-8").splitlines()]
    assert ids == [str(k) for k in range(n)]
