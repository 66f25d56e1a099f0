"""Workbooks made to harm whoever opens them: refused unopened, or by the limits around the reader."""

import resource
import struct
import tracemalloc
import zipfile

import pytest

from regard.web.listening.formats import UnreadableFile, open_file
from regard.web.listening.formats.archives import check_workbook

SHEET = "xl/worksheets/sheet1.xml"
NAMESPACE = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'


def sheet_xml(rows, before="", after=""):
    sheet = f"{before}<sheetData>{rows}</sheetData>{after}"
    return f'<?xml version="1.0"?><worksheet {NAMESPACE}>{sheet}</worksheet>'


ONE_ROW = '<row r="1"><c r="A1"><v>1</v></c></row>'


@pytest.fixture
def rebuilt(workbook, tmp_path):
    """Write a workbook in which some parts are replaced, added or left out."""
    original = workbook({"A": [["score", "comment"], [9, "good"]]})

    def rebuild(replaced=None, *, without=(), added=(), name="hostile.xlsx"):
        path = tmp_path / name
        with zipfile.ZipFile(original) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
            for entry in old.infolist():
                if entry.filename not in without:
                    new.writestr(entry.filename, (replaced or {}).get(entry.filename) or old.read(entry))
            for filename, content in added:
                new.writestr(filename, content)
        return path

    return rebuild


def code_of(path, **options):
    with pytest.raises(UnreadableFile) as refused:
        list(open_file(path, **options))
    return refused.value.code


def test_the_workbook_that_the_others_are_made_of_is_read(rebuilt):
    assert [row.values for row in open_file(rebuilt())] == [{"score": 9, "comment": "good"}]


def test_a_sheet_that_unpacks_to_far_more_is_refused(rebuilt):
    assert code_of(rebuilt({SHEET: sheet_xml(ONE_ROW + " " * 100_000_000)})) == "archive_too_large"


def test_a_bomb_in_a_part_that_nobody_reads_is_refused(rebuilt):
    assert code_of(rebuilt(added=[("xl/media/image1.png", b"\0" * 100_000_000)])) == "archive_too_large"


def test_a_bomb_takes_little_memory_to_refuse(rebuilt):
    path = rebuilt({SHEET: sheet_xml(ONE_ROW + " " * 100_000_000)})
    tracemalloc.start()
    code_of(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 20_000_000


def test_a_bomb_that_declares_a_small_size_is_measured_all_the_same(rebuilt, tmp_path):
    path = rebuilt({SHEET: sheet_xml(ONE_ROW + " " * 100_000_000)})
    with zipfile.ZipFile(path) as archive:
        entry = archive.getinfo(SHEET)
        true_size = struct.pack("<L", entry.file_size)
    lying = tmp_path / "lying.xlsx"
    lying.write_bytes(path.read_bytes().replace(true_size, struct.pack("<L", 500)))
    assert code_of(lying) == "archive_too_large"


def test_entries_that_share_their_bytes_are_refused(rebuilt, tmp_path):
    path = rebuilt()
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        first, second = archive.infolist()[:2]
    at = content.rindex(b"PK\x01\x02", 0, content.rindex(second.filename.encode()))
    content[at + 42 : at + 46] = struct.pack("<L", first.header_offset)
    overlapping = tmp_path / "overlapping.xlsx"
    overlapping.write_bytes(content)
    assert code_of(overlapping) in ("archive_unsafe", "damaged_archive")


def test_thousands_of_entries_are_refused(rebuilt):
    assert code_of(rebuilt(added=[(f"xl/x{place}", "") for place in range(2_500)])) == "archive_unsafe"


def test_one_name_twice_is_refused(rebuilt):
    assert code_of(rebuilt(added=[("XL/Workbook.xml", "<workbook/>")])) == "archive_unsafe"


@pytest.mark.parametrize(
    "declared",
    [
        '<!DOCTYPE worksheet [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>',
        '<!DOCTYPE worksheet SYSTEM "http://evil.example/x.dtd">',
        '<!DOCTYPE worksheet [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        "<!doctype worksheet>",
    ],
)
def test_xml_with_declarations_is_refused(rebuilt, declared):
    hostile = f'<?xml version="1.0"?>{declared}<worksheet {NAMESPACE}><sheetData>&x;</sheetData></worksheet>'
    assert code_of(rebuilt({SHEET: hostile})) == "archive_unsafe"


def test_xml_in_another_encoding_cannot_hide_declarations(rebuilt):
    hostile = f'<!DOCTYPE x [<!ENTITY a "a">]>{sheet_xml(ONE_ROW)}'.encode("utf-16")
    assert code_of(rebuilt({SHEET: hostile})) == "archive_unsafe"


@pytest.mark.parametrize(
    "far",
    [
        '<c r="XFD1000000"><v>2</v></c>',
        "<c r='XFD1000000'><v>2</v></c>",
        '<c r = "XFD1000000"><v>2</v></c>',
        '<c s="1"\nr="XFD1000000"><v>2</v></c>',
        '<c r="xfd1000000"><v>2</v></c>',
        '<c r="XfD1000000" t="n"><v>2</v></c>',
    ],
)
def test_two_cells_far_apart_do_not_set_up_all_that_lies_between(rebuilt, far):
    rows = f'{ONE_ROW}<row r="1000000">{far}</row>'
    assert code_of(rebuilt({SHEET: sheet_xml(rows)})) == "sheet_too_large"


def test_a_far_cell_is_found_wherever_the_reading_cuts_the_text(rebuilt):
    for filler in range(262_144 - 120, 262_144 - 60, 7):
        rows = f'{ONE_ROW}{" " * filler}<row r="1000000"><c r="XFD1000000"><v>2</v></c></row>'
        assert code_of(rebuilt({SHEET: sheet_xml(rows)})) == "sheet_too_large"


def test_far_cells_without_a_reference_meet_the_limits_of_the_reader(rebuilt):
    rows = '<row r="1">' + "<c><v>1</v></c>" * 9_000 + '</row><row r="1000000"><c><v>2</v></c></row>'
    assert code_of(rebuilt({SHEET: sheet_xml(rows)})) == "workbook_too_large"


def test_texts_that_are_only_promised_meet_the_limits_of_the_reader(rebuilt):
    texts = f'<sst {NAMESPACE} count="4000000000" uniqueCount="4000000000"><si><t>one</t></si></sst>'
    assert code_of(rebuilt({"xl/sharedStrings.xml": texts})) == "workbook_too_large"


def test_a_long_text_that_every_cell_repeats_meets_the_limits_of_the_reader(rebuilt):
    texts = f'<sst {NAMESPACE} count="1" uniqueCount="1"><si><t>{"x" * 60_000}</t></si></sst>'
    rows = "".join(
        f'<row r="{at}"><c r="A{at}" t="s"><v>0</v></c><c r="B{at}"><v>{at * 7919}</v></c></row>'
        for at in range(1, 30_001)
    )
    assert code_of(rebuilt({"xl/sharedStrings.xml": texts, SHEET: sheet_xml(rows)})) == "workbook_too_large"


def test_the_memory_of_this_process_stays_small_throughout(rebuilt):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    rows = '<row r="1">' + "<c><v>1</v></c>" * 9_000 + '</row><row r="1000000"><c><v>2</v></c></row>'
    code_of(rebuilt({SHEET: sheet_xml(rows)}))
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000  # kilobytes


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1"><c r="A1" t="s"><v>99999</v></c></row>',
        '<row r="1"><c r="A1" t="s"><v>-5</v></c></row>',
        '<row r="1"><c r="ZZZZ1"><v>1</v></c></row>',
        '<row r="1"><c r="A99999999999"><v>1</v></c></row>',
        '<row r="x"><c r="A1"><v>1</v></c></row>',
        '<row r="1"><c r="A1"><v>1</v>',
        '<row r="1"><c r="A1" t="e"><v>odd</v></c></row>',
        "",
    ],
)
def test_a_sheet_with_nonsense_in_it_is_refused_or_read_but_never_fails(rebuilt, rows):
    try:
        found = list(open_file(rebuilt({SHEET: sheet_xml(rows)})))
    except UnreadableFile as refused:
        assert refused.code in ("damaged_archive", "sheet_too_large", "no_rows", "empty_file")
    else:
        assert len(found) <= 1


def test_a_promised_size_of_the_sheet_is_not_believed(rebuilt):
    rows = ONE_ROW + '<row r="2"><c r="A2"><v>2</v></c></row>'
    file = open_file(rebuilt({SHEET: sheet_xml(rows, before='<dimension ref="A1:XFD1048576"/>')}))
    assert [list(row.values.values()) for row in file] == [[1], [2]]


def test_a_hundred_thousand_merged_ranges_are_borne(rebuilt):
    merged = "<mergeCells>" + '<mergeCell ref="A1:A1048576"/>' * 100_000 + "</mergeCells>"
    rows = ONE_ROW + '<row r="2"><c r="A2"><v>2</v></c><c r="B2"><v>3</v></c></row>'
    file = open_file(rebuilt({SHEET: sheet_xml(rows, after=merged)}))
    assert len(list(file)) == 2


@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/_rels/workbook.xml.rels"])
def test_a_workbook_without_one_of_its_parts_is_refused(rebuilt, part):
    assert code_of(rebuilt(without=[part])) in ("damaged_archive", "no_workbook", "empty_file")


def test_a_workbook_cut_short_is_refused(rebuilt, kept):
    content = rebuilt().read_bytes()
    for length in (10, 100, len(content) // 2, len(content) - 30):
        assert code_of(kept(content[:length], name="cut.xlsx")) == "damaged_archive"


def test_a_workbook_with_flipped_bytes_is_refused_or_read_but_never_fails(rebuilt, kept):
    content = rebuilt().read_bytes()
    for at in range(40, len(content), len(content) // 12):
        damaged = bytearray(content)
        damaged[at] ^= 0x55
        try:
            list(open_file(kept(bytes(damaged), name="flipped.xlsx")))
        except UnreadableFile as refused:
            assert refused.code.startswith(
                ("damaged", "archive", "no_", "empty", "not_", "password", "sheet")
            )


def test_an_encrypted_entry_is_refused_as_protected(rebuilt, kept):
    content = bytearray(rebuilt().read_bytes())
    at = content.index(b"PK\x01\x02")
    content[at + 8] |= 1
    assert code_of(kept(bytes(content), name="locked.xlsx")) == "password_protected"


def test_an_unknown_compression_is_refused(rebuilt, kept):
    content = bytearray(rebuilt().read_bytes())
    at = content.index(b"PK\x01\x02")
    content[at + 10 : at + 12] = struct.pack("<H", 99)
    assert code_of(kept(bytes(content), name="odd.xlsx")) == "damaged_archive"


def test_a_workbook_inside_a_workbook_stays_unopened(rebuilt, kept):
    inner = rebuilt().read_bytes()
    outer = rebuilt(added=[("xl/embeddings/inner.xlsx", inner)], name="outer.xlsx")
    assert len(list(open_file(outer))) == 1


def test_entries_may_be_stored_without_compression(rebuilt, tmp_path):
    stored = tmp_path / "stored.xlsx"
    with zipfile.ZipFile(rebuilt()) as old, zipfile.ZipFile(stored, "w", zipfile.ZIP_STORED) as new:
        for entry in old.infolist():
            new.writestr(entry.filename, old.read(entry))
    assert len(list(open_file(stored))) == 1


def test_the_check_reads_an_archive_without_keeping_it(rebuilt):
    path = rebuilt({SHEET: sheet_xml(ONE_ROW + "<!-- " + "y" * 20_000_000 + " -->")})
    tracemalloc.start()
    with path.open("rb") as stream:
        check_workbook(stream, path.stat().st_size)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 5_000_000
