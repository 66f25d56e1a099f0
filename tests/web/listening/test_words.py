"""What the pages and the command say of imports, in English and in Chinese."""

import re
from datetime import UTC, datetime

import pytest
from django.utils import translation

from regard.web.feedback.drafts import AnswerDraft, Draft
from regard.web.feedback.recording import Outcome
from regard.web.listening import presenting, telling
from regard.web.listening.formats import METRICS, ROLES, ColumnUse, Mapping, Refusal, Refused, Row
from regard.web.listening.formats.wording import TEMPLATES
from regard.web.listening.models import ImportBatch, ImportRefusal, ImportState
from regard.web.listening.previews import preview_of, refusal_row, shown_cell
from regard.web.listening.reasons import OWN, reason
from regard.web.listening.roles import CONFIDENCE_LABELS, ROLE_LABELS, choice_of, role_and_metric

PARAMS = {name: "X" for text in TEMPLATES.values() for name in re.findall(r"{(\w+)}", text[0])}
PARAMS |= {"size": "X", "first": "X", "value": "X"}


def in_both(say) -> tuple[str, str]:
    found = []
    for language in ("en", "zh-hans"):
        with translation.override(language):
            found.append(str(say()))
    return found[0], found[1]


@pytest.fixture
def batch() -> ImportBatch:
    return ImportBatch(
        file_name="答卷.csv",
        size=2048,
        source_key="talks",
        state=ImportState.CHECKING,
        position=1234,
        rows_total=5000,
        new=1200,
        updated=30,
        duplicate=3,
        refused=1,
        done_share=0.25,
        layout={"format": "csv", "encoding": "gb18030", "delimiter": ";", "samples": {"评论": ["太慢"]}},
    )


# --- reasons --------------------------------------------------------------------------------


@pytest.mark.parametrize("code", [*OWN, *TEMPLATES])
def test_every_reason_is_told_in_both_languages(code):
    english, chinese = in_both(lambda: reason(code, PARAMS))
    assert english and chinese and english != chinese
    assert "{" not in english + chinese
    assert any("\u4e00" <= letter <= "\u9fff" for letter in chinese)
    assert english.isascii() or all(letter in "“”…–" for letter in english if not letter.isascii())


def test_values_in_reasons_are_short_and_printable():
    params = {"value": "\u202e\x00\n" + "很" * 500, "first": 3}
    text = reason("id_repeated", params)
    assert len(text) < 200
    assert text.isprintable()


def test_the_reason_of_a_repeated_id():
    assert in_both(lambda: reason("id_repeated", {"value": "r-1", "first": 12})) == (
        "the id “r-1” stands in row 12 already, with other content",
        "编号“r-1”已在第 12 行出现，内容不同",
    )


# --- roles --------------------------------------------------------------------------------


def test_every_role_and_metric_can_be_chosen():
    wanted = {choice_of(ColumnUse("x", role)) for role in ROLES if role != "score"}
    wanted |= {choice_of(ColumnUse("x", "score", metric)) for metric in (*METRICS, None)}
    assert set(ROLE_LABELS) == wanted


@pytest.mark.parametrize("choice", list(ROLE_LABELS))
def test_a_choice_is_a_role_and_back_again(choice):
    role, metric = role_and_metric(choice)
    assert choice_of(ColumnUse("x", role, metric)) == choice
    english, chinese = in_both(lambda: ROLE_LABELS[choice])
    assert english != chinese


def test_confidence_is_told_in_words():
    assert [in_both(lambda key=key: CONFIDENCE_LABELS[key]) for key in ("high", "medium", "low")] == [
        ("sure", "确定"),
        ("likely", "较可能"),
        ("please check", "请核对"),
    ]


# --- pages --------------------------------------------------------------------------------


def test_the_layout_of_a_file_in_a_line(batch):
    assert in_both(lambda: presenting.layout_text(batch)) == (
        "CSV · gb18030 · semicolon",
        "CSV · gb18030 · 分号",
    )
    batch.layout = {"format": "xlsx", "sheets": ["数据", "x"], "sheet": None}
    assert presenting.layout_text(batch) == "XLSX · 数据"
    batch.layout = {}
    assert presenting.layout_text(batch) == ""


def test_progress_of_a_check(batch):
    shown = presenting.progress(batch, "qinghe")
    assert (shown["state"], shown["done"], shown["total"], shown["count"]) == (
        "running",
        250,
        1000,
        "1,234 rows",
    )
    assert shown["text"] == (
        "So far 1,200 new, 30 updated, 3 unchanged, 1 refused. You can leave this page; the work goes on."
    )
    with translation.override("zh-hans"):
        assert presenting.progress(batch, "qinghe")["label"] == "正在逐行检查，尚未写入任何内容"


def test_progress_of_what_has_not_begun_says_so(batch):
    batch.position = 0
    shown = presenting.progress(batch, "qinghe")
    assert (shown["state"], shown["count"]) == ("waiting", "")


@pytest.mark.parametrize(
    ("state", "counted"),
    [(ImportState.IMPORTING, "1,234 of 5,000 rows"), (ImportState.UNDOING, "1,234 of 1,230 records")],
)
def test_progress_counts_what_the_pass_is_about(batch, state, counted):
    batch.state = state
    assert presenting.progress(batch, "qinghe")["count"] == counted


@pytest.mark.parametrize(
    ("state", "failed_in", "states"),
    [
        ("uploaded", "", "done current coming coming"),
        ("checking", "", "done done current coming"),
        ("checked", "", "done done current coming"),
        ("importing", "", "done done done current"),
        ("done", "", "done done done done"),
        ("failed", "checking", "done done current coming"),
        ("failed", "importing", "done done done current"),
    ],
)
def test_the_steps_show_how_far_an_import_is(batch, state, failed_in, states):
    batch.state, batch.failed_in = ImportState(state), failed_in
    assert " ".join(step["state"] for step in presenting.steps(batch, "qinghe")) == states


def test_from_the_dry_run_the_columns_can_be_reached(batch):
    batch.state = ImportState.CHECKED
    linked = [step.get("url", "") for step in presenting.steps(batch, "qinghe")]
    assert linked == ["", f"/w/qinghe/imports/{batch.pk}/columns/", "", ""]
    assert all("url" not in step for step in presenting.steps(batch, "qinghe", at_columns=True))


def test_the_dry_run_speaks_of_what_would_be(batch):
    labels = {figure["name"]: figure["label"] for figure in presenting.figures(batch)}
    assert labels["updated"] == "would be updated"
    batch.state = ImportState.DONE
    assert [figure["label"] for figure in presenting.figures(batch)] == [
        "new",
        "updated",
        "already there, unchanged",
        "refused",
    ]
    assert [figure["count"] for figure in presenting.figures(batch)] == ["1,200", "30", "3", "1"]


@pytest.mark.parametrize("state", ImportState.values)
def test_every_state_has_a_name_in_both_languages(state):
    english, chinese = in_both(lambda: ImportState(state).label)
    assert english != chinese


def test_what_a_row_becomes_is_shown(batch):
    draft = Draft(
        external_id="x",
        text="很" * 400,
        title="Tea",
        answers=(AnswerDraft.score("nps", 9, 0, 10), AnswerDraft.score("rating", 4.5, 1, 5)),
        collected_at=datetime(2026, 3, 5, tzinfo=UTC),
        author_name="阿明",
    )
    batch.preview = [preview_of(7, draft, Outcome.UPDATED)]
    shown = presenting.previews(batch)[0]
    assert (shown.row, shown.title, len(shown.said), shown.said[-1]) == ("7", "Tea", 300, "…")
    assert (shown.answers, shown.who, shown.at) == (
        ["NPS 9 of 10", "Stars 4.5 of 5"],
        "阿明",
        draft.collected_at,
    )
    assert (shown.kind, shown.channel, shown.outcome) == ("Survey answer", "File", "updated")


def test_only_the_first_rows_are_shown(batch):
    batch.preview = [preview_of(row, Draft("x", text="ok"), Outcome.NEW) for row in range(2, 22)]
    assert [one.row for one in presenting.previews(batch)] == [str(row) for row in range(2, 12)]


# --- cells --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        (None, ""),
        ("", ""),
        ("fine", "fine"),
        (5, "5"),
        (5.0, "5"),
        (5.5, "5.5"),
        (datetime(2026, 3, 5, 10, 30), "2026-03-05 10:30:00"),
        ("a\x00b\ud800c", "ab\ufffdc"),
        ("x" * 600, "x" * 499 + "…"),
    ],
)
def test_a_cell_is_kept_as_text_that_any_database_takes(cell, shown):
    assert shown_cell(cell) == shown


def test_a_refused_row_is_kept_with_its_cells(batch):
    row = Row(7, {"id": 1, "comment": "x" * 600, "none": None})
    kept = refusal_row(batch, row, Refusal(7, "comment", "text_too_long", {"length": 600, "limit": 500}))
    assert (kept.row, kept.column, kept.code) == (7, "comment", "text_too_long")
    assert ([len(cell) for cell in kept.cells], kept.raw) == ([1, 500, 0], "")


def test_a_row_that_cannot_be_taken_apart_is_kept_as_it_stood(batch):
    torn = Refused(9, None, "missing_cells", {"cells": 2, "columns": 4}, "a,b\x00" + "c" * 900)
    kept = refusal_row(batch, torn, torn)
    assert (kept.row, kept.column, kept.cells, len(kept.raw)) == (9, "", [], 500)
    assert "\x00" not in kept.raw


def test_of_a_very_wide_row_the_first_cells_are_kept(batch):
    row = Row(2, {f"q{number}": "x" for number in range(4000)})
    kept = refusal_row(batch, row, Refusal(2, "q" * 900, "score_off_scale", {"value": "9" * 2000}))
    assert (len(kept.cells), len(kept.column), len(kept.params["value"])) == (100, 200, 500)


# --- the command --------------------------------------------------------------------------------


def test_the_columns_are_told_with_what_they_are_taken_for(batch):
    mapping = Mapping(
        (ColumnUse("评论", "text", confidence="low", reason="longest_text"),), notes=("day_order_unclear",)
    )
    assert in_both(lambda: "\n".join(telling.mapping_lines(batch, mapping))) == (
        "答卷.csv (CSV · gb18030 · semicolon), into the source “talks”:\n"
        "  评论                     Text: what the customer s… please check: the column with the "
        "longest texts  [太慢]\n"
        "  the dates can be read as day/month or as month/day, please check it",
        "答卷.csv（CSV · gb18030 · 分号），导入来源“talks”：\n"
        "  评论                     文本：客户原话             请核对：文本最长的一列  [太慢]\n"
        "  日期既可读作日/月，也可读作月/日，请核对",
    )


@pytest.mark.parametrize(
    ("use", "meaning"),
    [
        (ColumnUse("x", "score", "nps", 0, 10), "Score: NPS 0–10"),
        (ColumnUse("x", "score"), "Score: metric named by another column"),
        (ColumnUse("x", "ignore"), "Leave out"),
    ],
)
def test_a_score_is_told_with_its_scale(use, meaning):
    assert telling.meaning(use) == meaning


def test_the_counts_are_told_in_a_sentence(batch):
    assert in_both(lambda: telling.counts_line(batch)) == (
        "Imported: 1,200 new, 30 updated, 3 unchanged, 1 refused.",
        "已导入：新增 1200，更新 30，无变化 3，拒绝 1。",
    )
    assert in_both(lambda: telling.counts_line(batch, foreseen=True)) == (
        "Dry run: 1,200 new, 30 updated, 3 unchanged, 1 refused.",
        "试运行：新增 1200，更新 30，无变化 3，拒绝 1。",
    )


def test_progress_is_told_short(batch):
    assert in_both(lambda: telling.progress_text(batch)) == (
        "checking: 25 %, 1,234 rows",
        "检查中：25%，1234 行",
    )
    batch.state = ImportState.IMPORTING
    assert telling.progress_text(batch) == "importing: 1,234 of 5,000 rows"


def test_why_a_file_failed_is_told_with_its_name():
    assert in_both(lambda: telling.failure_text("答卷.csv", "empty_file", {})) == (
        "“答卷.csv” cannot be imported: the file is empty.",
        "“答卷.csv”无法导入：文件是空的。",
    )


def test_refused_rows_are_told_with_their_places(inside, batch):
    batch.save()
    ImportRefusal.objects.bulk_create(
        [
            ImportRefusal(
                batch=batch, row=3, column="日期", code="date_impossible", params={"value": "2026-02-31"}
            ),
            ImportRefusal(batch=batch, row=5, code="nothing_said"),
        ]
    )
    assert in_both(lambda: "\n".join(telling.refusal_texts(batch))) == (
        "  答卷.csv, row 3, column “日期”: “2026-02-31” is a date that does not exist\n"
        "  答卷.csv, row 5: the row has neither a text nor a score",
        "  答卷.csv，第 3 行，“日期”列：“2026-02-31”是不存在的日期\n"
        "  答卷.csv，第 5 行：该行既没有文本，也没有评分",
    )
