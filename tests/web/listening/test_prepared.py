"""Prepared rows are kept beside the upload, in order, and by one writer at a time."""

import sqlite3
from contextlib import closing

import pytest

from regard.web.listening.prepared import Piece, PreparationLost, PreparedRows, Seen, removed, sealed


@pytest.fixture
def path(tmp_path):
    return tmp_path / "rows.prepared"


@pytest.fixture
def rows(path):
    with closing(PreparedRows(path)) as opened:
        yield opened


def test_what_was_taken_in_comes_back_piece_by_piece(rows):
    first, second = Piece(3, [{"text": "好"}, {"text": "bad"}]), Piece(5, [{"text": "😀"}])
    rows.append(first, [], after=0)
    rows.append(second, [], after=3)
    assert (rows.last, rows.after(0), rows.after(3), rows.after(5)) == (5, first, second, None)


def test_what_was_seen_is_known_again_and_can_be_seen_once_more(rows):
    rows.append(Piece(1, []), [("a", Seen("d1", 2))], after=0)
    assert rows.seen(["a", "b"]) == {"a": Seen("d1", 2, 1)}
    rows.append(Piece(2, []), [("a", Seen("d1", 2, 2)), ("b", Seen("d2", 3))], after=1)
    assert rows.seen(["a", "b"]) == {"a": Seen("d1", 2, 2), "b": Seen("d2", 3, 1)}


def test_very_many_keys_can_be_asked_for_at_once(rows):
    keys = [f"key {number}" for number in range(5_000)]
    rows.append(Piece(1, []), [(key, Seen("d", place)) for place, key in enumerate(keys)], after=0)
    assert {key: one.row for key, one in rows.seen(keys).items()} == {key: n for n, key in enumerate(keys)}


def test_a_writer_that_missed_what_another_wrote_is_refused(path, rows):
    rows.append(Piece(3, []), [], after=0)
    with closing(PreparedRows(path)) as late, pytest.raises(PreparationLost):
        late.append(Piece(4, [{"text": "twice"}]), [("k", Seen("d", 1))], after=0)
    assert (rows.last, rows.after(3), rows.seen(["k"])) == (3, None, {})


def test_clearing_begins_again(rows):
    rows.append(Piece(3, [{"text": "x"}]), [("k", Seen("d", 1))], after=0)
    rows.clear()
    assert (rows.last, rows.after(0), rows.seen(["k"])) == (0, None, {})


def test_what_was_committed_survives_a_process_that_is_gone(path, rows):
    rows.append(Piece(3, [{"text": "x"}]), [], after=0)
    with closing(PreparedRows.existing(path)) as other:
        assert other.after(0) == Piece(3, [{"text": "x"}])


def test_sealing_leaves_one_file(path):
    with closing(PreparedRows(path)) as rows:
        rows.append(Piece(3, [{"text": "x"}]), [], after=0)
        sealed(path)
    beside = [one.name for one in path.parent.iterdir() if one.stat().st_size]
    assert beside == [path.name]


def test_removing_leaves_nothing_and_may_be_repeated(path, rows):
    rows.append(Piece(3, []), [], after=0)
    removed(path)
    removed(path)
    assert list(path.parent.iterdir()) == []


def test_a_missing_file_is_no_preparation(path):
    with pytest.raises(PreparationLost):
        PreparedRows.existing(path)
    assert not path.exists()


def test_a_damaged_file_is_no_preparation(path):
    path.write_bytes(b"SQLite format 3\0 and then something else entirely" * 50)
    with pytest.raises(PreparationLost):
        PreparedRows(path)


def test_a_failed_write_leaves_what_was_there(rows, path):
    rows.append(Piece(3, []), [], after=0)
    with pytest.raises(sqlite3.Error):
        rows.append(Piece(6, []), [("k", Seen(None, 1))], after=3)
    assert rows.last == 3
    rows.append(Piece(4, []), [], after=3)
    assert rows.last == 4
