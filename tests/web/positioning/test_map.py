"""The perception map: what was intended, believed and said, with its gaps, and the way to the quotes."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from regard.web.customers import owning
from regard.web.customers.models import Customer
from regard.web.feedback.drafts import Draft
from regard.web.feedback.recording import record
from regard.web.positioning import intentions, urls
from regard.web.surveys.models import Survey
from regard.web.surveys.publishing import publish
from regard.web.workspaces.models import Membership
from regard.web.workspaces.permissions import Permission
from tests.web.dashboards.conftest import moment, settle
from tests.web.positioning.conftest import chose

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(persona, look, owner):
    return look(owner, "map/")


def gap(page, name):
    """The words under one gap, as they stand."""
    text = page.text.split("Where they differ")[1]
    return re.split(r"Not delivered|Not noticed|Self-deception|No gap shown|Staff:", text.split(name, 1)[1])[
        0
    ]


def test_each_gap_names_the_words_whose_answers_show_it(page):
    assert "simple" in gap(page, "Not delivered")
    assert "caring" in gap(page, "Not noticed")
    assert "simple" in gap(page, "Self-deception")
    assert "reliable" in gap(page, "No gap shown")
    assert "reliable" not in gap(page, "Not delivered") + gap(page, "Not noticed")


def test_every_number_stands_with_its_interval_and_n(page):
    assert re.search(r"simple .*said by 8 % \(95 % interval 5 – 15, n = 120\)", gap(page, "Not delivered"))
    assert re.search(r"word minus opposite −25 points \(−\d+ to −\d+\)", gap(page, "Not delivered"))
    assert re.search(r"staff minus customers \+82 points .* n = 20 of the staff", gap(page, "Self-deception"))
    told = r"The words said lie \d\.\d\d from those intended \(95 % interval \d\.\d\d – \d\.\d\d, n = 110\)"
    assert re.search(told, page.text)


def test_a_word_nobody_chose_is_not_noticed_and_has_no_place_on_the_map(page):
    assert "said by 0 %" in gap(page, "Not noticed")
    assert "Said too seldom to have a place: caring." in page.text


def test_a_word_that_stood_on_no_list_was_overlooked_by_nobody(page):
    assert "Not on the list that people chose from: green." in page.text
    assert "green" not in gap(page, "Not noticed")


def test_the_table_behind_the_map_counts_the_people_of_each_word(page):
    table = page.html.split("<tbody>")[1].split("</tbody>")[0]
    rows = [re.sub(r"<[^>]+>", " ", row).split() for row in table.split("</tr>") if row]
    counted = {row[0]: row[2] for row in rows}
    assert counted["reliable"] == "110"
    assert counted["complicated"] == "40"
    assert counted["simple"] == "10"
    assert counted["caring"] == "0"


def test_the_dots_lie_where_the_answers_put_them(persona, client, owner):
    client.force_login(owner)
    rows = {row["label"]: row for row in client.get("/w/qinghe/map/chart.json").json()["data"]["values"]}
    near = rows["new"]["x"] * rows["complicated"]["x"], rows["loyal"]["x"] * rows["expert"]["x"]
    assert min(near) > 0
    assert rows["new"]["x"] * rows["loyal"]["x"] < 0
    assert rows["intended"]["kind"] == "aim"
    assert (rows["simple"]["kind"], rows["complicated"]["kind"], rows["expert"]["kind"]) == (
        "good",
        "bad",
        "word",
    )


def test_a_word_leads_to_what_people_wrote_beside_it(page, look, owner):
    word = look(owner, page.link("complicated"))
    assert "Chosen by 33 %" in word.text
    assert word.text.count("Four screens 四个页面") == 1
    assert "×40" in word.text
    headings = [
        re.sub(r"<[^>]+>", "", one) for one in re.findall(r"<h2 id=\"side-\d\">(.*?)</h2>", word.html)
    ]
    assert headings == [f"{one}: what they wrote beside it" for one in ("complicated", "simple")]
    assert next(href for text, href in word.links if text == "Open").startswith("/w/qinghe/records/")
    assert "word=complicated" in word.link("Texts that hold this word")


def test_the_numbers_of_a_word_lead_to_the_answers_they_were_counted_of(page, look, owner):
    word = look(owner, page.link("complicated"))
    chose = look(owner, word.link("The 40 answers that chose it"))
    every = look(owner, word.link("All 120 answers to the list"))
    assert ("n = 40" in chose.text, "n = 120" in every.text) == (True, True)
    assert "Answers that chose “complicated”" in chose.text
    assert "1–20 of 40" in chose.text
    second = look(owner, chose.link("Next"))
    assert "21–40 of 40" in second.text
    first, then = (set(re.findall(r"/records/([0-9a-f-]{36})/", one.html)) for one in (chose, second))
    assert len(first | then) == 40
    assert "“complicated” was chosen from the list by 33 %" in word.html


def test_who_stands_for_a_word_and_since_when_stands_beside_it(page, look, owner):
    assert re.search(r"\S+ stands for it, since \w+", gap(page, "Not delivered"))
    assert re.search(r"stands for it, since", look(owner, page.link("complicated")).text)


def test_what_nobody_was_asked_can_be_asked_by_those_who_write_surveys(page, look, owner, viewer):
    survey = Survey.objects.exclude(kind="beliefs").get()
    assert page.link("Ask for it: change the list of words") == f"/w/qinghe/surveys/{survey.pk}/draft/"
    look(owner, page.link("Ask for it: change the list of words"))
    seen = look(viewer, "map/?source=asked")
    assert "Not on the list that people chose from: green." in seen.text
    assert "Ask for it" not in seen.text


def test_the_words_that_staff_believe_stand_beside_those_of_customers(persona, look, owner):
    page = look(owner, "map/")
    assert re.search(r"Staff believe, n = \d+", page.text)
    table = page.html.split("<tbody>")[1].split("</tbody>")[0]
    cells = [re.findall(r"<td[^>]*>(.*?)</td>", row) for row in table.split("</tr>") if row]
    told = [row[4] for row in cells if len(row) == 6]
    assert any(re.fullmatch(r"\d+ % \(\d+ – \d+\)", one) for one in told)
    survey = Survey.objects.get(kind="beliefs")
    assert page.link("staff believe") == f"/w/qinghe/surveys/{survey.pk}/results/"
    assert (
        'href="/w/qinghe/map/intended/"' in page.html.split('class="chart-picture"')[1].split("</figure>")[0]
    )


def test_a_segment_has_its_own_gaps_on_the_same_map(page, look, owner):
    part = look(owner, page.link("loyal"))
    assert "Segment: loyal" in part.text
    assert "n = 60" in part.text
    assert "simple" not in gap(part, "Not delivered")
    assert ">new</text>" in part.html


def test_the_customers_of_an_owner_have_their_own_map_and_the_others_theirs(
    persona, inside, look, owner, analyst, noon
):
    mine = Membership.objects.get(user=analyst)
    for person in Customer.objects.filter(external_id__in=[f"words{place}" for place in range(40)]):
        owning.give(person, mine, by=owner, at=noon)
    part = look(analyst, "map/?owner=mine")
    assert f"Owner: {analyst}" in part.text
    assert "n = 40" in part.text
    others = look(analyst, part.link("Nobody’s"))
    assert "n = 80" in others.text
    assert "负责人：无人" in look(owner, "map/?owner=~", language="zh-hans").text
    owning.give(Customer.objects.get(external_id="words0"), None, by=owner, at=noon)
    assert "n = 39" in look(analyst, "map/?owner=mine").text


def test_staff_are_no_customers(persona, inside, look, owner):
    survey = Survey.objects.get(kind="beliefs")
    record(survey.source, [Draft("s1", text="Our reliable, honest teahouse.")], at=timezone.now())
    settle()
    assert "words of 0 people" in look(owner, "map/?source=texts").text


def test_what_staff_believe_has_a_mark_of_its_own_and_a_line_in_the_table(persona, look, owner):
    page = look(owner, "map/")
    assert "Triangle: what staff believe customers say." in page.text
    assert "What staff believe, 20 answers" in page.html
    line = re.search(r'<tr><th scope="row"><a [^>]*>staff believe</a></th>(.*?)</tr>', page.html)[1]
    kind, n, share, interval, _beside, reach = re.findall(r"<td[^>]*>([^<]*)</td>", line)
    assert (kind, n, share, interval) == ("staff", "20", "–", "–")
    assert float(reach) > 0
    assert "员工的看法" in look(owner, "map/", language="zh-hans").text


def test_the_mark_of_staff_moves_neither_words_nor_gaps(persona, look, owner):
    beside = look(owner, "map/")
    Survey.objects.get(kind="beliefs").source.feedback.all().delete()
    alone = look(owner, "map/")
    lines = [re.findall(r'<tr><th scope="row"><a .*?</tr>', page.html) for page in (beside, alone)]
    cells = [[re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", line) for line in of] for of in lines]
    told = [[*row[:5], row[-1]] for row in cells[0] if "staff believe" not in row[0]]
    assert told == cells[1] != []
    assert "staff believe" not in alone.text
    assert gap(beside, "Not delivered") == gap(alone, "Not delivered")
    assert gap(beside, "Not noticed") == gap(alone, "Not noticed")


def test_too_few_staff_show_nothing(ask, intended, look, owner):
    ask("words", [chose("new", "reliable")] * 40 + [chose("old", "fast")] * 40)
    assert "Staff were not asked these words yet" in look(owner, "map/").text
    ask("beliefs", [chose("", "simple")] * 4)
    page = look(owner, "map/")
    assert "simple" not in gap(page, "Self-deception")
    assert "staff minus" not in page.text
    assert "staff believe" not in page.text


def test_below_the_minimum_it_says_how_many_people_are_missing(ask, intended, look, owner, client):
    ask("words", [chose("new", "reliable")] * 12)
    page = look(owner, "map/?source=asked")
    assert "Not enough answers yet: words of 12 people, 18 more are needed." in page.text
    assert "<figure" not in page.html
    assert "The words said lie" not in page.text
    assert client.get("/w/qinghe/map/chart.json?source=asked").status_code == 404


def test_one_segment_makes_no_map_and_says_so(ask, intended, look, owner):
    ask("words", [chose("new", "reliable", "fast")] * 40)
    page = look(owner, "map/")
    assert "A map needs two segments" in page.text
    assert "reliable" in gap(page, "No gap shown")


def test_what_is_written_is_counted_by_people_in_both_languages(tell, intended, look, owner, today):
    told = [("new", "Reliable and quick."), ("new", "很可靠。"), ("loyal", "It is complicated and slow.")]
    tell(
        Draft(
            external_id=f"t{number}",
            text=told[number % 3][1],
            author_name=f"Guest {number}",
            collected_at=moment(today - timedelta(days=5)),
            segment=told[number % 3][0],
        )
        for number in range(90)
    )
    page = look(owner, "map/")
    assert "Words that people wrote by themselves" in page.text
    table = page.html.split("<tbody>")[1].split("</tbody>")[0]
    rows = [re.sub(r"<[^>]+>", " ", row).split() for row in table.split("</tr>") if row]
    assert {row[0]: row[2] for row in rows}["reliable"] == "60"
    assert "word=reliable&word=solid&word=%E5%8F%AF%E9%9D%A0" in page.link("reliable")
    assert "All 60" in look(owner, page.link("reliable")).text


def test_a_changed_list_begins_a_wave_that_keeps_the_earlier_one_apart(persona, owner, look, today):
    at = timezone.now() - timedelta(days=5)
    intentions.retire(persona[1], by=owner, at=at)
    now, before = look(owner, "map/"), look(owner, "map/?wave=1&source=asked")
    assert "Wave 2" in now.text
    assert "answers of this wave alone" in now.text
    assert "Not enough answers yet: words of 0 people" in look(owner, "map/?source=asked").text
    assert "simple" in gap(before, "Not delivered")
    assert "n = 120" in before.text


def test_answers_to_another_list_of_words_are_kept_apart(persona, ask, owner, look, inside):
    survey = ask("words", [])
    question = survey.draft["pages"][0]["questions"][0]
    question["options"] = [one for one in question["options"] if one["id"] not in ("fast", "slow")]
    survey.save()
    publish(survey, by=owner, at=timezone.now())
    assert "120 answers were given to another list of words" in look(owner, "map/?source=asked").text


def test_of_anonymous_answers_no_record_is_told(ask, intended, look, owner):
    ask("words", [chose("new", "slow", why="Nine days")] * 40, anonymous=True)
    page = look(owner, "map/?source=asked")
    word = look(owner, page.link("slow"))
    assert "Nine days" in word.text
    assert [text for text, _href in word.links if text == "Open"] == []


def test_in_chinese_everything_is_chinese(persona, look, owner):
    page = look(owner, "map/", language="zh-hans")
    for text in ("客户的说法与期望不同", "未做到", "未被注意", "自我错觉", "简单", "复杂"):
        assert text in page.text
    ours = page.text.split("感知地图", 2)[2]
    assert re.findall(r"\b(?:said|staff|Wave|words?|People|Segment|intended|Rings)\b", ours) == []


def test_without_intended_words_the_page_says_what_to_do(inside, look, owner, viewer):
    page = look(owner, "map/")
    assert "No intended words yet" in page.text
    assert page.link("Write the words") == "/w/qinghe/map/intended/"
    assert "Write the words" not in look(viewer, "map/").text


@pytest.mark.parametrize("path", ["map/", "map/intended/"])
@pytest.mark.parametrize("role", ["owner", "admin", "analyst", "agent", "viewer"])
def test_whoever_reads_numbers_reads_these_pages(client, request, inside, role, path):
    client.force_login(request.getfixturevalue(role))
    assert client.get(f"/w/qinghe/{path}").status_code == 200


def test_strangers_find_nothing_and_nobody_signs_in(client, inside, stranger):
    assert client.get("/w/qinghe/map/").status_code == 302
    client.force_login(stranger)
    for path in ("map/", "map/chart.json", "map/word/?word=slow", "map/intended/"):
        assert client.get(f"/w/qinghe/{path}").status_code == 404
    named = {pattern.callback.permission for pattern in urls.urlpatterns}
    assert named == {Permission.FEEDBACK_VIEW, Permission.INTENTION_EDIT}


def test_what_is_hostile_in_the_address_stays_text(persona, look, owner, client):
    html = look(owner, "map/?segment=%3Cscript%3Ealert(1)%3C/script%3E&period=%00&wave=x&source=y").html
    assert "<script>alert(1)" not in html
    assert client.get("/w/qinghe/map/word/?word=%3Cscript%3E").status_code == 404


def test_a_second_look_asks_little_and_no_more_for_more_people(persona, look, owner, ask):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            look(owner, "map/")
        return len(queries)

    first = asked()
    again = asked()
    assert again < first
    ask("words", [chose("new", "reliable")] * 30)
    assert asked() <= first
