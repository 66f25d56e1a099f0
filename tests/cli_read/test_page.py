"""The page: whole in itself, in two languages, a table behind each chart, and every text escaped."""

import re
from html.parser import HTMLParser

import pytest

from regard.perception.text import read as read_texts
from regard.report.charts import Bar, Point, bars, drawn, trend
from regard.report.markup import Markup, element, joined
from regard.report.page import style_sheet
from tests.cli_read.conftest import TEXTS

VOID = {"meta", "line", "rect", "path"}
ATTACK = "<script>alert(1)</script>\"' onload=alert(1) <img src=x>"
SPEAKING = {"onclick", "onload", "onerror", "onmouseover", "src", "srcdoc", "style", "formaction", "ping"}
ALLOWED = {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}


class Page(HTMLParser):
    """What stands in a page: its elements with their attributes, its text, and whether all is closed."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.unclosed: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.unclosed.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.unclosed.pop() == tag

    def handle_data(self, data):
        if self.unclosed[-1:] != ["style"]:
            self.text += data

    def all(self, tag):
        return [attributes for name, attributes in self.elements if name == tag]

    def ids(self):
        return [attributes["id"] for _name, attributes in self.elements if "id" in attributes]


@pytest.fixture
def page(read, tmp_path):
    """The page of a file, taken apart."""

    def made(path, *arguments, code=0):
        out = tmp_path / "out.html"
        assert read(path, "--html", out, *arguments).code == code
        return Page(out.read_text("utf-8"))

    return made


@pytest.fixture(scope="module", autouse=True)
def _one_drawing_engine():
    drawn({"data": {"values": [{"n": 1}]}, "mark": "point", "encoding": {"x": {"field": "n"}}})


@pytest.mark.parametrize(
    ("language", "lang", "title", "heads"),
    [
        (
            "en",
            "en",
            "How customers see the company",
            [
                "How we are seen",
                "Sentiment of 400 records with text",
                "The words customers use",
                "In their words",
            ],
        ),
        (
            "zh",
            "zh-Hans",
            "客户如何看待公司",
            ["客户怎样看我们", "400 条有文本的记录的情感", "客户的用词", "客户原话"],
        ),
    ],
)
def test_a_page_in_each_language(page, survey, language, lang, title, heads):
    found = page(survey, "--lang", language)
    assert found.all("html") == [{"lang": lang}]
    assert f"{title} · answers.csv" in found.text
    assert [head for head in heads if head not in found.text] == []


def test_a_chinese_page_has_no_english_left(page, survey):
    text = page(survey, "--lang", "zh").text
    for quoted in TEXTS:
        text = text.replace(quoted, "")
    words = set(re.findall(r"[A-Za-z]{3,}", text)) - {"NPS", "Regard"}
    of_the_file = {"answers", "csv", "nps", "date", "comment", "regard", "rules"}
    used = {
        word
        for found in read_texts(list(TEXTS), heads=["words"])["words"].to_pylist()
        for word in said_in(found)
    }
    assert words - of_the_file - used == set()


def said_in(words):
    return {part for word in words for part in word["word"].split()}


def test_a_page_needs_nothing_else(page, survey):
    found = page(survey)
    assert found.unclosed == []
    names = {name for name, _attributes in found.elements}
    assert (
        names & {"script", "link", "img", "iframe", "object", "embed", "form", "a", "image", "use"} == set()
    )
    attributes = {key for _name, attributes in found.elements for key in attributes}
    assert attributes & SPEAKING == set()
    addresses = {
        address
        for _name, attributes in found.elements
        for value in attributes.values()
        for address in re.findall(r"https?://[^\s\"']+", value or "")
    }
    assert addresses <= ALLOWED


def test_a_page_forbids_what_it_does_not_need(page, survey):
    policies = [meta["content"] for meta in page(survey).all("meta") if meta.get("http-equiv")]
    assert policies == ["default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"]


def test_the_style_asks_for_nothing_from_elsewhere():
    assert re.findall(r"url\(|@import|https?:|expression\(|</", style_sheet()) == []
    assert "prefers-color-scheme: dark" in style_sheet()


def test_every_chart_has_a_table_behind_it(page, survey):
    found = page(survey)
    figures = [attributes["id"] for attributes in found.all("figure")]
    assert figures == ["sentiment", "trend-nps", "trend-net_sentiment", "spread-nps"]
    spoken = [attributes for attributes in found.all("div") if attributes.get("class") == "spoken"]
    scrolled = [
        attributes["aria-label"] for attributes in found.all("div") if attributes.get("role") == "group"
    ]
    open_tables = [name for name in scrolled if name in ("Factors", "Emotions", "Intents", "Quality")]
    assert (len(spoken), len(scrolled)) == (1, len(found.all("table")))
    assert len(found.all("details")) == len(scrolled) - len(open_tables) == len(figures) + 1
    assert len(found.ids()) == len(set(found.ids()))


def test_a_chart_says_what_was_found(page, write):
    rows = [(f"2026-{m:02}-10", 10 if n % 4 else 0 if m > 2 else 8) for m in (1, 2, 3, 4) for n in range(200)]
    found = page(write(("date", "nps"), rows))
    assert "NPS has probably fallen: +75 in 2026-01 – 2026-02, +50 in 2026-03 – 2026-04." in found.text
    assert "NPS: the most frequent score is 10, on the scale 0–10" in found.text


def test_nps_stands_from_detractors_to_promoters(page, survey):
    parts = [rect["class"] for rect in page(survey).all("rect") if rect.get("height") == "10"]
    assert parts == ["detractors", "passives", "promoters"]


def test_the_mark_of_a_number_lies_within_its_interval(page, survey):
    found = page(survey)
    (value,) = [rect["x"] for rect in found.all("rect") if rect.get("class") == "scale-value"]
    (band,) = [line for line in found.all("line") if line.get("class") == "scale-band"]
    low, at, high = (float(str(place).rstrip("%")) for place in (band["x1"], value, band["x2"]))
    assert low < at < high
    assert at == 80.0


def test_low_is_good_points_the_other_way(page, write):
    path = write(("how much effort did it take", "x"), [(1 + n % 2, "") for n in range(200)])
    found = page(path)
    (value,) = [rect["x"] for rect in found.all("rect") if rect.get("class") == "scale-value"]
    assert float(str(value).rstrip("%")) > 80


def test_too_few_answers_are_hatched_and_say_so(page, write):
    found = page(write(("nps",), [(n,) for n in (10, 9, 3)]))
    assert [span for span in found.all("span") if span.get("class") == "too-few"] == [{"class": "too-few"}]
    assert "not enough answers yet (needs " in found.text
    assert "n = 3" in found.text


def test_words_are_as_large_as_people_are_many(page, write):
    rows = [("friendly",)] * 100 + [("awful",)] * 9 + [("lovely",)] * 30
    found = page(write(("comment",), rows))
    words = {attributes["class"] for attributes in found.all("bdi") if attributes.get("class")}
    assert {"word size-5 positive", "word size-2 negative", "word size-3 positive"} <= words


def test_the_words_have_their_own_table(page, survey):
    found = page(survey, "--limit-words", "5")
    cells = [attributes for attributes in found.all("th") if attributes == {"scope": "row"}]
    assert len(cells) - len(found.all("figure")) >= 5


def test_quotes_support_and_contradict(page, survey):
    found = page(survey)
    assert len(found.all("blockquote")) == 4
    assert [quote.get("lang") for quote in found.all("blockquote")].count("zh-Hans") == 2
    assert all(text in found.text for text in TEXTS)
    assert "NPS 9 of 10" in found.text or "NPS 10 of 10" in found.text


def test_a_hostile_file_becomes_text_and_nothing_else(page, write):
    header = ("id", f"comment {ATTACK}", "nps")
    rows = [(n, f"The friendly staff {ATTACK} were late {n}", n % 11) for n in range(80)]
    found = page(write(header, rows, name="<b>bold<b>.csv"), "--text-column", f"comment {ATTACK}")
    names = {name for name, _attributes in found.elements}
    assert names & {"script", "img", "b"} - {"b"} == set()
    assert {key for _name, attributes in found.elements for key in attributes} & SPEAKING == set()
    assert "<script>alert(1)</script>" in found.text
    assert found.unclosed == []


def test_hidden_characters_do_not_reach_the_page(page, write):
    rows = [(f"The staff were \u202efriendly\u0000\x1b[31m and quick {n}",) for n in range(40)]
    found = page(write(("comment",), rows))
    assert {letter for letter in found.text if letter in "\u202e\u0000\x1b"} == set()


@pytest.mark.parametrize("upright", [True, False])
def test_a_hostile_label_is_escaped_in_a_chart(upright):
    svg = drawn(bars([Bar(ATTACK, 3), Bar("</svg><b>", 1)], title=ATTACK, upright=upright))
    found = Page(svg)
    names = {name for name, _attributes in found.elements}
    assert names & {"script", "img", "b", "image", "a", "foreignobject"} == set()
    assert {key for _name, attributes in found.elements for key in attributes} & (
        SPEAKING - {"style"}
    ) == set()
    assert found.unclosed == []


def test_a_chart_may_fetch_nothing():
    with pytest.raises(ValueError, match="not allowed"):
        drawn({"data": {"url": "https://example.com/data.json"}, "mark": "point", "encoding": {}})


POINTS = [
    Point("2026-01", 200, 10.0, 2.0, 18.0),
    Point("2026-02", 200, 12.0, 4.0, 20.0),
    Point("2026-03", 9, None, -40.0, 60.0),
    Point("2026-04", 0),
    Point("2026-05", 200, 14.0, 6.0, 22.0),
]


def test_a_trend_is_broken_where_there_are_not_enough_answers():
    rows = trend(POINTS, title="NPS", ends=(-100, 100))["data"]["values"]
    assert [row["run"] for row in rows] == [1, 1, -1, -1, -1]
    assert [row["alone"] for row in rows] == [False, False, False, False, True]


def test_the_n_stands_under_each_month():
    svg = drawn(trend(POINTS, title="净推荐值", ends=(-100, 100)))
    text = Page(svg).text
    assert [text.count(f"n = {n}") for n in (200, 9, 0)] == [3, 1, 1]
    assert "净推荐值" in text


def test_charts_use_faces_that_have_chinese():
    assert "PingFang SC" in drawn(bars([Bar("正面", 3)], title="记录数", upright=False))


def test_the_axis_of_a_trend_stays_within_what_is_possible():
    scale = trend([Point("2026-01", 50, 99.0, 97.0, 100.0)], title="x", ends=(-100, 100))
    domain = scale["layer"][0]["encoding"]["y"]["scale"]["domain"]
    assert domain == [93.0, 100]
    nothing = trend([Point("2026-01", 0)], title="x", ends=(1, 5))["layer"][0]["encoding"]["y"]["scale"]
    assert nothing == {"domain": [1, 5]}


def test_far_away_months_do_not_fill_a_chart_with_emptiness(page, write):
    rows = [("1990-01-01", 9), *((f"2026-{1 + n % 3:02}-01", 9) for n in range(600))]
    svg_texts = page(write(("date", "nps"), rows)).text
    assert "1990-01" in svg_texts
    assert "2001-01" not in svg_texts


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_page_of_texts_alone(page, write, language):
    rows = [(TEXTS[n % 4],) for n in range(80)]
    found = page(write(("comment",), rows), "--lang", language)
    assert [attributes["id"] for attributes in found.all("figure")] == ["sentiment"]
    assert [item for item in found.all("li") if item.get("class") == "interval-row"] == [
        {"class": "interval-row"}
    ]
    assert found.all("blockquote") != []
    assert found.unclosed == []


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_page_of_scores_alone(page, write, language):
    rows = [(1 + n % 5, 1 + n % 7, 1 + n % 5) for n in range(300)]
    found = page(write(("csat", "ces", "rating"), rows), "--lang", language)
    figures = [attributes["id"] for attributes in found.all("figure")]
    assert sorted(figures) == ["spread-ces", "spread-csat", "spread-stars"]
    assert [item.get("class") for item in found.all("li")].count("interval-row") == 3
    assert found.all("blockquote") == []
    assert found.unclosed == []


def test_a_page_says_what_it_does_not_know(page, write):
    rows = [(f"2026-01-{1 + n % 28:02}" if n % 2 else "", n % 11, "") for n in range(100)]
    path = write(("date", "nps", "comment"), [*rows, ("", 99, "")])
    found = page(path, "--scale", "0-10", code=1)
    gaps = ("1 row was refused.", "100 records have no text that could be read.", "50 records have no date.")
    assert [gap for gap in gaps if gap not in found.text] == []


def test_a_page_says_how_its_numbers_are_made(page, survey):
    text = page(survey).text
    assert "NPS v1: % 9-10 minus % 0-6 on 0-10; multinomial score interval 95 %; minimum n 30" in text
    assert "Made with Regard; texts read by regard " in text


def test_elements_escape_what_they_hold_and_nothing_else():
    inner = element("b", "a < b & c", title='"quoted"')
    assert inner == '<b title="&quot;quoted&quot;">a &lt; b &amp; c</b>'
    assert element("p", inner, " > ", [inner, None]) == f"<p>{inner} &gt; {inner}</p>"
    assert joined("<", Markup("<hr>"), ["&"]) == "&lt;<hr>&amp;"
    assert element("line", x1="0", class_="a", aria_hidden="true", y1=None) == (
        '<line x1="0" class="a" aria-hidden="true"/>'
    )
    assert isinstance(inner, Markup)
