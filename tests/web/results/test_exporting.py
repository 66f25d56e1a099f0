"""Files of answers: what was said, in columns that two other readers understand, and nobody told apart."""

import csv
from io import BytesIO, StringIO
from urllib.parse import unquote

import openpyxl
import pyreadstat
import pytest
from django.utils import timezone

from regard.web.results.exporting import ABOUT, PERSONAL, TRACED
from regard.web.results.file_views import safe_name
from regard.web.surveys import making, publishing
from regard.web.workspaces.models import AuditEvent
from regard.web.workspaces.tenancy import in_workspace
from tests.web.dashboards.test_neutral import FORMULAS

pytestmark = pytest.mark.django_db
EVERY = [
    {"id": "pick", "kind": "single", "options": [{"id": "tea", "text": {"en": "Tea", "zh-hans": "茶"}},
                                               {"id": "cake", "text": {"en": "Cake", "zh-hans": "糕"}}]},
    {"id": "many", "kind": "multiple", "options": [{"id": "a", "text": {"en": "A", "zh-hans": "甲"}},
                                                 {"id": "b", "text": {"en": "B", "zh-hans": "乙"}}]},
    {"id": "order", "kind": "ranking", "options": [{"id": "a", "text": {"en": "A", "zh-hans": "甲"}},
                                                 {"id": "b", "text": {"en": "B", "zh-hans": "乙"}}]},
    {"id": "grid", "kind": "matrix", "scale": {"low": 1, "high": 5},
     "rows": [{"id": "x", "text": {"en": "X", "zh-hans": "叉"}}]},
    {"id": "who", "kind": "contact"},
    {"id": "day", "kind": "date"},
    {"id": "yes", "kind": "consent"},
    {"id": "note", "kind": "long_text"},
]  # fmt: skip
SAID = {
    "pick": "cake", "many": ["b"], "order": ["b", "a"], "grid": {"x": 4}, "who": {"email": "a@b.example.com"},
    "day": "2026-11-22", "yes": True, "note": "Great\n茶",
}  # fmt: skip


@pytest.fixture
def every(asked):
    """A survey with a question of every kind."""
    text = {"en": "Say", "zh-hans": "请说"}
    questions = [{"text": text} | question for question in EVERY]
    return asked("nps", pages=[{"id": "all", "questions": questions}])


@pytest.fixture
def download(client, workspace):
    def get(link, person, form):
        client.force_login(person)
        response = client.get(f"/w/{workspace.slug}/surveys/{link.survey_id}/results.{form}")
        assert response.status_code == 200
        return b"".join(response.streaming_content)

    return get


def table(content):
    rows = list(csv.reader(StringIO(content.decode("utf-8-sig"), newline="")))
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:-1]], rows[-1][0]


def sav(content, tmp_path):
    path = tmp_path / "answers.sav"
    path.write_bytes(content)
    columns, about = pyreadstat.read_sav(str(path), output_format="dict")
    n = len(next(iter(columns.values())))
    return [{name: cells[place] for name, cells in columns.items()} for place in range(n)], about


def test_every_kind_of_answer_has_its_columns(download, every, answer, owner):
    answer(every, **SAID)
    (row,), about = table(download(every, owner, "csv"))
    assert [*row][: len(TRACED + ABOUT)] == [*TRACED, *ABOUT]
    said = {name: row[name] for name in row if name.partition(".")[0] in SAID}
    assert said == {
        "pick": "cake", "many.a": "0", "many.b": "1", "order.a": "2", "order.b": "1", "grid.x": "4",
        "who.name": "", "who.email": "a@b.example.com", "who.phone": "", "day": "2026-11-22", "yes": "1",
        "note": "Great\n茶",
    }  # fmt: skip
    assert (row["state"], row["version"], row["channel"]) == ("complete", "1", "web")
    assert "n: 1" in about


def test_a_workbook_and_an_spss_file_say_the_same(download, every, answer, owner, tmp_path):
    answer(every, **SAID)
    book = openpyxl.load_workbook(BytesIO(download(every, owner, "xlsx")))
    header, cells = ([cell.value for cell in row] for row in book["Records"].iter_rows())
    sheet = dict(zip(header, cells, strict=True))
    assert (sheet["pick"], sheet["grid.x"], sheet["note"]) == ("cake", 4, "Great\n茶")
    (row,), about = sav(download(every, owner, "sav"), tmp_path)
    assert (row["pick"], row["grid.x"], row["note"], row["yes"]) == (2, 4, "Great\n茶", 1)
    kinds = {-8: "No answer", -9: "Was not asked"}
    assert about.variable_value_labels["pick"] == {1: "Tea", 2: "Cake"} | kinds
    assert about.column_names_to_labels["grid.x"] == "Say – X"
    assert about.file_label == "茶馆 Teahouse"


def test_no_answer_is_not_zero(download, every, answer, owner, tmp_path):
    answer(every, note="only this")
    (row,), _about = table(download(every, owner, "csv"))
    assert (row["pick"], row["many.a"], row["grid.x"], row["yes"]) == ("", "", "", "")
    (row,), _about = sav(download(every, owner, "sav"), tmp_path)
    assert (row["pick"], row["many.a"], row["grid.x"]) == (None, None, None)


def raw_sav(content, tmp_path):
    path = tmp_path / "raw.sav"
    path.write_bytes(content)
    return pyreadstat.read_sav(str(path), output_format="dict", user_missing=True)


def test_an_spss_file_tells_who_said_nothing_from_who_was_never_asked(
    download, asked, answer, owner, tmp_path
):
    text = {"en": "Say", "zh-hans": "请说"}
    hidden = {"question": "pick", "op": "equals", "value": "tea"}
    pick, many, note = ({"text": text} | one for one in (*EVERY[:2], EVERY[-1]))
    link = asked(
        "nps",
        pages=[
            {"id": "one", "questions": [pick]},
            {"id": "two", "questions": [many | {"show_if": hidden}, note]},
        ],
    )
    answer(link, pick="tea", many=["a"])
    answer(link, pick="tea")
    answer(link, pick="cake")
    answer(link)
    columns, about = raw_sav(download(link, owner, "sav"), tmp_path)
    assert sorted(zip(columns["pick"], columns["many.a"], strict=True)) == [
        (-8, -9),
        (1, -8),
        (1, 1),
        (2, -9),
    ]
    assert about.missing_ranges["pick"] == [{"lo": -8, "hi": -8}, {"lo": -9, "hi": -9}]
    (_asked, *_others), _about = sav(download(link, owner, "sav"), tmp_path)
    assert {row["pick"] for row in (_asked, *_others)} == {None, 1, 2}


def test_an_spss_file_has_its_labels_in_the_language_of_the_reader(
    client, workspace, every, answer, owner, tmp_path
):
    answer(every, **SAID)
    client.force_login(owner)
    path = f"/w/{workspace.slug}/surveys/{every.survey_id}/results.sav"
    content = b"".join(client.get(path, headers={"accept-language": "zh-hans"}).streaming_content)
    _columns, about = raw_sav(content, tmp_path)
    assert about.column_names_to_labels["pick"] == "请说"
    assert about.variable_value_labels["pick"] == {1: "茶", 2: "糕", -8: "未作答", -9: "未被询问"}


@pytest.mark.parametrize("form", ["csv", "xlsx", "sav"])
def test_a_survey_without_answers_is_a_file_without_rows(download, every, owner, form, tmp_path):
    content = download(every, owner, form)
    if form == "csv":
        assert table(content)[0] == []
    elif form == "sav":
        assert sav(content, tmp_path)[0] == []
    else:
        assert openpyxl.load_workbook(BytesIO(content))["Records"].max_row == 1


def test_no_answer_becomes_a_formula(download, every, answer, owner, tmp_path):
    texts = [text for text in FORMULAS if text.strip()]
    for text in texts:
        answer(every, note=text)
    rows, _about = table(download(every, owner, "csv"))
    assert sorted(row["note"] for row in rows) == sorted(f"'{text}" for text in texts)
    sheet = openpyxl.load_workbook(BytesIO(download(every, owner, "xlsx")))["Records"]
    kinds = {cell.data_type for row in sheet.iter_rows() for cell in row}
    assert "f" not in kinds
    rows, _about = sav(download(every, owner, "sav"), tmp_path)
    assert sorted(row["note"].rstrip() for row in rows) == sorted(text.rstrip() for text in texts)


def test_a_changed_scale_has_a_column_of_its_own(download, workspace, asked, answer, owner, noon):
    def pages(low, high):
        text = {"en": "How much?", "zh-hans": "多少？"}
        scale = {"low": low, "high": high}
        return [{"id": "all", "questions": [{"id": "score", "kind": "scale", "text": text, "scale": scale}]}]

    link = asked("nps", pages=pages(0, 10))
    answer(link, score=9)
    with in_workspace(workspace):
        survey = link.survey
        changed = survey.draft | {"pages": pages(1, 5)}
        making.save_draft(survey, changed, seen=survey.draft_number, by=owner, at=noon)
        publishing.publish(survey, by=owner, at=noon)
    answer(link, score=4)
    rows, _about = table(download(link, owner, "csv"))
    said = sorted((row["version"], row["score"], row["score_v1"]) for row in rows)
    assert said == [("1", "", "9"), ("2", "4", "")]


def test_names_are_for_those_who_may_see_customers(download, asked, invited, owner):
    link = asked("nps")
    invited(link.survey, "new", 1, [9])
    (row,), _about = table(download(link, owner, "csv"))
    assert (row["customer"], row["segment"], row["weight"]) == ("Person 0", "new", "1.0")
    assert {*PERSONAL} < {*row}


def test_an_anonymous_survey_names_nobody_and_no_time(download, asked, invited, answer, owner):
    link = asked("nps", anonymous=True)
    invited(link.survey, "new", 9, [9] * 6)
    rows, _about = table(download(link, owner, "csv"))
    assert len(rows) == 5  # the sixth waits for four more
    assert {*rows[0]} & {*TRACED, *PERSONAL} == set()
    assert {row["segment"] for row in rows} == {""}


def test_fewer_than_five_anonymous_answers_are_no_file(download, asked, answer, owner):
    link = asked("nps", anonymous=True)
    for score in (1, 2, 3, 4):
        answer(link, score=score)
    for form in ("csv", "xlsx", "sav"):
        content = download(link, owner, form)
        if form == "csv":
            rows, about = table(content)
            assert rows == []
            assert "fewer than 5 people have answered this anonymous survey" in about


def test_few_anonymous_people_who_are_alike_are_not_told_apart(download, asked, invited, answer, owner):
    link = asked("nps", anonymous=True)
    invited(link.survey, "", 8, [9] * 8)
    answer(link, score=0)
    rows, about = table(download(link, owner, "csv"))
    assert {(row["channel"], row["version"]) for row in rows} == {("", "")}
    assert {row["weight"] for row in rows} == {""}
    assert "fewer than 5 people are alike" in about


def test_a_download_is_in_the_audit_trail(download, workspace, every, owner):
    download(every, owner, "sav")
    with in_workspace(workspace):
        event = AuditEvent.objects.get(action="answers.exported")
        assert (event.actor, event.subject) == (owner, str(every.survey_id))
        assert event.details == {"form": "sav", "answers": 0}


@pytest.mark.parametrize(
    ("role", "status"), [("analyst", 200), ("agent", 403), ("viewer", 403), ("stranger", 404)]
)
def test_who_may_download(client, asked, request, role, status):
    link = asked("nps")
    client.force_login(request.getfixturevalue(role))
    home = f"/w/qinghe/surveys/{link.survey_id}/results"
    for form in ("csv", "xlsx", "sav"):
        response = client.get(f"{home}.{form}")
        assert response.status_code == status
        if response.streaming:
            assert b"".join(response.streaming_content)
    if status == 403:
        assert b"results.csv" not in client.get(f"{home}/").content


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("After an order: 2026 / Q3", "after-an-order-2026-q3"),
        ("茶馆 Teahouse", "茶馆-teahouse"),
        ('../\r\n"x";', "x"),
        ("???", "survey"),
        ("long " * 60, "long-" * 11 + "long"),
    ],
)
def test_a_file_is_called_as_its_survey_in_safe_letters_and_by_the_day(name, file):
    assert safe_name(name) == file


@pytest.mark.parametrize("form", ["csv", "xlsx", "sav"])
def test_every_form_carries_the_name_of_the_survey(client, workspace, every, owner, form):
    client.force_login(owner)
    response = client.get(f"/w/{workspace.slug}/surveys/{every.survey_id}/results.{form}")
    name = unquote(response["Content-Disposition"].partition("utf-8''")[2])
    response.close()
    assert name == f"茶馆-teahouse-{timezone.now().date().isoformat()}.{form}"
