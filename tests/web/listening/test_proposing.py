"""What a file seems to be, before a person has looked at it."""

from dataclasses import replace

import pytest

from regard.web.feedback.models import Source
from regard.web.listening.formats import Mapping, UnreadableFile
from regard.web.listening.models import ImportBatch
from regard.web.listening.proposing import likely_kind, likely_source, propose
from regard.web.listening.uploading import placed_copy

from .conftest import ANSWERS

pytestmark = pytest.mark.usefixtures("inside")


@pytest.mark.parametrize(
    ("name", "key", "shown"),
    [
        ("answers.csv", "answers", "answers"),
        ("NPS Export.xlsx", "nps-export", "NPS Export"),
        ("nps_2026-11-01.csv", "nps", "nps"),
        ("nps-20261101.csv", "nps", "nps"),
        ("nps 2026-11-01T10_30_00Z.csv", "nps", "nps"),
        ("nps (1).csv", "nps", "nps"),
        ("nps copy 2.csv", "nps", "nps"),
        ("nps 副本.csv", "nps", "nps"),
        ("reviews.csv.gz", "reviews", "reviews"),
        ("问卷结果.xlsx", "问卷结果", "问卷结果"),
        ("v1.2 answers.csv", "v12-answers", "v1.2 answers"),
        ("2026-11-01.csv", "2026-11-01", "2026-11-01"),
        ("???.csv", "file", "???"),
    ],
)
def test_the_source_is_named_after_the_file_whenever_it_was_exported(name, key, shown):
    assert likely_source(name) == (key, shown)


def proposed(path, **options) -> tuple[ImportBatch, Mapping]:
    batch = placed_copy(path)
    return batch, propose(batch, time_zone="Asia/Shanghai", **options)


def test_the_layout_and_the_columns_are_found(answers):
    batch, mapping = proposed(answers)
    layout = batch.layout
    assert (layout["format"], layout["encoding"], layout["delimiter"]) == ("csv", "utf-8", ",")
    assert layout["columns"] == ["id", "date", "nps", "comment", "customer"]
    assert layout["samples"]["comment"] == ["Friendly people, quick answer", "排队太久，没有人管"]
    assert [use.role for use in mapping.columns] == ["external_id", "time", "score", "text", "customer"]
    assert mapping.timezone == "Asia/Shanghai"
    assert (batch.source_key, batch.kind, batch.pk) == ("answers", "survey_response", batch.pk)


def test_what_a_person_says_of_the_layout_counts(write):
    path = write("a;b\n1,5;good and friendly people\n2,5;bad\n")
    assert proposed(path)[0].layout["columns"] == ["a", "b"]
    batch, _mapping = proposed(path, layout={"delimiter": ",", "encoding": "", "header_rows": None})
    assert (batch.layout["delimiter"], batch.layout["columns"]) == (",", ["a;b"])


def test_stars_alone_speak_for_reviews(write):
    batch, mapping = proposed(write([["stars", "review"], [5, "Lovely place for tea"], [1, "Far too slow"]]))
    assert (batch.kind, likely_kind(mapping)) == ("review", "review")


def test_a_known_source_says_what_its_rows_are(answers, noon):
    known = Source.objects.create(key="answers", name="Teahouse talks", kind="interview", created_at=noon)
    batch, _mapping = proposed(answers)
    assert (batch.source, batch.source_name, batch.kind) == (known, "Teahouse talks", "interview")


def test_the_same_columns_are_read_as_the_last_time(carry, write, answers):
    def ignoring(mapping):
        uses = [replace(use, role="ignore") if use.column == "customer" else use for use in mapping.columns]
        return replace(mapping, columns=tuple(uses), timezone="Europe/Oslo")

    carry(answers, uses=ignoring)
    _batch, mapping = proposed(answers)
    assert {use.column: use.role for use in mapping.columns}["customer"] == "ignore"
    assert {(use.confidence, use.reason) for use in mapping.columns} == {("high", "last_time")}
    assert mapping.timezone == "Europe/Oslo"
    more = write(ANSWERS.replace("customer\n", "client\n"))
    assert {use.reason for use in proposed(more)[1].columns} != {"last_time"}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b"PK\x03\x04 not really a zip", "damaged_archive"),
        (b"%PDF-1.7 a report", "not_a_table"),
        (b"<!doctype html><title>x</title>", "web_page"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "old_excel"),
        (bytes(range(128, 256)) * 40, "unknown_encoding"),
    ],
)
def test_what_is_no_table_is_refused_with_its_reason(write, content, code):
    with pytest.raises(UnreadableFile) as refused:
        proposed(write(content))
    assert refused.value.code == code
