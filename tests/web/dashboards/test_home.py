"""The home page: every number on it is the one that the records give, and leads to them."""

import re
from datetime import timedelta
from statistics import fmean
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from regard.web.dashboards.periods import Period
from regard.web.feedback.drafts import Draft
from regard.web.feedback.models import Feedback
from regard.web.feedback.recording import record
from regard.web.insights.models import Reading
from regard.web.workspaces.tenancy import in_workspace
from tests.web.dashboards.conftest import BAD, GOOD, ces, csat, moment, nps, said, stars

NOTHING = {
    "en": re.compile(r"No score( or factor)? changed by more than chance\."),
    "zh-hans": re.compile("没有任何评分(或因素)?的变化超出偶然。"),
}


def scores(drafts, field_type, period):
    return [
        int(answer.value_number)
        for draft in drafts
        for answer in draft.answers
        if answer.field_type == field_type and period.start <= draft.collected_at.date() < period.end
    ]


def net_promoters(found):
    return 100 * (sum(score > 8 for score in found) - sum(score < 7 for score in found)) / len(found)


def signed(number):
    rounded = int(abs(number) + 0.5)
    return f"{'−' if number < 0 else '+'}{rounded}" if rounded else "0"


def listed(page):
    """How many records the list of an explore page has."""
    return int(re.search(r"All ([\d,]+)", page.text)[1].replace(",", ""))


def test_the_numbers_are_those_of_plain_arithmetic_over_the_records(look, owner, story, today):
    page, period = look(owner, "home/"), Period.last(90, today=today)
    loyalty = scores(story["survey"], "nps", period)
    satisfied = scores(story["survey"], "csat", period)
    rated = scores(story["reviews"], "rating", period)
    share = 100 * sum(score > 3 for score in satisfied) / len(satisfied)
    assert re.search(rf"Loyalty NPS .*? {re.escape(signed(net_promoters(loyalty)))} interval", page.text)
    assert f"n = {len(loyalty)}" in page.text
    assert f"{int(share + 0.5)} % interval" in page.text
    assert f"n = {len(satisfied)}" in page.text
    assert f"{fmean(rated):.1f} interval" in page.text


def test_the_headline_is_what_changed_most_surely_with_its_evidence(look, owner, story, today):
    page, period = look(owner, "home/"), Period.last(90, today=today)
    new = [draft for draft in story["survey"] if draft.segment == "new"]
    before = scores(new, "nps", period.before)
    after = scores(new, "nps", period)
    sentence = "Loyalty in the segment “new” has probably fallen: the Net Promoter Score is "
    numbers = f"{signed(net_promoters(after))}, after {signed(net_promoters(before))}."
    assert sentence + numbers in page.text
    assert f"n = {len(before)} and {len(after)}" in page.text
    assert re.search(r"interval of the change −\d+ to −\d+ points", page.text)
    assert "comparisons, corrected for their number" in page.text
    assert re.search(r"No other score( or factor)? changed by more than chance\.", page.text)


def test_the_same_in_chinese(look, owner, story):
    page = look(owner, "home/", language="zh-hans")
    assert "客群“new”的忠诚度很可能下降了：净推荐值为" in page.text
    assert "客户如何看待 Qinghe Teahouses 清河茶馆" in page.text
    assert re.search(r"阅读这 \d+ 条评论", page.text)
    assert "probably" not in page.text
    assert 'lang="zh-hans"' in page.html


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_where_nothing_changed_the_page_says_so(look, owner, tell, today, language):
    drafts = said(today, surveys=300, reviews=0, fallen=False)["survey"]
    tell(drafts)
    page = look(owner, "home/", language=language)
    assert NOTHING[language].search(page.text)
    assert "probably" not in page.text
    assert "很可能" not in page.text
    assert {"en": "comparisons with the period before", "zh-hans": "次比较"}[language] in page.text
    assert "▲" not in page.text
    assert "▼" not in page.text


def test_too_few_answers_are_no_finding(look, owner, tell, today):
    tell([Draft(str(number), answers=(nps(9),), collected_at=moment(today)) for number in range(5)])
    page = look(owner, "home/")
    assert "There are not enough answers yet to say what changed." in page.text
    assert re.search(r"Loyalty NPS Not enough answers yet: \d+ more", page.text)


def test_read_the_comments_opens_exactly_as_many(look, owner, story):
    page = look(owner, "home/")
    for pattern in (r"Read the (\d+) comments", r"and the (\d+) that disagree"):
        for label in re.finditer(pattern, page.text):
            behind = look(owner, page.link(label[0]))
            (panel,) = [attrs for _, attrs in behind.tags if "number-value" in str(attrs.get("class"))]
            assert panel["data-value"] == label[1]


def test_every_number_word_and_bar_opens_records_that_give_it_again(look, owner, story):
    page = look(owner, "home/")
    bars = [(text, href) for text, href in page.links if "scores=" in href]
    opened = {
        attrs["href"]: attrs["aria-label"] for tag, attrs in page.tags if "aria-label" in attrs and tag == "a"
    }
    for href, label in opened.items():
        assert listed(look(owner, href)) == int(re.search(r"(\d+) answers", label)[1])
    assert len(opened) == 3
    rows = page.text.split("How we are seen")[1]
    for label in ("Loyalty NPS", "Satisfaction CSAT", "Public ratings stars", "Sentiment of what is written"):
        name = label.rsplit(" ", 1)[0] if "of" not in label else "Sentiment"
        href = next(href for text, href in page.links if text == name and "compare" not in href)
        n = re.search(rf"{label} .*?n = (\d+)", rows)[1]
        assert f"n = {n}" in look(owner, href).text
    assert bars


def test_a_word_opens_the_records_of_as_many_people(look, owner, workspace, story):
    page = look(owner, "home/")
    words = [(text, href) for text, href in page.links if "word=" in href and "people" in text][:8]
    assert words
    for text, href in words:
        word, people = parse_qs(urlsplit(href).query)["word"][0], int(re.search(r"(\d+) people", text)[1])
        with in_workspace(workspace):
            start = Period.last(90, today=timezone.now().date()).start
            told = Reading.objects.filter(feedback__collected_at__date__gte=start).select_related("feedback")
            who = {
                row.feedback.customer_id or row.feedback_id
                for row in told
                if any(found["word"] == word for found in row.descriptors)
            }
        assert len(who) == people
        assert word in look(owner, href).text


def test_no_word_of_two_people_is_shown(look, owner, tell, today):
    drafts = [Draft(str(number), text=GOOD[0], collected_at=moment(today)) for number in range(3)]
    drafts += [Draft(f"b{number}", text=BAD[2], collected_at=moment(today)) for number in range(2)]
    tell(drafts)
    words = [text for text, href in look(owner, "home/").links if "word=" in href]
    assert any(text.startswith("friendly") for text in words)
    assert not any(text.startswith(("rude", "dirty", "horrible")) for text in words)


def test_the_period_is_chosen_by_the_address_and_kept_in_every_link(look, owner, story, today):
    page = look(owner, "home/?period=30")
    loyalty = scores(story["survey"], "nps", Period.last(30, today=today))
    assert f"n = {len(loyalty)}" in page.text
    explored = [href for _, href in page.links if "/explore/?" in href]
    assert all("period=" in href for href in explored)
    assert '<a class="menu-item" href="/w/qinghe/home/?period=30" aria-current="true">' in page.html


def test_one_segment_can_be_looked_at_alone(look, owner, story, today):
    page = look(owner, "home/?segment=loyal")
    loyal = [draft for draft in story["survey"] if draft.segment == "loyal"]
    assert f"n = {len(scores(loyal, 'nps', Period.last(90, today=today)))}" in page.text
    assert NOTHING["en"].search(page.text)
    assert all("segment=loyal" in href for _, href in page.links if "metric=" in href and "from=" not in href)


def test_other_parts_of_an_address_mean_nothing_here(look, owner, story):
    odd = look(
        owner, "home/?period=dates&from=2001-01-01&metric=nps&scores=0-3&word=x&q=y&segment=~&segment=loyal"
    )
    assert "How we are seen" in odd.text


def test_quotes_are_real_with_support_first_and_contradiction_after(look, owner, story):
    page = look(owner, "home/")
    quotes = page.text.split("In their words")[1]
    assert quotes.index("In line with the first sentence") < quotes.index("Against it")
    agreeing, differing = quotes.split("Against it")
    assert any(text[:20] in agreeing for text in BAD)
    assert any(text[:20] in differing for text in GOOD)
    assert any("records/" in href for text, href in page.links if text == "Open")


def test_without_a_finding_quotes_are_praise_and_complaint(look, owner, tell, today):
    tell([Draft(str(n), text=(GOOD + BAD)[n % 6], collected_at=moment(today)) for n in range(12)])
    quotes = look(owner, "home/").text.split("In their words")[1]
    assert quotes.index("Complaint") < quotes.index("Praise")


def test_an_empty_workspace_is_told_what_the_page_is_for_and_the_one_next_step(look, owner, viewer):
    page = look(owner, "home/")
    assert "Here you will see how customers see you" in page.text
    assert page.link("Import a file") == "/w/qinghe/imports/"
    assert "An analyst, an admin or the owner can import a file." in look(viewer, "home/").text
    assert "在这里您将看到客户如何看待您" in look(owner, "home/", language="zh-hans").text


def test_while_the_first_records_are_read_the_page_says_so(look, owner, workspace, survey, today):
    with in_workspace(workspace):
        record(survey, [Draft("a", text="good", collected_at=moment(today))], at=timezone.now())
    page = look(owner, "home/")
    assert "The first records are being read" in page.text
    assert "1 record is still being read" in page.text


def test_records_that_came_in_later_are_announced_and_found(look, owner, workspace, survey, story, today):
    with in_workspace(workspace):
        record(survey, [Draft("later", text="good", collected_at=moment(today))], at=timezone.now())
    page = look(owner, "home/")
    assert "Some records are not in the numbers yet" in page.text
    assert "1 record is still being read" in page.text
    behind = look(owner, page.link("1 record is still being read"))
    assert listed(behind) == 1
    assert "good" in behind.text


def test_the_members_of_another_workspace_are_told_nothing(client, stranger, story):
    client.force_login(stranger)
    assert client.get("/w/qinghe/home/").status_code == 404


HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'{{ 7|add:7 }}{% now %}"


def test_hostile_text_and_names_are_shown_as_they_are(look, owner, tell, today):
    drafts = [
        Draft(
            f"h{number}",
            text=f"Terrible. {HOSTILE} I hate it.",
            segment=HOSTILE[:90],
            answers=(nps(0), csat(1), ces(1), stars(1)),
            collected_at=moment(today - timedelta(days=number % 60)),
        )
        for number in range(80)
    ]
    tell(drafts)
    calm = {tag for tag, _ in look(owner, "home/?period=30&segment=nobody").tags}
    for path in ("home/", "home/?period=30", "explore/", "explore/?metric=nps&by=segment"):
        page = look(owner, path)
        assert "alert(1)" in page.text
        assert "{{ 7|add:7 }}{% now %}" in page.text or "home" in path
        assert [
            tag
            for tag, attrs in page.tags
            if "onerror" in attrs or (tag == "script" and not attrs.get("src"))
        ] == []
        assert "style" not in {tag for tag, _ in page.tags} - calm
        assert not any(attrs.get("src") == "x" for _, attrs in page.tags)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_pages_have_no_inline_style_or_script(look, owner, story, language):
    for path in (
        "home/",
        "explore/",
        "explore/?metric=nps&compare=previous",
        "explore/?metric=csat&by=channel",
    ):
        page = look(owner, path, language=language)
        assert [tag for tag, attrs in page.tags if "style" in attrs] == []
        assert [
            attrs for tag, attrs in page.tags if tag in ("script", "style") and not attrs.get("src")
        ] == []
        assert [name for _, attrs in page.tags for name in attrs if name.startswith("on")] == []
        outside = [attrs for _, attrs in page.tags if str(attrs.get("src") or "").startswith(("http", "//"))]
        assert outside == []


def statements(client, path):
    client.get(path)  # what is remembered of one state of the archive is remembered now
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return len(queries)


def test_as_many_statements_for_three_records_as_for_three_hundred(client, owner, tell, reviews, today):
    client.force_login(owner)
    drafts = said(today, surveys=300, reviews=60)
    paths = ["home/", "explore/", "explore/?metric=nps", "explore/?metric=nps&by=segment&compare=previous"]
    tell(drafts["survey"][:3])
    few = [statements(client, f"/w/qinghe/{path}") for path in paths]
    tell(drafts["survey"])
    tell(drafts["reviews"], reviews)
    many = [statements(client, f"/w/qinghe/{path}") for path in paths]
    assert max(many) <= 29  # of them one for each list: which surveys are anonymous
    assert all(b - a <= 4 for a, b in zip(few, many, strict=True))  # no query for each row
    with in_workspace(owner_workspace(owner)):
        assert Feedback.objects.count() == 360


def owner_workspace(owner):
    from regard.web.workspaces.models import Membership

    return Membership.of(owner).get().workspace
