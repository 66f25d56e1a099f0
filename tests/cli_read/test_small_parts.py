"""Files that appear whole, progress that stays quiet, refusals that are told, quotes that are drawn."""

import io
from datetime import date

import pytest

from regard.report.outputs import whole
from regard.report.phrases import Phrases, phrases_in
from regard.report.progress import Progress
from regard.report.quotes import KEPT, Quote, Quotes
from regard.report.refused import RefusedRows
from regard.web.listening.formats import Refusal

EN, ZH = Phrases(), phrases_in("zh")


class Screen(io.StringIO):
    """A terminal that keeps what it was told."""

    def isatty(self) -> bool:
        return True


def times(*seconds):
    return iter(seconds).__next__


def test_a_file_appears_when_all_is_written(tmp_path):
    path = tmp_path / "out.txt"
    with whole(path) as stream:
        stream.write("客服\n")
        assert not path.exists()
    assert path.read_bytes() == "客服\n".encode()
    assert list(tmp_path.iterdir()) == [path]


def test_after_an_error_nothing_has_changed(tmp_path):
    path = tmp_path / "out.txt"
    path.write_text("earlier")
    with pytest.raises(RuntimeError), whole(path) as stream:
        stream.write("half")
        raise RuntimeError
    assert path.read_text() == "earlier"
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_may_be_read_by_those_who_may_read_other_files(tmp_path):
    with whole(tmp_path / "out.txt") as stream:
        stream.write("x")
    (tmp_path / "other.txt").write_text("x")
    assert (tmp_path / "out.txt").stat().st_mode == (tmp_path / "other.txt").stat().st_mode


def test_the_longest_name_of_a_file_is_no_hindrance(tmp_path):
    for name in ("n" * 250, "名" * 83):
        with whole(tmp_path / name) as stream:
            stream.write("x")
        assert (tmp_path / name).read_text() == "x"


def test_progress_is_told_on_a_terminal_from_time_to_time_and_goes_away():
    screen = Screen()
    progress = Progress(screen, EN, times(0.0, 0.1, 0.3, 0.3, 0.4, 0.9, 0.9))
    for records in (1_000, 2_000, 3_000, 4_000):
        progress.tell(records, share=records / 8_000)
    progress.end()
    first, second = "Reading: 2,000 records, 25 %", "Reading: 4,000 records, 50 %"
    assert screen.getvalue() == f"\r{first}\r{second}\r{' ' * len(first)}\r"


def test_progress_is_told_in_chinese_and_wiped_by_columns():
    screen = Screen()
    progress = Progress(screen, ZH, times(0.0, 1.0, 1.0))
    progress.tell(1_000, share=2.0)
    progress.end()
    assert screen.getvalue() == f"\r正在读取：1,000 条记录，100%\r{' ' * 28}\r"


def test_progress_is_silent_where_nobody_watches():
    stream = io.StringIO()
    progress = Progress(stream, EN, times(0.0, 1.0, 2.0))
    progress.tell(1_000, share=0.5)
    progress.end()
    assert stream.getvalue() == ""


def test_a_short_reading_writes_nothing_at_all():
    screen = Screen()
    progress = Progress(screen, EN, times(0.0, 0.1))
    progress.tell(10, share=1.0)
    progress.end()
    assert screen.getvalue() == ""


def refusal(row, value, column="nps"):
    params = {"value": value, "minimum": 0, "maximum": 10}
    return Refusal(row, column, "score_off_scale", params)


def refused(*refusals):
    rows = RefusedRows()
    for one in refusals:
        rows.add(one)
    return rows


def test_refusals_are_told_by_reason_with_the_first_of_each():
    rows = refused(Refusal(2, None, "nothing_said"), refusal(3, 11), refusal(9, 12), refusal(11, 50, "csat"))
    assert list(rows.lines(EN)) == [
        "4 rows were refused:",
        "  2 times, first in row 3, column “nps”: 11 is outside the scale 0 to 10",
        "  row 2: the row has neither a text nor a score",
        "  row 11, column “csat”: 50 is outside the scale 0 to 10",
    ]


def test_refusals_are_told_in_chinese():
    assert list(refused(refusal(3, 11), refusal(4, 12)).lines(ZH)) == [
        "2 行被拒绝：",
        "  2 次，首次出现在第 3 行，“nps”列：11 超出 0 到 10 的量表范围",
    ]


def test_a_person_is_told_the_most_frequent_reasons_and_how_many_more_there_are():
    rows = refused(*(refusal(n, 11, f"column {n}") for n in range(12)))
    assert list(rows.lines(EN))[-1] == "  and 4 more reasons"
    assert len(list(rows.lines(EN))) == 10


def test_memory_holds_the_first_refusals_only():
    rows = refused(*(refusal(n, 11) for n in range(1_000)))
    assert (rows.n, len(rows.first), len(rows.to_list(EN))) == (1_000, 20, 20)


def test_a_refused_value_cannot_steer_the_terminal():
    (line,) = list(refused(refusal(3, "\x1b[2J\u202e11\nnext")).lines(EN))[1:]
    assert line == "  row 3, column “nps”: [2J 11 next is outside the scale 0 to 10"


def quote(text, words=(), n=0):
    return Quote(n, text, "en", frozenset(words), (), date(2026, 3, 1))


def drawn(texts, sentiment="positive"):
    quotes = Quotes()
    for text in texts:
        draw = quotes.wants(sentiment, text)
        if draw is not None:
            quotes.add(sentiment, quote(text, text.split(), draw))
    return quotes


TEXTS = [f"The staff were friendly, number {n}" for n in range(2_000)]


def test_the_same_texts_are_quoted_whatever_their_order():
    first = drawn(TEXTS).chosen("positive", ["friendly,"], 3)
    assert drawn(TEXTS[::-1]).chosen("positive", ["friendly,"], 3) == first
    assert len(first) == 3


def test_a_text_is_quoted_once_however_often_it_was_said():
    found = drawn(["The staff were friendly"] * 500).chosen("positive", [], 3)
    assert [one.text for one in found] == ["The staff were friendly"]


def test_memory_holds_a_sample_of_the_texts():
    quotes = drawn(TEXTS)
    assert len(quotes.chosen("positive", [], 10_000)) == KEPT


@pytest.mark.parametrize("text", ["good", "x" * 281, None])
def test_a_text_that_is_too_short_or_too_long_is_not_quoted(text):
    assert Quotes().wants("positive", text) is None


@pytest.mark.parametrize("sentiment", ["neutral", "mixed", None])
def test_only_praise_and_complaint_are_quoted(sentiment):
    assert Quotes().wants(sentiment, "The staff were friendly") is None


def test_each_of_the_most_used_words_gets_its_quote_first():
    texts = ["a quick answer indeed", "the friendly staff", "a friendly voice here", "an easy way to pay"]
    found = drawn(texts).chosen("positive", ["easy", "quick", "friendly"], 3)
    assert [one.text for one in found[:2]] == ["an easy way to pay", "a quick answer indeed"]
    assert "friendly" in found[2].words


def test_other_texts_follow_where_no_text_uses_the_words():
    assert len(drawn(TEXTS[:5]).chosen("positive", ["easy"], 3)) == 3
