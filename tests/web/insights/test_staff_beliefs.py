"""What staff believe is no customer's word: no page, no number and no archive counts it; the map does."""

import re
from importlib import import_module

import pytest
from django.apps import apps
from django.utils import timezone

from regard.perception.tallies import Filters
from regard.web.feedback.drafts import Draft
from regard.web.insights import archiving, studies
from regard.web.insights.anonymity import withheld
from regard.web.insights.map_study import believed
from regard.web.insights.models import ArchiveState, StaleMonth
from regard.web.insights.records import matching, of_staff
from regard.web.insights.theme_finding import worded
from regard.web.surveys.models import Survey
from tests.web.dashboards.conftest import inside, look, moment, settle, tell, today
from tests.web.positioning.conftest import ask, reviews, survey

__all__ = ["ask", "inside", "look", "reviews", "survey", "tell", "today"]

SAID = "Delivery was slow and the box was broken."
HEARD = "They love our honest prices. 他们喜欢我们诚实的价格。"


def belief(number):
    return "", {"words": {"reliable": ""}, "factors": ["price"], "heard": f"{HEARD} {number}"}


@pytest.fixture
def told(tell, ask, today):
    """Eight customers wrote, twelve of the staff answered: ten of them are of whole steps."""
    ask("beliefs", [belief(number) for number in range(12)])
    tell([Draft(f"c{number}", text=SAID, collected_at=moment(today)) for number in range(8)])


@pytest.fixture
def once_counted(ask, inside):
    """Answers that were taken for customers' until their survey was known to be of staff."""
    ask("words", [("", {"words": {"reliable": HEARD}})] * 6, anonymous=False)
    settle()
    Survey.objects.update(kind="beliefs")
    return Survey.objects.get()


def archived(workspace):
    """The records of the archive, by source."""
    return studies.record_counts(workspace, by=("source",)).counts()


def test_the_list_of_records_is_the_customers(told, inside):
    assert sorted(record.text for record in matching()) == [SAID] * 8
    assert matching(Filters(source=("beliefs",))).count() == 0


def test_staff_are_asked_for_by_name_alone(told, inside):
    assert of_staff().count() == 10
    assert {record.source.key for record in of_staff()} == {"beliefs"}
    assert of_staff(Filters(source=("survey",))).count() == 0


def test_the_map_sees_what_staff_believe(told, inside):
    heard = believed({})
    assert (len(heard.people), heard.said({}).chosen["reliable"]) == (10, 10)


def test_the_archive_has_customers_alone_when_it_grows(told, tell, ask, inside, today):
    assert archived(inside) == {"survey": 8}
    ask("beliefs", [belief(number) for number in range(12, 22)])
    tell([Draft("later", text=SAID, collected_at=moment(today))])
    assert archived(inside) == {"survey": 9}


def test_the_archive_has_customers_alone_when_it_is_written_anew(told, inside):
    archiving.rebuild_archive(inside)
    assert archived(inside) == {"survey": 8}
    assert not studies.freshness(inside).behind


def test_an_archive_that_holds_them_loses_them(once_counted, inside):
    assert archived(inside) == {"words": 6}
    import_module("regard.web.insights.migrations.0008_staff_beliefs_leave_the_archive").mark(apps, None)
    settle()
    assert archived(inside) == {}


def test_a_month_that_waits_already_is_written_whole(once_counted, inside, today):
    waits = StaleMonth.objects.create(month=f"{moment(today):%Y-%m}", rewrites=0, first=9)
    marked = import_module("regard.web.insights.migrations.0008_staff_beliefs_leave_the_archive")
    marked.mark(apps, None)
    found = {row.month: (row.marks, row.rewrites, row.first) for row in StaleMonth.objects.all()}
    of_them = matching_months(once_counted)
    assert {month: found[month] for month in of_them} == {
        month: (2, 1, 0) if month == waits.month else (1, 1, 0) for month in of_them
    }


def matching_months(of_survey):
    return {f"{record.collected_at:%Y-%m}" for record in of_staff(Filters(source=(of_survey.source.key,)))}


def test_steps_of_staff_put_nothing_of_the_archive_off(told, inside):
    assert withheld(at=timezone.now()) == frozenset()
    assert len(withheld(at=timezone.now(), of_staff=True)) == 2
    assert ArchiveState.objects.get().withheld == []


def test_no_page_tells_their_words(told, look, owner):
    assert "All 8" in look(owner, "explore/?period=all").text
    for path in (
        "home/",
        "explore/?period=all",
        "explore/?period=all&factor=price",
        "explore/words/?period=all",
        "themes/",
    ):
        page = look(owner, path)
        assert not re.search("honest|诚实", page.text), path


def test_their_factor_is_nobodys(told, look, owner):
    assert "No record" in look(owner, "explore/?period=all&factor=price").text
    assert "All 8" in look(owner, "explore/?period=all&factor=delivery").text


def test_themes_are_of_what_customers_wrote(told, inside):
    assert {record.text for record in worded()} == {SAID}


def test_the_results_of_their_survey_show_their_answers(told, look, owner, inside):
    survey = Survey.objects.get(kind="beliefs")
    page = look(owner, f"surveys/{survey.pk}/results/")
    assert "他们喜欢我们诚实的价格。" in page.text
    assert "Read and filter all of them" not in page.text


def test_an_open_staff_survey_leads_to_no_empty_list(once_counted, look, owner):
    page = look(owner, f"surveys/{once_counted.pk}/results/")
    assert "reliable" in page.text.casefold()
    assert "Read and filter all of them" not in page.text
