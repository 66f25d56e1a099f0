"""The newest records of any filters are those that the database finds, also of what came a second ago."""

from dataclasses import replace
from datetime import timedelta
from itertools import combinations
from uuid import uuid4

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from regard.web.feedback.drafts import Draft
from regard.web.feedback.models import Feedback, Source, State
from regard.web.feedback.recording import record
from regard.web.feedback.undoing import undo_batch
from regard.web.insights import archiving, newest, reading, studies
from regard.web.insights.correcting import correct, retract
from regard.web.insights.models import ArchiveState
from regard.web.insights.records import matching
from regard.web.insights.studies import Filters
from regard.web.workspaces.leases import held
from regard.web.workspaces.tenancy import in_workspace
from tests.web.insights.test_records import PARTS, filters

NARROW = Filters(sentiment=("negative",))
EVERYTHING = Filters()


def found(workspace, where=NARROW, *, most=10):
    return newest.newest(workspace, where, most=most, fresh=studies.freshness(workspace))


def expected(where=NARROW, *, most=10):
    return list(matching(where).order_by(*newest.NEWEST).values_list("pk", flat=True)[:most])


def quotes(workspace, where=EVERYTHING, **how):
    fresh = studies.freshness(workspace)
    ids = newest.clearest(workspace, where, **{"limit": 5, **how}, fresh=fresh)
    names = dict(Feedback.objects.values_list("pk", "external_id"))
    return [names[pk] for pk in ids]


def read_alone(inside):
    """Let everything be read, and the archive stay as it is."""
    with held(f"insights.read:{inside.pk}") as hold:
        while reading.read_next(hold, at=timezone.now()):
            pass


def test_every_filter_finds_the_records_that_the_database_finds_in_their_order(told, inside):
    pairs = combinations(("period", "channel", "some segments", "sentiment", "metric", "factor"), 2)
    for names in [*((name,) for name in PARTS), *pairs]:
        where = filters(*names)
        for most in (1, 7, 1_000):
            assert (names, found(inside, where, most=most)) == (names, expected(where, most=most))


def test_the_database_looks_up_only_those_that_are_asked_for(told, inside):
    studies_of = studies.freshness(inside)
    with CaptureQueriesContext(connection) as asked:
        assert len(newest.newest(inside, NARROW, most=3, fresh=studies_of)) == 3
    assert [query["sql"].count("feedback_feedback") > 0 for query in asked].count(True) == 1
    assert "workspace_id" not in asked[-1]["sql"].split("WHERE")[1]


def test_a_record_of_a_second_ago_is_among_them_unread_and_read(told, survey, inside, noon):
    new = Draft("new", text="Terrible tea, I hate it.", collected_at=noon, segment="new")
    record(survey, [new], at=noon)
    everyone, unread = Filters(segment=("new",)), Filters(segment=("new",), sentiment=(None,))
    for _ in range(2):
        assert studies.freshness(inside).behind
        for where in (everyone, unread, NARROW):
            assert found(inside, where) == expected(where)
        assert matching(everyone).get(external_id="new").pk in found(inside, everyone)
        read_alone(inside)
    assert matching().get(external_id="new").pk in found(inside)


def test_a_record_that_was_revised_or_withdrawn_is_what_it_is_now(told, survey, inside, noon):
    first, second = expected(most=2)
    gone, other = (Feedback.objects.get(pk=pk) for pk in (first, second))
    for row, how in ((gone, {"state": State.WITHDRAWN}), (other, {"text": "I love it, wonderful tea."})):
        source = Source.objects.get(pk=row.source_id)
        told_of = next(one for one in told if one.external_id == row.external_id)
        record(source, [replace(told_of, **how)], at=noon)
    for _ in range(2):
        assert found(inside) == expected()
        assert {first, second}.isdisjoint(found(inside))
        read_alone(inside)


def test_records_that_were_taken_out_leave_their_places_to_the_next(told, reviews, inside, noon, settle):
    batch = uuid4()
    bad = [Draft(f"x{n}", text=f"Terrible tea, I hate it {n}.", collected_at=noon) for n in range(12)]
    record(reviews, bad, at=noon, batch_id=batch)
    settle()
    assert undo_batch(batch) == 12
    assert found(inside, most=20) == expected(most=20)


def test_what_was_corrected_is_found_by_what_it_says_now(told, inside, noon, owner, settle):
    row = matching(Filters(sentiment=("positive",))).order_by(*newest.NEWEST)[0]
    made = correct(row, head="sentiment", act="set", value="negative", by=owner, at=noon)
    assert row.pk in found(inside)
    assert found(inside) == expected()
    settle()
    assert found(inside) == expected()
    retract(made, by=owner, at=noon)
    assert found(inside) == expected()


def test_where_the_archive_cannot_tell_or_many_match_the_database_is_asked(
    told, survey, inside, noon, drafts, monkeypatch
):
    assert found(inside, most=newest.MOST + 1) is None
    monkeypatch.setattr(newest, "MOST", 20)
    assert found(inside, Filters(), most=1) == expected(Filters(), most=1)
    assert found(inside, Filters(), most=21) is None
    record(survey, [Draft(f"more{n}", text="More.") for n in range(30)], at=noon)
    assert found(inside) is None


def test_of_very_many_of_one_moment_the_last_ids_come_first(told, survey, inside, noon, settle, monkeypatch):
    same = noon + timedelta(days=1)
    record(survey, [Draft(f"same{n}", text="Same.", collected_at=same) for n in range(30)], at=noon)
    settle()
    monkeypatch.setattr(newest, "MOST", 20)
    for most in (1, 5, 20):
        assert found(inside, Filters(), most=most) == expected(Filters(), most=most)


def test_without_an_archive_the_database_is_asked(survey, inside, noon, drafts, settle):
    assert found(inside) is None
    record(survey, drafts(20), at=noon)
    assert found(inside) is None
    settle()
    assert found(inside) == expected()
    (archiving.folder_of(inside) / archiving.STAMP).unlink()
    assert found(inside) is None


def test_while_records_are_read_again_the_database_is_asked(told, inside):
    ArchiveState.objects.update(version="0")
    assert found(inside) is None


def test_records_of_another_workspace_are_not_among_them(told, inside, other_workspace, noon, settle):
    with in_workspace(other_workspace):
        theirs = Source.objects.create(key="survey", name="Theirs", kind="review", created_at=noon)
        record(theirs, [Draft("secret", text="Terrible tea, I hate it.", collected_at=noon)], at=noon)
        settle()
        assert len(found(other_workspace)) == 1
    assert found(inside) == expected()


def test_quotes_are_of_one_sentiment_short_and_clear(survey, inside, noon, settle):
    texts = {
        "clear": "I love this tea, it is excellent and wonderful.",
        "mild": "The tea is good enough for me, I would say.",
        "long": "I love this excellent wonderful tea. " * 20,
        "bad": "Terrible tea, I hate it, awful service.",
        "short": "Great!",
        "silent": "",
    }
    record(survey, [Draft(name, text=text) for name, text in texts.items()], at=noon)
    record(survey, [Draft("title", title="I love this tea, it is excellent and wonderful.")], at=noon)
    read_alone(inside)
    for _ in range(2):
        assert quotes(inside, sentiment="positive", limit=2) == ["clear", "mild"]
        assert quotes(inside, sentiment="negative") == ["bad"]
        assert quotes(inside, Filters(sentiment=("positive",)), sentiment="negative") == []
        some = quotes(inside, Filters(sentiment=("positive", "mixed")), sentiment="positive", limit=1)
        assert some == ["clear"]
        assert quotes(inside, Filters(segment=("none",)), sentiment="negative") == []
        settle()


def test_quotes_are_chosen_among_the_newest_texts_by_archive_and_database_alike(told, inside, monkeypatch):
    for recent in (3, 10, 400):
        monkeypatch.setattr(newest, "RECENT", recent)
        for where in (Filters(), filters("some segments"), filters("period")):
            for sentiment in ("positive", "negative", "neutral"):
                by_archive = quotes(inside, where, sentiment=sentiment)
                with monkeypatch.context() as closed:
                    closed.setattr(newest, "MOST", 0)
                    assert quotes(inside, where, sentiment=sentiment) == by_archive
