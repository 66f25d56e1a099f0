"""What a row says becomes a draft that every database can keep, and that survives being written down."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regard.web.customers.matching import Person
from regard.web.feedback.drafts import AnswerDraft, Draft
from regard.web.feedback.models import Feedback
from regard.web.listening.drafting import LONGEST, content_of, cut, draft_from, draft_of, fitted_id
from regard.web.listening.formats import Answer, Candidate

SAID = datetime(2026, 3, 5, 9, 30, tzinfo=UTC)


def drafted(external_id="x-1", **fields):
    return draft_from(Candidate(2, **fields), kind="survey_response", external_id=external_id)


def test_all_that_a_row_says_is_in_its_draft():
    draft = drafted(
        text="好",
        title="Tea",
        collected_at=SAID,
        time_precision="exact",
        experienced_at=SAID,
        answers=[Answer("nps", 9, 0, 10, "high_is_good", "Q1"), Answer("ces", 2, 1, 7, "low_is_good", "Q2")],
        customer_id="c-1",
        customer_email="a@example.com",
        customer_name="安",
        account="Acme",
        channel="email",
        language="zh",
        url="https://example.com/1",
        author="tea_lover",
        segment="pro",
        product="Oolong",
        region="Yunnan",
        touchpoint="check-in",
        attributes={"plan": "x"},
    )
    assert draft == Draft(
        external_id="x-1",
        kind="survey_response",
        channel="email",
        title="Tea",
        text="好",
        answers=(
            AnswerDraft.score("nps", 9.0, 0.0, 10.0, field_id="Q1", label="Q1"),
            AnswerDraft.score("ces", 2.0, 1.0, 7.0, direction="low_is_good", field_id="Q2", label="Q2"),
        ),
        person=Person("c-1", "a@example.com", "安", "Acme", "pro"),
        author_name="tea_lover",
        experienced_at=SAID,
        collected_at=SAID,
        time_precision="exact",
        permalink="https://example.com/1",
        declared_language="zh",
        touchpoint="check-in",
        product="Oolong",
        region="Yunnan",
        segment="pro",
        attributes={"plan": "x"},
    )


def test_a_row_that_says_little_makes_an_honest_draft():
    draft = drafted(text="ok")
    assert (draft.collected_at, draft.time_precision, draft.person) == (None, "unknown", Person())
    assert (draft.channel, draft.answers, draft.attributes, draft.is_public) == ("import", (), {}, False)


@pytest.mark.parametrize(
    ("word", "kind", "public"),
    [
        ("review", "review", True),
        ("点评", "review", True),
        ("Survey", "survey_response", False),
        ("survey_response", "survey_response", False),
        ("工单", "conversation", False),
        ("Interview", "interview", False),
        ("帖子", "mention", True),
        ("", "survey_response", False),
    ],
)
def test_the_kind_that_a_row_names_counts(word, kind, public):
    draft = drafted(text="ok", kind=word or None)
    assert (draft.kind, draft.is_public, draft.attributes) == (kind, public, {})


@pytest.mark.parametrize(
    ("word", "channel"),
    [
        ("E-Mail", "email"),
        ("in app", "in_app"),
        ("In-App", "in_app"),
        ("短信", "sms"),
        ("微博", "social"),
        ("WEB", "web"),
        ("Google Play", "store"),
        (None, "import"),
    ],
)
def test_the_channel_that_a_row_names_counts(word, channel):
    assert drafted(text="ok", channel=word).channel == channel


def test_a_kind_or_channel_that_nobody_knows_is_kept_as_an_attribute():
    draft = drafted(text="ok", kind="telegram 电报", channel="carrier pigeon")
    assert (draft.kind, draft.channel) == ("survey_response", "import")
    assert draft.attributes == {"kind": "telegram 电报", "channel": "carrier pigeon"}


def test_the_name_of_somebody_without_an_id_is_the_name_of_the_author():
    assert drafted(text="ok", customer_name="Ágúst").author_name == "Ágúst"
    assert drafted(text="ok", customer_name="Ágúst", customer_id="c-1").author_name == ""


def test_what_is_too_long_is_cut_with_a_mark_and_kept_whole_as_an_attribute():
    long = "Lavender oolong " * 20
    draft = drafted(text="ok", product=long, title="t" * 1200)
    assert (len(draft.product), draft.product[-1]) == (100, "…")
    assert draft.attributes == {"product": long, "title": "t" * 1200}


def test_ids_that_are_too_long_stay_apart():
    first, second = "x" * 300 + "1", "x" * 300 + "2"
    assert len(fitted_id(first)) == 200
    assert fitted_id(first) != fitted_id(second)
    assert fitted_id("x" * 200) == "x" * 200
    assert drafted(text="ok", external_id=first).external_id == fitted_id(first)


def test_the_limits_are_those_of_the_tables():
    lengths = {field.name: field.max_length for field in Feedback._meta.fields}
    assert {name: lengths[name] for name in LONGEST} == LONGEST


@pytest.mark.parametrize(("text", "longest", "shown"), [("abc", 3, "abc"), ("abcd", 3, "ab…"), ("", 3, "")])
def test_cutting_marks_what_was_cut(text, longest, shown):
    assert cut(text, longest) == shown


words = st.text(max_size=20)
moments = st.none() | st.datetimes(min_value=datetime(1990, 1, 1), timezones=st.just(UTC))
answers = st.builds(
    Answer,
    st.sampled_from(["nps", "csat", "ces", "stars"]),
    st.integers(-5, 100),
    st.integers(-5, 1),
    st.integers(5, 100),
    st.sampled_from(["high_is_good", "low_is_good"]),
    words,
)
candidates = st.builds(
    Candidate,
    st.integers(1, 10),
    text=words,
    title=st.none() | words,
    collected_at=moments,
    experienced_at=moments,
    time_precision=st.sampled_from([None, "day", "exact"]),
    answers=st.lists(answers, max_size=2, unique_by=lambda answer: answer.label),
    customer_id=st.none() | words,
    customer_email=st.none() | words,
    account=st.none() | words,
    kind=st.sampled_from([None, "review", "whatever"]),
    channel=st.sampled_from([None, "sms", "whatever"]),
    segment=st.none() | words,
    attributes=st.dictionaries(words, words, max_size=3),
)


@given(candidate=candidates, kind=st.sampled_from(["review", "survey_response"]))
def test_a_draft_survives_being_written_down(candidate, kind):
    draft = draft_from(candidate, kind=kind, external_id="x")
    again = draft_of(json.loads(json.dumps(content_of(draft))))
    assert again == draft
    assert again.digest == draft.digest
