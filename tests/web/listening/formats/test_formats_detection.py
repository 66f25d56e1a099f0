"""What the columns of a file are proposed as, with confidence and reason, from names and values."""

import csv
import io

import pytest

from regard.web.listening.formats import ColumnUse, Row, detect
from regard.web.listening.formats.dayorder import day_order
from regard.web.listening.formats.evidence import evidence_of

LONG = "The delivery was late again and nobody told me why, although I asked twice"


def proposed(table, **options):
    """Detect the columns of a table written as CSV text; return their uses by name."""
    lines = list(csv.reader(io.StringIO(table.strip())))
    rows = [Row(at, dict(zip(lines[0], line, strict=True))) for at, line in enumerate(lines[1:], start=2)]
    return {use.column: use for use in detect(lines[0], rows, **options).columns}


def column(name, values, more=()):
    """Detect a column of these values beside a text, and return its use."""
    values = [*values]
    rows = [Row(at, {name: value, "comment": f"{LONG} {at}"}) for at, value in enumerate(values)]
    return next(use for use in detect([name, "comment", *more], rows).columns if use.column == name)


def scale(use):
    return (use.role, use.metric, use.scale_min, use.scale_max, use.direction, use.confidence, use.reason)


def test_a_plain_survey_is_understood():
    uses = proposed(f"""
id,date,NPS,comment,email,country
a1,2024-03-05,9,{LONG.replace(",", "")},ann@customer.example,DE
a2,2024-03-06,0,too slow,bob@customer.example,AT
a3,2024-03-07,10,fine,eve@customer.example,CH
""")
    roles = {name: (use.role, use.confidence) for name, use in uses.items()}
    assert roles == {
        "id": ("external_id", "high"),
        "date": ("time", "high"),
        "NPS": ("score", "high"),
        "comment": ("text", "high"),
        "email": ("customer_email", "high"),
        "country": ("region", "high"),
    }


def test_a_plain_survey_in_chinese_is_understood():
    uses = proposed(
        """
答卷编号,提交时间,满意度,意见建议,客户编号,渠道
1,2024年3月5日 10:00,5,服务非常好，下次还来。工作人员很热情,c1,微信
2,2024年3月6日 11:00,2,一直没有人接电话，等了很久很久,c2,电话
3,2024年3月7日 12:00,4,还可以,c3,微信
""".replace("，", "、")
    )
    assert [(use.role, use.confidence) for use in uses.values()] == [
        ("external_id", "high"),
        ("time", "high"),
        ("score", "high"),
        ("text", "high"),
        ("customer", "high"),
        ("channel", "high"),
    ]
    assert scale(uses["满意度"])[1:4] == ("csat", 1, 5)


@pytest.mark.parametrize(
    ("name", "values", "expected"),
    [
        ("NPS", range(11), ("nps", 0, 10, "high", "name_and_values")),
        ("nps", [9, 10, 8], ("nps", 0, 10, "high", "name_and_values")),
        ("nps", ["1", "3", "5"] * 20, ("nps", 0, 10, "low", "scale_guessed")),
        ("How likely are you to recommend us?", range(11), ("nps", 0, 10, "medium", "name_and_values")),
        ("CSAT", [1, 2, 3, 4, 5], ("csat", 1, 5, "high", "name_and_values")),
        ("CSAT", [1, 2, 3, 4], ("csat", 1, 5, "medium", "scale_guessed")),
        ("CSAT", [1, 4, 7], ("csat", 1, 7, "medium", "scale_guessed")),
        ("CSAT", [1, 9, 10], ("csat", 1, 10, "medium", "scale_guessed")),
        ("CSAT", [0, 9, 10], ("csat", 0, 10, "medium", "scale_guessed")),
        ("CSAT", [0, 50, 100], ("csat", 0, 100, "low", "scale_guessed")),
        ("CES", [1, 5, 7], ("ces", 1, 7, "high", "name_and_values")),
        ("CES", [1, 3, 5], ("ces", 1, 7, "low", "scale_guessed")),
        ("CES", [1, 3, 5] * 20, ("ces", 1, 5, "low", "scale_guessed")),
        ("rating", [1, 5, 3], ("stars", 1, 5, "high", "name_and_values")),
        ("rating", [0, 5, 3], ("stars", 0, 5, "medium", "scale_guessed")),
        ("rating", [1, 8, 10], ("stars", 1, 10, "medium", "scale_guessed")),
        ("评分", ["1", "5", "3"], ("stars", 1, 5, "high", "name_and_values")),
        ("score", range(11), ("nps", 0, 10, "medium", "scale_guessed")),
        ("score", [9, 10, 8], ("nps", 0, 10, "medium", "scale_guessed")),
        ("score", [1, 2, 3, 4, 5], ("csat", 1, 5, "low", "scale_guessed")),
        ("score", [1, 7, 3], ("ces", 1, 7, "low", "scale_guessed")),
        ("score", [15, 80, 100], ("csat", 0, 100, "low", "scale_guessed")),
        ("score", [0, 1, 5], ("csat", 0, 5, "low", "scale_guessed")),
        ("rating", ["4/5", "5/5", "1/5"], ("stars", 1, 5, "high", "name_and_values")),
        ("rating", ["9/10", "3/10", "0/10"], ("stars", 0, 10, "high", "name_and_values")),
        ("score", ["9/10", "3/10"], ("nps", 0, 10, "low", "scale_guessed")),
        ("rating", ["★★★★☆", "★☆☆☆☆"], ("stars", 1, 5, "high", "name_and_values")),
        ("starRating", ["FIVE", "ONE", "TWO"], ("stars", 1, 5, "high", "name_and_values")),
        (
            "satisfaction",
            ["Very satisfied", "Neutral", "Dissatisfied"],
            ("csat", 1, 5, "high", "name_and_values"),
        ),
        ("满意度", ["非常满意", "一般", "不满意"], ("csat", 1, 5, "high", "name_and_values")),
        ("NPS", ["9", "", "N/A", "-99", "3", "无"], ("nps", 0, 10, "high", "name_and_values")),
        ("Review", [1, 5, 3], ("csat", 1, 5, "low", "scale_guessed")),
        ("Food star rating", [1, 5, 3], ("stars", 1, 5, "medium", "name_and_values")),
    ],
)
def test_the_metric_and_scale_of_a_score_are_proposed(name, values, expected):
    metric, low, high, confidence, reason = expected
    assert scale(column(name, values)) == ("score", metric, low, high, "high_is_good", confidence, reason)


@pytest.mark.parametrize("name", ["How much effort did it take?", "费力度"])
def test_effort_that_people_had_is_better_when_low(name):
    assert column(name, [1, 3, 5]).direction == "low_is_good"


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("score", [0.31, -0.5, 0.99]),
        ("score", ["good", "bad", "fine"]),
        ("rating", ["PG", "R", "PG-13"]),
        ("NPS", [-100, 50, 100]),
        ("nps", [55, 60, 70]),
        ("Q1_NPS_GROUP", ["Promoter", "Passive", "Detractor"]),
        ("score", [1_500, 20_000]),
        ("tenure", [1, 2, 3]),
        ("thumbsUpCount", [1, 2, 3]),
        ("SeniorCitizen", [0, 1, 0]),
    ],
)
def test_numbers_and_words_that_are_no_scores_stay_attributes(name, values):
    assert column(name, values).role == "attribute"


def test_several_metrics_in_one_file_are_all_scores():
    uses = proposed("NPS,CSAT,CES,stars,comment\n9,5,7,5,good enough\n0,1,1,1,bad enough\n")
    assert [use.metric for use in uses.values()] == ["nps", "csat", "ces", "stars", None]


@pytest.mark.parametrize(
    ("name", "values", "found"),
    [
        ("Trust", [7, 3, 6], ("trust", 1, 7, "high")),
        ("信任度", [10, 0, 8], ("trust", 0, 10, "high")),
        ("I trust this company", [6, 7, 2], ("trust", 1, 7, "medium")),
        ("trust", ["9/10", "3/10"], ("trust", 0, 10, "high")),
        ("Shared values", [7, 4, 1], ("values", 1, 7, "high")),
        ("您与我们的价值观一致吗", [6, 2, 7], ("values", 1, 7, "medium")),
        ("value alignment", [5, 3, 4] * 20, ("values", 1, 5, "low")),
        ("Trust", [5, 3, 4], ("trust", 1, 7, "low")),
    ],
)
def test_trust_and_shared_values_are_found_on_the_scales_that_they_are_asked_on(name, values, found):
    use = column(name, values)
    assert (use.metric, use.scale_min, use.scale_max, use.confidence) == found


@pytest.mark.parametrize("name", ["TrustScore", "values", "trust fund"])
def test_what_only_sounds_like_trust_or_values_is_neither(name):
    assert column(name, [5, 3, 4]).metric not in ("trust", "values")


def test_of_two_columns_for_one_metric_the_better_name_wins():
    uses = proposed("Food star rating,Rating,comment\n1,5,good enough\n5,1,bad enough\n")
    assert (uses["Rating"].role, uses["Rating"].metric) == ("score", "stars")
    assert uses["Food star rating"] == ColumnUse(
        "Food star rating", "attribute", confidence="low", reason="already_taken"
    )


def test_the_longest_of_several_texts_is_the_text():
    uses = proposed(f'title,comment,feedback\nGood,short,"{LONG}"\nBad,brief,"{LONG} too"\n')
    assert {name: use.role for name, use in uses.items()} == {
        "title": "title",
        "comment": "attribute",
        "feedback": "text",
    }
    assert uses["comment"].reason == "already_taken"


def test_the_longest_column_is_the_text_where_no_name_tells():
    uses = proposed(f'code,what,where\nx1,"{LONG}",Graz\nx2,"{LONG} again",Wien\n')
    assert (uses["what"].role, uses["what"].confidence, uses["what"].reason) == (
        "text",
        "medium",
        "longest_text",
    )


def test_short_words_are_no_text_without_a_name():
    uses = proposed("code,what\nx1,good\nx2,bad\n")
    assert {use.role for use in uses.values()} == {"attribute"}


def test_a_single_column_of_words_is_the_text():
    uses = proposed("column 1\ngood\nbad\nso so\n")
    assert (uses["column 1"].role, uses["column 1"].confidence) == ("text", "low")


def test_a_column_of_json_is_never_the_text():
    rows = [
        Row(at, {"text": f"{LONG} {at}", "extra": f'{{"stars": {at}, "x": "{LONG * 3}"}}'}) for at in range(9)
    ]
    assert [use.role for use in detect(["text", "extra"], rows).columns] == ["text", "attribute"]
    assert [use.role for use in detect(["extra"], rows).columns] == ["attribute"]


@pytest.mark.parametrize(
    ("values", "role", "confidence"),
    [
        (["ann@customer.example", "bob@customer.example"], "customer_email", "medium"),
        (["2024-03-05", "2024-03-06"], "time", "low"),
        (["https://r.example/1", "https://r.example/2"], "url", "low"),
        (["1709648527", "1709648528"], "attribute", "low"),
    ],
)
def test_a_column_without_a_telling_name_is_told_by_its_values(values, role, confidence):
    use = column("xyz", values)
    assert (use.role, use.confidence) == (role, confidence)


@pytest.mark.parametrize(
    ("name", "values", "role", "confidence"),
    [
        ("date", ["soon", "later", "never"], "attribute", "low"),
        ("date", ["2024-03-05", "soon", "2024-03-07"], "time", "low"),
        ("created_at", [1709648527, 1709648528], "time", "high"),
        ("date", [45356, 45357], "time", "high"),
        ("email", ["yes", "no"], "attribute", "low"),
        ("url", ["a", "b"], "attribute", "low"),
        ("id", [1, 1, 1, 2], "attribute", "low"),
        ("id", [1, 2, 3, 4], "external_id", "high"),
        ("language", [LONG] * 4, "attribute", "low"),
        ("comment 2", ["", ""], "text", "low"),
    ],
)
def test_a_name_that_its_values_contradict_is_trusted_less(name, values, role, confidence):
    rows = [Row(at, {name: value}) for at, value in enumerate(values)]
    use = detect([name, "other"], rows).columns[0]
    assert (use.role, use.confidence) == (role, confidence)


def test_the_best_of_several_times_is_the_time():
    uses = proposed("updated_at,created_at,comment\n2024-03-09,2024-03-05,x\n2024-03-08,2024-03-04,y\n")
    assert {name: use.role for name, use in uses.items()} == {
        "updated_at": "attribute",
        "created_at": "time",
        "comment": "text",
    }


def test_first_and_last_name_make_one_name_together():
    uses = proposed("Last Name,First Name,comment\nLovelace,Ada,good\nHopper,Grace,fine\n")
    assert [use.role for use in uses.values()] == ["customer_name", "customer_name", "text"]


def test_a_whole_name_leaves_its_parts_aside():
    uses = proposed("Name,First Name,comment\nAda Lovelace,Ada,good\nGrace Hopper,Grace,fine\n")
    assert uses["Name"].role == "customer_name"


def test_personal_columns_that_nobody_needs_are_left_out():
    uses = proposed(
        "IP Address,LocationLatitude,phone,comment\n10.0.0.1,47.1,+43 1,good\n10.0.0.2,47.2,+43 2,bad\n"
    )
    assert [(use.role, use.reason) for use in uses.values()][:3] == [("ignore", "personal")] * 3


def test_an_empty_column_keeps_the_role_of_its_name_with_little_confidence():
    uses = proposed("comment,title,odd\ngood words,,\nbad words,,\n")
    assert (uses["title"].role, uses["title"].confidence, uses["title"].reason) == ("title", "low", "empty")
    assert (uses["odd"].role, uses["odd"].reason) == ("attribute", "empty")


def test_no_rows_at_all_still_give_a_mapping():
    assert [use.role for use in detect(["comment", "date", "xyz"], []).columns] == [
        "text",
        "time",
        "attribute",
    ]


def test_no_columns_at_all_give_an_empty_mapping():
    assert detect([], []).columns == ()


@pytest.mark.parametrize(
    ("dates", "day_first", "notes"),
    [
        (["25/12/2024", "03/04/2024"], True, ()),
        (["12/25/2024", "03/04/2024"], False, ()),
        (["2024-03-05"], False, ()),
        ([], False, ()),
        (["01/03/2024", "02/03/2024", "03/03/2024"], True, ("day_order_unclear",)),
        (["03/01/2024", "03/02/2024", "03/03/2024"], False, ("day_order_unclear",)),
        (["03/04/2024 2:22 PM", "04/03/2024 1:00 AM"], False, ("day_order_unclear",)),
        (["03/04/2024", "04/03/2024"], True, ("day_order_unclear",)),
        (["05/05/2024"], True, ("day_order_unclear",)),
        (["25/12/2024", "12/25/2024", "26/12/2024"], True, ("day_order_unclear",)),
        ([45356, None, "text"], False, ()),
    ],
)
def test_the_order_of_day_and_month_is_decided_for_the_whole_file(dates, day_first, notes):
    assert day_order(dates) == (day_first, notes)


def test_an_unclear_order_lowers_the_confidence_of_the_time():
    rows = [Row(at, {"date": f"0{at}/03/2024", "comment": LONG}) for at in range(1, 6)]
    mapping = detect(["date", "comment"], rows)
    assert (mapping.day_first, mapping.notes) == (True, ("day_order_unclear",))
    assert (mapping.columns[0].confidence, mapping.columns[0].reason) == ("low", "day_order_unclear")


def test_evidence_counts_what_is_filled():
    evidence = evidence_of(["9", "", None, "N/A", "8", "8"])
    assert (evidence.filled, evidence.distinct, evidence.length) == (3, 2 / 3, 1.0)
    assert (evidence.numbers.low, evidence.numbers.high, evidence.numbers.n) == (8.0, 9.0, 3)


def test_evidence_of_nothing_is_nothing():
    evidence = evidence_of([None, "", "N/A"])
    assert (evidence.filled, evidence.numbers, evidence.words) == (0, None, 0.0)


def test_thousands_of_columns_are_looked_at_in_part():
    names = [f"c{place}" for place in range(2_000)]
    rows = [Row(at, dict.fromkeys(names, "9")) for at in range(500)]
    assert len(detect(names, rows).columns) == 2_000
