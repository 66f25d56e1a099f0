"""Quotes: the words as they were written, with scores, days and links that can be trusted."""

import pytest
from django.utils import translation

from regard.web.dashboards.verbatims import marked, moment_text, plain, safe_link, score_text, scores_text
from regard.web.feedback.models import Answer, AnswerState, Direction, FieldType, Precision
from regard.web.insights.models import Reading
from tests.web.dashboards.conftest import moment


def answer(field_type, value, top, **more):
    return Answer(
        field_id=field_type, field_type=field_type, value_number=value, scale_min=0, scale_max=top, **more
    )


@pytest.mark.parametrize(
    ("given", "english", "chinese"),
    [
        (answer(FieldType.NPS, 9, 10), "NPS 9 of 10", "NPS 9 分（满分 10）"),
        (answer(FieldType.CSAT, 4, 5), "CSAT 4 of 5", "CSAT 4 分（满分 5）"),
        (answer(FieldType.RATING, 1, 5), "1 of 5 stars", "1 星（满分 5 星）"),
        (answer(FieldType.RATING, 3.5, 5), "3.5 of 5 stars", "3.5 星（满分 5 星）"),
        (
            answer(FieldType.NUMBER, 7, 9, field_label="Warmth 温度"),
            "Warmth 温度 7 of 9",
            "Warmth 温度 7 分（满分 9）",
        ),
        (
            answer(FieldType.CES, 2, 5, scale_direction=Direction.LOW_IS_GOOD),
            "CES 2 of 5 (low is good)",
            "CES 2 分（满分 5）（分低为好）",
        ),
    ],
)
def test_a_score_names_its_scale(given, english, chinese):
    assert score_text(given) == english
    with translation.override("zh-hans"):
        assert score_text(given) == chinese


def test_only_what_was_answered_is_a_score():
    given = [
        answer(FieldType.NPS, 9, 10),
        answer(FieldType.CSAT, None, 5),
        answer(FieldType.CES, 5, 7, answer_state=AnswerState.SKIPPED),
        answer(FieldType.NUMBER, 5, None),
        answer(FieldType.RATING, 4, 5),
    ]
    assert scores_text(given) == "NPS 9 of 10, 4 of 5 stars"
    assert scores_text([]) == ""


@pytest.mark.parametrize(("number", "text"), [(9.0, "9"), (3.5, "3.5"), (None, "–"), (-1.0, "-1")])
def test_numbers_are_written_as_they_were_given(number, text):
    assert plain(number) == text


def test_a_moment_is_as_exact_as_it_is_known(today):
    at = moment(today)
    assert str(today.day) in moment_text(at, Precision.DAY)
    assert moment_text(at, Precision.MONTH) == f"{at:%B %Y}"
    assert moment_text(at, Precision.UNKNOWN) == moment_text(None, Precision.EXACT) == "no date"


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("https://example.com/a", True),
        ("HTTP://example.com", True),
        ("https://user@example.com/", True),
        ("javascript:alert(1)", False),
        ("java\nscript:alert(1)", False),
        (" https://example.com", True),
        ("vbscript:x", False),
        ("file:///etc/passwd", False),
        ("/relative", False),
        ("https:", False),
        ("http://[::1", False),
    ],
)
def test_only_the_web_is_linked(address, kept):
    assert bool(safe_link(address)) is kept


def test_what_was_searched_for_wins_over_what_was_read():
    reading = Reading(words=[
        {"word": "very rude", "sentiment": "negative", "start": 4, "end": 13},
        {"word": "lovely", "sentiment": "positive", "start": 18, "end": 24},
    ])  # fmt: skip
    found = marked("was very rude but lovely", reading, wanted="rude")
    assert [(piece["text"], piece["class"]) for piece in found if piece["class"]] == [
        ("rude", "found"),
        ("lovely", "positive"),
    ]
    assert [piece["class"] for piece in marked("was very rude", reading) if piece["class"]] == ["negative"]
    assert marked("plain", None) == [{"text": "plain", "class": ""}]
