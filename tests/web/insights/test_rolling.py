"""The files of an archive are looked up as often as they change, and counts are kept for as many months."""

import os

import pyarrow as pa

from regard.perception import archive
from regard.web.feedback.drafts import AnswerDraft, Draft
from regard.web.feedback.recording import record
from regard.web.insights import rolling, studies
from regard.web.insights.archiving import STAMP, folder_of
from regard.web.insights.rolling import files_of
from regard.web.insights.studies import Filters

LONG_AGO = 1_700_000_000_000_000_000


def looked_up(monkeypatch):
    """How often the files are looked up from now on."""
    times, listed = [], rolling._listed
    monkeypatch.setattr(rolling, "_listed", lambda folder: times.append(1) or listed(folder))
    return times


def age(folder):
    """Let the months be as if they had been written long ago."""
    for home in (path for path in folder.iterdir() if path.is_dir()):
        os.utime(home, ns=(LONG_AGO, LONG_AGO))


def test_the_files_of_months_that_rest_are_looked_up_once(told, inside, monkeypatch):
    folder = folder_of(inside)
    age(folder)
    times = looked_up(monkeypatch)
    assert files_of(folder) == files_of(folder)
    assert [path for path, *_ in files_of(folder)] == [str(path) for path in archive.paths(folder)]
    assert len(times) == 1


def test_a_month_that_changed_is_noticed_at_once(told, survey, inside, noon, settle):
    folder = folder_of(inside)
    age(folder)
    before = files_of(folder)
    record(survey, [Draft("more", text="More tea.", collected_at=noon)], at=noon)
    settle()
    after = files_of(folder)
    assert set(before) < set(after)
    age(folder)
    archive.write_month(folder, archive.UNDATED, [])
    assert set(files_of(folder)) < set(after)


def test_of_a_month_that_changed_just_now_the_time_is_not_trusted(told, survey, inside, noon, settle):
    folder = folder_of(inside)
    seen = {path: path.stat().st_mtime_ns for path in folder.iterdir() if path.is_dir()}
    before = files_of(folder)
    record(survey, [Draft("more", text="More tea.", collected_at=noon)], at=noon)
    settle()
    for home, at in seen.items():
        os.utime(home, ns=(at, at))
    assert set(before) < set(files_of(folder))


def test_an_archive_of_another_form_has_no_files(told, inside):
    folder = folder_of(inside)
    age(folder)
    assert files_of(folder)
    (folder / STAMP).unlink()
    assert files_of(folder) == ()


def test_numbers_follow_what_is_added_and_changed_month_by_month(told, survey, inside, noon, settle):
    def scored():
        return studies.score_counts(inside, "nps", where=Filters(segment="vip")).n

    assert scored() == 0
    for n, draft in enumerate((Draft("a", segment="vip"), Draft("b", segment="vip"), Draft("b", segment=""))):
        answers = (AnswerDraft.score("nps", 9, 0, 10),)
        record(
            survey,
            [Draft(draft.external_id, segment=draft.segment, answers=answers, collected_at=noon)],
            at=noon,
        )
        settle()
        assert scored() == (1, 2, 1)[n]


def test_only_so_many_bytes_of_counts_are_kept_those_asked_for_last(monkeypatch):
    small = pa.table({"n": [1]})
    monkeypatch.setattr(rolling, "OWN", 0)
    monkeypatch.setattr(rolling, "MOST", 2 * small.nbytes)
    kept = rolling._Latest()
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
    monkeypatch.setattr(rolling, "MOST", 3 * rolling.OWN)
    kept = rolling._Latest()
    for number in range(10):
        kept[number] = nothing
    assert list(kept) == [7, 8, 9]
