"""A row under its mapping: a candidate for feedback, or a refusal that names row, column, value and scale."""

from dataclasses import fields
from datetime import UTC, date, datetime

import pytest

from regard.web.listening.formats import (
    Answer,
    Candidate,
    ColumnUse,
    Mapping,
    Refusal,
    Row,
    apply,
    content_key,
    explain,
)
from regard.web.listening.formats.uses import SHORT_ROLES

TEXT, TIME = ColumnUse("comment", "text"), ColumnUse("date", "time")
NPS = ColumnUse("nps", "score", "nps", 0, 10)
EFFORT = ColumnUse("effort", "score", "ces", 1, 5, "low_is_good")


def taken(values, *uses, **options):
    return apply(Row(17, values), Mapping(uses, **options))


def test_a_row_becomes_a_candidate():
    values = {"comment": "good", "date": "2024-03-05 14:22", "nps": "9", "effort": 2.0, "shop": "Graz"}
    candidate = taken(values, TEXT, TIME, NPS, EFFORT, ColumnUse("shop", "attribute"))
    assert candidate == Candidate(
        17,
        text="good",
        collected_at=datetime(2024, 3, 5, 14, 22, tzinfo=UTC),
        time_precision="exact",
        answers=[
            Answer("nps", 9, 0, 10, "high_is_good", "nps"),
            Answer("ces", 2, 1, 5, "low_is_good", "effort"),
        ],
        attributes={"shop": "Graz"},
    )


@pytest.mark.parametrize(
    "role", [role for role in SHORT_ROLES if role not in ("customer_email", "url", "language")]
)
def test_a_short_value_reaches_its_field(role):
    candidate = taken({"x": " a  value ", "comment": "good"}, TEXT, ColumnUse("x", role))
    assert getattr(candidate, SHORT_ROLES[role]) == "a  value"


@pytest.mark.parametrize("role", [*SHORT_ROLES, "title", "attribute"])
@pytest.mark.parametrize("cell", [None, "", "  ", "NULL", "n/a"])
def test_an_empty_value_is_none_and_no_attribute(role, cell):
    candidate = taken({"x": cell, "comment": "good"}, TEXT, ColumnUse("x", role))
    assert candidate == Candidate(17, text="good")


def test_every_role_of_a_short_value_has_a_field():
    assert set(SHORT_ROLES.values()) <= {field.name for field in fields(Candidate)}


def test_a_column_to_ignore_leaves_no_trace():
    assert taken({"ip": "10.0.0.1", "comment": "good"}, TEXT, ColumnUse("ip", "ignore")) == Candidate(
        17, text="good"
    )


@pytest.mark.parametrize(
    ("cell", "email", "attributes"),
    [
        ("ann@customer.example", "ann@customer.example", {}),
        (" ann@customer.example ", "ann@customer.example", {}),
        ("ann", None, {"mail": "ann"}),
        ("a@b.example, c@d.example", None, {"mail": "a@b.example, c@d.example"}),
    ],
)
def test_only_an_email_address_is_one(cell, email, attributes):
    candidate = taken({"mail": cell, "comment": "good"}, TEXT, ColumnUse("mail", "customer_email"))
    assert (candidate.customer_email, candidate.attributes) == (email, attributes)


@pytest.mark.parametrize(
    ("cell", "url", "attributes"),
    [
        ("https://r.example/1", "https://r.example/1", {}),
        ("javascript:alert(1)", None, {"link": "javascript:alert(1)"}),
        ("r.example/1", None, {"link": "r.example/1"}),
    ],
)
def test_only_an_address_for_a_browser_is_a_link(cell, url, attributes):
    candidate = taken({"link": cell, "comment": "good"}, TEXT, ColumnUse("link", "url"))
    assert (candidate.url, candidate.attributes) == (url, attributes)


@pytest.mark.parametrize(
    ("cell", "language"),
    [
        ("en", "en"), ("EN", "en"), ("en-GB", "en"), ("en_US", "en"), ("English", "en"), ("zh", "zh"),
        ("zh-Hans-CN", "zh"), ("ZH-S", "zh"), ("中文", "zh"), ("英语", "en"), ("yue", "yue"),
        ("Klingonese", None),
    ],
)  # fmt: skip
def test_a_language_is_kept_as_its_code(cell, language):
    candidate = taken({"lang": cell, "comment": "good"}, TEXT, ColumnUse("lang", "language"))
    assert candidate.language == language
    assert candidate.attributes == ({} if language else {"lang": cell})


def test_given_names_stand_before_family_names():
    uses = (ColumnUse("Last Name", "customer_name"), ColumnUse("First Name", "customer_name"))
    values = {"Last Name": "Lovelace", "First Name": "Ada", "comment": "good"}
    assert taken(values, TEXT, *uses).customer_name == "Ada Lovelace"
    assert taken(values | {"First Name": ""}, TEXT, *uses).customer_name == "Lovelace"


@pytest.mark.parametrize(
    ("cell", "at", "precision"),
    [
        ("2024-03-05", datetime(2024, 3, 5, tzinfo=UTC), "day"),
        (date(2024, 3, 5), datetime(2024, 3, 5, tzinfo=UTC), "day"),
        ("2024-03", datetime(2024, 3, 1, tzinfo=UTC), "month"),
        ("2024-03-05T14:22:07Z", datetime(2024, 3, 5, 14, 22, 7, tzinfo=UTC), "exact"),
        (1709648527, datetime(2024, 3, 5, 14, 22, 7, tzinfo=UTC), "exact"),
        ("", None, None),
    ],
)
def test_the_time_is_kept_with_how_exact_it_is(cell, at, precision):
    candidate = taken({"date": cell, "comment": "good"}, TEXT, TIME)
    assert (candidate.collected_at, candidate.time_precision) == (at, precision)


def test_the_zone_of_the_mapping_is_the_zone_of_its_times():
    values = {"date": "2024-03-05 14:22", "visit": "2024-03-04 08:00", "comment": "good"}
    uses = (TEXT, TIME, ColumnUse("visit", "experienced_at"))
    candidate = taken(values, *uses, timezone="Asia/Shanghai")
    assert candidate.collected_at == datetime(2024, 3, 5, 6, 22, tzinfo=UTC)
    assert candidate.experienced_at == datetime(2024, 3, 4, 0, 0, tzinfo=UTC)


def test_the_order_of_the_mapping_is_the_order_of_its_dates():
    values = {"date": "5/3/2024", "comment": "good"}
    assert taken(values, TEXT, TIME, day_first=True).collected_at.month == 3
    assert taken(values, TEXT, TIME, day_first=False).collected_at.month == 5


@pytest.mark.parametrize(
    ("values", "column", "code"),
    [
        ({"nps": "11", "comment": "good"}, "nps", "score_off_scale"),
        ({"nps": -1, "comment": "good"}, "nps", "score_off_scale"),
        ({"nps": "9.5"}, "nps", "score_not_whole"),
        ({"nps": "4/5"}, "nps", "score_other_scale"),
        ({"nps": "great"}, "nps", "score_not_a_number"),
        ({"date": "2024-02-30", "comment": "good"}, "date", "date_impossible"),
        ({"date": "soon", "comment": "good"}, "date", "date_not_understood"),
        ({"date": "1950-01-01", "comment": "good"}, "date", "date_out_of_range"),
        ({"comment": "x" * 30_001}, "comment", "text_too_long"),
        ({"comment": "good", "extra": "x" * 30_001}, "extra", "text_too_long"),
        ({"comment": "good", "who": "x" * 501}, "who", "value_too_long"),
        ({"comment": ""}, None, "nothing_said"),
        ({"comment": "N/A", "nps": "N/A"}, None, "nothing_said"),
        ({"comment": " \0 ", "nps": None, "date": "2024-03-05"}, None, "nothing_said"),
        ({}, None, "nothing_said"),
    ],
)
def test_a_row_that_does_not_fit_is_refused_with_its_column_and_reason(values, column, code):
    refusal = taken(values, TEXT, TIME, NPS, ColumnUse("who", "author"))
    assert isinstance(refusal, Refusal)
    assert (refusal.row, refusal.column, refusal.code) == (17, column, code)
    assert explain(refusal).startswith("row 17")


def test_a_refused_score_is_explained_whole():
    assert explain(taken({"nps": "11"}, NPS)) == "row 17, column “nps”: 11 is outside the scale 0 to 10"


def test_a_score_without_words_is_enough():
    assert taken({"nps": 0}, NPS, TEXT).answers == [Answer("nps", 0, 0, 10, "high_is_good", "nps")]


def test_words_without_a_score_are_enough():
    assert taken({"nps": "N/A", "comment": "good"}, NPS, TEXT).answers == []


def test_a_title_alone_is_the_text():
    candidate = taken({"title": "Great!", "comment": ""}, TEXT, ColumnUse("title", "title"))
    assert (candidate.text, candidate.title) == ("Great!", None)


def test_a_title_beside_a_score_stays_a_title():
    candidate = taken({"title": "Great!", "nps": 9}, NPS, ColumnUse("title", "title"))
    assert (candidate.text, candidate.title) == (None, "Great!")


def test_a_formula_stays_the_text_that_it_is():
    values = {"comment": '=HYPERLINK("http://evil.example")', "tag": "@SUM(1)"}
    candidate = taken(values, TEXT, ColumnUse("tag", "attribute"))
    assert (candidate.text, candidate.attributes) == ('=HYPERLINK("http://evil.example")', {"tag": "@SUM(1)"})


def test_a_column_that_the_mapping_does_not_know_is_an_attribute():
    candidate = taken({"comment": "good", "new": 7.0, "none": None, "blank": ""}, TEXT)
    assert candidate.attributes == {"new": "7"}


@pytest.mark.parametrize(
    ("word", "metric", "maximum"),
    [("nps", "nps", 10), ("NPS ", "nps", 10), ("csat", "csat", 5), ("ces", "ces", 7), ("rating", "stars", 5)],
)
def test_a_score_may_take_its_metric_from_its_own_row(word, metric, maximum):
    uses = (ColumnUse("type", "metric"), ColumnUse("value", "score"))
    candidate = taken({"type": word, "value": 3}, *uses)
    assert [(given.metric, given.scale_max) for given in candidate.answers] == [(metric, maximum)]


@pytest.mark.parametrize("word", ["number", "text", "", None, 7])
def test_a_number_that_is_no_score_by_its_row_is_an_attribute(word):
    uses = (TEXT, ColumnUse("type", "metric"), ColumnUse("value", "score"))
    candidate = taken({"type": word, "value": 41.5, "comment": "good"}, *uses)
    assert (candidate.answers, candidate.attributes) == ([], {"value": "41.5"})


def test_a_score_off_the_scale_of_its_row_is_refused():
    uses = (ColumnUse("type", "metric"), ColumnUse("value", "score"))
    refusal = taken({"type": "csat", "value": 9}, *uses)
    assert (refusal.column, refusal.code, refusal.params["maximum"]) == ("value", "score_off_scale", 5)


def test_equal_cells_of_different_sorts_are_read_alike_and_apart():
    mapping = Mapping((NPS, TEXT))
    cells = ["9", 9, 9.0, "9/10", True]
    answers = [apply(Row(1, {"nps": cell}), mapping).answers[0].score for cell in cells[:4]]
    assert answers == [9, 9, 9, 9]


def test_the_same_row_gives_the_same_candidate_again():
    mapping = Mapping((TEXT, TIME, NPS))
    row = Row(3, {"comment": "good", "date": "2024-03-05", "nps": "9"})
    first = apply(row, mapping)
    first.answers.clear()
    first.attributes["spoiled"] = "yes"
    assert apply(row, mapping) == apply(row, mapping)
    assert len(apply(row, mapping).answers) == 1


def test_the_key_of_the_same_content_is_the_same_in_any_row():
    values = {"comment": "good", "nps": 9, "date": "2024-03-05"}
    first, second = (apply(Row(number, values), Mapping((TEXT, NPS, TIME))) for number in (2, 900))
    assert content_key(first) == content_key(second)
    assert len(content_key(first)) == 32


def test_equal_rows_are_told_apart_by_their_ordinal():
    candidate = Candidate(2, text="good")
    assert len({content_key(candidate, ordinal) for ordinal in range(100)}) == 100
    assert content_key(candidate) == content_key(candidate, 0)


@pytest.mark.parametrize(
    "name", [field.name for field in fields(Candidate) if field.name not in ("row", "answers")]
)
def test_every_field_but_the_row_is_part_of_the_key(name):
    changed = {"attributes": {"a": "b"}, "collected_at": datetime(2024, 3, 5, tzinfo=UTC)}.get(
        name, "changed"
    )
    candidate = Candidate(2, text="good")
    before = content_key(candidate)
    setattr(candidate, name, changed)
    assert content_key(candidate) != before


def test_answers_are_part_of_the_key():
    plain, scored = Candidate(2, text="good"), Candidate(2, text="good")
    scored.answers.append(Answer("nps", 9, 0, 10, "high_is_good", "nps"))
    assert content_key(plain) != content_key(scored)


def test_what_stands_in_one_field_is_not_taken_for_the_next():
    assert content_key(Candidate(1, text="a", title="bc")) != content_key(Candidate(1, text="ab", title="c"))
    assert content_key(Candidate(1, text="x", author=None)) != content_key(
        Candidate(1, text="x", author="None")
    )


def test_the_order_of_attributes_does_not_change_the_key():
    one = Candidate(1, text="x", attributes={"a": "1", "b": "2"})
    other = Candidate(1, text="x", attributes={"b": "2", "a": "1"})
    assert content_key(one) == content_key(other)


def test_the_key_is_the_same_for_ever():
    candidate = Candidate(9, text="很好", external_id=None, attributes={"shop": "Graz"})
    candidate.answers.append(Answer("nps", 9, 0, 10, "high_is_good", "nps"))
    assert content_key(candidate, 3) == KNOWN_KEY


KNOWN_KEY = "f3541d62158f6a04bef76f169a9273de"  # imports of earlier versions are recognised by it
