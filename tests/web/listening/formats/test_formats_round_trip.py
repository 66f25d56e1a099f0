"""Whatever rows are written to a file, in any delimiter and encoding, the same rows are read from it."""

import csv
import io
import json
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from regard.web.listening.formats import (
    Candidate,
    Refusal,
    Row,
    UnreadableFile,
    apply,
    detect,
    explain,
    open_file,
)
from regard.web.listening.formats.refusals import BadValue
from regard.web.listening.formats.scores import Steps, score
from regard.web.listening.formats.texts import clean
from regard.web.listening.formats.times import Moment, moment

COLUMNS = ["id", "score", "comment"]
few = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
# a table of hardly anything but control characters is refused as no text, so they are few here
letters = st.one_of(st.characters(exclude_categories=["Cs", "Cc"]), st.sampled_from("\n\t"))
cells = st.text(letters, max_size=30)
tables = st.lists(st.tuples(st.just("k"), st.integers(0, 10).map(str), cells), min_size=1, max_size=12)


def reopened(content, **options):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rows"
        path.write_bytes(content)
        file = open_file(path, **options)
        return file, list(file)


def as_csv(rows, delimiter, line_end, quoting):
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator=line_end, quoting=quoting).writerows(
        [COLUMNS, *rows]
    )
    return text.getvalue()


@few
@given(
    tables,
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "gb18030"]),
)
def test_rows_written_as_csv_are_read_as_they_were(rows, delimiter, line_end, quoting, encoding):
    content = as_csv(rows, delimiter, line_end, quoting).encode(encoding)
    file, found = reopened(content, encoding=encoding, delimiter=delimiter, header_rows=1)
    assert file.columns == COLUMNS
    assert [tuple(row.values.values()) for row in found] == rows


@few
@given(tables)
def test_rows_written_as_csv_are_read_without_being_told_how(rows):
    file, found = reopened(as_csv(rows, ",", "\n", csv.QUOTE_ALL).encode("utf-8-sig"))
    assert (file.delimiter, file.columns) == (",", COLUMNS)
    assert [tuple(row.values.values()) for row in found] == rows


@few
@given(tables)
def test_rows_written_as_json_lines_are_read_as_they_were(rows):
    items = [dict(zip(COLUMNS, row, strict=True)) for row in rows]
    for content in (
        "".join(json.dumps(item) + "\n" for item in items),
        json.dumps(items, ensure_ascii=False),
    ):
        _, found = reopened(content.encode())
        assert [row.values for row in found] == items


@few
@given(st.binary(min_size=1, max_size=400))
def test_any_bytes_are_read_or_refused_and_nothing_else(content):
    try:
        file, found = reopened(content)
    except UnreadableFile as refused:
        assert explain(refused) and explain(refused, "zh-hans")
    else:
        mapping = detect(file.columns, [row for row in found if isinstance(row, Row)])
        for row in found:
            outcome = apply(row, mapping) if isinstance(row, Row) else row
            assert isinstance(outcome, Candidate) or explain(outcome)


@few
@given(st.text(st.sampled_from('a1,;|\t"\n\r{}[]: =\0é评'), min_size=1, max_size=120))
def test_any_text_of_awkward_letters_is_read_or_refused_and_nothing_else(text):
    try:
        _, found = reopened(text.encode())
    except UnreadableFile as refused:
        assert explain(refused)
    else:
        assert found


@few
@given(st.one_of(st.text(max_size=40), st.integers(), st.floats(), st.datetimes(), st.dates(), st.none()))
def test_any_cell_is_a_score_or_not_and_nothing_else(cell):
    try:
        found = score(cell, Steps(1, 5))
    except BadValue as bad:
        assert bad.code.startswith("score_")
    else:
        assert found is None or 1 <= found <= 5


@few
@given(st.one_of(st.text(max_size=40), st.integers(), st.floats(), st.datetimes(), st.dates(), st.none()))
def test_any_cell_is_a_time_or_not_and_nothing_else(cell):
    try:
        found = moment(cell)
    except BadValue as bad:
        assert bad.code.startswith("date_")
    else:
        assert found is None or 1990 <= found.at.year <= 2101


@few
@given(
    st.integers(0, 10), st.sampled_from(["{}", "{}.0", "{}/10", "{} out of 10", " {} ", "{},0", "{} - words"])
)
def test_a_score_written_in_any_way_is_the_same_score(number, way):
    assert score(way.format(number), Steps(0, 10)) == number


@few
@given(st.datetimes(min_value=datetime(1990, 1, 2), max_value=datetime(2100, 12, 30)))
def test_a_time_written_in_any_way_is_the_same_time(at):
    at = at.replace(microsecond=0, second=max(at.second, 1), tzinfo=UTC)
    ways = [
        at.isoformat(),
        f"{at:%Y/%m/%d %H:%M:%S}",
        f"{at:%d.%m.%Y %H:%M:%S}",
        f"{at:%d %B %Y, %I:%M:%S %p}",
    ]
    ways += [f"{at:%Y年%m月%d日 %H:%M:%S}", f"{at:%Y-%m-%d %H:%M:%S +0000}", int(at.timestamp()), at]
    assert {moment(way) for way in ways} == {Moment(at, "exact")}


@few
@given(st.text(max_size=200))
def test_a_cleaned_text_can_be_kept_anywhere(text):
    kept = clean(text)
    assert kept.encode("utf-8").decode() == clean(kept) == kept
    assert "\0" not in kept


@pytest.mark.parametrize("value", ["11", "soon"])
def test_a_refusal_of_any_value_can_be_explained(value):
    rows = [Row(2, {"nps": value, "comment": "good"})]
    outcome = apply(rows[0], detect(["nps", "comment"], [Row(1, {"nps": "9", "comment": "x"})]))
    assert isinstance(outcome, Refusal)
    assert value in explain(outcome)
