"""Large files are read row by row: memory does not grow with them."""

import gzip
import json
import tracemalloc

import pytest

from regard.web.listening.formats import Candidate, apply, detect, open_file

ROWS = 200_000
LIMIT = 60_000_000


def table(rows):
    words = "The delivery was late again and nobody told me why, “although” I asked. "
    return "id,date,nps,comment,shop\n" + "".join(
        f'r{at},2024-03-{at % 28 + 1:02} 10:{at % 60:02},{at % 11},"{words}{at}",Graz\n' for at in range(rows)
    )


def peak_of_reading(path):
    """Open, detect and read a whole file; return the candidates counted and the peak of memory in bytes."""
    tracemalloc.start()
    try:
        file = open_file(path)
        mapping = detect(file.columns, file.sample(), file.labels)
        count = sum(isinstance(apply(row, mapping), Candidate) for row in file)
        return count, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.slow
def test_two_hundred_thousand_rows_of_csv_take_little_memory(kept):
    count, peak = peak_of_reading(kept(table(ROWS)))
    assert count == ROWS
    assert peak < LIMIT


@pytest.mark.slow
def test_two_hundred_thousand_packed_rows_in_utf_16_take_little_memory(kept):
    count, peak = peak_of_reading(kept(gzip.compress(table(ROWS).encode("utf-16"), 1)))
    assert count == ROWS
    assert peak < LIMIT


@pytest.mark.slow
@pytest.mark.parametrize(("before", "between", "after"), [("", "\n", "\n"), ("[", ",\n", "]")])
def test_a_hundred_thousand_rows_of_json_take_little_memory(kept, before, between, after):
    items = (
        json.dumps({"id": at, "nps": at % 11, "comment": "again and again " * 5}) for at in range(100_000)
    )
    count, peak = peak_of_reading(kept(before + between.join(items) + after))
    assert count == 100_000
    assert peak < LIMIT


def test_twenty_thousand_rows_take_as_little_as_two_thousand(kept):
    _, small = peak_of_reading(kept(table(2_000), name="small.csv"))
    count, large = peak_of_reading(kept(table(20_000), name="large.csv"))
    assert count == 20_000
    assert large < small + 12_000_000


def test_the_rows_of_a_workbook_are_not_held_in_memory(workbook):
    words = "The delivery was late again and nobody told me why, although I asked twice"
    rows = [["id", "nps", "comment"], *([at, at % 11, f"{words} {at}"] for at in range(15_000))]
    count, peak = peak_of_reading(workbook({"A": rows}))
    assert count == 15_000
    assert peak < 12_000_000


def test_hundreds_of_large_cells_take_the_memory_of_one(kept):
    large = "1," + "x" * 5_000_000 + "\n"
    path = kept("score,comment\n9,good\n" + large * 20 + "8,fine\n")
    tracemalloc.start()
    file = open_file(path)
    found = list(file)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(found) == 22
    assert peak < 40_000_000
