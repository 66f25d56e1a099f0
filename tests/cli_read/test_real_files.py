"""Files as they come: every set of labelled texts, workbooks, JSON Lines, other encodings, dirty exports."""

import json
from datetime import date, datetime

import pytest
import xlsxwriter

from regard.report.columns import Asked, UnusableColumns, columns_of
from regard.report.phrases import Phrases
from regard.web.listening.formats import open_file
from tests.cli_read.conftest import TEXTS


def roles(path):
    mapping = columns_of(open_file(path), Asked(), Phrases())
    return {use.column: use.metric or use.role for use in mapping.columns if use.role != "ignore"}


@pytest.mark.shared
def test_no_score_is_seen_in_the_labels_of_a_text_file(shared):
    files = [path for path in sorted(shared.glob("*.csv.gz")) if not path.name.startswith("structured_")]
    assert len(files) > 20
    assert {path.name: roles(path) for path in files} == {path.name: {"text": "text"} for path in files}


@pytest.mark.shared
def test_a_file_without_texts_or_scores_is_refused_by_naming_its_columns(shared):
    with pytest.raises(UnusableColumns, match="“customerID”, “gender”, “SeniorCitizen”"):
        roles(shared / "structured_telco_churn.csv.gz")


@pytest.mark.shared
@pytest.mark.parametrize(("name", "language"), [("zh_asap_sample", "zh"), ("acos_laptop", "en")])
def test_a_labelled_file_is_read_whole(read, shared, name, language, tmp_path):
    out = tmp_path / "readings.jsonl"
    told = read(shared / f"{name}.csv.gz", "--json", "--readings", out)
    found = told.object
    assert (told.code, found["refused"]) == (0, 0)
    assert max(found["languages"], key=found["languages"].get) == language
    assert found["metrics"].keys() == {"net_sentiment"}
    assert found["metrics"]["net_sentiment"]["value"] > 0
    assert len(out.read_text("utf-8").splitlines()) == found["records"]


@pytest.mark.shared
def test_places_of_words_lie_within_the_texts_of_a_labelled_file(read, shared, tmp_path):
    path, out = shared / "zh_asap_sample.csv.gz", tmp_path / "readings.jsonl"
    read(path, "--readings", out)
    texts = {row.number: row.values["text"] for row in open_file(path)}
    for line in map(json.loads, out.read_text("utf-8").splitlines()):
        for word in line["words"]:
            assert 0 <= word["start"] < word["end"] <= len(texts[line["row"]])


def workbook(path, sheets):
    with xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd"}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for place, row in enumerate(rows):
                sheet.write_row(place, 0, row)
    return path


HEADER = ("提交时间", "推荐度", "评价内容")
ROWS = [(datetime(2026, 3, 1 + n % 28), n % 11, TEXTS[1 + n % 2 * 2]) for n in range(66)]


def test_a_workbook_is_read(read, tmp_path):
    path = workbook(tmp_path / "评价.xlsx", {"回答": [HEADER, *ROWS]})
    found = read(path, "--json").object
    assert (found["records"], found["languages"]) == (66, {"zh": 66})
    assert found["metrics"]["nps"]["n"] == 66
    assert [month["month"] for month in found["months"]] == ["2026-03"]


def test_a_sheet_can_be_named(read, tmp_path):
    sheets = {"first": [HEADER, *ROWS], "second": [HEADER, *ROWS[:3]]}
    path = workbook(tmp_path / "book.xlsx", sheets)
    assert read(path, "--json", "--sheet", "second").object["records"] == 3


def test_a_sheet_that_is_not_there_names_those_that_are(read, tmp_path):
    path = workbook(tmp_path / "book.xlsx", {"first": [HEADER, *ROWS]})
    told = read(path, "--sheet", "third")
    assert told.code == 2
    assert "the workbook has no sheet “third”; it has: first" in told.err


def test_json_lines_are_read(read, tmp_path):
    path = tmp_path / "answers.jsonl"
    rows = [
        {"nps": n % 11, "comment": TEXTS[n % 4], "date": str(date(2026, 3, 1 + n % 28))} for n in range(66)
    ]
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    found = read(path, "--json").object
    assert (found["records"], found["metrics"]["nps"]["n"]) == (66, 66)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_chinese_encodings_are_found(read, tmp_path, encoding):
    path = tmp_path / "answers.csv"
    rows = "".join(f"{n % 11},{TEXTS[1 + n % 2 * 2]}\n" for n in range(60))
    path.write_bytes(f"推荐度,评价内容\n{rows}".encode(encoding))
    found = read(path, "--json").object
    assert (found["records"], found["languages"]) == (60, {"zh": 60})


def test_a_dirty_export_is_read_as_far_as_it_can_be(read, tmp_path):
    path = tmp_path / "dirty.csv"
    lines = ["id;nps;comment"]
    lines += [f'{n};{n % 11};"said ""{n}"", and; more"' for n in range(40)]
    lines += ["41;plenty;fine", "42;9", '43;9;"never', "44;10;closed"]
    path.write_bytes("\r\n".join(lines).encode() + b"\r\n45;8;caf\xe9\r\n")
    told = read(path, "--json")
    found = told.object
    assert told.code == 1
    assert found["records"] + found["refused"] >= 43
    assert found["metrics"]["nps"]["n"] >= 40
    reasons = " ".join(refusal["reason"] for refusal in found["refusals"])
    assert "“plenty” is not a score on the scale 0 to 10" in reasons
    assert "2 cells where the header has 3" in reasons
    assert "a quotation mark is opened and never closed" in reasons


def test_a_survey_tool_export_with_questions_as_names_is_read(read, write):
    header = (
        "Respondent ID",
        "End Date",
        "How likely is it that you would recommend us to a friend or colleague?",
        "What is the main reason for your score?",
    )
    rows = [(1_000 + n, "03/25/2026 10:00:00 AM", n % 11, TEXTS[n % 4]) for n in range(66)]
    found = read(write(header, rows), "--json").object
    assert found["metrics"]["nps"]["n"] == 66
    assert found["sentiment"]["positive"] > 0
    assert [month["month"] for month in found["months"]] == ["2026-03"]


def test_a_file_of_one_column_of_comments_is_read(read, tmp_path):
    path = tmp_path / "comments.txt"
    path.write_text("comment\n" + "\n".join(TEXTS[n % 4].replace(",", "") for n in range(40)), "utf-8")
    assert read(path, "--json").object["records"] == 40
