"""One record: everything that was said, read and known, and nothing to those who may not see it."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from regard.web.customers.matching import Person
from regard.web.feedback.drafts import AnswerDraft, Draft
from regard.web.feedback.models import Answer, AnswerState, Direction, Feedback, FieldType, Precision, State
from regard.web.feedback.recording import record
from regard.web.insights.models import said
from regard.web.insights.theme_models import Theme, ThemeAssignment
from regard.web.listening.models import ImportBatch
from regard.web.workspaces.tenancy import in_workspace
from tests.web.dashboards.conftest import moment, nps, settle
from tests.web.dashboards.test_explore import listed
from tests.web.dashboards.test_themes import theme_of, themed

__all__ = ["themed"]


@pytest.fixture
def path(workspace):
    def of(external_id="a"):
        with in_workspace(workspace):
            return f"records/{Feedback.objects.get(external_id=external_id).pk}/"

    return of


PERSON = Person(
    external_id="p1", name="Aurelia Quist", email="a@example.com", account="Quist Ltd", segment="new"
)


def full(today, **more):
    fields = {
        "title": "Tea 茶",
        "text": "The staff was rude. 茶很好喝。",
        "answers": (nps(3), AnswerDraft("why", field_label="Why?", value_text="<b>because</b>")),
        "person": PERSON,
        "author_name": "A. Q.",
        "collected_at": moment(today),
        "experienced_at": moment(today - timedelta(days=2)),
        "segment": "new",
        "product": "cups",
        "region": "north",
        "touchpoint": "delivery",
        "subject": "teahouse 7",
        "permalink": "https://reviews.example.com/1",
        "attributes": {"table": "by the window"},
    }
    return Draft("a", **{**fields, **more})


def test_the_whole_record_with_its_reading_and_its_scores(look, owner, tell, today, path):
    tell([full(today)])
    page = look(owner, path())
    for words in (
        "Tea 茶 The staff was rude. 茶很好喝。",
        "NPS 3 of 10",
        "Why? <b>because</b>",
        "Read by regard",
    ):
        assert words in page.text
    assert "The staff was rude" in page.marks
    for fact in (
        "cups",
        "north",
        "delivery",
        "teahouse 7",
        "Quist Ltd",
        "Aurelia Quist",
        "A. Q.",
        "table by the window",
    ):
        assert fact in page.text
    outside = [
        attrs for tag, attrs in page.tags if tag == "a" and attrs.get("rel") == "noopener nofollow ugc"
    ]
    assert [attrs["href"] for attrs in outside] == ["https://reviews.example.com/1"]


def test_the_same_in_chinese(look, owner, tell, today, path):
    tell([full(today)])
    page = look(owner, path(), language="zh-hans")
    for words in ("一条记录", "NPS 3 分（满分 10）", "关于这条记录", "客群", "由 regard"):
        assert words in page.text
    assert "About" not in page.text


def test_who_may_not_see_customers_sees_what_was_said_and_nobody(look, viewer, tell, today, path):
    tell([full(today)])
    page = look(viewer, path())
    assert "The staff was rude." in page.text
    for secret in ("Aurelia", "Quist", "A. Q.", "a@example.com", "by the window"):
        assert secret not in page.html


def test_its_links_lead_to_its_like(look, owner, tell, today, path):
    tell([full(today)])
    page = look(owner, path())
    for label in ("Relationship survey", "new"):
        href = next(href for text, href in page.links if text == label and "/explore/" in href)
        assert listed(look(owner, href)) == 1


def test_what_it_said_before_is_kept_and_shown(look, owner, workspace, survey, tell, today, path):
    tell([full(today, text="good at first", answers=(nps(9),))])
    tell([full(today, text="bad in the end", answers=(nps(1),))])
    page = look(owner, path())
    assert "bad in the end" in page.text
    before = page.text.split("What it said before")[1]
    assert "good at first" in before
    assert "nps: 9" in before
    assert "Revision 1, replaced on" in before


def test_a_record_that_no_number_counts_says_so(look, owner, tell, today, path):
    tell([full(today, state=State.WITHDRAWN)])
    page = look(owner, path())
    assert "This record is kept, but no number counts it." in page.text
    assert "Withdrawn" in page.text
    assert listed(look(owner, "explore/")) == 0


def test_what_is_not_read_yet_says_so(look, owner, workspace, survey, today, path):
    with in_workspace(workspace):
        record(survey, [full(today)], at=timezone.now())
    assert "Not read yet." in look(owner, path()).text


def test_without_words_and_dates_it_says_that_too(look, owner, tell, path):
    tell([Draft("a", answers=(nps(7),))])
    page = look(owner, path())
    assert "No words" in page.text
    assert "Said no date" in page.text


@pytest.mark.parametrize(
    ("precision", "pattern"),
    [
        (Precision.EXACT, r"Said [A-Z][a-z]+\.? \d+, \d{4}"),
        (Precision.MONTH, r"Said [A-Z][a-z]+ \d{4}"),
        (Precision.UNKNOWN, r"Said no date"),
    ],
)
def test_a_day_is_told_no_more_exactly_than_it_is_known(look, owner, tell, today, path, precision, pattern):
    tell([full(today, time_precision=precision)])
    assert re.search(pattern, look(owner, path()).text)


def test_scores_where_low_is_good_and_answers_not_given_are_told_as_such(
    look, owner, workspace, tell, today, path
):
    effort = AnswerDraft.score(FieldType.CES, 2, 1, 5, direction=Direction.LOW_IS_GOOD)
    rating = AnswerDraft.score(FieldType.RATING, 3.5, 0, 5)
    tell([full(today, answers=(effort, rating, nps(5)))])
    with in_workspace(workspace):
        Answer.objects.filter(field_type=FieldType.NPS).update(answer_state=AnswerState.SKIPPED)
    page = look(owner, path())
    assert "CES 2 of 5 (low is good)" in page.text
    assert "3.5 of 5 stars" in page.text
    assert "nps Skipped" in page.text


def test_it_names_the_import_that_brought_it(look, owner, workspace, survey, today, path):
    with in_workspace(workspace):
        batch = ImportBatch.objects.create(file_name="march 三月.csv", size=1, source=survey)
        record(survey, [full(today)], at=timezone.now(), batch_id=batch.pk)
    settle()
    page = look(owner, path())
    assert listed(look(owner, page.link("march 三月.csv"))) == 1
    with in_workspace(workspace):
        ImportBatch.objects.all().delete()
    assert "an import that is no more" in look(owner, path()).text


def test_unknown_and_foreign_records_are_not_there(
    client, owner, stranger, other_workspace, tell, today, path
):
    tell([full(today)])
    client.force_login(owner)
    assert client.get(f"/w/qinghe/records/{uuid4()}/").status_code == 404
    assert client.get("/w/qinghe/records/not-an-id/").status_code == 404
    client.force_login(stranger)
    assert client.get(f"/w/harbour/{path()}").status_code == 404
    assert client.get(f"/w/qinghe/{path()}").status_code == 404


HOSTILE = '<script>alert(1)</script>"><svg onload=alert(1)>{{ 7|add:7 }}'


def test_hostile_words_in_every_field_are_shown_as_they_are(look, owner, tell, today, path):
    person = Person(external_id="x", name=HOSTILE, account=HOSTILE, segment=HOSTILE[:90])
    texts = dict.fromkeys(
        ("title", "text", "product", "region", "touchpoint", "subject", "segment"), HOSTILE[:90]
    )
    answers = (AnswerDraft("why", field_label=HOSTILE, value_text=HOSTILE),)
    attributes = {HOSTILE: HOSTILE}
    tell([full(today, **texts, answers=answers, person=person, author_name=HOSTILE, attributes=attributes)])
    page = look(owner, path())
    assert page.text.count("alert(1)") >= 9
    assert "{{ 7|add:7 }}" in page.text
    assert [
        attrs for tag, attrs in page.tags if "onload" in attrs or (tag == "script" and not attrs.get("src"))
    ] == []


def test_the_page_names_the_themes_of_the_record_how_sure_and_the_words(themed, look, owner):
    row = carried_by("oolong")
    page = look(owner, f"records/{row.feedback.pk}/")
    theme, text = row.theme, said(row.feedback)
    assert (theme.name, f"/w/qinghe/themes/{theme.key}/?period=all") in page.links
    assert f"{min(max(round(100 * row.confidence), 1), 99)} % sure" in page.text
    assert row.spans
    assert {text[start:end] for start, end in row.spans} <= set(page.marks)
    assert "把握" in look(owner, f"records/{row.feedback.pk}/", language="zh-hans").text


def test_a_theme_that_is_gone_is_not_named(themed, look, owner):
    row = carried_by("oolong")
    Theme.objects.filter(pk=row.theme.pk).update(gone_at=timezone.now())
    assert row.theme.key not in look(owner, f"records/{row.feedback.pk}/").html


def test_a_record_without_a_theme_says_so_and_one_that_waits_says_that(themed, look, owner, survey, today):
    bare = Feedback.objects.get(external_id="none")
    assert "It carries no theme." in look(owner, f"records/{bare.pk}/").text
    record(survey, [Draft("late", text="The oolong", collected_at=moment(today))], at=timezone.now())
    late = Feedback.objects.get(external_id="late")
    assert "This record is being given its themes." in look(owner, f"records/{late.pk}/").text


def test_before_themes_are_discovered_the_page_does_not_speak_of_them(look, owner, tell, today, path):
    tell([full(today)])
    assert 'id="themes"' not in look(owner, path()).html


def carried_by(word):
    rows = ThemeAssignment.objects.filter(feedback__text__icontains=word, theme=theme_of(word))
    return rows.select_related("feedback", "theme").first()
