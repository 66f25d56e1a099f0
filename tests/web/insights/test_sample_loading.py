"""The sample workspace in the database is the sample of the library, and its story is found."""

import numba
import pytest

from regard.perception.datasets.sample import sample
from regard.web import first_start
from regard.web.accounts.models import User
from regard.web.customers.models import Account, Customer, Event
from regard.web.feedback.models import Answer, Feedback
from regard.web.insights import studies
from regard.web.insights.models import Reading
from regard.web.insights.sample_loading import load
from regard.web.workspaces.models import Membership, Workspace
from regard.web.workspaces.sweeps import sweep_until_idle
from regard.web.workspaces.tenancy import in_workspace


@pytest.fixture
def loaded(stranger, noon):
    workspace = load(by=stranger, at=noon)
    with in_workspace(workspace):
        yield workspace


def test_everything_is_there_once(loaded, noon):
    told = sample(until=max(row.collected_at for row in Feedback.objects.all()).date())
    assert loaded.is_sample
    assert Account.objects.count() == len(told.accounts)
    assert Customer.objects.count() == len(told.customers)
    assert Event.objects.count() == len(told.events)
    asked = ("word-survey", "staff-survey", "influence-survey", "trust-survey", "values-survey")
    said = Feedback.objects.exclude(source__key__in=asked).exclude(state="unconfirmed")
    assert said.count() == len(told.records)
    scores = Answer.objects.filter(feedback__in=said).exclude(value_number=None)
    assert scores.count() == sum(len(row.answers) for row in told.records)
    assert all(row.collected_at < noon for row in Feedback.objects.all())


def test_the_story_is_found_in_it(loaded, noon):
    from datetime import timedelta

    sweep_until_idle()
    today = noon.date()
    now = studies.Filters(start=today - timedelta(days=90), end=today)
    before = studies.Filters(start=today - timedelta(days=180), end=today - timedelta(days=90))
    found = studies.changes(loaded, before, now).significant
    told = {(one.metric, one.value): one.comparison.difference for one in found}
    assert told[("ces", "group")] < -0.5
    assert told[("csat", None)] > 5


def test_the_first_start_loads_it_once_and_tells_how_to_sign_in(db, settings):
    settings.DATA.mkdir(exist_ok=True)
    line = first_start.sign_in_line(load_sample=True)
    owner = User.objects.get()
    assert owner.check_password(line.split()[-1])
    assert [row.role for row in Membership.of(owner)] == ["owner"]
    assert first_start.sign_in_line(load_sample=True) == line
    assert Workspace.objects.count() == 1
    owner.set_password("something of my own")
    owner.save()
    assert "password" in first_start.sign_in_line(load_sample=True)
    assert line.split()[-1] not in first_start.sign_in_line(load_sample=True)


def test_where_nothing_is_compiled_yet_the_reading_is_left_to_the_worker(db, settings, tmp_path, monkeypatch):
    settings.DATA.mkdir(exist_ok=True)
    monkeypatch.setattr(numba.config, "CACHE_DIR", str(tmp_path / "empty"))
    assert "password" in first_start.sign_in_line(load_sample=True)
    with in_workspace(Workspace.objects.get()):
        assert (Feedback.objects.exists(), Reading.objects.exists()) == (True, False)
        sweep_until_idle()
        assert Reading.objects.count() == Feedback.objects.count()


def test_without_the_sample_there_is_nobody_yet(db, settings):
    assert first_start.sign_in_line(load_sample=False) == ""
    assert not User.objects.exists()


def test_a_load_that_fails_leaves_nothing(stranger, noon, monkeypatch):
    from regard.web.insights import sample_loading

    def fail(*_args, **_more):
        raise RuntimeError("cut off")

    monkeypatch.setattr(sample_loading, "record", fail)
    with pytest.raises(RuntimeError, match="cut off"):
        load(by=stranger, at=noon)
    assert Workspace.objects.count() == 1
