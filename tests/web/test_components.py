"""The pieces that pages are made of, drawn from plain values in both languages."""

import re
from typing import Any

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template.loader import render_to_string
from django.utils.translation import override

LANGUAGES = ["en", "zh-hans"]
SHOWN = {
    "label": "Ease",
    "href": "/records",
    "status": "shown",
    "value": "53",
    "interval": "49 – 57",
    "n": "538",
    "position": 53.25,
    "low": 49.5,
    "high": 57,
    "change": "9 points",
    "direction": "down",
}


def drawn(name: str, language: str = "en", request: Any = None, **context: Any) -> str:
    with override(language):
        return render_to_string(f"components/{name}.html", context, request)


def said(html: str) -> str:
    """The text of a piece of HTML, spaces joined."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


# --- numbers with their intervals ---


def test_a_number_is_drawn_with_its_interval_and_leads_to_its_records():
    html = drawn("interval_row", row=SHOWN)
    assert said(html) == "Ease 53 interval 49 – 57 ▼ 9 points n = 538"
    assert re.findall(r'<line class="scale-band" x1="(.+?)" x2="(.+?)"', html) == [("49.5%", "57%")]
    assert re.findall(r'<rect class="scale-value" x="(.+?)"', html) == ["53.25%"]
    assert re.findall(r'<a href="(.+?)">(.+?)</a>', html) == [("/records", "Ease")]


@pytest.mark.parametrize(
    ("status", "needed", "english", "chinese"),
    [
        ("not_enough_answers", 34, "Not enough answers yet: 34 more", "回答还不够：还需 34 个"),
        ("not_enough_answers", None, "Not enough answers yet", "回答还不够"),
        ("hidden", None, "Hidden: too few people", "已隐藏：人数太少"),
        ("no_answers", None, "No answers", "没有回答"),
    ],
)
def test_a_number_that_cannot_be_shown_says_why_and_shows_no_value(status, needed, english, chinese):
    row = SHOWN | {"status": status, "needed": needed, "change": "", "n": ""}
    html = drawn("interval_row", row=row)
    assert said(html) == f"Ease {english} – no value"
    assert "<svg" not in html
    assert said(drawn("interval_row", "zh-hans", row=row)) == f"Ease {chinese} – 没有数值"


def test_a_change_without_direction_has_no_arrow():
    row = SHOWN | {"change": "no clear change", "direction": ""}
    assert said(drawn("interval_row", row=row)).endswith("no clear change n = 538")
    assert "▼" not in drawn("interval_row", row=row)


def test_the_period_before_is_marked_only_where_there_was_one():
    assert "scale-before" in drawn("interval_row", row=SHOWN | {"before": 61})
    assert "scale-before" not in drawn("interval_row", row=SHOWN | {"before": None})
    assert "scale-before" not in drawn("interval_row", row=SHOWN)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_list_of_numbers_has_a_row_for_each(language):
    html = drawn("intervals", language, rows=[SHOWN, SHOWN | {"label": "Trust"}], label="How we are seen")
    assert html.count('<li class="interval-row">') == 2
    assert '<ul class="intervals" aria-label="How we are seen">' in html


BAR = {"detractors": 22, "passives": 26.5, "promoters": 51.5, "detractors_url": "/low"}


def test_the_nps_bar_goes_from_detractors_on_the_left_to_promoters_on_the_right():
    html = drawn("nps_bar", bar=BAR)
    assert '<rect class="detractors" width="22%"' in html
    assert '<rect class="promoters" x="-51.5%" width="51.5%"' in html
    assert said(html) == "22 % detractors (0–6) 26.5 % passives (7–8) 51.5 % promoters (9–10)"
    assert re.findall(r'href="(.+?)"', html) == ["/low"]


def test_the_nps_bar_speaks_chinese():
    assert said(drawn("nps_bar", "zh-hans", bar=BAR)) == (
        "22 % 贬损者（0–6） 26.5 % 中立者（7–8） 51.5 % 推荐者（9–10）"
    )


def test_a_row_may_show_the_nps_bar_instead_of_the_scale():
    html = drawn("interval_row", row=SHOWN | {"bar": BAR})
    assert 'class="nps-bar"' in html
    assert 'class="scale"' not in html


def test_a_sparkline_keeps_its_gaps_and_says_what_it_shows():
    spark = {"label": "from 61 to 52", "lines": ["0,1 2,3", "4,5 6,7"], "bands": [], "last": {"x": 6, "y": 7}}
    html = drawn("sparkline", spark=spark)
    assert re.findall(r'polyline class="sparkline-line" points="(.+?)"', html) == ["0,1 2,3", "4,5 6,7"]
    assert 'role="img" aria-label="from 61 to 52"' in html


# --- words and quotes ---


WORDS = [
    {"word": "friendly", "size": 5, "sentiment": "positive", "href": "/w1", "count": 312},
    {"word": "排队太久", "size": 2, "sentiment": "negative", "href": "/w2", "count": 1},
    {"word": "basic", "size": 1, "sentiment": "neutral", "href": "/w3", "count": 9},
]


def test_words_say_their_sentiment_and_people_without_colour_or_size():
    html = drawn("word_cloud", words=WORDS)
    assert said(html).startswith(
        "friendly , 312 people, praise 排队太久 , 1 person, complaint basic , 9 people Size: people"
    )


@pytest.mark.parametrize(
    ("language", "rows"),
    [
        ("en", ["friendly praise 312", "排队太久 complaint 1", "basic neutral 9"]),
        ("zh-hans", ["friendly 称赞 312", "排队太久 抱怨 1", "basic 中性 9"]),
    ],
)
def test_words_are_a_table_too(language, rows):
    html = drawn("word_cloud", language, words=WORDS)
    assert [said(row) for row in re.findall(r"<tr>.*?</tr>", html, re.S)][1:] == rows


def quote(**more: Any) -> dict[str, Any]:
    segments = [
        {"text": "The queue ", "class": ""},
        {"text": "too long", "class": "negative"},
        {"text": "。", "class": ""},
    ]
    return {"segments": segments, "language": "en", **more}


def test_a_quote_is_word_for_word_what_was_said_with_the_words_marked():
    html = drawn("verbatim", quote=quote())
    spoken = re.search(r"<blockquote[^>]*>(.*?)</blockquote>", html, re.S)
    assert spoken
    assert spoken[1] == 'The queue <mark class="negative">too long</mark>。'


def test_a_quote_cannot_bring_markup_into_the_page():
    html = drawn(
        "verbatim", quote=quote(segments=[{"text": "<script>alert(1)</script>", "class": "negative"}])
    )
    assert "<script" not in html
    assert "&lt;script&gt;" in html


@pytest.mark.parametrize(
    ("language", "tag"), [("en", ' lang="en"'), ("zh", ' lang="zh-Hans"'), ("other", "")]
)
def test_a_quote_is_read_aloud_in_its_own_language(language, tag):
    assert f"<blockquote{tag}>" in drawn("verbatim", quote=quote(language=language))


def test_a_quote_says_its_score_where_it_comes_from_and_where_it_is_kept():
    html = drawn("verbatim", quote=quote(score="0 of 10", meta=["App Store"], url="/record", link="Open"))
    assert said(html).endswith("0 of 10 App Store Open")
    assert 'href="/record"' in html


# --- filters, pages, progress ---


FILTER = {
    "name": "segment",
    "label": "Segment",
    "active": True,
    "options": [{"value": "", "label": "All"}, {"value": "new", "label": "New", "selected": True}],
}


@pytest.mark.parametrize(
    ("language", "apply", "reset"), [("en", "Apply", "Reset"), ("zh-hans", "应用", "重置")]
)
def test_the_filter_bar_is_a_plain_form_that_htmx_shortens(language, apply, reset):
    html = drawn("filter_bar", language, action="/explore", filters=[FILTER], reset_url="/explore")
    assert '<form class="filters" method="get" action="/explore"' in html
    assert 'hx-target="#main"' in html
    assert 'hx-push-url="true"' in html
    assert '<option value="new" selected>New</option>' in html
    assert f'<noscript><button class="button small">{apply}</button></noscript>' in html
    assert said(html).endswith(f"{apply} {reset}")


def test_the_filter_bar_keeps_what_else_stands_in_the_address_and_lets_chips_go():
    kept = [{"name": "word", "value": 'a"b'}]
    html = drawn("filter_bar", action="/", kept=kept, chips=[{"label": "crowded", "remove_url": "/?x=1"}])
    assert '<input type="hidden" name="word" value="a&quot;b">' in html
    assert said(html).startswith("crowded Remove the filter crowded")


@pytest.mark.parametrize("state", ["waiting", "running", "finished", "failed"])
def test_progress_is_asked_for_again_only_while_there_is_something_to_come(state):
    work = {"id": "job", "label": "Reading", "state": state, "done": 1200, "total": 5000, "url": "/job"}
    asks = 'hx-get="/job" hx-trigger="every 2s"' in drawn("progress", progress=work)
    assert asks is (state in {"waiting", "running"})


def test_progress_says_how_far_it_is_in_counts():
    work = {"id": "job", "label": "Reading", "state": "running", "done": 1200, "total": 5000}
    html = drawn("progress", progress=work | {"count": "1,200 of 5,000 rows"})
    assert '<progress aria-labelledby="job-label" max="5000" value="1200">' in html
    assert said(html).startswith("Reading 1,200 of 5,000 rows")


def test_progress_without_a_known_end_is_open():
    html = drawn("progress", progress={"id": "job", "label": "Reading", "state": "running"})
    assert '<progress aria-labelledby="job-label">' in html


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "51–100 of 120 Previous Next"), ("zh-hans", "第 51–100 条，共 120 条 上一页 下一页")],
)
def test_pages_keep_the_rest_of_the_address(rf, language, text):
    page = Paginator(range(120), 50).get_page(2)
    html = drawn("pagination", language, rf.get("/list?q=x&page=2"), page=page)
    assert said(html) == text
    assert re.findall(r'<a .*?href="(.+?)"', html) == ["?q=x&amp;page=1", "?q=x&amp;page=3"]


def test_one_page_needs_no_pages(rf):
    page = Paginator(range(3), 50).get_page(1)
    assert drawn("pagination", "en", rf.get("/list"), page=page).strip() == ""


def test_pages_may_go_by_cursor():
    html = drawn("pagination", next_url="?after=9", shown="50 records")
    assert said(html) == "50 records Next"


# --- forms ---


class Sample(forms.Form):
    name = forms.CharField(label="Name", help_text="As people call it")
    notes = forms.CharField(label="Notes", required=False)
    whole = forms.BooleanField(label="Whole months", required=False)
    origin = forms.ChoiceField(label="Origin", choices=[("file", "File")], widget=forms.RadioSelect)


def test_a_field_names_its_hint_and_its_errors_to_a_screen_reader():
    form = Sample({"origin": "file"})
    html = drawn("form_field", field=form["name"])
    assert said(html) == "Name As people call it This field is required."
    described = re.search(r'<input[^>]* aria-describedby="(.+?)"', html)
    assert described
    assert described[1].split() == ["id_name_helptext", "id_name_error"]
    assert {f'id="{one}"' in html for one in described[1].split()} == {True}
    assert 'aria-invalid="true"' in html


@pytest.mark.parametrize(("language", "mark"), [("en", "(optional)"), ("zh-hans", "（选填）")])
def test_what_may_be_left_out_says_so(language, mark):
    assert said(drawn("form_field", language, field=Sample()["notes"])) == f"Notes {mark}"


def test_a_choice_of_several_is_a_group_and_a_tick_has_its_label_after_it():
    assert "<fieldset" in drawn("form_field", field=Sample()["origin"])
    html = drawn("form_field", field=Sample()["whole"])
    assert html.index("<input") < html.index("<label")


def test_a_form_keeps_what_was_typed_and_says_what_is_wrong_as_a_whole():
    form = Sample({"name": "北风", "origin": "file"})
    form.add_error(None, "These two do not go together.")
    html = drawn("form_fields", form=form)
    assert 'value="北风"' in html
    assert said(html).startswith("These two do not go together. Name")
    assert '<div role="alert">' in html


# --- notes, empty pages, steps ---


@pytest.mark.parametrize("level", ["info", "success", "warning", "error"])
def test_a_notice_shows_its_kind_by_more_than_colour(level):
    html = drawn("notice", level=level, text="Three rows were refused.", url="/rows", action="See them")
    assert f"icons.svg#{level}" in html
    assert said(html) == "Three rows were refused. See them"


def test_the_region_of_messages_is_there_before_there_is_a_message():
    assert drawn("messages").strip().endswith('<div class="messages" id="messages" role="status"></div>')


def test_an_empty_page_offers_one_next_step():
    html = drawn(
        "empty",
        title="No customers yet",
        text="They come with feedback.",
        action_url="/new",
        action_label="Import",
    )
    assert said(html) == "No customers yet They come with feedback. Import"
    assert html.count("<a ") == 1


def test_steps_say_which_is_now_and_which_are_done():
    steps = [
        {"label": "File", "state": "done", "url": "/1"},
        {"label": "Columns", "state": "current"},
        {"label": "Check", "state": "coming"},
    ]
    html = drawn("steps", steps=steps)
    assert said(html) == "File , done Columns Check"
    assert html.count('aria-current="step"') == 1
