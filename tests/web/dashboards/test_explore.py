"""Explore: one address, one set of records, and every number on the page is about exactly them."""

import re
from datetime import timedelta
from statistics import fmean
from uuid import uuid4

import pytest
from django.utils import timezone
from django.utils.formats import date_format

from regard.web.customers.matching import Person
from regard.web.dashboards.periods import Period
from regard.web.feedback.drafts import AnswerDraft, Draft
from regard.web.feedback.models import Customer, FieldType
from regard.web.feedback.recording import record
from regard.web.workspaces.tenancy import in_workspace
from tests.web.dashboards.conftest import BAD, FRENCH, GOOD, ces, moment, nps, settle
from tests.web.dashboards.test_home import listed, net_promoters, scores, signed


def table(page):
    """The rows of the table behind the chart."""
    html = page.html.split('<figure class="chart"')[1].split("<tbody>")[1].split("</tbody>")[0]
    rows = re.findall(r"<tr>(.*?)</tr>", html, re.S)
    return [
        [re.sub(r"<[^>]*>", "", cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)]
        for row in rows
    ]


def test_all_records_of_the_period_newest_first(look, owner, story, today):
    page = look(owner, "explore/?period=30")
    period = Period.last(30, today=today)
    drafts = [*story["survey"], *story["reviews"]]
    n = sum(period.start <= draft.collected_at.date() for draft in drafts)
    assert listed(page) == n
    assert f"1–25 of {n}" in page.text
    assert page.html.count('<article class="verbatim"') == 25
    newest = sorted((draft.collected_at for draft in drafts), reverse=True)[:25]
    days = re.findall(r"<span>([A-Z][a-z]+\.? \d+, \d{4})</span>", page.html)
    assert days == [date_format(at) for at in newest]


def test_the_number_is_that_of_plain_arithmetic(look, owner, story, today):
    page = look(owner, "explore/?metric=nps&period=90&segment=loyal")
    loyal = [draft for draft in story["survey"] if draft.segment == "loyal"]
    found = scores(loyal, "nps", Period.last(90, today=today))
    assert f"Loyalty (NPS) {signed(net_promoters(found))} " in page.text
    assert f"95 % interval · n = {len(found)}" in page.text


def test_the_chart_by_segment_has_the_numbers_of_each_segment(look, owner, story, today):
    rows = {row[0]: row for row in table(look(owner, "explore/?metric=nps&by=segment"))}
    for segment in ("new", "loyal"):
        drafts = [draft for draft in story["survey"] if draft.segment == segment]
        found = scores(drafts, "nps", Period.last(90, today=today))
        assert rows[segment][1] == signed(net_promoters(found))
        assert rows[segment][3] == str(len(found))
    assert list(rows) == ["loyal", "new"]  # the better one first


def test_the_chart_by_month_has_the_answers_of_each_month(look, owner, story, today):
    rows = table(look(owner, "explore/?metric=stars&period=180"))
    found = scores(story["reviews"], "rating", Period.last(180, today=today))
    assert sum(int(row[3]) for row in rows) == len(found)
    assert f"{fmean(found):.1f}" in look(owner, "explore/?metric=stars&period=180").text


@pytest.mark.parametrize("by", ["segment", "source", "channel", "kind", "language", "month"])
def test_every_row_of_every_chart_opens_as_many_records_as_it_counts(look, owner, story, by):
    page = look(owner, f"explore/?period=180&by={by}")
    rows = table(page)
    assert sum(int(row[1]) for row in rows) == listed(page)
    links = {text: href for text, href in page.links if "/explore/?" in href}
    for label, n in rows:
        assert listed(look(owner, links[label])) == int(n)


def test_a_small_group_shows_no_number_and_says_why(look, owner, tell, today):
    drafts = [
        Draft(f"a{n}", segment="large", answers=(nps(9),), collected_at=moment(today)) for n in range(60)
    ]
    drafts += [
        Draft(f"b{n}", segment="small", answers=(nps(2),), collected_at=moment(today)) for n in range(4)
    ]
    tell(drafts)
    page = look(owner, "explore/?metric=nps&by=segment")
    assert table(page) == [
        ["large", "+100", "+88 – +100", "60"],
        ["small", "–", "not enough answers yet (n = 4)", "4"],
    ]
    assert "−100" not in page.text


@pytest.mark.parametrize(
    ("query", "test"),
    [
        ("segment=new", lambda draft: draft.segment == "new"),
        ("segment=new&segment=loyal", lambda draft: draft.segment in ("new", "loyal")),
        ("segment=~", lambda draft: draft.segment == ""),
        ("source=reviews", lambda draft: draft.external_id.startswith("r")),
        ("channel=web", lambda draft: draft.channel == "web"),
        ("kind=review", lambda draft: draft.kind == "review"),
        ("metric=csat", lambda draft: any(answer.field_type == "csat" for answer in draft.answers)),
        (
            "metric=nps&scores=0-6",
            lambda draft: any(a.field_type == "nps" and a.value_number <= 6 for a in draft.answers),
        ),
        ("q=Terrible", lambda draft: "Terrible" in draft.text),
        ("q=非常失望", lambda draft: "非常失望" in draft.text),
        ("q=%22nobody+said+this%22", lambda draft: False),
    ],
)
def test_every_filter_lets_through_what_it_says(look, owner, story, query, test):
    page = look(owner, f"explore/?period=180&{query}")
    assert listed(page) == sum(map(test, [*story["survey"], *story["reviews"]]))


def test_the_days_from_and_to_are_both_in_the_period(look, owner, tell, today):
    days = [today - timedelta(days=back) for back in (10, 9, 5, 4)]
    tell([Draft(str(n), text="tea", collected_at=moment(day, 23)) for n, day in enumerate(days)])
    page = look(owner, f"explore/?from={days[1]}&to={days[2]}")
    assert listed(page) == 2
    assert 'type="date"' in page.html


def test_a_search_marks_what_it_found_and_computes_the_number_from_the_records(look, owner, story, today):
    page = look(owner, "explore/?metric=nps&q=THE&segment=loyal")
    found = [draft for draft in story["survey"] if "the" in draft.text.lower() and draft.segment == "loyal"]
    marked = scores(found, "nps", Period.last(90, today=today))
    assert f"n = {len(marked)}" in page.text
    assert (signed(net_promoters(marked)) in page.text) is (len(marked) >= 30)
    assert {mark.lower() for mark in page.marks} >= {"the"}
    assert "There is no chart for a search in the text" in page.text


def test_records_without_a_date_can_be_found_and_are_in_no_period(look, owner, tell, today):
    tell([Draft("a", text="when?", answers=(nps(9),)), Draft("b", text="now", collected_at=moment(today))])
    page = look(owner, "explore/?period=undated")
    assert listed(page) == 1
    assert "when?" in page.text
    assert "no date" in page.text
    assert "when?" not in look(owner, "explore/?period=365").text
    assert "when?" in look(owner, "explore/?period=all").text
    home = look(owner, "home/")
    assert "1 record has no date" in home.text
    assert listed(look(owner, home.link("1 record has no date"))) == 1


def test_the_records_of_one_import(look, owner, workspace, survey, story, today):
    batch = uuid4()
    with in_workspace(workspace):
        drafts = [Draft(f"x{n}", text="imported", collected_at=moment(today)) for n in range(3)]
        record(survey, drafts, at=timezone.now(), batch_id=batch)
    settle()
    page = look(owner, f"explore/?batch={batch}&metric=net_sentiment")
    assert "One import" in page.text
    assert listed(look(owner, f"explore/?batch={batch}")) == 3


def test_tabs_split_the_list_by_voice_and_their_counts_add_up(look, owner, story):
    page = look(owner, "explore/?period=180")
    tabs = dict(
        re.findall(
            r'<a class="chip[^"]*" href="([^"]*)"[^>]*>[^<]*<b class="number"[^>]*>(\d+)</b>', page.html
        )
    )
    counts = {
        re.search(r"voices=(\w+|~)", href)[1] if "voices" in href else "": int(n) for href, n in tabs.items()
    }
    assert counts.pop("") == sum(counts.values())
    for voice, n in counts.items():
        found = look(owner, f"explore/?period=180&voices={voice}")
        assert f"of {n}" in found.text
        assert f"1–{min(25, n)} of {n}" in found.text


def test_a_chosen_sentiment_is_a_filter_of_everything_and_hides_the_tabs(look, owner, story):
    page = look(owner, "explore/?period=180&sentiment=negative")
    assert 'class="voices"' not in page.html
    whole = look(owner, "explore/?period=180&voices=negative")
    n = re.search(r"Records ([\d,]+)", page.text)[1]
    assert f"of {n}" in whole.text


def test_pages_of_the_list_together_are_the_list(look, owner, story):
    seen = []
    path = "explore/?period=30"
    while path:
        page = look(owner, path)
        seen += re.findall(r"/records/([0-9a-f-]{36})/", page.html.split('id="records"')[1])
        path = next((href for text, href in page.links if text == "Next"), None)
    assert len(set(seen)) == listed(page)
    assert page.link("Previous")


def test_a_page_past_the_end_is_empty_and_offers_a_way_back(look, owner, story):
    page = look(owner, "explore/?page=400")
    assert "No records" in page.text
    assert page.link("Reset") == "/w/qinghe/explore/"


def test_compared_with_the_period_before(look, owner, story, today):
    page = look(owner, "explore/?metric=nps&segment=new&compare=previous")
    period = Period.last(90, today=today)
    new = [draft for draft in story["survey"] if draft.segment == "new"]
    before = scores(new, "nps", period.before)
    moved = net_promoters(before) - net_promoters(scores(new, "nps", period))
    assert f"▼ {int(moved + 0.5)} points less" in page.text
    assert f"n = {len(before)} before" in page.text
    assert "in line with the change" in page.text
    assert "against the change" in page.text
    same = look(owner, "explore/?metric=nps&segment=loyal&compare=previous")
    assert "no clear change" in same.text
    assert "▼" not in same.text


def test_nothing_is_compared_with_too_few_answers(look, owner, tell, today):
    tell([Draft(str(n), answers=(nps(9),), collected_at=moment(today)) for n in range(60)])
    assert "not enough answers to compare" in look(owner, "explore/?metric=nps&compare=previous").text


def test_how_sure_we_are_names_the_definition_and_the_sentence_carries_it(look, owner, story):
    page = look(owner, "explore/?metric=csat&segment=new")
    assert "one of the two best scores, on the scale 1–5" in page.text
    assert "Definition csat.top2box/1." in page.text
    sentence = re.search(r"<textarea[^>]*>([^<]*)</textarea>", page.html)[1]
    assert re.match(r"Satisfaction \(CSAT\): \d+ % \(95 % interval \d+ – \d+, n = \d+; ", sentence)
    assert "Segment: new; definition csat.top2box/1)." in sentence
    chinese = look(owner, "explore/?metric=csat&segment=new", language="zh-hans")
    assert "给出最好两档评分的回答所占的比例" in chinese.text
    assert "客群：new" in re.search(r"<textarea[^>]*>([^<]*)</textarea>", chinese.html)[1]


def test_answers_on_another_scale_are_named_and_not_mixed_in(look, owner, tell, today):
    drafts = [Draft(f"a{n}", answers=(ces(6),), collected_at=moment(today)) for n in range(40)]
    other = AnswerDraft.score(FieldType.CES, 1, 1, 5)
    drafts += [Draft(f"b{n}", answers=(other,), collected_at=moment(today)) for n in range(9)]
    tell(drafts)
    page = look(owner, "explore/?metric=ces")
    assert "Ease (CES) 6.0 " in page.text
    assert "n = 40 · 9 answers on other scales are not mixed in." in page.text


def test_a_metric_that_nobody_was_asked_says_so(look, owner, story):
    page = look(owner, "explore/?metric=ces")
    assert "No answers" in page.text
    assert "No records" in page.text


def test_languages_whose_reading_is_not_measured_are_told_and_can_be_opened(look, owner, tell, today):
    tell([Draft(str(n), text=(FRENCH, GOOD[0])[n % 2], collected_at=moment(today)) for n in range(6)])
    assert listed(look(owner, "explore/?language=fr")) == 3
    home = look(owner, "home/")
    assert "50 % of the records are in languages whose reading is not measured" in home.text
    assert "French 3" in home.text
    assert listed(look(owner, home.link("50 % of the records"))) == 3


def test_what_cannot_be_understood_is_said_and_what_was_typed_is_kept(look, owner, story):
    page = look(owner, "explore/?segment=new&channel=pigeon&from=yesterday")
    assert "“pigeon” is not known here and was left out." in page.text
    assert "“yesterday” is no date; write it like 2026-03-31." in page.text
    assert page.link("Remove the filter Segment: new") == "/w/qinghe/explore/"
    assert '<input type="hidden" name="segment" value="new">' in page.html
    chinese = look(owner, "explore/?channel=pigeon", language="zh-hans")
    assert "这里不认识“pigeon”，已略去。" in chinese.text


def test_filters_without_a_field_stay_as_chips_that_can_be_taken_off(look, owner, story):
    page = look(owner, "explore/?metric=nps&scores=0-6&word=tea&segment=new&segment=loyal")
    chips = {text: href for text, href in page.links if text.startswith("Remove the filter")}
    assert set(chips) == {
        "Remove the filter Scores: 0–6",
        "Remove the filter Word: tea",
        "Remove the filter Segment: new",
        "Remove the filter Segment: loyal",
    }
    assert chips["Remove the filter Word: tea"].endswith("?segment=new&segment=loyal&metric=nps&scores=0-6")
    hidden = [attrs for tag, attrs in page.tags if tag == "input" and attrs.get("type") == "hidden"]
    kept = {(attrs["name"], attrs["value"]) for attrs in hidden if attrs["name"] != "csrfmiddlewaretoken"}
    assert {("scores", "0-6"), ("word", "tea"), ("segment", "new"), ("segment", "loyal")} <= kept


def test_a_second_value_of_a_filter_is_sent_beside_the_first(look, owner, story):
    page = look(owner, "explore/?period=180&channel=email")
    form = page.html.split('<form class="filters explore-bar"')[1].split("</form>")[0]
    options = re.search(r'<select[^>]* name="channel">(.*?)</select>', form, re.S)[1]
    assert re.findall(r'<option value="([^"]*)" selected', options) == [""]
    assert 'value="email"' not in options
    assert 'value="web"' in options
    both = look(owner, "explore/?period=180&channel=email&channel=web")
    alone = [listed(look(owner, f"explore/?period=180&channel={name}")) for name in ("email", "web")]
    assert listed(both) == sum(alone)
    assert 0 not in alone


def test_the_form_alone_reproduces_the_view(look, owner, story):
    """Without JavaScript: what the browser would send leads to the same page."""
    page = look(owner, "explore/?metric=nps&segment=new&by=channel&period=180&word=friendly")
    form = page.html.split('<form class="filters explore-bar"')[1].split("</form>")[0]
    sent = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', form)
    for name, options in re.findall(r'<select[^>]* name="([^"]*)">(.*?)</select>', form, re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        sent.append((name, chosen[1] if chosen else re.search(r'<option value="([^"]*)"', options)[1]))
    again = look(owner, "explore/?" + "&".join(f"{name}={value}" for name, value in sent))
    assert listed(again) == listed(page)
    assert table(again) == table(page)


def test_for_htmx_the_address_is_put_in_its_short_form(client, owner, story):
    client.force_login(owner)
    response = client.get(
        "/w/qinghe/explore/?period=90&metric=nps&segment=&q=", headers={"HX-Request": "true"}
    )
    assert response["HX-Push-Url"] == "/w/qinghe/explore/?metric=nps"
    assert "HX-Push-Url" not in client.get("/w/qinghe/explore/?metric=nps")
    assert (
        client.get("/w/qinghe/explore/", headers={"HX-Request": "true"})["HX-Push-Url"]
        == "/w/qinghe/explore/"
    )


def test_names_of_customers_only_for_those_who_may_see_them(look, agent, viewer, workspace, tell, today):
    person = Person(external_id="p1", name="Aurelia Quist", email="aurelia@example.com")
    tell([Draft("a", text="good tea", person=person, author_name="A. Q.", collected_at=moment(today))])
    with in_workspace(workspace):
        customer = Customer.objects.get()
    seen = look(agent, "explore/")
    assert "Aurelia Quist" in seen.text
    assert seen.link("Aurelia Quist") == f"/w/qinghe/customers/{customer.pk}/"
    hidden = look(viewer, "explore/")
    assert "good" in hidden.text
    assert "Aurelia" not in hidden.html
    assert "A. Q." not in hidden.html


def test_one_customer_can_be_asked_for_only_by_those_who_may_see_customers(
    client, agent, viewer, workspace, tell, today
):
    tell([Draft("a", text="tea", person=Person(external_id="p1"), collected_at=moment(today))])
    with in_workspace(workspace):
        address = f"/w/qinghe/explore/?customer={Customer.objects.get().pk}"
    client.force_login(agent)
    assert "All <b" in client.get(address).content.decode()
    client.force_login(viewer)
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    ("permalink", "kept"),
    [
        ("https://reviews.example.com/1?a=b&c=d", True),
        ("http://reviews.example.com/1", True),
        ("javascript:alert(1)//https://x", False),
        ("JAVASCRIPT:alert(1)", False),
        ("data:text/html,<script>alert(1)</script>", False),
        ("//evil.example.com/", False),
        ("https:///nohost", False),
        ("ftp://files.example.com/x", False),
        ("http://[broken", False),
        ("", False),
    ],
)
def test_only_web_addresses_become_links_and_they_carry_no_trust(look, owner, tell, today, permalink, kept):
    tell([Draft("a", text="tea", permalink=permalink, collected_at=moment(today))])
    page = look(owner, "explore/")
    outside = [
        attrs for tag, attrs in page.tags if tag == "a" and attrs.get("rel") == "noopener nofollow ugc"
    ]
    assert [attrs["href"] for attrs in outside] == ([permalink] if kept else [])
    assert not any(
        str(attrs.get("href")).lower().startswith(("javascript", "data:")) for _, attrs in page.tags
    )


def test_a_long_text_is_cut_in_the_list_and_whole_on_its_page(look, owner, tell, today):
    tell([Draft("a", text="tea " * 1_000 + "the very end", collected_at=moment(today))])
    page = look(owner, "explore/")
    assert "the very end" not in page.text
    assert page.link("…") == page.link("Open")
    assert "the very end" in look(owner, page.link("Open")).text


def test_readings_are_marked_where_they_stand_in_the_original(look, owner, tell, today):
    tell([Draft("a", title="标题", text="🫖 The staff was rude. 茶很好喝。", collected_at=moment(today))])
    page = look(owner, "explore/")
    assert any("rude" in mark for mark in page.marks)
    assert all(mark in "标题 🫖 The staff was rude. 茶很好喝。" for mark in page.marks)


def test_a_word_with_odd_signs_is_a_filter_like_any_other(look, owner, story):
    for word in ("%27%20OR%201=1", "%25", "_", "%22", "friendly%0Afast", "%5C"):
        assert listed(look(owner, f"explore/?period=180&word={word}")) == 0


def test_unread_and_wordless_records_have_their_own_tab(look, owner, tell, today):
    tell(
        [
            Draft("a", answers=(nps(9),), collected_at=moment(today)),
            Draft("b", text=BAD[0], collected_at=moment(today)),
        ]
    )
    page = look(owner, "explore/?voices=~")
    assert "no sentiment 1" in page.text
    assert page.html.count('<article class="verbatim"') == 1
    assert "No words" in page.text


NOT_MEASURED = {
    "en": ("not measured for this language", "not measured for these languages: French"),
    "zh-hans": ("该语言未经测量", "以下语言未经测量：法语"),
}


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_of_a_language_that_was_never_measured_no_net_sentiment_is_told(look, owner, tell, today, language):
    tell([Draft(str(n), text=(FRENCH, GOOD[0])[n % 2], collected_at=moment(today)) for n in range(120)])
    alone, among_others = NOT_MEASURED[language]
    panels = {}
    for path in (
        "metric=net_sentiment&language=fr",
        "metric=net_sentiment&by=language",
        "metric=net_sentiment",
    ):
        panels[path] = look(owner, f"explore/?{path}", language=language)
    french, split, every = panels.values()
    figures = [attrs for _, attrs in french.tags if attrs.get("data-figure") == "metric"]
    assert alone in french.text and not figures
    assert among_others in split.text
    assert not any("language=fr" in href for _, href in split.links if "by=month" in href or "/chart" in href)
    assert alone not in every.text and among_others not in every.text
    whole = [
        [attrs["data-n"] for _, attrs in page.tags if "number-value" in str(attrs.get("class"))]
        for page in (split, every)
    ]
    assert whole == [["120"], ["120"]]
