"""The report on a terminal: aligned, calm, in two languages, harmless whatever stands in the file."""

import io
import unicodedata

import pytest

from regard.report.printable import width
from regard.report.terminal import Style, style_for
from tests.cli_read.conftest import TEXTS

HOSTILE = "\x1b[2J\x1b]0;owned\x07 \u202efriendly\u2066 staff \x9b31m\r\nfake line"


class Screen(io.StringIO):
    """A terminal."""

    def isatty(self) -> bool:
        return True


def section(out, heading):
    """The lines of one section, without its heading."""
    lines = out.splitlines()
    start = next(place for place, line in enumerate(lines) if line.startswith(heading))
    rest = lines[start + 1 :]
    return rest[: rest.index("")] if "" in rest else rest


def test_the_report_begins_with_what_to_know_first(read, survey):
    lines = read(survey).out.splitlines()
    assert lines[:6] == [
        "How customers see the company",
        "answers.csv · 400 records · 2026-01-01 to 2026-02-28 · English 200, Chinese 200",
        "",
        "More customers are promoters than detractors: NPS +40.",
        "Nothing changed by more than chance between 2026-01 and 2026-02 (2 comparisons).",
        "",
    ]


def test_every_number_stands_with_its_interval_and_its_n(read, survey):
    lines = read(survey).out.splitlines()
    assert lines[6:9] == [
        "  NPS                +40   (+32 to +48)         n = 400",
        "                  detractors 20 % · passives 20 % · promoters 60 %",
        "  Net sentiment      +60   (+52 to +67)         n = 400",
    ]


def test_the_report_in_chinese(read, survey):
    lines = read(survey, "--lang", "zh").out.splitlines()
    assert lines[:9] == [
        "客户如何看待公司",
        "answers.csv · 400 条记录 · 2026-01-01 至 2026-02-28 · 英文 200、中文 200",
        "",
        "推荐者多于贬损者：净推荐值 +40。",
        "2026-01 与 2026-02 之间没有超出偶然波动的变化（共比较 2 项）。",
        "",
        "  净推荐值 NPS       +40   (+32 至 +48)         n = 400",
        "                  贬损者 20% · 中立者 20% · 推荐者 60%",
        "  净情感             +60   (+52 至 +67)         n = 400",
    ]


@pytest.mark.parametrize(("language", "heading"), [("en", "Sentiment  of 400"), ("zh", "情感  共 400 条")])
def test_sentiment_is_counted_and_shared_in_columns(read, survey, language, heading):
    rows = section(read(survey, "--lang", language).out, heading)
    assert [row.split()[-1] for row in rows] == ["320", "80", "0", "0"]
    assert {width(row) for row in rows} == {36}


def test_words_stand_by_sentiment_with_how_many_use_them(read, survey):
    rows = section(read(survey).out, "Words customers use")
    positive = next(row for row in rows if row.startswith("  positive"))
    negative = next(row for row in rows if row.startswith("  negative"))
    assert "friendly 160" in positive
    assert "friendly" not in negative
    assert max(width(row) for row in rows) <= 88


@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_line_is_wider_than_a_terminal(read, survey, language):
    lines = read(survey, "--lang", language).out.splitlines()
    assert [line for line in lines if width(line) > 90] == []


@pytest.mark.parametrize(("language", "heading"), [("en", "NPS by month"), ("zh", "净推荐值 NPS：按月")])
def test_months_stand_below_each_other(read, survey, language, heading):
    rows = section(read(survey, "--lang", language).out, heading)
    assert [row.split()[0] for row in rows] == ["2026-01", "2026-02"]
    assert all(row.endswith("n = 200") for row in rows)
    assert {width(row) for row in rows} == {55}


def test_months_without_enough_answers_are_not_listed(read, write):
    rows = [(f"2026-{1 + n % 6:02}-01", n % 11) for n in range(60)]
    out = read(write(("date", "nps"), rows)).out
    assert "NPS by month  not enough answers in any month yet\n" in out


def test_the_latest_twelve_months_are_shown(read, write):
    rows = [
        (f"{2024 + m // 12}-{1 + m % 12:02}-01", 10 if n % 5 else 8) for m in range(20) for n in range(200)
    ]
    rows = section(read(write(("date", "nps"), rows)).out, "NPS by month")
    assert (len(rows), rows[0].split()[0], rows[-1].split()[0]) == (12, "2024-09", "2025-08")


def test_too_few_answers_say_how_many_more_it_takes(read, write):
    out = read(write(("nps",), [(score,) for score in (10, 9, 0, 8, 7) * 4])).out
    assert "There are not enough answers yet to say how customers see the company." in out
    (line,) = [line for line in out.splitlines() if line.startswith("  NPS ")][:1]
    assert line.startswith("  NPS                  –   not enough answers yet (needs ")
    assert line.endswith("more)   n = 20")


def test_answers_on_a_scale_of_another_metric_are_told(read, write):
    told = read(write(("ces", "comment"), [(n % 11, "fine") for n in range(60)]), "--json")
    assert told.object["metrics"]["ces"]["status"] == "no_answers"
    out = read(write(("ces", "comment"), [(n % 11, "fine") for n in range(60)])).out
    assert "CES                  –   no answers on a scale that it is defined for   n = 0" in out
    assert "CES: 60 answers on the scale 0–10 are not in the number." in out


def test_what_was_read_from_which_column_is_said(read, survey):
    rows = section(read(survey).out, "Where this comes from")
    assert rows[:4] == [
        "  id              “id”",
        "  time            “date”",
        "  NPS 0–10        “nps”",
        "  text            “comment”",
    ]


@pytest.mark.parametrize(
    ("language", "doubt"),
    [("en", "the scale is guessed from the values seen"), ("zh", "量表由出现过的数值推测")],
)
def test_a_guess_is_called_a_guess(read, write, language, doubt):
    out = read(write(("score",), [(n % 6,) for n in range(60)]), "--lang", language).out
    assert doubt in out


@pytest.mark.parametrize(
    ("language", "gaps"),
    [
        (
            "en",
            ["1 row was refused.", "20 records have no text that could be read.", "10 records have no date."],
        ),
        ("zh", ["1 行被拒绝。", "20 条记录没有可以解读的文本。", "10 条记录没有日期。"]),
    ],
)
def test_what_was_not_measured_is_said(read, write, language, gaps):
    rows = [("2026-03-01" if n < 30 else "", 9, TEXTS[0] if n < 20 else "") for n in range(40)]
    path = write(("date", "nps", "comment"), [*rows, ("2026-03-01", 99, "")])
    told = read(path, "--lang", language, "--scale", "0-10")
    lines = [line.strip() for line in told.out.splitlines()]
    assert told.code == 1
    assert [gap for gap in gaps if gap not in lines] == []


def test_a_file_without_dates_says_so(read, write):
    out = read(write(("nps",), [(n % 11,) for n in range(60)])).out
    assert "No record has a date, so nothing is said by month." in out


@pytest.mark.parametrize("language", ["en", "zh"])
def test_definitions_end_the_report(read, survey, language):
    last = " ".join(line.strip() for line in read(survey, "--lang", language).out.splitlines()[-4:])
    assert {
        "en": "NPS v1: % 9-10 minus % 0-6 on 0-10",
        "zh": "0-10 量表上，9-10 分的百分比减去 0-6 分的百分比",
    }[language] in last
    assert {"en": "minimum n 30", "zh": "样本量 n 至少 30"}[language] in last


def test_a_hostile_file_cannot_steer_the_terminal(read, write):
    header = ("id", "nps \x1b[31m\u202e", f"comment {HOSTILE}")
    path = write(header, [(n, n % 11, HOSTILE) for n in range(60)], name="\x1b[31mred\u202e.csv")
    told = read(path, "--text-column", "comment [2J ]0;owned \u202efriendly\u2066 staff 31m fake line")
    said = told.out + told.err
    assert told.code == 0
    kinds = {unicodedata.category(letter) for letter in said.replace("\n", "")}
    assert kinds & {"Cc", "Cf", "Cs", "Zl", "Zp"} == set()
    assert "\nfake line" not in said


def test_a_hostile_refusal_cannot_steer_the_terminal(read, write):
    rows = [(n % 11, "fine") for n in range(60)]
    told = read(write(("nps", "comment"), [*rows, (HOSTILE, "fine")]))
    assert told.code == 1
    assert [
        letter for letter in told.err if unicodedata.category(letter) in ("Cc", "Cf") and letter != "\n"
    ] == []


def test_there_is_no_emphasis_where_nobody_watches(read, survey):
    assert "\x1b" not in read(survey).out


@pytest.mark.parametrize(
    ("stream", "environment", "shown"),
    [
        (Screen(), {"TERM": "xterm"}, True),
        (Screen(), {}, True),
        (Screen(), {"NO_COLOR": "1"}, False),
        (Screen(), {"NO_COLOR": ""}, True),
        (Screen(), {"TERM": "dumb"}, False),
        (io.StringIO(), {"TERM": "xterm"}, False),
    ],
)
def test_emphasis_is_for_terminals_that_want_it(stream, environment, shown):
    assert style_for(stream, environment) == Style(shown)


def test_emphasis_surrounds_a_text_and_ends():
    assert Style(True)("late", "negative") == "\x1b[33mlate\x1b[0m"
    assert Style(True)("", "bold") == ""
    assert Style(True)("late", "mixed") == "late"
    assert Style(False)("late", "negative") == "late"
