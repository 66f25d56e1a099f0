"""Files on disk: packed with gzip or not, missing, damaged, or made to grow beyond reason."""

import gzip
import os
import tracemalloc

import pytest

from regard.web.listening.formats import UnreadableFile, explain, open_file
from regard.web.listening.formats.unpacking import MAX_RATIO, RATIO_FLOOR, FileBytes, refuse_bomb

TABLE = b"score,text\n" + b"".join(b"%d,something to say about it\n" % (n % 11) for n in range(1_000))


def refused(path, **options):
    with pytest.raises(UnreadableFile) as caught:
        list(open_file(path, **options))
    return caught.value


def test_a_packed_file_reads_like_the_file_inside(kept, packed):
    plain, inside = open_file(kept(TABLE)), open_file(packed(TABLE))
    assert (plain.compressed, inside.compressed) == (False, True)
    assert (inside.columns, list(inside)) == (plain.columns, list(plain))


def test_the_name_says_nothing_about_packing(packed):
    assert open_file(packed(TABLE, name="answers.xlsx")).format == "csv"


def test_a_file_packed_in_several_pieces_is_read_to_its_end(kept):
    path = kept(gzip.compress(TABLE[:5_000]) + gzip.compress(TABLE[5_000:]))
    assert len(list(open_file(path))) == 1_000


def test_packed_json_lines_are_read(packed):
    file = open_file(packed(b'{"text": "good"}\n{"text": "bad"}\n'))
    assert (file.format, [row.values["text"] for row in file]) == ("jsonl", ["good", "bad"])


def test_the_position_of_a_packed_file_counts_packed_bytes(packed):
    file = open_file(packed(TABLE * 20))
    reading = iter(file)
    next(reading)
    early = file.position
    list(reading)
    assert 0 < early <= file.position == file.size


def test_a_packed_bomb_of_one_cell_is_refused_by_its_ratio(packed):
    bomb = refused(packed(b"score,text\n1," + b"a" * 100_000_000))
    assert bomb.code == "archive_too_large"
    assert bomb.params["unpacked"] < 2 * RATIO_FLOOR


def test_a_packed_bomb_of_many_rows_is_refused_by_its_ratio(packed):
    assert refused(packed(b"score,text\n" + b"1,aaaaaaa\n" * 8_000_000)).code == "archive_too_large"


def test_a_packed_bomb_takes_little_memory(packed):
    path = packed(b"\n" * 150_000_000)
    tracemalloc.start()
    refused(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 20_000_000


def test_a_bomb_behind_harmless_rows_is_refused_while_reading(packed):
    harmless = b"score,text\n" + b"".join(b"1,%s\n" % os.urandom(20).hex().encode() for _ in range(30_000))
    file = open_file(packed(harmless + b"2," + b"x" * 150_000_000), encoding="utf-8")
    with pytest.raises(UnreadableFile) as caught:
        sum(1 for _ in file)
    assert caught.value.code == "archive_too_large"


def test_text_that_packs_well_is_no_bomb():
    refuse_bomb(RATIO_FLOOR, 10)
    refuse_bomb(100 * RATIO_FLOOR, RATIO_FLOOR)
    with pytest.raises(UnreadableFile):
        refuse_bomb(MAX_RATIO * RATIO_FLOOR + 1, RATIO_FLOOR)


def test_packed_twice_is_refused(packed):
    assert refused(packed(gzip.compress(TABLE))).code == "nested_archive"


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: content[:-200],
        lambda content: content[:12],
        lambda content: content[: len(content) // 2] + b"\0" * 50 + content[len(content) // 2 :],
        lambda content: content[:-6] + b"abcdef",
        lambda content: b"\x1f\x8b\x08" + b"\xff" * 100,
    ],
    ids=["cut", "cut at once", "overwritten", "wrong sum", "nonsense"],
)
def test_a_damaged_packed_file_is_refused(kept, damage):
    content = gzip.compress(os.urandom(4_000).hex().encode() + b"\n" + TABLE)
    assert refused(kept(damage(content)), encoding="utf-8").code == "damaged_archive"


def test_nothing_inside_a_packed_file_is_an_empty_file(packed):
    assert refused(packed(b"")).code == "empty_file"


def test_an_empty_file_is_refused(kept):
    assert refused(kept(b"")).code == "empty_file"


def test_a_missing_file_is_named(tmp_path):
    missing = refused(tmp_path / "gone.csv")
    assert (missing.code, str(missing)) == ("missing_file", "there is no file “gone.csv”")
    assert explain(missing, "zh-Hans") == "没有名为“gone.csv”的文件"


def test_a_folder_is_no_file(tmp_path):
    folder = refused(tmp_path)
    assert (folder.code, folder.params) == ("is_a_folder", {"name": tmp_path.name})


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_said_to_be_one(kept):
    path = kept(TABLE)
    path.chmod(0)
    assert refused(path).code == "no_permission"


def test_a_path_that_cannot_exist_is_refused(tmp_path):
    assert refused(tmp_path / "a\0b.csv").code == "read_failed"


def test_a_file_is_read_as_often_as_it_is_opened(kept):
    file = FileBytes(kept(TABLE))
    for _ in range(3):
        with file.open() as stream:
            assert stream.read() == TABLE
    assert (file.size, file.position) == (len(TABLE), len(TABLE))


def test_the_head_of_a_file_is_unpacked(kept, packed):
    assert FileBytes(packed(TABLE)).head(10) == TABLE[:10]
    assert FileBytes(kept(TABLE)).head(1 << 20) == TABLE
