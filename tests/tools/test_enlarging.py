"""The sample many times over: whole copies, and another run goes on from those that there are."""

import importlib.util
import sys
from pathlib import Path

import pytest

from regard.perception.tallies import Filters
from regard.web.customers.matching import Person
from regard.web.customers.models import Customer
from regard.web.feedback.drafts import AnswerDraft, Draft
from regard.web.feedback.models import Answer, Feedback
from regard.web.feedback.recording import record
from regard.web.insights import studies
from regard.web.insights.models import versions
from regard.web.insights.reading import feed_end, unread
from regard.web.insights.theme_models import ThemeState
from regard.web.workspaces.tenancy import in_workspace
from tests.web.dashboards.conftest import settle

pytestmark = pytest.mark.django_db(transaction=True)
TOOL = Path(__file__).resolve().parents[2] / "tools/enlarging.py"
SAID = [
    Draft(
        f"r{number}",
        text="Great tea.",
        answers=(AnswerDraft.score("nps", 9, 0, 10),),
        person=Person(external_id=f"p{number}"),
    )
    for number in range(3)
]


@pytest.fixture
def enlarging():
    spec = importlib.util.spec_from_file_location("enlarging_tool", TOOL)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def told(workspace, survey, noon):
    with in_workspace(workspace):
        record(survey, SAID, at=noon)
    settle()
    with in_workspace(workspace):
        yield workspace


def counts():
    return [model.objects.count() for model in (Feedback, Answer, Customer)]


def test_there_are_as_many_records_as_asked_for_or_a_few_more_and_the_archive_tells_of_them(told, enlarging):
    assert enlarging.enlarge(told, 10) == 12
    assert counts() == [12, 12, 12]
    assert not Feedback.objects.filter(unread(versions().serving)).exists()
    assert studies.record_counts(told, where=Filters()).total == 12
    assert Feedback.objects.values("customer").distinct().count() == 12


def test_copies_have_their_themes_and_nothing_new_is_discovered_in_them(told, enlarging):
    ThemeState.objects.create(change=feed_end(), texts=3, edition=1)
    enlarging.enlarge(told, 12)
    kept = ThemeState.objects.get()
    assert (kept.change, kept.record_id, kept.texts, kept.edition) == (feed_end(), None, 12, 1)


def test_another_run_goes_on_from_the_copies_that_there_are(told, enlarging):
    assert enlarging.enlarge(told, 6) == 6
    assert enlarging.enlarge(told, 12) == 12
    assert counts() == [12, 12, 12]
    numbers = {name.split("-")[0] for name in Feedback.objects.values_list("external_id", flat=True)}
    assert numbers >= {"copy 0", "copy 1", "copy 2"}
    assert studies.record_counts(told, where=Filters()).total == 12


def test_a_run_that_has_nothing_to_copy_changes_nothing(told, enlarging):
    enlarging.enlarge(told, 6)
    change = feed_end()
    assert enlarging.enlarge(told, 6) == 6
    assert feed_end() == change
