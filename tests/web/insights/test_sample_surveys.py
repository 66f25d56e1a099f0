"""The surveys of the sample: everybody who was asked has an end, nothing ever goes out, twice the same."""

import random

import pytest

from regard.perception.datasets.sample import sample
from regard.web.answering.models import Response
from regard.web.channels.jobs import send_due
from regard.web.channels.models import Message
from regard.web.contacts.drawing import draw_due
from regard.web.contacts.models import ContactEvent, Invitation
from regard.web.feedback.models import Answer, Feedback
from regard.web.insights.rows import measured
from regard.web.insights.sample_loading import load
from regard.web.insights.sample_surveys import STANDING
from regard.web.insights.sample_words import MOODS, OWNS, WHYS, picked
from regard.web.surveys.models import Survey
from regard.web.workspaces.tenancy import in_workspace

SAME = (
    "survey__kind",
    "segment",
    "due_at",
    "bounced_at",
    "reminded_at",
    "inclusion",
    "customer__external_id",
)


@pytest.fixture
def loaded(stranger, noon):
    workspace = load(by=stranger, at=noon)
    with in_workspace(workspace):
        yield workspace


def test_the_surveys_have_people_who_were_asked_and_answers_of_every_state(loaded, client, stranger, noon):
    kinds = ["beliefs", "ces", "csat", "influence", "nps", "trust", "values", "words"]
    assert sorted(Survey.objects.values_list("kind", flat=True)) == kinds
    states = set(Response.objects.values_list("state", flat=True))
    assert states == {"complete", "partial", "unconfirmed"}
    assert Response.objects.filter(feedback=None).count() == 0
    apart = Response.objects.exclude(state__in=["complete", "partial"]).count()
    assert Feedback.objects.filter(state="unconfirmed").count() == apart > 20
    rates = {}
    for segment in ("solo", "group"):
        asked = Invitation.objects.filter(survey__kind="nps", segment=segment)
        rates[segment] = asked.filter(response__state__in=["complete", "partial"]).count() / asked.count()
    assert 0.15 < rates["solo"] < rates["group"] < 0.5
    outcomes = set(ContactEvent.objects.values_list("outcome", "reason"))
    assert {("sent", ""), ("not_sent", "quiet"), ("not_sent", "unsubscribed")} <= outcomes
    sent_after_the_answer = [
        one for one in Invitation.objects.exclude(response=None).select_related("response")
        if one.sent_at > one.response.first_at
    ]  # fmt: skip
    assert sent_after_the_answer == []

    client.force_login(stranger)
    nps = Survey.objects.get(kind="nps")
    for language, title in (("en", "Who answered, and who did not"), ("zh-hans", "谁回答了，谁没有")):
        path = f"/w/{loaded.slug}/surveys/{nps.pk}/results/"
        assert title in client.get(path, headers={"accept-language": language}).content.decode()


def test_nothing_of_the_sample_ever_goes_out(loaded, noon):
    before = Invitation.objects.count(), ContactEvent.objects.count()
    assert not draw_due(at=noon)
    assert not send_due()
    assert not Invitation.objects.filter(sent_at=None).exists()
    assert not Message.objects.exists()
    assert (Invitation.objects.count(), ContactEvent.objects.count()) == before


def test_two_loads_are_the_same(loaded, stranger, noon):
    with in_workspace(load(by=stranger, at=noon)):
        second = sorted(Invitation.objects.values_list(*SAME), key=str)
        values = sorted(str(one) for one in Response.objects.values_list("values", "state", "first_at"))
    with in_workspace(loaded):
        assert sorted(Invitation.objects.values_list(*SAME), key=str) == second
        assert (
            sorted(str(one) for one in Response.objects.values_list("values", "state", "first_at")) == values
        )


def test_the_words_are_written_in_both_languages_and_those_of_the_template():
    from regard.instruments.templates.standing import WORDS

    known = {option.id for option in WORDS} - {"no_word"}
    assert {*WHYS} == known
    assert all({*mood} == known for mood in MOODS.values())
    assert all(set(why) == {"en", "zh"} and all(why.values()) for why in WHYS.values())
    found = [picked(random.Random(seed), "group", "zh") for seed in range(60)]
    assert all(1 <= len(one["words"]) <= 5 for one in found)
    assert {one["own"] for one in found if "own" in one} <= set(OWNS["zh"])


def test_trust_and_shared_values_were_asked_of_every_segment_all_through_half_a_year(loaded, noon):
    for kind, (key, _name, _kind, wanted) in zip(("trust", "values"), STANDING, strict=True):
        given = Answer.objects.filter(measured(), feedback__source__key=key, field_type=kind)
        assert given.count() == wanted
        assert set(given.values_list("feedback__segment", flat=True)) == {"solo", "group", "enterprise"}
        months = {(at.year, at.month) for at in given.values_list("feedback__collected_at", flat=True)}
        assert len(months) >= 6
    beside = Answer.objects.filter(feedback__source__key="trust-survey", field_id="promises")
    assert beside.exclude(value_number=None).count() > 300


def test_a_score_below_the_middle_leads_to_the_other_question():
    from regard.web.insights.sample_surveys import SURVEYS

    rows = [row for row in sample().records if row.source == "setup-survey"]
    asked = {row.answers[0].score: SURVEYS["setup-survey"].asks_why(row) for row in rows}
    assert asked == {score: "why" if score <= 4 else "liked" for score in range(1, 8)}
