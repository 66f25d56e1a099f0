"""What the archive tells, and how fresh it is."""

import os
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from threading import Thread
from uuid import uuid4

import pytest

from regard.perception import nps
from regard.perception.counts import Counts, Scale
from regard.perception.schema import UnknownDimension
from regard.web.customers.matching import Person
from regard.web.feedback.drafts import AnswerDraft, Draft
from regard.web.feedback.models import Answer, Feedback, Source
from regard.web.feedback.recording import record
from regard.web.feedback.undoing import undo_batch
from regard.web.insights import archiving, studies
from regard.web.insights.records import matching
from regard.web.insights.studies import Filters
from regard.web.workspaces.tenancy import ForeignWorkspace, NoWorkspace, in_workspace

APRIL = datetime(2026, 4, 1, tzinfo=UTC)


def waves(before, after, segment="loyal"):
    """Answers of one segment: a March of one score each and an April of another."""
    for number in range(60):
        for wave, score, at in (("b", before, APRIL - timedelta(days=9)), ("a", after, APRIL)):
            yield Draft(
                f"{segment}{wave}{number}",
                segment=segment,
                collected_at=at,
                answers=(AnswerDraft.score("nps", score if number % 3 else 8, 0, 10),),
            )


def test_a_study_counts_what_the_database_holds(told, inside):
    found = studies.study(inside)
    assert found.records == matching().count()
    answers = Answer.objects.filter(field_type="nps", feedback__in=matching())
    scores = list(answers.values_list("value_number", flat=True))
    assert found.metrics["nps"].value == nps(Counts.from_scores(scores, Scale(0, 10))).value
    assert found.metrics["nps"].n == len(scores)
    assert found.sentiment["negative"] == matching(Filters(sentiment=("negative",))).count()
    assert [month.month for month in found.months] == ["2026-01", "2026-02", "2026-03", "2026-04"]


def test_a_study_of_some_rows_counts_only_those(told, inside):
    where = Filters(language=("zh",), start=date(2026, 2, 1))
    assert studies.study(inside, where).records == matching(where).count() > 0


def test_a_study_of_nothing_says_so(inside):
    found = studies.study(inside)
    assert (found.records, found.metrics, found.words, found.months) == (0, {}, (), ())


def test_numbers_of_few_can_be_hidden(survey, inside, noon, settle):
    record(survey, list(waves(9, 9))[:3], at=noon)
    settle()
    assert studies.study(inside, hide_below=5).metrics["nps"].status == "hidden"
    assert studies.study(inside).metrics["nps"].status == "not_enough_answers"


def test_counts_by_a_dimension_add_up_to_the_whole(told, inside):
    whole = studies.score_counts(inside, "nps")
    parts = studies.score_counts(inside, "nps", by=("segment",))
    assert {row.key[0] for row in parts.rows} == {"new", "loyal", "新客户", None}
    assert parts.rollup() == whole
    assert studies.record_counts(inside, by=("language",)).total == matching().count()
    read = matching().exclude(reading__sentiment="")
    assert studies.sentiment_counts(inside, by=("source",)).total == read.count()


def test_a_word_is_counted_once_for_each_person(survey, inside, noon, settle):
    person = Person(external_id="p")
    record(survey, [Draft(f"r{n}", text="Slow delivery.", person=person) for n in range(3)], at=noon)
    record(survey, [Draft("other", text="Slow delivery.")], at=noon)
    settle()
    assert {row.word: row.people for row in studies.word_counts(inside).rows}["slow"] == 2


def test_a_fall_in_one_segment_is_found_among_all_comparisons(survey, inside, noon, settle):
    record(survey, [*waves(10, 10, "loyal"), *waves(10, 2, "new")], at=noon)
    settle()
    march, april = Filters(end=APRIL.date()), Filters(start=APRIL.date())
    every = studies.changes(inside, march, april)
    assert every.comparisons == 3
    found = studies.findings(inside, march, april)
    assert [(one.dimension, one.value, one.comparison.difference < 0) for one in found] == [
        ("segment", "new", True),
        (None, None, True),
    ]
    assert all(one.comparison.p_adjusted >= one.comparison.p_value for one in every.findings)


def test_nothing_changed_where_nothing_changed(survey, inside, noon, settle):
    record(survey, list(waves(9, 9)), at=noon)
    settle()
    assert studies.findings(inside, Filters(end=APRIL.date()), Filters(start=APRIL.date())) == ()


def test_numbers_follow_a_rewritten_archive(survey, inside, noon, settle):
    record(survey, [Draft("a", collected_at=APRIL)], at=noon)
    settle()
    assert studies.study(inside).records == 1
    record(survey, [Draft("b", collected_at=APRIL), Draft("c")], at=noon)
    settle()
    assert studies.study(inside).records == 3


def test_the_same_study_of_the_same_archive_is_asked_once(told, inside):
    assert studies.study(inside) is studies.study(inside)
    assert studies.study(inside, hide_below=5) is not studies.study(inside)


def test_a_question_is_asked_again_where_a_month_goes_meanwhile(told, inside):
    folder = archiving.folder_of(inside)
    asked = []

    def question(engine):
        asked.append(engine)
        if len(asked) == 1:
            archiving.archive.remove_month(folder, "2026-01")
        return engine.record_counts().total

    whole = studies.record_counts(inside).total
    january = matching(Filters(start=date(2026, 1, 1), end=date(2026, 2, 1))).count()
    assert studies._ask(inside, question) == whole - january
    assert len(asked) == 2


def test_a_page_that_asks_while_every_month_is_written_anew_gets_its_answer(told, inside):
    folder, asked = archiving.folder_of(inside), []
    paths = archiving.archive.paths(folder)

    def question(engine):
        asked.append(engine)
        if len(asked) < len(paths) + studies.ATTEMPTS:  # each time another file has another moment of writing
            os.utime(paths[len(asked) % len(paths)], ns=(len(asked), len(asked)))
            raise OSError("a part was removed")
        return "answer"

    assert studies._ask(inside, question) == "answer"


def test_a_wrong_question_is_an_error_at_once(told, inside):
    with pytest.raises(UnknownDimension):
        studies.record_counts(inside, by=("text",))


def test_several_pages_may_ask_at_once(told, inside):
    answers = []

    def ask():
        with in_workspace(inside):
            answers.append(studies.study(inside).to_dict())

    threads = [Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 6
    assert all(answer == answers[0] for answer in answers)


def test_the_archive_says_how_fresh_it_is(survey, inside, noon, settle):
    empty = studies.freshness(inside)
    assert (empty.at, empty.change, empty.behind, empty.unread) == (None, 0, False, 0)
    record(survey, [Draft("a", collected_at=APRIL), Draft("b")], at=noon)
    behind = studies.freshness(inside)
    assert (behind.behind, behind.unread) == (True, 2)
    settle()
    fresh = studies.freshness(inside)
    assert (fresh.change, fresh.behind, fresh.unread) == (1, False, 0)
    assert fresh.at is not None
    record(survey, [Draft("b", text="more")], at=noon)
    assert studies.freshness(inside) == replace(fresh, behind=True, unread=1)


def test_the_archive_lags_while_a_month_is_stale(told, inside, noon):
    archiving.mark_stale(["2026-01"], at=noon)
    assert studies.freshness(inside).behind is True


def test_one_company_never_sees_the_numbers_of_another(told, inside, other_workspace, noon, settle):
    with in_workspace(other_workspace):
        theirs = Source.objects.create(key="survey", name="Theirs", kind="review", created_at=noon)
        record(theirs, list(waves(1, 1, "theirs")), at=noon)
        settle()
        assert studies.study(other_workspace).records == 120
        with pytest.raises(ForeignWorkspace):
            studies.study(inside)
    assert studies.record_counts(inside).total == matching().count()
    segments = studies.record_counts(inside, by=("segment",)).counts()
    assert "theirs" not in segments
    with pytest.raises(ForeignWorkspace):
        studies.freshness(other_workspace)


@pytest.mark.parametrize("ask", [studies.study, studies.freshness, studies.record_counts])
def test_outside_a_workspace_there_are_no_numbers(workspace, ask):
    with pytest.raises(NoWorkspace):
        ask(workspace)


def test_records_taken_out_leave_the_numbers(told, inside, settle):
    batch = uuid4()
    Feedback.objects.filter(source__key="reviews").update(batch_id=batch)
    undo_batch(batch)
    settle()
    assert set(studies.record_counts(inside, by=("source",)).counts()) == {"survey"}
    assert studies.record_counts(inside).total == matching().count()
