"""A file becomes feedback: each row once, as the dry run foresaw, and again without harm."""

import gzip
from datetime import UTC, datetime

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from regard.web.customers.models import Customer
from regard.web.feedback.models import Answer, ChangeClock, Feedback, Revision, Source
from regard.web.listening.deciding import start
from regard.web.listening.formats import ColumnUse, Mapping
from regard.web.listening.models import ImportBatch, ImportRefusal, ImportState, WrongState
from regard.web.workspaces.models import AuditEvent
from regard.web.workspaces.tenancy import in_workspace

from .conftest import ANSWERS, counts

IDS_AND_SCORES = (ColumnUse("id", "external_id"), ColumnUse("nps", "score", "nps", 0, 10))


def ids_and_scores(mapping):
    """The mapping that a person would choose, whatever was guessed from a few rows."""
    return Mapping(IDS_AND_SCORES)


def dated_satisfaction(mapping):
    score = ColumnUse("csat", "score", "csat", 1, 5)
    return Mapping((ColumnUse("id", "external_id"), ColumnUse("date", "time"), score))


def with_comments(mapping):
    return Mapping((*IDS_AND_SCORES, ColumnUse("comment", "text")))


pytestmark = pytest.mark.usefixtures("inside")


def test_a_checked_file_has_written_nothing(bring, answers):
    batch = bring(answers)
    assert batch.state == ImportState.CHECKED
    assert batch.counts == counts(new=3)
    assert (batch.foreseen, batch.rows_total, Feedback.objects.count()) == (batch.counts, 3, 0)
    assert (Source.objects.count(), Customer.objects.count()) == (0, 0)


def test_an_import_writes_what_the_rows_say(carry, answers, owner):
    batch = carry(answers, by=owner)
    assert (batch.state, batch.counts) == (ImportState.DONE, batch.foreseen)
    first, second, third = Feedback.objects.order_by("external_id")
    assert [first.text, second.text, third.text] == [
        "Friendly people, quick answer",
        "排队太久，没有人管",
        "",
    ]
    assert first.collected_at == datetime(2026, 3, 5, tzinfo=UTC)
    assert (first.time_precision, first.channel, first.batch_id) == ("day", "import", batch.pk)
    assert (first.customer.external_id, first.customer_id) == ("c-1", third.customer_id)
    answer = first.answers.get()
    assert (answer.field_type, answer.value_number, answer.scale_min, answer.scale_max) == ("nps", 9, 0, 10)
    assert first.source == Source.objects.get(key="answers", kind="survey_response")


def test_the_same_file_twice_changes_nothing(carry, answers):
    carry(answers)
    before = list(Feedback.objects.order_by("pk").values())
    again = carry(answers)
    assert again.counts == again.foreseen == counts(duplicate=3)
    assert list(Feedback.objects.order_by("pk").values()) == before
    assert (ChangeClock.objects.get().value, Source.objects.count()) == (1, 1)


def test_the_same_rows_in_another_format_change_nothing(carry, answers, tmp_path):
    carry(answers)
    with xlsxwriter.Workbook(tmp_path / "answers.xlsx") as book:
        sheet = book.add_worksheet()
        for place, line in enumerate(ANSWERS.splitlines()):
            cells = line.replace('"', "").replace("people, quick", "people; quick").split(",")
            for column, cell in enumerate(cells):
                text = cell.replace("people; quick", "people, quick")
                sheet.write(place, column, int(text) if text.isdigit() else text)
    again = carry(tmp_path / "answers.xlsx")
    assert again.counts == counts(duplicate=3)


def test_a_longer_export_adds_only_what_is_new(carry, write):
    carry(write(ANSWERS))
    longer = carry(write(ANSWERS + "a-4,2026-03-08,7,ok,c-3\n"))
    assert longer.counts == longer.foreseen == counts(new=1, duplicate=3)


def test_a_row_that_says_something_else_now_is_revised(carry, write):
    carry(write(ANSWERS))
    later = carry(write(ANSWERS.replace("a-2,2026-03-06,3", "a-2,2026-03-06,4")))
    assert later.counts == later.foreseen == counts(updated=1, duplicate=2)
    row = Feedback.objects.get(external_id="a-2")
    assert (row.revision, row.answers.get().value_number, row.batch_id) == (2, 4, later.pk)
    assert Revision.objects.get().content["answers"][0]["value_number"] == 3


def test_rows_without_ids_come_in_once_even_where_they_are_equal(carry, write):
    rows = [["date", "nps", "comment"], *[["2026-03-05", 9, "good"]] * 3, ["2026-03-05", 2, "bad"]]
    first = carry(write(rows))
    assert first.counts == first.foreseen == counts(new=4)
    assert carry(write(rows)).counts == counts(duplicate=4)
    longer = carry(write([*rows, ["2026-03-05", 9, "good"]]))
    assert longer.counts == longer.foreseen == counts(new=1, duplicate=4)
    assert Feedback.objects.filter(text="good").count() == 4


def test_equal_rows_are_counted_across_pieces(carry, write, monkeypatch):
    monkeypatch.setattr("regard.web.listening.checking.ROWS_IN_A_PIECE", 2)
    rows = [["date", "nps"], *[["2026-03-05", 9]] * 7]
    batch = carry(write(rows))
    assert batch.counts == batch.foreseen == counts(new=7)
    assert Feedback.objects.values("external_id").distinct().count() == 7
    assert carry(write(rows)).counts == counts(duplicate=7)


@pytest.mark.parametrize("rows_in_a_piece", [1, 2, 1000])
def test_an_id_that_comes_again_is_a_duplicate_or_refused(carry, write, monkeypatch, rows_in_a_piece):
    monkeypatch.setattr("regard.web.listening.checking.ROWS_IN_A_PIECE", rows_in_a_piece)
    rows = [["id", "nps"], *[[f"r-{number}", 5] for number in range(40)], ["r-1", 5], ["r-2", 6], ["r-2", 5]]
    batch = carry(write(rows), uses=ids_and_scores)
    assert batch.counts == batch.foreseen == counts(new=40, duplicate=2, refused=1)
    refusal = ImportRefusal.objects.get()
    assert (refusal.row, refusal.column, refusal.code) == (43, "id", "id_repeated")
    assert refusal.params == {"value": "r-2", "first": 4}
    assert carry(write(rows), uses=ids_and_scores).counts == counts(duplicate=42, refused=1)


def test_rows_that_are_refused_stay_out_and_say_why(carry, write):
    rows = [
        ["id", "date", "csat", "comment"],
        *[[f"r{n}", "2026-03-05", n % 5 + 1, "fine"] for n in range(60)],
    ]
    rows[3][1], rows[5][2], rows[7] = "2026-02-31", "9", ["r6", "2026-03-05"]
    batch = carry(write(rows), uses=dated_satisfaction)
    assert batch.counts == batch.foreseen == counts(new=57, refused=3)
    refused = ImportRefusal.objects.values_list("row", "column", "code")
    assert list(refused) == [
        (4, "date", "date_impossible"),
        (6, "csat", "score_off_scale"),
        (8, "", "missing_cells"),
    ]


def test_undated_rows_are_taken_as_undated(carry, write):
    carry(write([["review", "stars"], ["Nice tea house by the lake", 5], ["慢", 2]]))
    assert list(Feedback.objects.values_list("collected_at", "time_precision")) == [(None, "unknown")] * 2
    assert set(Feedback.objects.values_list("kind", "is_public")) == {("review", True)}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_every_encoding_and_separator_gives_the_same_rows(carry, write, encoding, delimiter):
    text = "编号,日期,推荐度,评论\nx1,2026-03-05,9,服务很好，就是价格有点贵\n"
    text += "x2,2026-03-06,3,等了四十分钟没有人管\n"
    batch = carry(write(text.replace(",", delimiter).encode(encoding)))
    assert batch.counts == counts(new=2)
    said = list(Feedback.objects.order_by("external_id").values_list("text", flat=True))
    assert said == ["服务很好，就是价格有点贵", "等了四十分钟没有人管"]


def test_windows_1252_and_gzip_come_in_too(carry, write):
    text = "id;date;nps;comment\n1;05.03.2026;9;Très bien – merci à l’équipe\n2;16.03.2026;3;Trop cher\n"
    batch = carry(write(gzip.compress(text.encode("cp1252")), "réponses.csv.gz"))
    assert (batch.counts, batch.source_key) == (counts(new=2), "réponses")
    assert Feedback.objects.get(external_id="1").text == "Très bien – merci à l’équipe"


def test_json_lines_come_in_too(carry, write):
    text = (
        '{"id": "1", "nps": 9, "comment": "好", "user": {"plan": "pro"}}\n{"id": "2", "nps": 11}\n{"id": \n'
    )
    rows = "".join(f'{{"id": "n{n}", "nps": {n % 11}, "comment": "ok"}}\n' for n in range(50))
    batch = carry(write(rows + text, "answers.jsonl"), uses=ids_and_scores)
    assert batch.counts == batch.foreseen == counts(new=51, refused=2)


def test_a_cell_of_ten_megabytes_refuses_its_row_alone(carry, write):
    text = "id,comment\n1,fine\n2," + "x" * 10_000_000 + "\n3,also fine\n"
    batch = carry(write(text))
    assert batch.counts == counts(new=2, refused=1)
    refusal = ImportRefusal.objects.get()
    assert (refusal.row, refusal.column, refusal.code) == (3, "comment", "cell_too_large")
    assert len(refusal.raw) <= 500


def test_formulas_and_odd_characters_are_kept_as_text(carry, write):
    said = [
        "=1+1",
        "@SUM(A1)",
        "+44 20 7946 0000 call me",
        "a\x00b nul",
        "\u202eevil",
        "😀 ok",
        "line\u2028end",
    ]
    rows = "".join(f'{number},"{text}"\n' for number, text in enumerate(said))
    batch = carry(write("id,comment\n" + rows))
    assert batch.counts == counts(new=len(said))
    kept = list(Feedback.objects.order_by("external_id").values_list("text", flat=True))
    assert kept == [
        "=1+1",
        "@SUM(A1)",
        "+44 20 7946 0000 call me",
        "ab nul",
        "\u202eevil",
        "😀 ok",
        "line\nend",
    ]


def test_an_import_stops_a_row_early_where_its_state_is_changed(bring, answers, noon):
    batch = bring(answers)
    stale = ImportBatch.objects.get(pk=batch.pk)
    start(batch, by=None, at=noon)
    with pytest.raises(WrongState):
        start(stale, by=None, at=noon)


def test_the_trail_says_who_imported_what(carry, answers, analyst):
    batch = carry(answers, by=analyst)
    events = AuditEvent.objects.order_by("position").values_list("action", "actor_name", "subject")
    assert list(events) == [
        ("import.uploaded", "安娜丽", "answers.csv"),
        ("import.started", "安娜丽", "answers.csv"),
        ("import.finished", "", "answers.csv"),
    ]
    assert AuditEvent.objects.first().details == {"batch": str(batch.pk), **counts(new=3)}
    steps = batch.steps.values_list("state", "by__name")
    assert list(steps) == [
        ("uploaded", "安娜丽"),
        ("checking", "安娜丽"),
        ("checked", None),
        ("importing", "安娜丽"),
        ("done", None),
    ]


def test_what_is_in_is_no_longer_kept_as_a_file(carry, bring, answers):
    waiting = bring(answers)
    assert waiting.path.exists() and waiting.prepared_path.exists()
    done = carry(answers)
    assert not done.path.exists() and not done.prepared_path.exists()
    assert waiting.path.exists()


def test_an_import_of_one_workspace_is_not_seen_in_another(carry, answers, other_workspace):
    carry(answers)
    with in_workspace(other_workspace):
        assert (ImportBatch.objects.count(), Feedback.objects.count(), Answer.objects.count()) == (0, 0, 0)


cells = st.sampled_from(["1", "2", "3", "", "9", "10", "11", "x"])
lines = st.lists(
    st.tuples(cells, cells, st.sampled_from(["good", "bad", "", "一般"])), min_size=1, max_size=12
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(first=lines, second=lines, rows_in_a_piece=st.integers(1, 5))
def test_the_dry_run_foresees_the_import(carry, write, monkeypatch, first, second, rows_in_a_piece):
    monkeypatch.setattr("regard.web.listening.checking.ROWS_IN_A_PIECE", rows_in_a_piece)
    Feedback.objects.all().delete()
    ImportBatch.objects.all().delete()
    for rows in (first, second, first, first):
        content = [["id", "nps", "comment"], ["seed", "5", "a text that says what the column is"], *rows]
        batch = carry(write(content), uses=with_comments)
        assert batch.counts == batch.foreseen
        assert sum(batch.counts.values()) == batch.rows_total
    assert batch.counts["new"] == batch.counts["updated"] == 0
