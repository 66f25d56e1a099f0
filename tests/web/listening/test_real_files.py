"""Exports of known tools, hostile files and real data, from the file to the records."""

import gzip
import io
import zipfile
from itertools import islice

import pytest
import xlsxwriter

from regard.web.feedback.models import Answer, Feedback
from regard.web.listening.formats import UnreadableFile
from regard.web.listening.models import ImportState

from .conftest import counts

pytestmark = pytest.mark.usefixtures("inside")


def scores() -> list[tuple[str, float, float, float]]:
    rows = Answer.objects.order_by("feedback__external_id")
    return list(rows.values_list("field_type", "value_number", "scale_min", "scale_max"))


def test_an_export_of_delighted(carry, write):
    text = (
        "id,person_id,survey_type,score,comment,permalink,created_at,updated_at,person_email\n"
        "1001,p-1,nps,9,Lovely tea,https://example.com/r/1,1772704800,1772704900,a@example.com\n"
        "1002,p-2,nps,2,等太久了,https://example.com/r/2,1772791200,1772791300,b@example.com\n"
    )
    batch = carry(write(text))
    assert (batch.counts, batch.mapping["format"]) == (counts(new=2), "Delighted")
    first = Feedback.objects.get(external_id="1001")
    assert (first.text, first.permalink) == ("Lovely tea", "https://example.com/r/1")
    assert first.collected_at.isoformat() == "2026-03-05T10:00:00+00:00"
    assert scores() == [("nps", 9, 0, 10), ("nps", 2, 0, 10)]


def test_an_export_of_google_business_reviews(carry, write):
    rows = (
        '{"name": "1/r1", "reviewId": "r1", "reviewer": {"displayName": "A"}, "starRating": "FIVE",'
        ' "comment": "很好", "createTime": "2026-03-05T10:00:00Z", "updateTime": "2026-03-05T10:00:00Z"}\n'
        '{"name": "1/r2", "reviewId": "r2", "reviewer": {"displayName": "B"}, "starRating": "ONE",'
        ' "comment": "bad", "createTime": "2026-03-06T10:00:00Z", "updateTime": "2026-03-06T10:00:00Z"}\n'
    )
    batch = carry(write(rows, "reviews.jsonl"))
    assert (batch.counts, batch.kind) == (counts(new=2), "review")
    assert scores() == [("rating", 5, 1, 5), ("rating", 1, 1, 5)]
    assert set(Feedback.objects.values_list("author_name", "is_public")) == {("A", True), ("B", True)}


def test_an_export_of_qualtrics_with_three_rows_of_header(carry, write):
    text = (
        "StartDate,EndDate,RecordedDate,ResponseId,DistributionChannel,UserLanguage,Q1,Q2\n"
        "Start Date,End Date,Recorded Date,Response ID,Distribution Channel,User Language,"
        "How likely are you to recommend us?,What is the main reason for your score?\n"
        + ",".join(f'"{{""ImportId"":""{name}""}}"' for name in "abcdefgh")
        + "\n2026-03-05 10:00:00,2026-03-05 10:01:00,2026-03-05 10:01:01,R_1,email,EN,9,Because of the tea\n"
        "2026-03-06 10:00:00,2026-03-06 10:01:00,2026-03-06 10:01:01,R_2,anonymous,ZH-S,3,排队太久\n"
    )
    batch = carry(write(text))
    assert (batch.counts, batch.mapping["format"]) == (counts(new=2), "Qualtrics")
    assert list(Feedback.objects.order_by("external_id").values_list("external_id", "channel", "text")) == [
        ("R_1", "email", "Because of the tea"),
        ("R_2", "web", "排队太久"),
    ]
    assert scores() == [("nps", 9, 0, 10), ("nps", 3, 0, 10)]


def test_a_workbook_shows_values_and_no_formulas(carry, tmp_path):
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("数据")
        sheet.write_row(0, 0, ["id", "nps", "comment"])
        sheet.write_row(1, 0, ["a", 9, "fine people"])
        sheet.write_string(2, 0, "b")
        sheet.write_formula(2, 1, "=4+4", None, 8)
        sheet.write_string(2, 2, "=HYPERLINK(1)")
    assert carry(path).counts == counts(new=2)
    assert Feedback.objects.get(external_id="b").text == "=HYPERLINK(1)"
    assert scores() == [("nps", 9, 0, 10), ("nps", 8, 0, 10)]


def zipped(**entries: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name.replace("__", "/"), content)
    return held.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (
            "bomb.xlsx",
            lambda: zipped(**{"xl__workbook.xml": b"<x/>", "xl__worksheets__a.xml": b" " * 80_000_000}),
        ),
        ("no_book.xlsx", lambda: zipped(readme=b"hello")),
        ("bomb.csv.gz", lambda: gzip.compress(b"a,b\n" + b"0" * 80_000_000)),
        (
            "entities.xlsx",
            lambda: zipped(**{"xl__workbook.xml": b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"}),
        ),
        ("noise.csv", lambda: bytes(range(256)) * 50),
        ("page.csv", lambda: b"<html><body>sign in first</body></html>"),
    ],
)
def test_hostile_files_are_refused_before_anything_is_kept(bring, write, name, content):
    with pytest.raises(UnreadableFile):
        bring(write(content(), name))
    assert Feedback.objects.count() == 0


@pytest.mark.shared
@pytest.mark.parametrize(
    "name",
    [
        "skytrax_lounge",
        "nhs_fft_phase1",
        "zh_waimai",
        "zh_online_shopping",
        "suggestions_forum",
        "amazon_polarity",
        "structured_airline_satisfaction",
        "cebab",
    ],
)
def test_real_data_comes_in_once(carry, bring, shared, write, name):
    """Two thousand lines of real, messy texts: nearly all rows are taken, the second time none is new."""
    with gzip.open(shared / f"{name}.csv.gz", "rb") as packed:
        content = b"".join(islice(packed, 2000))
    path = write(content[: content.rindex(b"\n") + 1], f"{name}.csv")
    batch = carry(path)
    assert batch.state == ImportState.DONE
    assert batch.counts == batch.foreseen
    assert batch.accepted >= 0.97 * batch.rows_total > 500
    assert Feedback.objects.count() == batch.new
    again = bring(path)
    assert again.counts == counts(duplicate=batch.accepted, refused=batch.refused)
