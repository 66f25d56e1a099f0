"""What the texts speak of is counted by records, with shares and intervals, in every output."""

import csv
import json
from types import SimpleNamespace

import pyarrow as pa
import pytest

from regard.perception.text import HEADS as TEXT_HEADS
from regard.perception.text import read as read_texts
from regard.report.page_speaking import speaking_card
from regard.report.phrases import Phrases, phrases_in
from regard.report.reading_files import Csv, JsonLines, Said, reading_file
from regard.report.speaking import HEADS, TEXT_COLUMNS, Speaking
from regard.report.spoken_names import SPOKEN, head_name, spoken_name
from regard.web.listening.formats import Candidate


def factor(name, polarity, start=0, end=4):
    return {"factor": name, "polarity": polarity, "start": start, "end": end}


def table(rows):
    """Readings that say what the rows say, and nothing else."""
    empty = read_texts([""] * len(rows), heads=(*TEXT_HEADS, "words"))
    columns = {name: empty[name] for name in empty.column_names}
    for name in ("sentiment", *HEADS):
        values = [row.get(name, None if name == "sentiment" else []) for row in rows]
        columns[name] = pa.array(values, empty.schema.field(name).type)
    return pa.table(columns)


ROWS = [
    {"sentiment": "negative", "factors": [factor("price", "negative"), factor("price", "negative", 9, 12)]},
    {"sentiment": "mixed", "factors": [factor("price", "negative"), factor("price", "positive")]},
    {"sentiment": "positive", "factors": [factor("price", "positive"), factor("ease", "neutral")]},
    {"sentiment": "neutral", "intents": ["question", "urgent"], "emotions": ["fear"]},
    {"sentiment": None, "flags": ["empty"]},
]


def counted(*batches):
    found = Speaking()
    for rows in batches:
        found.add(table(rows))
    return found


def test_each_record_counts_once_for_each_thing_that_it_speaks_of():
    found = counted(ROWS)
    assert found.read == 4
    assert [(one.name, one.records) for one in found.spoken("factors")] == [("price", 3), ("ease", 1)]
    assert [(one.name, one.records) for one in found.spoken("intents")] == [("question", 1), ("urgent", 1)]
    assert [(one.name, one.records) for one in found.spoken("emotions")] == [("fear", 1)]
    assert [(one.name, one.records) for one in found.spoken("flags")] == [("empty", 1)]


def test_who_speaks_well_and_ill_of_a_factor_is_neither():
    price, ease = counted(ROWS).spoken("factors")
    assert price.polarities == {"negative": 1, "neutral": 1, "positive": 1}
    assert ease.polarities == {"negative": 0, "neutral": 1, "positive": 0}
    assert price.net.n == 3


def test_batches_add_up():
    one, two = counted(ROWS, ROWS[:2], []), counted(ROWS + ROWS[:2])
    assert one == two


def test_a_share_has_its_interval_and_below_the_minimum_none_is_shown():
    many = counted(ROWS * 40)
    found = many.spoken("factors")[0].to_dict()
    assert found["share"] | {"low": 0, "high": 0} == {
        "value": 75.0, "low": 0, "high": 0, "n": 160, "status": "shown",
    }  # fmt: skip
    assert found["share"]["low"] < 75 < found["share"]["high"]
    few = counted(ROWS).spoken("factors")[0].to_dict()
    assert (few["records"], few["share"]["value"], few["share"]["status"]) == (3, None, "not_enough_answers")


def report_with(speaking):
    return SimpleNamespace(gathered=SimpleNamespace(speaking=speaking))


def test_where_nothing_is_found_the_page_has_no_card():
    assert speaking_card(report_with(Speaking()), Phrases()) is None


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_names_everything_in_the_readers_language(language):
    phrases = phrases_in(language)
    html = str(speaking_card(report_with(counted(ROWS * 40)), phrases))
    for head, name in (("factors", "price"), ("emotions", "fear"), ("intents", "urgent"), ("flags", "empty")):
        assert head_name(head, phrases) in html
        assert spoken_name(head, name, phrases) in html
    assert html.count('scope="row"') == 6


def test_every_thing_has_a_chinese_name_of_its_own():
    zh = phrases_in("zh")
    for head, names in SPOKEN.items():
        chinese = [spoken_name(head, name, zh) for name in names]
        assert all(any("\u4e00" <= letter <= "\u9fff" for letter in name) for name in chinese)
        assert len(set(chinese)) == len(names)
    assert spoken_name("factors", "weather", zh) == "weather"


def test_the_machine_is_told_what_the_texts_speak_of(read, survey):
    found = read(survey, "--json").object
    for head in HEADS:
        for one in found[head]:
            assert {"name", "records", "share"} <= one.keys()
            assert one["share"].keys() == {"value", "low", "high", "n", "status"}


def test_a_file_called_csv_has_a_row_for_each_record_with_the_places_of_its_spans(tmp_path):
    path = tmp_path / "readings.CSV"
    said = [Said(Candidate(row + 2, external_id=f"={row}"), "", None) for row in range(len(ROWS))]
    with path.open("w", newline="") as stream:
        written = reading_file(path, stream)
        assert isinstance(written, Csv)
        written.write(said, table(ROWS))
    rows = list(csv.DictReader(path.read_text().splitlines()))
    assert list(rows[0]) == ["row", "id", *TEXT_COLUMNS]
    assert rows[0]["factors"] == "price negative 0-4; price negative 9-12"
    assert (rows[3]["intents"], rows[3]["emotions"]) == ("question; urgent", "fear")
    assert (rows[0]["id"], rows[4]["sentiment"]) == ("'=0", "")


def test_any_other_file_has_a_line_of_json_for_each_record(tmp_path):
    path = tmp_path / "readings.jsonl"
    with path.open("w") as stream:
        written = reading_file(path, stream)
        assert isinstance(written, JsonLines)
        written.write([Said(Candidate(2), "", None)], table(ROWS[:1]))
    assert json.loads(path.read_text())["factors"] == ROWS[0]["factors"]


def test_the_command_writes_csv(read, survey, tmp_path):
    out = tmp_path / "readings.csv"
    assert read(survey, "--readings", out).code == 0
    rows = list(csv.DictReader(out.read_text("utf-8").splitlines()))
    assert (len(rows), rows[0]["row"], rows[0]["language"]) == (400, "2", "en")
