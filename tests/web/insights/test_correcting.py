"""A person corrects a reading: it counts, survives the next engine, is kept line by line and taken back."""

from datetime import UTC, datetime, timedelta

import pytest

from regard.perception import text
from regard.web.feedback.drafts import Draft
from regard.web.feedback.models import Feedback
from regard.web.feedback.recording import record
from regard.web.insights import studies
from regard.web.insights.correcting import (
    NothingCorrected,
    NotRead,
    UnfitCorrection,
    WordsNotThere,
    correct,
    factor_value,
    retract,
)
from regard.web.insights.models import Correction, Reading, Retraction, StaleMonth, current_reading
from regard.web.insights.records import matching
from regard.web.insights.studies import Filters
from regard.web.workspaces.auditing import first_broken_line
from regard.web.workspaces.models import AuditEvent

MARCH = datetime(2026, 3, 5, 9, 30, tzinfo=UTC)
SAID = "The support was friendly. I love the tea."
PRAISE = {
    "sentiment": "positive",
    "sentiment_score": 0.5,
    "marks": "",
    "p_negative": 0.1,
    "p_neutral": 0.2,
    "p_positive": 0.7,
    "factors": [],
    "emotions": [],
    "intents": [],
}
CORRECTED = ("sentiment", "sentiment_score", "p_negative", "p_neutral", "p_positive", "factors", "emotions")


@pytest.fixture
def said(survey, inside, noon, settle):
    """One record, read as praise and as nothing else, and archived."""
    record(survey, [Draft("keen", text=SAID, collected_at=MARCH)], at=noon)
    settle()
    Reading.objects.update(**PRAISE)
    return Feedback.objects.get()


def reading():
    return Feedback.objects.annotate(reading=current_reading()).select_related("reading").get().reading


def columns():
    one = reading()
    return {name: getattr(one, name) for name in (*CORRECTED, "intents", "marks")}


def test_a_corrected_sentiment_is_what_the_record_says_from_then_on(said, agent, noon):
    before = columns()
    made = correct(said, head="sentiment", act="set", value="negative", by=agent, at=noon)
    one = reading()
    assert (one.sentiment, one.sentiment_score) == ("negative", -1.0)
    assert (one.p_negative, one.p_neutral, one.p_positive) == (None, None, None)
    assert one.uncorrected["sentiment"] == before["sentiment"] == "positive"
    assert (made.before, made.after, made.by, made.at) == ("positive", "negative", agent, noon)
    assert (made.engine, made.version, made.revision) == (text.ENGINE, text.VERSION, 1)


def test_a_correction_counts_in_filters_and_in_numbers(said, agent, inside, noon, settle):
    where = Filters(sentiment=("negative",))
    assert (matching(where).count(), studies.record_counts(inside, where=where).total) == (0, 0)
    correct(said, head="sentiment", act="set", value="negative", by=agent, at=noon)
    assert list(StaleMonth.objects.values_list("month", flat=True)) == ["2026-03"]
    settle()
    assert (matching(where).count(), studies.record_counts(inside, where=where).total) == (1, 1)


def test_what_is_added_is_found_by_its_marks_on_both_sides(said, agent, inside, noon, settle):
    correct(said, head="factor", act="add", value=factor_value("price", "negative"), by=agent, at=noon)
    correct(said, head="intent", act="add", value="urgent", by=agent, at=noon)
    settle()
    for groups, expected in (
        ((("factor:price",),), 1),
        ((("factor:price:negative", "factor:ease"), ("intent:urgent",)), 1),
        ((("polarity:negative",),), 1),
        ((("factor:price:positive",),), 0),
        ((("factor:price",), ("intent:purchase",)), 0),
    ):
        where = Filters(marks=groups)
        counted = studies.record_counts(inside, where=where).total
        assert (groups, matching(where).count(), counted) == (groups, expected, expected)


def test_factors_emotions_and_intents_are_added_and_removed(said, agent, noon):
    price = factor_value("price", "negative")
    shown = factor_value("product", "positive", words="love the tea", text=SAID)
    for head, value in (("factor", price), ("factor", shown), ("emotion", "joy"), ("intent", "praise")):
        correct(said, head=head, act="add", value=value, by=agent, at=noon)
    one = reading()
    assert price in one.factors
    assert SAID[shown["start"] : shown["end"]] == "love the tea"
    assert ("joy" in one.emotions, "praise" in one.intents) == (True, True)
    assert "\nfactor:price:negative\n" in one.marks
    assert "\nemotion:joy\n" in one.marks
    correct(said, head="factor", act="remove", value=factor_value("price", "negative"), by=agent, at=noon)
    assert price not in reading().factors
    assert "factor:price" not in reading().marks


def test_all_that_is_taken_back_leaves_the_reading_as_the_engine_made_it(said, agent, owner, noon):
    before = columns()
    made = [
        correct(said, head="sentiment", act="set", value="mixed", by=agent, at=noon),
        correct(said, head="emotion", act="add", value="anger", by=agent, at=noon + timedelta(seconds=1)),
        correct(said, head="sentiment", act="set", value="neutral", by=owner, at=noon + timedelta(seconds=2)),
    ]
    retract(made[2], by=owner, at=noon)
    assert (reading().sentiment, reading().emotions[-1]) == ("mixed", "anger")
    retract(made[0], by=owner, at=noon)
    retract(made[0], by=owner, at=noon)  # twice is once
    assert (reading().sentiment, reading().emotions[-1]) == (before["sentiment"], "anger")
    retract(made[1], by=owner, at=noon)
    assert columns() == before
    assert reading().uncorrected is None
    assert (Correction.objects.count(), Retraction.objects.count()) == (3, 3)


def test_a_correction_holds_for_a_version_that_reads_later(said, agent, noon, settle, monkeypatch):
    made = correct(said, head="sentiment", act="set", value="negative", by=agent, at=noon)
    monkeypatch.setattr(text, "VERSION", "next")
    settle()
    assert (reading().version, reading().sentiment) == ("next", "negative")
    retract(made, by=agent, at=noon)
    assert {row.uncorrected for row in Reading.objects.all()} == {None}  # in both versions
    assert Reading.objects.exclude(version="next").get().sentiment == "positive"


def test_a_correction_of_an_earlier_text_does_not_speak_of_the_present_one(survey, said, agent, noon, settle):
    correct(said, head="sentiment", act="set", value="negative", by=agent, at=noon)
    record(survey, [Draft("keen", text="I love it, great tea.", collected_at=MARCH)], at=noon)
    settle()
    assert (reading().revision, reading().uncorrected) == (2, None)
    assert Reading.objects.get(revision=1).sentiment == "negative"


def test_every_correction_stands_in_the_audit_trail(said, agent, noon):
    made = correct(said, head="intent", act="add", value="urgent", by=agent, at=noon)
    retract(made, by=agent, at=noon)
    told = AuditEvent.objects.order_by("position").values_list("action", "actor_name", "subject")
    who, what = str(agent), str(said.pk)
    assert list(told)[-2:] == [
        ("reading.corrected", who, what),
        ("reading.correction_retracted", who, what),
    ]
    assert first_broken_line() is None


@pytest.mark.parametrize(
    ("head", "act", "value"),
    [
        ("sentiment", "set", "happy"),
        ("sentiment", "add", "positive"),
        ("emotion", "set", "joy"),
        ("emotion", "add", "hunger"),
        ("intent", "add", {"factor": "price", "polarity": "negative"}),
        ("factor", "add", "price"),
        ("factor", "add", {"factor": "weather", "polarity": "negative"}),
        ("factor", "add", {"factor": "price", "polarity": "mixed"}),
        ("factor", "toggle", {"factor": "price", "polarity": "negative"}),
        ("language", "set", "en"),
    ],
)
def test_what_is_no_correction_is_refused_and_leaves_no_trace(said, agent, noon, head, act, value):
    before = columns()
    with pytest.raises(UnfitCorrection):
        correct(said, head=head, act=act, value=value, by=agent, at=noon)
    assert (columns(), Correction.objects.count()) == (before, 0)


def test_saying_what_is_said_already_is_refused(said, agent, noon):
    with pytest.raises(NothingCorrected):
        correct(said, head="sentiment", act="set", value="positive", by=agent, at=noon)
    with pytest.raises(NothingCorrected):
        correct(said, head="intent", act="remove", value="urgent", by=agent, at=noon)
    assert Correction.objects.count() == 0


def test_words_that_are_not_in_the_text_show_no_factor():
    with pytest.raises(WordsNotThere):
        factor_value("price", "negative", words="too dear", text=SAID)


def test_what_is_not_read_cannot_be_corrected(survey, inside, agent, noon):
    record(survey, [Draft("keen", text=SAID, collected_at=MARCH)], at=noon)
    with pytest.raises(NotRead):
        correct(Feedback.objects.get(), head="intent", act="add", value="urgent", by=agent, at=noon)
