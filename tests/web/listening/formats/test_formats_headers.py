"""The header of a file: none, one row, two of SurveyMonkey, three of Qualtrics; and names of columns."""

import pytest

from regard.web.listening.formats import UnreadableFile
from regard.web.listening.formats.headers import header_depth, read_header, unique_names

QUALTRICS = """StartDate,EndDate,ResponseId,Q1_NPS_GROUP,Q1,Q2
Start Date,End Date,Response ID,Recommend - Group,How likely are you to recommend us?,Why?
"{""ImportId"":""startDate""}","{""ImportId"":""endDate""}","{""ImportId"":""_recordId""}",\
"{""ImportId"":""QID1_NPS_GROUP""}","{""ImportId"":""QID1""}","{""ImportId"":""QID2_TEXT""}"
2024-03-05 10:00:00,2024-03-05 10:01:00,R_1,3,9,Friendly
2024-03-05 11:00:00,2024-03-05 11:02:00,R_2,1,2,"Slow,
very slow"
"""
SURVEYMONKEY = """Respondent ID,Collector ID,Start Date,How satisfied are you with,,,What should we improve?
,,,Price,Support,Delivery,Open-Ended Response
118,22,03/25/2024 10:00:00 AM,4,5,3,Nothing
119,22,03/26/2024 09:00:00 PM,1,2,1,Everything
"""


def numbered(*rows):
    return list(enumerate(rows, start=1))


def test_three_header_rows_of_qualtrics_are_skipped(opened):
    file = opened(QUALTRICS)
    assert file.header_rows == 3
    assert file.columns == ["StartDate", "EndDate", "ResponseId", "Q1_NPS_GROUP", "Q1", "Q2"]
    assert [(row.number, row.values["Q1"], row.values["Q2"]) for row in file] == [
        (4, "9", "Friendly"),
        (5, "2", "Slow,\nvery slow"),
    ]


def test_the_questions_of_qualtrics_are_kept_as_labels(opened):
    labels = opened(QUALTRICS).labels
    assert labels["Q1"] == "How likely are you to recommend us?"
    assert labels["Q2"] == "Why?"


def test_qualtrics_without_its_questions_has_two_header_rows(opened):
    lines = QUALTRICS.splitlines(keepends=True)
    file = opened("".join([lines[0], *lines[2:]]))
    assert (file.header_rows, file.columns[4], file.labels) == (2, "Q1", {})
    assert [row.values["Q1"] for row in file] == ["9", "2"]


def test_two_header_rows_of_surveymonkey_become_one_name_each(opened):
    file = opened(SURVEYMONKEY)
    assert file.header_rows == 2
    assert file.columns == [
        "Respondent ID",
        "Collector ID",
        "Start Date",
        "How satisfied are you with - Price",
        "How satisfied are you with - Support",
        "How satisfied are you with - Delivery",
        "What should we improve?",
    ]
    assert [(row.number, row.values["Respondent ID"]) for row in file] == [(3, "118"), (4, "119")]


def test_two_header_rows_in_chinese_are_found_by_what_stands_below_the_question(opened):
    file = opened("编号,满意度,您的建议\n,回答,开放式回答\n1,5,很好\n2,3,一般\n")
    assert (file.header_rows, file.columns) == (2, ["编号", "满意度", "您的建议"])


def test_a_first_row_of_data_with_a_gap_is_no_second_header(opened):
    file = opened("id,comment,score\n,first words,\n2,second words,5\n3,third words,4\n")
    assert (file.header_rows, [row.number for row in file]) == (1, [2, 3, 4])


@pytest.mark.parametrize(
    ("content", "columns"),
    [
        ("9,Great service,2024-03-05\n3,Too slow,2024-03-06\n", 3),
        ("2024-03-05,Great service\n2024-03-06,Too slow\n", 2),
        ("ann@customer.example,Great service\nbob@customer.example,Too slow\n", 2),
        ("It was great.\nToo slow for me\n", 1),
        ("很好，下次还来。\n太慢了\n", 1),
        ("good\nbad\ngood\n", 1),
        ("yes,good\nyes,bad\nno,fine\n", 2),
        ("9\n3\n5\n", 1),
    ],
)
def test_a_file_without_a_header_numbers_its_columns(opened, content, columns):
    file = opened(content)
    assert (file.header_rows, file.columns) == (0, [f"column {place + 1}" for place in range(columns)])
    assert next(iter(file)).number == 1


@pytest.mark.parametrize(
    "content",
    [
        "score,text\n9,good\n",
        "Q1,Q2\n9,good\n3,bad\n",
        "评分,内容\n9,好\n3,差\n",
        "some column\nIt was great, thank you\nToo slow for me\n",
        "How was it?\nIt was great, thank you\nToo slow for me\n",
        "text\ngood\n",
        "评价\n很好\n",
        "2023,2024,comment\n1,2,good\n3,4,bad\n",
        "Wie war es?;Wann?\nschön;2024-03-05\nnaja;2024-03-06\n",
    ],
)
def test_a_file_with_a_header_is_seen_to_have_one(opened, content):
    file = opened(content)
    assert file.header_rows == 1
    assert file.columns[0] == content.splitlines()[0].replace(";", ",").split(",")[0]


def test_the_number_of_header_rows_can_be_said(opened):
    content = "9,Great service\n3,Too slow\n5,Fine\n"
    assert opened(content, header_rows=1).columns == ["9", "Great service"]
    assert opened(content, header_rows=0).columns == ["column 1", "column 2"]
    assert [row.number for row in opened(content, header_rows=2)] == [3]


@pytest.mark.parametrize(
    ("names", "unique"),
    [
        (["a", "b"], ["a", "b"]),
        (["a", "a", "a"], ["a", "a (2)", "a (3)"]),
        (["", "a", ""], ["column 1", "a", "column 3"]),
        (["a", "a (2)", "a"], ["a", "a (2)", "a (3)"]),
        (["a", "a", "a (2)"], ["a", "a (2)", "a (2) (2)"]),
        (["column 2", ""], ["column 2", "column 2 (2)"]),
        (["评分", "评分"], ["评分", "评分 (2)"]),
    ],
)
def test_every_column_has_a_name_of_its_own(names, unique):
    assert unique_names(names) == unique


def test_two_long_names_that_differ_at_their_end_do_not_become_one(opened):
    long = "How satisfied were you with us " * 10
    file = opened(f'"{long} in spring","{long} in autumn"\n1,2\n3,4\n')
    assert len(set(file.columns)) == 2
    assert all(len(column) <= 210 for column in file.columns)


def test_names_are_on_one_line_and_printable(opened):
    file = opened('" score\n(of 10) ","te\0xt\a"\n1,good\n')
    assert file.columns == ["score (of 10)", "te xt"]


def test_empty_columns_at_the_end_are_no_columns(opened):
    file = opened("score,text,,,\n1,x,,,\n2,y,,,\n")
    assert file.columns == ["score", "text"]
    assert [list(row.values.values()) for row in file] == [["1", "x"], ["2", "y"]]


def test_an_unnamed_column_with_values_is_a_column(opened):
    file = opened("score,,text\n1,a,x\n2,b,y\n")
    assert file.columns == ["score", "column 2", "text"]


def test_a_header_as_a_formula_stays_what_it_is(opened):
    assert opened("=1+1,+text\n1,x\n2,y\n").columns == ["=1+1", "+text"]


@pytest.mark.parametrize("records", [[], numbered(["", ""]), numbered([" "], ["\0"])])
def test_nothing_but_blanks_is_an_empty_file(records):
    with pytest.raises(UnreadableFile) as refused:
        read_header(records)
    assert refused.value.code == "empty_file"


@pytest.mark.parametrize(
    "content",
    ["score,text\n", "score,text", "评分,内容\r\n", QUALTRICS.split("2024-03-05 10", maxsplit=1)[0]],
)
def test_a_header_alone_is_refused(refusal_of, content):
    assert refusal_of(content).code == "no_rows"


def test_a_header_followed_only_by_blank_rows_is_refused(refusal_of):
    assert refusal_of("score,text\n\n,\n\n").code == "no_rows"


def test_the_depth_of_a_header_counts_its_rows():
    assert header_depth([["score", "text"], ["9", "good"]]) == 1
    assert header_depth([["9", "good"], ["3", "bad"]]) == 0


def test_numbers_of_rows_come_from_the_file_not_from_the_list():
    header = read_header([(4, ["score", "text"]), (7, ["9", "good"])])
    assert (header.rows, header.columns) == (4, ["score", "text"])


def test_cells_of_other_sorts_than_text_name_columns_too():
    assert read_header(numbered([2024, "text", None], [1, "x", "y"]), 1).columns == [
        "2024",
        "text",
        "column 3",
    ]
