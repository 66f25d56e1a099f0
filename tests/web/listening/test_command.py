"""`regard import`: what it says, what it does, and how it ends."""

import argparse
import io
import json
import sys

import pytest

from regard import cli_import
from regard.web.customers.models import Customer
from regard.web.feedback.models import Feedback, Source
from regard.web.listening import working
from regard.web.listening.models import ImportBatch, ImportState
from regard.web.listening.telling import fitted
from regard.web.listening.uploading import uploads_folder
from regard.web.workspaces.tenancy import in_workspace

from .conftest import ANSWERS

LINES = [f"r{n},2026-03-0{n % 9 + 1},{n % 11},comment number {n}\n" for n in range(60)]
SOME_BAD = "id,date,nps,comment\n" + "".join(LINES) + "bad,2026-02-31,5,never\n"


@pytest.fixture
def regard(workspace, capsys):
    """Run the command: `regard("file", "--dry-run")` gives the exit code, what it said and complained of."""

    def run(path, *options):
        parser = argparse.ArgumentParser()
        cli_import.add_parser(parser.add_subparsers(required=True))
        arguments = parser.parse_args(["import", str(path), "--workspace", "qinghe", *options])
        code = arguments.run(arguments)
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def records(workspace, **fields):
    with in_workspace(workspace):
        return list(Feedback.objects.filter(**fields).order_by("external_id"))


def test_a_file_comes_in_and_is_told_of(regard, answers, workspace):
    code, said, complaints = regard(answers)
    assert (code, complaints) == (0, "")
    sure = "sure: recognised by the name and the values "
    assert said.splitlines() == [
        "answers.csv (CSV · utf-8 · comma), into the source “answers”:",
        f"  id                       Id of the record           {sure} [a-1]",
        f"  date                     Time it was said           {sure} [2026-03-05]",
        f"  nps                      Score: NPS 0–10            {sure} [9]",
        f"  comment                  Text: what the customer s… {sure} [Friendly people, quick answer]",
        f"  customer                 Customer: id               {sure} [c-1]",
        "Dry run: 3 new, 0 updated, 0 unchanged, 0 refused.",
        "Imported: 3 new, 0 updated, 0 unchanged, 0 refused.",
    ]
    assert len(records(workspace)) == 3
    assert list(uploads_folder().iterdir()) == []


def test_it_speaks_chinese_when_asked(regard, answers, write):
    _code, said, _complaints = regard(answers, "--lang", "zh")
    assert said.splitlines()[0] == "answers.csv（CSV · utf-8 · 逗号），导入来源“answers”："
    assert said.splitlines()[-1] == "已导入：新增 3，更新 0，无变化 0，拒绝 0。"
    code, _said, complaints = regard(write(b""), "--lang", "zh")
    assert (code, complaints) == (2, "regard: “answers.csv”无法导入：文件是空的。\n")


def test_the_same_file_twice_changes_nothing(regard, answers, workspace):
    regard(answers)
    code, said, _complaints = regard(answers)
    assert code == 0
    assert said.splitlines()[-1] == "Imported: 0 new, 0 updated, 3 unchanged, 0 refused."
    assert len(records(workspace)) == 3


def test_refused_rows_are_told_with_file_row_and_column(regard, write, workspace):
    code, said, _complaints = regard(write(SOME_BAD))
    assert code == 1
    assert said.splitlines()[-3:] == [
        "Dry run: 60 new, 0 updated, 0 unchanged, 1 refused.",
        "  answers.csv, row 62, column “date”: “2026-02-31” is a date that does not exist",
        "Imported: 60 new, 0 updated, 0 unchanged, 1 refused.",
    ]
    assert len(records(workspace)) == 60


def test_of_very_many_refusals_the_first_are_told(regard, write):
    code, said, _complaints = regard(write(SOME_BAD + "".join(f"b{n},2026-02-31,5,x\n" for n in range(24))))
    assert code == 1
    assert sum("does not exist" in line for line in said.splitlines()) == 10
    assert "  and 15 more" in said.splitlines()


def test_a_dry_run_writes_nothing_and_leaves_nothing(regard, write, answers, workspace):
    code, said, _complaints = regard(answers, "--dry-run")
    assert (code, said.splitlines()[-1]) == (0, "Dry run: 3 new, 0 updated, 0 unchanged, 0 refused.")
    assert records(workspace) == []
    assert list(uploads_folder().iterdir()) == []
    with in_workspace(workspace):
        assert (ImportBatch.objects.count(), Source.objects.count()) == (0, 0)
    assert regard(write(SOME_BAD), "--dry-run")[0] == 1


def test_a_file_of_which_nothing_can_be_taken_is_not_imported(regard, write, workspace):
    code, said, _complaints = regard(write(ANSWERS.replace("2026-03-0", "2026-02-3")))
    assert code == 1
    assert "Imported" not in said
    assert records(workspace) == []


def test_the_source_the_kind_and_the_zone_can_be_said(regard, write, workspace):
    path = write("id,when,comment\n1,2026-03-05 10:00,so friendly people\n2,2026-03-05 11:00,slow\n")
    options = ["--source", "Tea Talks", "--kind", "interview", "--time-zone", "Asia/Shanghai"]
    assert regard(path, *options, "--column", "when=time")[0] == 0
    first = records(workspace)[0]
    assert (first.source.key, first.source.name, first.kind) == ("tea-talks", "Tea Talks", "interview")
    assert first.collected_at.hour == 2


def test_the_columns_are_read_as_the_last_time_in_the_source_that_is_said(regard, answers):
    regard(answers, "--source", "talks", "--column", "customer=ignore")
    _code, said, _complaints = regard(answers, "--source", "talks", "--dry-run")
    assert "Leave out                  sure: as in the last import into this source" in said
    _code, said, _complaints = regard(answers, "--dry-run")
    assert "as in the last import" not in said


@pytest.mark.parametrize(("option", "month"), [("--day-first", 5), ("--month-first", 3)])
def test_the_order_of_dates_can_be_said(regard, write, workspace, option, month):
    regard(write("id,date,comment\n1,3/5/2026,so friendly people\n2,4/5/2026,slow\n"), option)
    assert records(workspace)[0].collected_at.month == month


def test_what_a_column_means_can_be_said(regard, answers, workspace):
    code, said, _complaints = regard(
        answers,
        "--column",
        "nps=score:ces:0:10",
        "--column",
        "customer=ignore",
        "--column",
        "comment=attribute",
    )
    assert code == 0
    assert "Score: CES 0–10            sure: chosen by a person" in said
    first = records(workspace)[0]
    with in_workspace(workspace):
        assert first.answers.get().field_type == "ces"
    assert (first.customer, first.text) == (None, "")
    assert first.attributes == {"comment": "Friendly people, quick answer"}


def test_a_mapping_can_be_kept_and_used_again(regard, answers, workspace, tmp_path):
    kept = tmp_path / "mapping.json"
    regard(answers, "--dry-run", "--save-mapping", str(kept), "--column", "nps=score:csat:0:10")
    assert {use["column"]: use["metric"] for use in json.loads(kept.read_text("utf-8"))["columns"]}[
        "nps"
    ] == "csat"
    assert regard(answers, "--mapping", str(kept))[0] == 0
    with in_workspace(workspace):
        assert records(workspace)[0].answers.get().field_type == "csat"


def test_encoding_delimiter_sheet_and_header_can_be_said(regard, write, workspace):
    text = "一个标题\tx\n编号\t评论\n1\t服务很好，就是有点贵\n2\t太慢\n"
    options = ["--encoding", "gb18030", "--delimiter", "\\t", "--header-rows", "2"]
    code, said, _complaints = regard(write(text.encode("gb18030")), *options)
    assert code == 0
    assert "gb18030 · tab" in said.splitlines()[0]


@pytest.mark.parametrize(
    ("options", "complaint"),
    [
        (["--column", "nope=text"], "NAME is one of: id, date, nps, comment, customer"),
        (["--column", "text"], "NAME is one of"),
        (["--column", "nps=mood"], "there is no role mood"),
        (["--column", "nps=score:joy"], "score:METRIC"),
        (["--column", "nps=score:nps:0"], "score:METRIC"),
        (["--column", "nps=score:nps:zero:ten"], "invalid literal"),
        (["--column", "nps=score:nps:10:0"], "cannot be used"),
        (["--column", "id=text"], "cannot be used"),
        (["--time-zone", "Mars/Olympus"], "cannot be used"),
        (["--mapping", "/nowhere.json"], "No such file"),
        (["--encoding", "klingon"], "klingon"),
        (["--delimiter", "<>"], "a single character is needed"),
    ],
)
def test_what_cannot_be_meant_is_told_and_leaves_nothing(regard, answers, workspace, options, complaint):
    code, said, complaints = regard(answers, *options)
    assert (code, said) == (2, "")
    assert complaints.startswith("regard: ") and complaint in complaints
    assert not uploads_folder().exists() or list(uploads_folder().iterdir()) == []
    with in_workspace(workspace):
        assert ImportBatch.objects.count() == 0


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"", "the file is empty"),
        (b"PK\x03\x04nothing", "damaged"),
        (b"%PDF-1.4", "not a table"),
        (b"id,comment\n", "no rows"),
    ],
)
def test_a_file_that_cannot_be_used_is_told_by_name(regard, write, content, complaint):
    code, _said, complaints = regard(write(content))
    assert code == 2
    assert complaints.startswith("regard: “answers.csv” cannot be imported: ") and complaint in complaints


def test_a_file_that_is_not_there_is_told(regard, tmp_path):
    code, _said, complaints = regard(tmp_path / "nowhere.csv")
    assert (code, complaints) == (
        2,
        "regard: “nowhere.csv” cannot be imported: there is no file “nowhere.csv”.\n",
    )
    assert regard(tmp_path)[0] == 2


def test_a_workspace_that_is_not_there_is_told(regard, answers):
    code, _said, complaints = regard(answers, "--workspace", "nowhere")
    assert (code, complaints) == (2, "regard: There is no workspace “nowhere”.\n")


def test_a_file_that_is_too_large_is_told(regard, answers, settings):
    settings.UPLOAD_MAX_BYTES = 1
    code, _said, complaints = regard(answers)
    assert (code, "the limit is 0 MB" in complaints) == (2, True)


def test_an_import_that_fails_is_told(regard, answers, monkeypatch):
    monkeypatch.setattr(working, "PATIENCE", 1)
    monkeypatch.setattr("regard.web.listening.checking.Check.advance", lambda self: 1 / 0)
    code, _said, complaints = regard(answers)
    assert code == 2
    assert "something went wrong that should not (ZeroDivisionError)" in complaints


def test_a_worker_may_do_the_work_meanwhile(regard, answers, workspace, monkeypatch):
    """Where another process has the lease, the command waits for what that one does."""
    tries = []
    go_on = working.go_on

    def busy_at_first(batch, *, until):
        tries.append(batch.state)
        return len(tries) % 2 == 0 and go_on(batch, until=until)

    monkeypatch.setattr("regard.web.listening.working.go_on", busy_at_first)
    monkeypatch.setattr(cli_import, "WAIT_SECONDS", 0.0)
    assert regard(answers)[0] == 0
    assert tries == [ImportState.CHECKING] * 2 + [ImportState.IMPORTING] * 2
    assert len(records(workspace)) == 3


@pytest.mark.parametrize("tells", [True, False])
def test_progress_goes_to_the_other_stream(regard, write, monkeypatch, tells):
    monkeypatch.setattr("regard.web.listening.checking.ROWS_IN_A_PIECE", 20)
    monkeypatch.setattr(cli_import, "PIECE_SECONDS", 0.0)
    monkeypatch.setattr(cli_import, "TOLD_EVERY", 0.0)
    terminal = io.StringIO()
    terminal.isatty = lambda: tells
    monkeypatch.setattr(sys, "stderr", terminal)
    _code, said, _complaints = regard(write(SOME_BAD))
    end = "\r" if tells else "\n"
    told = terminal.getvalue().split(end)
    assert told[:2] == ["checking: 100 %, 20 rows", "checking: 100 %, 40 rows"]
    assert "importing: 20 of 61 rows" in told
    assert "checking" not in said


@pytest.mark.parametrize(
    ("text", "width", "shown"),
    [
        ("abc", 6, "abc   "),
        ("评论", 6, "评论  "),
        ("评论内容", 6, "评论… "),
        ("a\nb  c", 8, "a b c   "),
        ("", 3, "   "),
    ],
)
def test_columns_of_the_terminal_stay_in_line(text, width, shown):
    assert fitted(text, width) == shown


def customers(workspace):
    with in_workspace(workspace):
        return list(Customer.objects.order_by("external_id").values_list("external_id", "lifecycle_stage"))


def test_a_file_of_customers_comes_in_and_is_told_of(regard, write, workspace):
    code, said, complaints = regard(
        write("customerID,Churn,city\nc-1,Yes,Bergen\nc-2,No,杭州\n", "people.csv")
    )
    assert (code, complaints) == (0, "")
    sure, kept = "sure: recognised by the name and the values ", "sure: kept as an attribute of the customer"
    assert said.splitlines() == [
        "people.csv (CSV · utf-8 · comma), each row a customer:",
        f"  customerID               Customer: id               {sure} [c-1]",
        f"  Churn                    Customer: stage, or has l… {sure} [Yes]",
        f"  city                     Keep as an attribute       {kept}  [Bergen]",
        "Dry run: 2 new, 0 updated, 0 unchanged, 0 refused.",
        "Imported: 2 new, 0 updated, 0 unchanged, 0 refused.",
    ]
    assert customers(workspace) == [("c-1", "churned"), ("c-2", "active")]
    assert records(workspace) == []


def test_a_file_of_customers_is_told_of_in_chinese(regard, write):
    code, said, _complaints = regard(
        write("客户编号,流失\nc-1,是\nc-2,否\nc-3,也许\n", "people.csv"), "--lang", "zh"
    )
    assert code == 1
    assert said.splitlines()[0] == "people.csv（CSV · utf-8 · 逗号），每行是一位客户："
    assert said.splitlines()[-2].startswith("  people.csv，第 4 行，“流失”列：无法将“也许”识别为客户阶段")


@pytest.mark.parametrize(("content", "kept"), [("customers", (2, 0)), ("feedback", (0, 2))])
def test_what_the_rows_are_can_be_said(regard, write, workspace, content, kept):
    path = write("customer_id,comment\nc-1,quick and friendly\nc-2,太慢了\n", "mixed.csv")
    assert regard(path, "--content", content)[0] == 0
    assert (len(customers(workspace)) - 2 * (content == "feedback"), len(records(workspace))) == kept


def test_a_saved_mapping_of_customers_is_one_of_customers(regard, write, workspace, tmp_path):
    saved = tmp_path / "saved.json"
    path = write("customer_id,note\nc-1,churned\n", "people.csv")
    options = ("--content", "customers", "--column", "note=stage")
    assert regard(path, *options, "--save-mapping", str(saved))[0] == 0
    assert customers(workspace) == [("c-1", "churned")]
    code, said, _complaints = regard(path, "--mapping", str(saved))
    assert (code, said.splitlines()[-1]) == (0, "Imported: 0 new, 0 updated, 1 unchanged, 0 refused.")
    code, _said, complaints = regard(path, "--mapping", str(saved), "--content", "feedback")
    assert (code, complaints) == (2, "regard: --content feedback: the mapping is one of customers\n")


def test_a_role_that_customers_do_not_have_is_named(regard, write):
    path = write("customer_id,note\nc-1,x\n", "people.csv")
    code, _said, complaints = regard(path, "--content", "customers", "--column", "note=text")
    assert code == 2
    assert complaints.startswith("regard: --column note=text: there is no role text; there are: customer, ")
