"""SPSS files, read again by another reader."""

from datetime import datetime
from io import BytesIO

import pyreadstat
import pytest
from hypothesis import given
from hypothesis import strategies as st

from regard.web.results.sav import LONGEST, Variable, names, write

AT = datetime(2026, 11, 22, 3, 4, 5)


def read(tmp_path, variables, rows):
    file = BytesIO()
    write(file, variables, rows, title="茶馆", at=AT)
    path = tmp_path / "one.sav"
    path.write_bytes(file.getvalue())
    return pyreadstat.read_sav(str(path), output_format="dict")


@pytest.mark.parametrize("length", [1, 7, 8, 9, 252, 253, 255, 256, 504, 505, 510, 511, 5_000, LONGEST])
def test_texts_of_every_length_come_back_whole(tmp_path, length):
    text = ("abcdefghij" * (length // 10 + 1))[:length]
    found, _about = read(tmp_path, [Variable("t", is_text=True), Variable("n")], [[text, 1], ["b", 2]])
    assert found == {"t": [text, "b"], "n": [1, 2]}


def test_a_text_that_is_too_long_ends_between_two_characters(tmp_path):
    found, _about = read(tmp_path, [Variable("t", is_text=True)], [["茶" * 20_000]])
    assert found["t"] == ["茶" * (LONGEST // 3)]


def test_labels_values_and_missing_numbers_come_back(tmp_path):
    variables = [
        Variable("score", "多大可能？", values={0: "不会", 10: "Certainly"}),
        Variable("w", digits=4),
    ]
    found, about = read(tmp_path, variables, [[10, 1.25], [None, None]])
    assert found == {"score": [10, None], "w": [1.25, None]}
    assert about.column_names_to_labels["score"] == "多大可能？"
    assert about.variable_value_labels == {"score": {0: "不会", 10: "Certainly"}}
    assert (about.file_label, about.file_encoding, about.creation_time) == ("茶馆", "UTF-8", AT)


def test_long_labels_are_cut(tmp_path):
    _found, about = read(tmp_path, [Variable("a", "茶" * 500, values={1: "糕" * 500})], [[1]])
    assert about.column_names_to_labels["a"] == "茶" * 85
    assert about.variable_value_labels["a"][1] == "糕" * 39


@given(st.lists(st.text(max_size=80), max_size=30))
def test_names_are_unique_whatever_their_case_and_short_enough(wanted):
    found = names(wanted)
    assert len(found) == len(wanted) == len({name.upper() for name in found})
    assert all(0 < len(name.encode()) <= 64 for name in found)


def test_a_text_among_numbers_is_refused():
    with pytest.raises(ValueError, match="could not convert"):
        write(BytesIO(), [Variable("n")], [["nine"]], title="", at=AT)
