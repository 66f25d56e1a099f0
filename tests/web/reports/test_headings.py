"""The names of the parts of a report, in both languages, as every file needs them."""

import re

import pytest

from regard.web.reports.headings import headings

SHEETS = ("about", "numbers", "changed", "factors", "words", "findings", "changes", "unknown")
LONGEST = 31  # of the name of a sheet


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_names_of_sheets_are_such_as_a_workbook_takes(language):
    names = [headings(language)[name][:LONGEST] for name in SHEETS]
    assert len({name.lower() for name in names}) == len(SHEETS)
    assert [name for name in names if re.search(r"[\[\]:*?/\\]|^'|'$|^History$", name)] == []


def test_every_name_is_translated():
    english, chinese = headings("en"), headings("zh-hans")
    assert english.keys() == chinese.keys()
    assert [name for name in english if english[name] == chinese[name] and name != "n"] == []
