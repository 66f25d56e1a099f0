"""Feedback is written once, revised visibly, and taken out without a trace in the numbers."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection

from regard.web.customers.matching import Person
from regard.web.customers.models import Customer
from regard.web.feedback.drafts import AnswerDraft, Draft
from regard.web.feedback.models import Answer, ChangeClock, Feedback, FieldType, Removal, Revision, Source
from regard.web.feedback.recording import Outcome, foresee, record
from regard.web.feedback.undoing import undo_batch
from regard.web.workspaces.tenancy import in_workspace

SAID = datetime(2026, 3, 5, 9, 30, tzinfo=UTC)
LATER = SAID + timedelta(days=1)


@pytest.fixture(autouse=True)
def inside(workspace):
    with in_workspace(workspace):
        yield


def draft(name="a", text="很好，谢谢", score=9, **fields):
    answers = (AnswerDraft.score(FieldType.NPS, score, 0, 10),)
    return Draft(external_id=name, text=text, collected_at=SAID, answers=answers, **fields)


def test_a_draft_becomes_a_record_with_its_answers(survey, noon):
    assert record(survey, [draft()], at=noon) == [Outcome.NEW]
    row = Feedback.objects.get()
    assert (row.text, row.collected_at, row.received_at, row.revision) == ("很好，谢谢", SAID, noon, 1)
    answer = row.answers.get()
    assert (answer.value_number, answer.scale_min, answer.scale_max) == (9, 0, 10)
    assert answer.scale_direction == "high_is_good"


def test_the_same_drafts_twice_change_nothing(survey, noon):
    drafts = [draft("a"), draft("b", "slow", 2)]
    record(survey, drafts, at=noon)
    before = list(Feedback.objects.order_by("pk").values())
    assert record(survey, drafts, at=LATER) == [Outcome.DUPLICATE, Outcome.DUPLICATE]
    assert list(Feedback.objects.order_by("pk").values()) == before
    assert ChangeClock.objects.get().value == 1


def test_a_changed_record_keeps_what_it_said_before(survey, noon):
    record(survey, [draft(text="good", score=9)], at=noon)
    assert record(survey, [draft(text="bad", score=1)], at=LATER) == [Outcome.UPDATED]
    row = Feedback.objects.get()
    assert (row.text, row.revision, row.received_at) == ("bad", 2, noon)
    assert [answer.value_number for answer in row.answers.all()] == [1]
    old = Revision.objects.get()
    assert (old.number, old.content["text"], old.content["answers"][0]["value_number"]) == (1, "good", 9)


def test_a_record_named_twice_in_one_go_ends_as_the_last_said(survey, noon):
    outcomes = record(survey, [draft(text="one"), draft(text="two"), draft(text="two")], at=noon)
    assert outcomes == [Outcome.NEW, Outcome.UPDATED, Outcome.DUPLICATE]
    assert Feedback.objects.get().text == "two"


def test_foreseeing_says_what_recording_then_does(survey, noon):
    record(survey, [draft("a"), draft("b")], at=noon)
    plan = [draft("a"), draft("b", text="new words"), draft("c"), draft("c"), draft("c", text="other")]
    foreseen = foresee(survey, plan)
    assert Feedback.objects.count() == 2
    assert foreseen == record(survey, plan, at=LATER)
    assert foresee(None, [draft("z")]) == [Outcome.NEW]


def test_all_of_a_write_or_none_of_it(survey, noon):
    too_long = draft("b", kind="x" * 500, channel="y" * 500)
    broken = Draft(external_id="c", text="x", answers=(AnswerDraft("same"), AnswerDraft("same")))
    with pytest.raises(Exception, match=r"(?i)unique|too long"):
        record(survey, [draft("a"), too_long, broken], at=noon)
    assert not Feedback.objects.exists()
    assert not Answer.objects.exists()


def test_people_are_matched_by_id_and_by_email_and_made_once(survey, noon):
    ann = Person(external_id="c-1", email="Ann@Example.com", name="Ann", account="Inn", segment="solo")
    record(survey, [draft("a", person=ann)], at=noon)
    by_mail = Person(email="ann@example.com")
    record(survey, [draft("b", person=by_mail), draft("c", person=Person(external_id="c-1"))], at=noon)
    customer = Customer.objects.get()
    assert (customer.external_id, customer.email, customer.account.name) == ("c-1", "ann@example.com", "Inn")
    assert set(Feedback.objects.values_list("customer_id", "segment")) == {(customer.pk, "solo")}


def test_each_write_has_the_next_number(survey, noon):
    for name in "abc":
        record(survey, [draft(name)], at=noon)
    assert list(Feedback.objects.order_by("external_id").values_list("change", flat=True)) == [1, 2, 3]


def test_undoing_a_batch_takes_out_what_it_added_and_puts_back_what_it_changed(survey, noon):
    record(survey, [draft("a", text="first", score=9)], at=noon, batch_id=uuid4())
    batch = uuid4()
    record(survey, [draft("a", text="second", score=1), draft("b")], at=LATER, batch_id=batch)
    assert undo_batch(batch) == 2
    row = Feedback.objects.get()
    assert (row.text, row.revision, row.answers.get().value_number) == ("first", 3, 9)
    assert not Revision.objects.exists()
    assert list(Removal.objects.values_list("month", "records")) == [("2026-03", 2)]
    assert undo_batch(batch) == 0


def test_after_an_undo_the_file_can_come_in_again(survey, noon):
    batch = uuid4()
    record(survey, [draft("a"), draft("b")], at=noon, batch_id=batch)
    undo_batch(batch)
    assert record(survey, [draft("a"), draft("b")], at=LATER, batch_id=uuid4()) == [Outcome.NEW] * 2


def test_undoing_the_newer_batch_leaves_the_older_one(survey, noon):
    older, newer = uuid4(), uuid4()
    record(survey, [draft("a", text="old")], at=noon, batch_id=older)
    record(survey, [draft("a", text="new"), draft("b")], at=LATER, batch_id=newer)
    undo_batch(newer)
    assert Feedback.objects.get().text == "old"
    assert undo_batch(older) == 1
    assert not Feedback.objects.exists()


def test_a_record_is_of_its_source(survey, noon):
    reviews = Source.objects.create(key="reviews", name="Reviews", kind="review", created_at=noon)
    record(survey, [draft("a")], at=noon)
    assert record(reviews, [draft("a")], at=noon) == [Outcome.NEW]
    assert Feedback.objects.count() == 2


def test_known_records_are_looked_up_by_their_key(survey, noon):
    record(survey, [draft("a")], at=noon)
    found = Feedback.objects.filter(source=survey, external_id__in=["a", "b"]).order_by()
    plan = found.values_list("external_id", "digest").explain()
    if connection.vendor == "sqlite":
        assert "(workspace_id=? AND source_id=? AND external_id=?)" in plan
