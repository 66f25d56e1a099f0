"""The archive counts themes as the records tell them, by a file beside it that follows the themes of now."""

import json
import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pyarrow.parquet as pq
import pytest
from django.db import transaction
from django.utils import timezone

from regard.perception.engines.duckdb import DuckDBEngine
from regard.perception.tallies import Filters
from regard.web.feedback.drafts import AnswerDraft, Draft
from regard.web.feedback.models import Feedback
from regard.web.feedback.recording import record
from regard.web.feedback.undoing import undo_batch
from regard.web.insights import archiving, jobs, theme_keeping, theme_table, watch_study
from regard.web.insights.theme_keeping import Merge, Move, Rename, Retire
from regard.web.insights.theme_numbers import seen
from regard.web.insights.theme_tallies import Themed, ThemesMoved
from regard.web.insights.watch_study import Watched
from regard.web.workspaces.leases import LeaseLost, held
from tests.web.asking import asked
from tests.web.insights.test_themes import change, sweep, theme_of
from tests.web.insights.test_themes import drafts as on_topics
from tests.web.results.conftest import answer

__all__ = ["answer", "asked"]
pytestmark = pytest.mark.django_db
LATER = Filters(start=date(2026, 2, 20))
EARLIER = Filters(start=date(2026, 1, 1), end=date(2026, 2, 20))


@pytest.fixture
def said(inside, survey, drafts, noon):
    """Texts on four topics with scores on several scales, records of all sorts, and their themes."""
    dice, days = random.Random(3), [noon - timedelta(days=150 + 20 * number) for number in range(5)]
    scored = [
        Draft(
            external_id=one.external_id, text=one.text, collected_at=dice.choice([*days, None]),
            segment=dice.choice(["", "new", "老客户"]),
            answers=(AnswerDraft.score("nps", dice.randint(0, 10), 0, 10),
                     AnswerDraft.score("csat", dice.randint(1, 5), 1, 5, field_id="c"),
                     AnswerDraft.score("csat", dice.randint(1, 7), 1, 7, field_id="d")),
        )
        for one in on_topics(15)
    ]  # fmt: skip
    record(survey, [*scored, *drafts(120)], at=noon)
    return inside


@pytest.fixture
def follow(settle):
    """The worker until there is nothing to do."""

    def rest():
        settle()
        sweep()
        settle()

    return rest


@pytest.fixture
def told(said, follow):
    follow()
    return said


def themed(workspace):
    return Themed.of(workspace, theme_keeping.state())


def both(workspace, where, before=None):
    """The numbers of both ways, which are the same."""
    way = themed(workspace)
    assert way is not None
    found = seen(where, before, told=way)
    assert found == seen(where, before)
    return found


def carried(workspace):
    path = theme_table.path_of(workspace, theme_keeping.state())
    rows = pq.read_table(path).to_pylist()
    assert len({row["record_id"] for row in rows}) == len(rows)
    return {row["record_id"]: set(row["themes"]) for row in rows}


def test_both_ways_tell_the_same_numbers_of_every_theme_and_group(told, survey, owner, noon, follow):
    ten = (AnswerDraft.score("nps", 10, 0, 10),)
    record(survey, [replace(one, answers=ten) for one in on_topics(40, start=900)], at=noon)
    one, other = theme_of("parcel"), theme_of("味道")
    for act in (Move(one.key, None), Move(other.key, None), Move(one.key, other.key)):
        change(act, by=owner, at=noon)
    follow()
    found = both(told, Filters())
    assert found.scores.metric and found.scores.gaps
    assert found.themes[other.pk].n > found.themes[one.pk].n > 0
    assert 0 < found.without < found.records
    assert any(numbers.change for numbers in both(told, LATER, EARLIER).themes.values())
    for where in (
        Filters(segment=("老客户", None)),
        Filters(language="zh", sentiment=("negative", None)),
        Filters(metric="ces", start=date(2026, 1, 20)),
        Filters(word="slow"),
        Filters(source="nowhere"),
    ):
        both(told, where, EARLIER)


def test_anonymous_answers_that_wait_are_counted_by_neither_way(said, asked, answer, noon, follow):
    link = asked("nps", anonymous=True)
    for place in range(7):
        answer(link, noon + timedelta(seconds=place), score=place, why="The parcel arrived late")
    follow()
    found = both(said, Filters(segment=(None,)))
    assert both(said, Filters()).records > found.records
    assert found.records < Feedback.objects.exclude(title="", text="").filter(segment="").count()


@pytest.mark.parametrize("metric", [watch_study.SHARE, "net_sentiment", "nps", "csat"])
def test_an_alarm_sees_the_same_days_both_ways(told, metric):
    watched = Watched(metric, Filters(segment=("", "老客户", None)), Filters(), theme_of("parcel"))
    found = watch_study.series(told, watched)
    assert found.days
    theme_table.path_of(told, theme_keeping.state()).unlink()
    assert themed(told) is None
    assert watch_study.series(told, watched) == found


def test_after_a_publication_the_records_tell_until_the_file_does(told, owner, noon, follow):
    before, one, other = themed(told), theme_of("parcel"), theme_of("waiter")
    change(Merge(one.key, (other.key,)), by=owner, at=noon)
    assert themed(told) is None
    assert not theme_table.is_due(theme_keeping.state(), seconds=0)  # nobody has the new themes yet
    follow()
    assert themed(told).state != before.state
    assert other.pk not in both(told, Filters()).themes
    assert before.record_counts().total  # a page that began before goes on with what it saw
    before.path.unlink()
    with pytest.raises(ThemesMoved):
        before.record_counts(by=("day",))
    assert seen(Filters(), told=before) == seen(Filters())


def test_files_of_editions_of_before_go_once_no_page_can_be_asking(
    told, survey, owner, noon, follow, monkeypatch
):
    def more(name):
        record(survey, [Draft(external_id=name, text="The parcel arrived late", collected_at=noon)], at=noon)
        follow()
        return {path.name for path in archiving.folder_of(told).glob("themes-*")}

    first = themed(told).path.name
    change(Rename(theme_of("parcel").key, "包裹"), by=owner, at=noon)
    follow()
    second = themed(told).path.name
    assert more("one") == {first, second}
    monkeypatch.setattr(theme_table, "ASKED", -timedelta(seconds=1))
    assert more("two") == {second}


def test_an_edition_that_comes_again_after_a_copy_was_put_back_is_not_that_of_before(
    told, owner, noon, follow
):
    class PutBack(Exception):
        pass

    one, other = theme_of("parcel"), theme_of("waiter")
    with pytest.raises(PutBack), transaction.atomic():
        change(Merge(one.key, (other.key,)), by=owner, at=noon)
        follow()
        lost = theme_keeping.state()
        raise PutBack
    change(Rename(theme_of("味道").key, "茶味"), by=owner, at=noon)
    assert theme_keeping.state().edition == lost.edition and theme_table.path_of(told, lost).exists()
    assert themed(told) is None
    follow()
    assert other.pk in both(told, Filters()).themes


@pytest.mark.parametrize("act", [lambda one: Rename(one.key, "包裹"), lambda one: Retire(one.key)])
def test_every_act_makes_a_file_of_its_own(told, owner, noon, follow, act):
    change(act(theme_of("parcel")), by=owner, at=noon)
    follow()
    both(told, Filters())
    change(Rename(theme_of("waiter").key, "服务员"), by=owner, at=noon)
    follow()
    both(told, Filters())


def test_new_and_changed_records_are_exchanged_in_the_file_that_there_is(told, survey, noon, follow):
    news = [Draft(external_id="new", text="The parcel arrived late", collected_at=noon)]
    news += [Draft(external_id="delivery0", text="茶叶的味道很淡", collected_at=noon)]
    news += [Draft(external_id="delivery1", text="", collected_at=noon)]
    news += [Draft(external_id="wordless", text="", collected_at=noon)]
    record(survey, news, at=noon)
    follow()
    both(told, Filters())
    found, path = carried(told), theme_table.path_of(told, theme_keeping.state())
    pks = {name: str(Feedback.objects.get(external_id=name).pk) for name in ("new", "delivery0", "delivery1")}
    assert found[pks["new"]] > {theme_of("parcel").key}
    assert found[pks["delivery0"]] > {theme_of("味道").key}
    assert pks["delivery1"] not in found
    path.unlink()
    follow()
    assert carried(told) == found


def test_only_months_that_something_changed_in_are_in_another_state(told, survey, noon, follow):
    def states():
        path = theme_table.path_of(told, theme_keeping.state())
        return json.loads(pq.read_metadata(path).metadata[b"months"])

    before, when = states(), datetime(2025, 5, 9, tzinfo=UTC)
    assert {"2026-01", "2026-02"} <= set(before)
    record(survey, [Draft(external_id="new", text="The parcel arrived late", collected_at=when)], at=noon)
    follow()
    after = states()
    assert set(after) - set(before) == {"2025-05"}
    assert {month: after[month] for month in before} == before
    moved = replace(
        Draft(external_id="new", text="The parcel arrived late"),
        collected_at=when.replace(year=2026, month=2),
    )
    record(survey, [moved], at=noon)
    follow()
    last = states()
    assert set(last) == set(before)
    assert [month for month in before if last[month] != before[month]] == ["2026-02"]
    both(told, Filters(start=date(2026, 2, 1), end=date(2026, 3, 1)))


def test_of_what_is_removed_nothing_is_left(told, survey, noon, follow):
    batch = Feedback.objects.first().pk  # any id
    record(survey, [Draft(external_id="gone", text="The parcel arrived late")], at=noon, batch_id=batch)
    follow()
    gone = str(Feedback.objects.get(external_id="gone").pk)
    assert gone in carried(told)
    undo_batch(batch)
    follow()
    both(told, Filters())
    assert gone not in carried(told)


def test_a_writer_that_lost_its_lease_or_was_killed_leaves_the_file_as_it_was(told, survey, noon, settle):
    kept, folder = theme_keeping.state(), archiving.folder_of(told)
    found = carried(told)
    (folder / f"{theme_table.UNFINISHED}{theme_table.NAME}killed").write_bytes(b"PAR1")
    record(survey, [Draft(external_id="new", text="The parcel arrived late")], at=noon)
    with held("insights.themes:late") as hold:
        pass
    with pytest.raises(LeaseLost):
        theme_table.write(hold, kept)
    assert carried(told) == found
    assert not list(folder.glob(f"{theme_table.UNFINISHED}*"))


def test_a_file_that_took_long_is_left_alone_for_a_while(told, monkeypatch):
    kept = theme_keeping.state()
    found = theme_table.written(theme_table.path_of(told, kept))
    assert (found.change, theme_table.is_due(kept, seconds=found.at)) == (kept.change, False)
    kept.change += 1
    assert theme_table.is_due(kept, seconds=found.at)
    monkeypatch.setattr(theme_table, "QUICK", -timedelta(seconds=1))
    assert not theme_table.is_due(kept, seconds=found.at)
    assert theme_table.is_due(kept, seconds=found.at + 60)


def test_before_the_archive_was_whole_there_is_no_file(said):
    sweep()
    assert themed(said) is None
    assert seen(Filters()).themes


def test_an_archive_that_is_written_anew_gets_its_file_anew(told, follow):
    archiving.mark_all(at=timezone.now())
    assert themed(told) is None
    follow()
    both(told, Filters())


def test_the_worker_counts_the_themes_before_anybody_asks(told, survey, noon, follow, monkeypatch):
    def numbers():
        way = themed(told)
        return way.record_counts(by=("theme", "sentiment"), where=LATER), way.record_counts(
            by=("segment",), where=Filters(theme=(theme_of("parcel").key,))
        )

    before, asks = numbers(), []
    assert jobs.counts_due() and not jobs.counts_due()
    for name in ("_ask", "table"):
        monkeypatch.setattr(DuckDBEngine, name, lambda *_, **__: asks.append(1) or 1 / 0)
    assert numbers() == before and not asks
    monkeypatch.undo()
    record(survey, on_topics(10, start=900), at=noon)
    follow()
    assert jobs.counts_due()
    assert numbers() != before
