"""Counts of months are kept in memory, as many as fit, and in files that every process finds."""

import pyarrow as pa
import pytest

from regard.perception.engines.duckdb import DuckDBEngine
from regard.perception.engines.kept import USED
from regard.web.feedback.drafts import AnswerDraft, Draft
from regard.web.feedback.recording import record
from regard.web.insights import archiving, counts_kept, jobs, studies
from regard.web.insights.studies import Filters

WHERE = Filters(marks=(("factor:support",),))


@pytest.fixture
def asks(monkeypatch):
    """What the rows are asked from now on."""
    texts = []
    for name in ("_ask", "table"):
        plain = getattr(DuckDBEngine, name)
        monkeypatch.setattr(
            DuckDBEngine,
            name,
            lambda self, text, *rest, plain=plain, **how: (
                texts.append(text) or plain(self, text, *rest, **how)
            ),
        )
    return texts


def begin_again():
    """As in another process: nothing is in memory."""
    counts_kept._LATEST.clear()
    counts_kept._LATEST._bytes = 0
    studies._engine.cache_clear()
    jobs._COUNTED.clear()


def numbers(workspace):
    return (
        studies.score_counts(workspace, "nps", by=("month", "source"), where=WHERE),
        studies.record_counts(workspace, by=("language",), where=WHERE),
        studies.sentiment_counts(workspace, by=("segment",)),
        studies.record_counts(workspace, by=("source", "channel")),
    )


def test_another_process_finds_what_was_counted(told, inside, asks):
    before = numbers(inside)
    assert asks
    begin_again()
    asks.clear()
    assert numbers(inside) == before
    assert asks == []


def test_a_month_that_changed_is_counted_again_and_its_old_counts_go(told, survey, inside, noon, settle):
    numbers(inside)
    folder = archiving.folder_of(inside) / counts_kept.COUNTS
    before = {path.name for path in folder.iterdir()}
    answers, day = (AnswerDraft.score("nps", 9, 0, 10),), max(d.collected_at for d in told if d.collected_at)
    record(survey, [Draft("more", text="It was great.", answers=answers, collected_at=day)], at=noon)
    settle()
    first = numbers(inside)
    begin_again()
    assert numbers(inside) == first
    after = {path.name for path in folder.iterdir()}
    assert len({name.rpartition("-")[0] for name in after}) == len(after)
    assert before - after and after - before


def test_a_file_that_was_cut_or_cannot_be_written_is_counted_again(told, inside, monkeypatch):
    before = numbers(inside)
    for path in (archiving.folder_of(inside) / counts_kept.COUNTS).iterdir():
        path.write_bytes(path.read_bytes()[:40])
    begin_again()
    assert numbers(inside) == before
    begin_again()
    monkeypatch.setattr(counts_kept, "COUNTS", "stamp/none")  # no folder can be there
    assert numbers(inside) == before


def test_the_worker_counts_before_anybody_asks_and_once(told, inside, asks):
    words = studies.word_counts(inside)
    assert words.rows
    assert jobs.counts_due()
    assert not jobs.counts_due()
    begin_again()
    asks.clear()
    numbers(inside)
    assert studies.word_counts(inside) == words
    assert asks == []


def test_who_used_which_word_stays_in_its_files(told, inside):
    words = studies.word_counts(inside)
    jobs.counts_due()
    assert not any(key[1] == USED for key in counts_kept._LATEST)
    folder = archiving.folder_of(inside) / counts_kept.COUNTS
    for path in folder.iterdir():
        path.write_bytes(path.read_bytes()[:40])
    begin_again()
    assert studies.word_counts(inside) == words


def test_an_archive_that_is_written_anew_begins_without_counts(told, inside, noon, settle):
    before = numbers(inside)
    stamp = archiving.folder_of(inside) / archiving.STAMP
    stamp.rename(stamp.with_name("stamp-of-another-form"))
    archiving.mark_all(at=noon)
    assert not (archiving.folder_of(inside) / counts_kept.COUNTS).exists()
    settle()
    assert numbers(inside) == before


def test_only_so_many_bytes_of_counts_are_kept_those_asked_for_last(monkeypatch):
    small = pa.table({"n": [1]})
    monkeypatch.setattr(counts_kept, "OWN", 0)
    monkeypatch.setattr(counts_kept, "MOST", 2 * small.nbytes)
    kept = counts_kept._Latest()
    for name in "abbc":
        kept[name] = small
    assert list(kept) == ["b", "c"]
    assert kept.get("b") is small and kept.get("a") is None
    assert list(kept) == ["c", "b"]
    kept["d"] = pa.table({"n": [1, 2, 3]})  # more than all that may be kept
    assert list(kept) == []
    kept["e"] = small
    assert list(kept) == ["e"]


def test_tables_without_rows_take_their_part_too(monkeypatch):
    nothing = pa.table({"n": pa.array([], pa.int64())})
    monkeypatch.setattr(counts_kept, "MOST", 3 * counts_kept.OWN)
    kept = counts_kept._Latest()
    for number in range(10):
        kept[number] = nothing
    assert list(kept) == [7, 8, 9]
