"""The files of an archive are looked up as often as they change, and counts are kept for as many months."""

import os

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
