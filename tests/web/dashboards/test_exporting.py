"""Downloads: exactly the records of the page, safe in a spreadsheet, and noted in the audit trail."""

import csv
import re
import zipfile
from datetime import timedelta
from io import BytesIO, StringIO

import openpyxl
import pytest
from django.utils import timezone

from regard.web.customers.matching import Person
from regard.web.dashboards import downloads
from regard.web.dashboards.exporting import COLUMNS, PERSONAL, Export, as_csv, as_workbook, inside
from regard.web.feedback.drafts import AnswerDraft, Draft
from regard.web.feedback.models import Feedback, FieldType
from regard.web.feedback.recording import record
from regard.web.insights.records import matching
from regard.web.workspaces.auditing import first_broken_line
from regard.web.workspaces.models import AuditEvent
from regard.web.workspaces.tenancy import NoWorkspace, in_workspace
from tests.web.dashboards.conftest import BAD, GOOD, ces, csat, moment, nps, stars
from tests.web.dashboards.test_home import listed
from tests.web.dashboards.test_neutral import FORMULAS

CSV, XLSX = "/w/qinghe/explore/records.csv", "/w/qinghe/explore/records.xlsx"


def body(response):
    return b"".join(response.streaming_content)


def csv_rows(content):
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(StringIO(content.decode("utf-8-sig"), newline="")))


def download(client, user, address):
    client.force_login(user)
    response = client.get(address)
    assert response.status_code == 200, address
    return response


def sheets(content):
    book = openpyxl.load_workbook(BytesIO(content))
    return {sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book}


@pytest.fixture
def few(tell, today):
    """Five records with everything that a record may have."""
    person = Person(external_id="p1", name="Aurelia Quist", email="aurelia@example.com", account="Quist Ltd")
    drafts = [
        Draft(
            "a",
            title='Tea, "the best"',
            text="Great tea,\nlovely staff; excellent service.",
            answers=(nps(9), csat(5), AnswerDraft("why", field_label="Why?", value_text="=because")),
            person=person,
            collected_at=moment(today),
            segment="new",
            product="cups",
            permalink="https://reviews.example.com/1",
        ),
        Draft("b", text=BAD[0], answers=(nps(2), ces(1)), collected_at=moment(today - timedelta(days=1))),
        Draft(
            "c",
            text=GOOD[1],
            answers=(stars(5),),
            collected_at=moment(today - timedelta(days=2)),
            segment="new",
        ),
        Draft("d", answers=(nps(7),), collected_at=moment(today - timedelta(days=3))),
        Draft(
            "e",
            text="no date",
            answers=(AnswerDraft("nps_2", FieldType.NPS, "", 3, "", 0, 10, "high_is_good"),),
        ),
    ]
    tell(drafts)
    return drafts


def test_csv_has_one_row_for_each_record_and_a_last_line_about_itself(client, owner, few):
    rows = csv_rows(body(download(client, owner, CSV)))
    header, *records, about = rows
    assert tuple(header) == COLUMNS + PERSONAL
    assert [row[1] for row in records] == ["a", "b", "c", "d"]
    assert {len(row) for row in rows} == {len(header)}
    assert about[0].startswith("# Workspace: Qinghe Teahouses 清河茶馆; Downloaded: ")
    assert about[0].endswith("; n: 4")


def test_the_cells_are_what_was_said(client, owner, few):
    header, first, *_ = csv_rows(body(download(client, owner, CSV)))
    cell = dict(zip(header, first, strict=True))
    assert cell["title"] == 'Tea, "the best"'
    assert cell["text"] == "Great tea,\nlovely staff; excellent service."
    assert (cell["nps"], cell["nps_scale"]) == ("9.0", "0-10 high_is_good")
    assert (cell["csat"], cell["ces"], cell["stars"]) == ("5.0", "", "")
    assert cell["other_answers"] == "Why?: =because"
    assert (cell["language"], cell["sentiment"]) == ("en", "positive")
    assert "(positive)" in cell["words"]
    assert cell["collected_at"].endswith("T09:00:00+00:00")
    assert (cell["customer"], cell["customer_email"]) == ("Aurelia Quist", "aurelia@example.com")
    assert (cell["account"], cell["segment"], cell["product"]) == ("Quist Ltd", "new", "cups")
    assert (cell["source"], cell["kind"], cell["is_public"]) == ("survey", "survey_response", "False")


def test_a_word_that_was_chosen_stands_beside_the_reason_for_it(client, owner, tell, today):
    chosen = AnswerDraft(
        "words.fast", FieldType.WORD_CHOICE, "Which words?", None, "Two days 两天", value_id="fast"
    )
    tell([Draft("w", answers=(chosen,), collected_at=moment(today))])
    header, row, _about = csv_rows(body(download(client, owner, CSV)))
    assert dict(zip(header, row, strict=True))["other_answers"] == "Which words?: fast: Two days 两天"


def test_a_workbook_has_the_same_rows_and_a_sheet_about_itself(client, owner, few):
    found = sheets(body(download(client, owner, XLSX)))
    assert list(found) == ["Records", "About"]
    header, *records = found["Records"]
    assert tuple(header) == COLUMNS + PERSONAL
    assert [row[1] for row in records] == ["a", "b", "c", "d"]
    first = dict(zip(header, records[0], strict=True))
    assert (first["nps"], first["csat"], first["is_public"]) == (9, 5, False)
    assert first["text"] == "Great tea,\nlovely staff; excellent service."
    about = dict(found["About"])
    assert about["n"] == "4"
    assert about["Workspace"] == "Qinghe Teahouses 清河茶馆"


@pytest.mark.parametrize(
    "query",
    [
        "",
        "segment=new",
        "metric=nps",
        "metric=nps&scores=0-6",
        "voices=positive",
        "q=tea",
        "period=all",
        "period=undated",
        "word=staff",
        "period=30&language=zh",
    ],
)
def test_a_download_has_exactly_the_records_of_its_page(client, look, owner, few, query):
    page = look(owner, f"explore/?{query}")
    shown = re.findall(r"/records/([0-9a-f-]{36})/\">Open", page.html.split('class="voices"')[-1])
    csv_ids = [row[0] for row in csv_rows(body(download(client, owner, f"{CSV}?{query}")))[1:-1]]
    xlsx_ids = [row[0] for row in sheets(body(download(client, owner, f"{XLSX}?{query}")))["Records"][1:]]
    assert csv_ids == xlsx_ids == shown
    assert dict(page.links)["CSV"].endswith(f"records.csv?{query}".replace("period=90&", ""))


def test_a_number_comes_with_its_definition(client, look, owner, tell, today):
    tell([Draft(str(n), answers=(nps(9 + n % 2),), collected_at=moment(today)) for n in range(40)])
    about = csv_rows(body(download(client, owner, f"{CSV}?metric=nps")))[-1][0]
    assert re.search(r"Loyalty \(NPS\): \+100 \(95 % interval \+8\d – \+100, n = 40; ", about)
    assert "Definition: NPS: the share of scores 9–10 minus the share of scores 0–6" in about
    assert "definition nps/1" in about


def test_what_a_file_says_of_itself_is_in_the_language_of_the_reader(client, owner, few):
    client.cookies["django_language"] = "zh-hans"
    about = csv_rows(body(download(client, owner, f"{CSV}?segment=new")))[-1][0]
    assert "工作区: Qinghe Teahouses 清河茶馆" in about
    assert "客群：new" in about


def test_no_formula_leaves_in_any_column_of_either_file(client, owner, workspace, survey, tell, today):
    drafts = [
        Draft(
            f"{text}{n}",
            title=text[:100],
            text=text,
            answers=(nps(5), AnswerDraft("why", field_label=text, value_text=text)),
            person=Person(external_id=f"id{n}", name=text, account=f"{text}{n}"),
            author_name=text,
            segment=text,
            product=text,
            region=text,
            subject=text,
            touchpoint=text,
            permalink=text,
            collected_at=moment(today),
        )
        for n, text in enumerate(FORMULAS)
    ]
    tell(drafts)
    rows = csv_rows(body(download(client, owner, CSV)))
    assert len(rows) == len(drafts) + 2
    for row in rows:
        for cell in row:
            assert not cell.lstrip().startswith(("=", "+", "@", "\t", "\r", "＝", "＋", "－", "＠"))
            assert not cell.startswith("-") or re.fullmatch(r"-\d+(\.\d+)?", cell)
    content = body(download(client, owner, XLSX))
    book = openpyxl.load_workbook(BytesIO(content))
    assert [
        cell.coordinate for row in book["Records"].iter_rows() for cell in row if cell.data_type == "f"
    ] == []
    assert all(sheet.title in ("Records", "About") for sheet in book)
    written = {row[COLUMNS.index("text")] for row in sheets(content)["Records"][1:]}
    assert written == {text.replace("\r", "_x000D_") for text in FORMULAS}
    with zipfile.ZipFile(BytesIO(content)) as parts:
        assert not any(
            b"<f>" in parts.read(name) or b"<hyperlink" in parts.read(name) for name in parts.namelist()
        )


def test_odd_signs_and_long_texts_keep_the_rows_and_columns(client, owner, tell, today):
    texts = [
        'a;b,c\t"d"\r\ne',
        "\ufeffbom",
        "🫖" * 200,
        "客" * 40_000,
        "line\u2028separator",
        "\x0b\x1f",
        "''",
    ]
    tell([Draft(str(n), text=text, collected_at=moment(today, n)) for n, text in enumerate(texts)])
    rows = csv_rows(body(download(client, owner, CSV)))
    assert [row[1] for row in rows[1:-1]] == [str(n) for n in reversed(range(len(texts)))]
    assert {len(row) for row in rows} == {len(rows[0])}
    by_id = {row[1]: row[COLUMNS.index("text")] for row in rows[1:-1]}
    assert by_id["3"] == "客" * 40_000
    assert by_id["0"] == texts[0]
    found = {
        row[1]: row[COLUMNS.index("text")]
        for row in sheets(body(download(client, owner, XLSX)))["Records"][1:]
    }
    assert found["3"].endswith("… [cut]")
    assert found["2"] == "🫖" * 200


def test_names_leave_only_with_those_who_may_see_customers(inside, few):
    for personal, columns in ((True, COLUMNS + PERSONAL), (False, COLUMNS)):
        content = "".join(as_csv(Export(inside, matching(), personal, [])))
        assert ("Aurelia" in content) is personal
        assert ("aurelia@example.com" in content) is personal
        assert content.startswith("\ufeff" + ",".join(columns))


def test_every_download_is_noted_with_its_filters_and_its_size(client, analyst, workspace, few):
    body(download(client, analyst, f"{CSV}?segment=new"))
    body(download(client, analyst, f"{XLSX}?q=tea"))
    with in_workspace(workspace):
        last, first = AuditEvent.objects.filter(action="feedback.exported").order_by("-position")[:2]
        assert first_broken_line() is None
    assert (first.actor, first.subject) == (analyst, "csv")
    assert first.details == {"address": "segment=new", "records": 2}
    assert (last.subject, last.details) == ("xlsx", {"address": "q=tea", "records": 1})


def test_who_may_not_export_gets_no_file_no_link_and_no_line(client, look, viewer, agent, workspace, few):
    for user in (viewer, agent):
        page = look(user, "explore/")
        assert not any("records.csv" in href or "records.xlsx" in href for _, href in page.links)
        for address in (CSV, XLSX):
            assert client.get(address).status_code == 403
    with in_workspace(workspace):
        assert not AuditEvent.objects.filter(action="feedback.exported").exists()


def test_another_workspace_keeps_its_records(client, stranger, other_workspace, few):
    client.force_login(stranger)
    assert client.get(CSV).status_code == 404
    rows = csv_rows(body(client.get("/w/harbour/explore/records.csv")))
    assert [row[0][:2] for row in rows[1:]] == ["# "]


def test_a_stream_is_read_with_its_workspace_open_and_leaves_it_closed(workspace, few):
    with in_workspace(workspace):
        export = Export(workspace, matching(), True, [])
    rows = export.rows()  # the view has ended
    assert next(rows)[1] in "abcde"
    with pytest.raises(NoWorkspace):
        Feedback.objects.count()
    assert len(list(rows)) == 4


def test_what_comes_in_while_a_file_leaves_is_not_in_it_twice(workspace, survey, few, today):
    with in_workspace(workspace):
        export = Export(workspace, matching(), False, [])
        rows = export.rows()
        first = next(rows)
    with in_workspace(workspace):
        record(survey, [Draft("late", text="late", collected_at=moment(today))], at=timezone.now())
    names = [first[1], *(row[1] for row in rows)]
    assert sorted(names) == ["a", "b", "c", "d", "e"]


def test_too_many_records_for_a_workbook_lead_back_with_a_word(client, owner, few, monkeypatch):
    monkeypatch.setattr(downloads, "MOST_IN_A_WORKBOOK", 3)
    client.force_login(owner)
    response = client.get(f"{XLSX}?period=all", follow=True)
    assert response.redirect_chain == [("/w/qinghe/explore/?period=all", 302)]
    assert "These are too many records for a workbook; download them as CSV." in response.content.decode()


def test_an_empty_download_still_says_what_it_is(client, owner, few):
    rows = csv_rows(body(download(client, owner, f"{CSV}?q=nothing-like-this")))
    assert len(rows) == 2
    assert rows[1][0].endswith("n: 0")
    found = sheets(body(download(client, owner, f"{XLSX}?q=nothing-like-this")))
    assert len(found["Records"]) == 1
    assert dict(found["About"])["n"] == "0"


def test_the_file_is_named_after_the_workspace_and_the_day(client, owner, few, today):
    for address, ending in ((CSV, "csv"), (XLSX, "xlsx")):
        response = download(client, owner, address)
        body(response)
        assert response["Content-Disposition"] == f'attachment; filename="regard-qinghe-{today}.{ending}"'
        assert response["Cache-Control"] == "no-store"


def test_the_rows_of_a_stream_are_any_rows(workspace):
    assert list(inside(workspace, [1, 2, 3])) == [1, 2, 3]
    assert list(inside(workspace, [])) == []


def test_a_workbook_is_gone_when_it_is_closed(inside, few):
    file = as_workbook(Export(inside, matching(), False, [("a", "b")]))
    assert file.read(2) == b"PK"
    file.close()
    assert file.closed


def test_the_number_of_a_page_can_be_made_again_from_its_download(client, look, owner, story):
    """Whoever doubts a figure takes the records and counts."""
    for query in (
        "metric=nps",
        "metric=nps&segment=new",
        "metric=csat&period=180",
        "metric=stars",
        "metric=net_sentiment",
    ):
        page = look(owner, f"explore/?{query}")
        header, *rows, _about = csv_rows(body(download(client, owner, f"{CSV}?{query}")))
        records = [dict(zip(header, row, strict=True)) for row in rows]
        assert len(records) == listed(page)
        assert f"n = {len(records)}" in page.text
        assert f"{again(query.split('&')[0].removeprefix('metric='), records)} " in page.text


def again(metric, records):
    """The figure as the page writes it, from plain rows."""
    if metric == "nps":
        found = [float(row["nps"]) for row in records]
        value = 100 * (sum(score >= 9 for score in found) - sum(score <= 6 for score in found)) / len(found)
    elif metric == "net_sentiment":
        labels = [row["sentiment"] for row in records]
        value = 100 * (labels.count("positive") - labels.count("negative")) / len(labels)
    elif metric == "csat":
        found = [float(row["csat"]) for row in records]
        return f"{int(100 * sum(score >= 4 for score in found) / len(found) + 0.5)} %"
    else:
        return f"{sum(float(row[metric]) for row in records) / len(records) + 1e-9:.1f}"
    return f"{'−' if value < 0 else '+'}{int(abs(value) + 0.5)}"
