"""The worker reads with a tier after the default engine, beside it, within what was agreed and no more."""

import json
import threading
from datetime import timedelta

import pytest
from django.utils import timezone

from regard.perception import text
from regard.web.feedback.drafts import Draft
from regard.web.feedback.models import Feedback, Kind, Source
from regard.web.feedback.recording import record
from regard.web.insights.correcting import correct
from regard.web.insights.models import Reading, ReadingCursor, current_reading
from regard.web.tiers import changing, jobs, reading
from regard.web.tiers.models import TextTier, TierConsent, TierDay, TierRefusal
from regard.web.workspaces.leases import LeaseLost, give_back, take
from regard.web.workspaces.tenancy import in_workspace
from tests.fake_endpoint import Reply, completion, embedded
from tests.web.tiers.conftest import SAID, read_by_default, reading_of, vectors_of

pytestmark = pytest.mark.usefixtures("told")
FIELD = ("engine", "version", "language", "sentiment", "factors", "emotions", "intents", "descriptors")


def shorter_vectors_of(heard):
    return embedded([[1.0] for _ in heard.body["input"]])


def by_default():
    return Reading.objects.filter(engine=text.ENGINE).order_by("feedback__external_id")


def by(tier):
    found = Reading.objects.filter(engine=tier.engine, version=tier.version)
    return found.order_by("feedback__external_id")


def sent(endpoint):
    return [json.loads(heard.body["messages"][1]["content"])["text"] for heard in endpoint.heard]


def test_a_tier_reads_beside_the_default_engine_and_changes_nothing_of_it(make, sweep, endpoint):
    before = list(by_default().values())
    tier = make()
    sweep()
    assert list(by_default().values()) == before
    row = by(tier).first()
    assert [getattr(row, name) for name in FIELD] == [
        f"chat/1@{endpoint.host}",
        "small-1",
        "en",
        "mixed",
        [{"factor": "delivery", "polarity": "negative", "start": 0, "end": 3}],
        ["joy"],
        ["complaint"],
        [{"word": "slow", "polarity": "negative", "start": 0, "end": 3}],
    ]
    assert (row.sentiment_score, row.p_positive, by(tier).count()) == (-0.1, None, 3)


def test_the_reading_that_counts_stays_that_of_the_default_engine(make, sweep):
    make()
    sweep()
    rows = Feedback.objects.annotate(reading=current_reading()).select_related("reading")
    assert {row.reading.engine for row in rows} == {text.ENGINE}
    assert {cursor.engine for cursor in ReadingCursor.objects.all()} == {text.ENGINE}


def test_nothing_leaves_before_somebody_has_agreed(make, sweep, endpoint):
    make(on=False)
    assert sweep() == 0
    assert endpoint.heard == []


def test_nothing_leaves_after_somebody_has_withdrawn(make, sweep, endpoint, owner, noon):
    tier = make()
    changing.withdraw(tier, by=owner, at=noon)
    assert sweep() == 0
    assert endpoint.heard == []


def test_after_a_withdrawal_in_the_middle_of_a_sweep_no_further_text_leaves(make, sweep, endpoint):
    make()

    def withdrawing(heard):
        withdrawn.set()
        return reading_of(heard)

    withdrawn = threading.Event()
    endpoint.says = withdrawing

    def now():
        if withdrawn.is_set():
            TierConsent.objects.update(withdrawn_at=timezone.now())
        return timezone.now()

    tier, hold = TextTier.objects.get(), take("tiers.test", at=timezone.now())
    reading.read_for_a_while(tier, hold, now=now, until=timezone.now() + timedelta(minutes=1))
    assert len(endpoint.heard) == 1


@pytest.mark.django_db(transaction=True)
def test_a_record_that_is_removed_while_its_text_is_away_leaves_no_reading(make, endpoint):
    tier = make()

    def removing(heard):
        removed.set()
        return reading_of(heard)

    removed = threading.Event()
    endpoint.says = removing

    def now():
        if removed.is_set():
            Feedback.objects.filter(external_id="r3").delete()
            removed.clear()
        return timezone.now()

    hold = take("tiers.test", at=timezone.now())
    assert reading.read_for_a_while(tier, hold, now=now, until=timezone.now() + timedelta(minutes=1))
    assert by(tier).count() == 0
    assert len(endpoint.heard) == 1


def test_title_and_text_leave_and_nothing_else_of_a_record(make, sweep, endpoint):
    make()
    sweep()
    whole = json.dumps([heard.body for heard in endpoint.heard], ensure_ascii=False)
    assert sorted(sent(endpoint))[1].startswith("The staff were lovely")
    for kept in ("ann@example.com", "Ann Example", "r1", "qinghe", "Qinghe", "survey", "2026"):
        assert kept not in whole
    assert "失望\n送货太慢了，请联系 [email]。" in sent(endpoint)
    assert {heard.headers["authorization"] for heard in endpoint.heard} == {"Bearer sk-secret"}


def test_spans_count_in_the_text_as_it_was_written(make, sweep, endpoint):
    def quoting(heard):
        lists = {
            "factors": [{"factor": "support", "polarity": "negative", "quote": "请联系 [email]"}],
            "descriptors": [],
        }
        said = {"language": "zh", "sentiment": "negative", "score": -1, "emotions": [], "intents": []}
        return completion(json.dumps(said | lists))

    tier = make()
    endpoint.says = quoting
    sweep()
    row = by(tier).get(feedback__external_id="r2")
    (factor,) = row.factors
    whole = "\n".join(SAID["r2"])
    assert whole[factor["start"] : factor["end"]] == "请联系 ann@example.com"


def test_what_is_not_masked_leaves_only_where_that_was_chosen(make, sweep, endpoint):
    make(is_masked=False)
    sweep()
    assert any("ann@example.com" in text for text in sent(endpoint))


def test_no_more_texts_leave_in_a_day_than_were_agreed(make, sweep, endpoint):
    tier = make(daily=2)
    sweep()
    assert (len(endpoint.heard), by(tier).count()) == (2, 2)
    assert TierDay.objects.get(tier=tier).texts == 2
    TierDay.objects.filter(tier=tier).update(day=timezone.now().date() - timedelta(days=1))
    sweep()
    assert (len(endpoint.heard), by(tier).count()) == (3, 3)


def test_new_and_changed_records_are_read_after_the_default_engine_has(make, sweep, survey, noon):
    tier = make()
    sweep()
    record(
        survey, [Draft(external_id="r9", text="New tea"), Draft(external_id="r1", text="Changed")], at=noon
    )
    sweep()
    assert by(tier).count() == 3
    read_by_default()
    sweep()
    assert {(row.feedback.external_id, row.revision) for row in by(tier)} >= {("r9", 1), ("r1", 2)}


def test_once_everything_is_read_the_worker_rests(make, sweep, endpoint, django_assert_num_queries):
    make()
    sweep()
    with django_assert_num_queries(1):
        assert not jobs.tiers_due()
    assert len(endpoint.heard) == 3


def test_a_text_without_words_does_not_leave(make, sweep, endpoint, survey, noon):
    record(survey, [Draft(external_id="r0")], at=noon)
    read_by_default()
    make()
    sweep()
    assert len(endpoint.heard) == 3


def test_a_correction_of_a_person_holds_for_the_tier_too(make, sweep, owner, noon):
    row = Feedback.objects.get(external_id="r1")
    correct(row, head="sentiment", act="set", value="positive", by=owner, at=noon)
    tier = make()
    sweep()
    found = by(tier).get(feedback=row)
    assert (found.sentiment, found.uncorrected["sentiment"]) == ("positive", "mixed")


def test_an_answer_that_is_none_leaves_the_default_reading_and_is_not_asked_for_again(make, sweep, endpoint):
    tier = make()
    endpoint.says = lambda heard: (
        completion("I'd rather not.") if "Ignore" in str(heard.body) else reading_of(heard)
    )
    sweep()
    refused = TierRefusal.objects.get()
    assert (refused.feedback.external_id, refused.reason) == ("r3", "MalformedAnswer")
    assert by(tier).count() == 2
    many = len(endpoint.heard)
    TextTier.objects.update(seen=0)
    sweep()
    assert len(endpoint.heard) == many


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (completion('{"language": "en', finish="length"), "TruncatedAnswer"),
        (completion("", refusal="no"), "RefusedAnswer"),
        (Reply(b'{"choices": [{"mess'), "MalformedAnswer"),
        (Reply(b"<html>", headers={"content-type": "text/html"}), "MalformedAnswer"),
        (Reply(b'{"error": {"message": "context length"}}', status=400), "TurnedAway"),
        (Reply(status=413), "TurnedAway"),
    ],
)
def test_what_a_host_makes_of_one_text_is_named(make, sweep, endpoint, reply, reason):
    make()
    endpoint.says = lambda _heard: reply
    sweep()
    assert {row.reason for row in TierRefusal.objects.all()} == {reason}


def test_a_tier_that_never_answers_as_it_should_rests_after_five_texts(make, sweep, endpoint, survey, noon):
    record(survey, [Draft(external_id=f"n{at}", text=f"Tea {at}") for at in range(9)], at=noon)
    read_by_default()
    tier = make()
    endpoint.says = lambda _heard: completion("no JSON")
    sweep()
    tier.refresh_from_db()
    assert (len(endpoint.heard), tier.problem, TierRefusal.objects.count()) == (5, "malformed", 5)
    assert tier.paused_until > timezone.now() + timedelta(minutes=50)


RESTS = [
    (Reply(status=429, headers={"retry-after": "3600"}), "busy", 3500, 3700),
    (Reply(status=429), "busy", 0, 61),
    (Reply(status=500), "busy", 0, 61),
    (Reply(status=401), "turned_away", 3500, 3700),
    (Reply(status=404), "turned_away", 3500, 3700),
    (Reply(status=302, headers={"location": "http://169.254.169.254/latest/meta-data/"}), "address", 0, 61),
    (Reply(b"x" * 400_000), "too_large", 0, 61),
    (Reply(b"\x1f\x8b", headers={"content-encoding": "gzip"}), "malformed", 3500, 3700),
]


@pytest.mark.parametrize(("reply", "problem", "least", "most"), RESTS, ids=range(len(RESTS)))
def test_a_host_that_fails_is_left_alone_for_a_while_and_no_text_is_given_up(
    make, sweep, endpoint, reply, problem, least, most
):
    tier = make()
    endpoint.says = lambda _heard: reply
    sweep()
    tier.refresh_from_db()
    rests = (tier.paused_until - timezone.now()).total_seconds()
    assert (tier.problem, least < rests <= most) == (problem, True)
    assert (TierRefusal.objects.count(), by(tier).count()) == (0, 0)
    assert {heard.path for heard in endpoint.heard} == {"/v1/chat/completions"}


def test_after_its_rest_a_tier_goes_on_and_its_problem_is_gone(make, sweep, endpoint):
    tier = make()
    endpoint.replies = [Reply(status=500)] * 2
    sweep()
    TextTier.objects.update(paused_until=timezone.now())
    sweep()
    tier.refresh_from_db()
    assert (tier.problem, tier.failures, by(tier).count()) == ("", 0, 3)


def test_a_host_that_is_allowed_no_more_gets_nothing(make, sweep, endpoint, settings):
    tier = make()
    settings.OUTBOUND_ALLOWED = frozenset()
    sweep()
    tier.refresh_from_db()
    assert (tier.problem, endpoint.heard) == ("address", [])


def test_a_key_that_cannot_be_read_any_more_is_named(make, sweep, endpoint, settings):
    tier = make()
    settings.SECRET_KEY = "another key of the installation"
    sweep()
    tier.refresh_from_db()
    assert (tier.problem, endpoint.heard) == ("key", [])


def test_the_key_stands_nowhere_in_the_row(make):
    tier = make()
    assert "sk-secret" not in str(vars(TextTier.objects.get()))
    assert tier.key == "sk-secret"


def test_another_model_reads_again_beside_the_first(make, sweep):
    first, second = make(), make(model="large-2")
    sweep()
    assert (by(first).count(), by(second).count(), by_default().count()) == (3, 3, 3)


def test_long_names_are_shortened_and_stay_apart(make, sweep):
    tiers = [make(model="vendor/" + "x" * 60 + end) for end in "ab"]
    sweep()
    assert [by(tier).count() for tier in tiers] == [3, 3]
    assert {len(tier.version) for tier in tiers} == {40}


def test_a_tier_of_one_workspace_reads_nothing_of_another(make, sweep, endpoint, other_workspace, noon):
    with in_workspace(other_workspace):
        source = Source.objects.create(key="s", name="S", kind=Kind.REVIEW, created_at=noon)
        record(source, [Draft(external_id="x", text="A secret of the harbour")], at=noon)
        read_by_default()
    make()
    sweep()
    assert len(endpoint.heard) == 3
    assert "harbour" not in json.dumps([heard.body for heard in endpoint.heard])


def test_a_removed_tier_is_never_called_again_and_its_key_is_gone(make, sweep, endpoint, owner, noon):
    tier = make()
    changing.remove(tier, by=owner, at=noon)
    assert sweep() == 0
    row = TextTier.objects.get()
    assert (endpoint.heard, row.sealed_key, row.removed_by) == ([], "", owner)


def test_an_embedding_model_is_taught_with_our_texts_and_then_reads(make, sweep, endpoint):
    tier = make(kind="embeddings", model="embed-1")
    endpoint.says = vectors_of
    while tier.needs_training:  # a piece at a time, however busy the machine is
        assert jobs.tiers_due()
        tier.refresh_from_db()
    taught = [text for heard in endpoint.heard for text in heard.body["input"]]
    assert len(taught) == 1500
    assert not any("送货太慢了，请联系" in text for text in taught)
    sweep()
    rows = list(by(tier))
    assert {row.engine for row in rows} == {f"embeddings/1@{endpoint.host}"}
    assert all(row.sentiment and sum([row.p_negative, row.p_neutral, row.p_positive]) > 0.999 for row in rows)
    assert "ann@example.com" not in json.dumps([heard.body for heard in endpoint.heard], ensure_ascii=False)


def test_teaching_goes_on_where_it_was_left(make, endpoint):
    tier = make(kind="embeddings", model="embed-1")
    endpoint.says = vectors_of
    hold = take("tiers.test", at=timezone.now())
    for minutes, heard, needs in ((0, 1, True), (0, 2, True), (5, 24, False)):
        until = timezone.now() + timedelta(minutes=minutes)
        reading.read_for_a_while(tier, hold, now=timezone.now, until=until)
        tier.refresh_from_db()
        assert (len(endpoint.heard), tier.needs_training, bytes(tier.taught) == b"") == (
            heard,
            needs,
            not needs,
        )


def test_what_was_taught_is_kept_over_a_failure_of_the_host_and_not_where_it_does_not_fit(make, endpoint):
    tier = make(kind="embeddings", model="embed-1")
    endpoint.says = vectors_of
    hold = take("tiers.test", at=timezone.now())

    def go():
        reading.read_for_a_while(tier, hold, now=timezone.now, until=timezone.now())
        tier.refresh_from_db()
        return bytes(tier.taught)

    kept = go()
    endpoint.says = lambda _heard: Reply(status=500)
    assert go() == kept
    assert tier.problem == "busy"
    endpoint.says = shorter_vectors_of
    assert go() == b""
    assert tier.problem == "malformed"


def test_an_embedding_model_that_changes_its_length_rests(make, sweep, endpoint):
    tier = make(kind="embeddings", model="embed-1")
    endpoint.says = vectors_of
    jobs.tiers_due()
    endpoint.says = shorter_vectors_of
    sweep()
    tier.refresh_from_db()
    assert (tier.problem, by(tier).count()) == ("malformed", 0)


def test_a_worker_whose_lease_was_taken_over_writes_nothing(make, endpoint):
    tier = make()
    hold = take("tiers.test", at=timezone.now())
    give_back(hold)
    with pytest.raises(LeaseLost):
        reading.read_for_a_while(tier, hold, now=timezone.now, until=timezone.now() + timedelta(seconds=5))
    assert by(tier).count() == 0
