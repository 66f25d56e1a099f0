"""A watch never holds a number against a normal of another definition: it rests, and says why."""

import pytest

from regard.web.alerts import watching
from regard.web.alerts.models import Alert, Watch
from regard.web.alerts.watching import Terms, Unwatchable, rehearsed, series_of
from regard.web.dashboards.addresses import Address
from regard.web.dashboards.card_breaks import briefly, not_compared
from regard.web.dashboards.card_models import MetricChange
from regard.web.dashboards.saving import save
from tests.web.alerts.conftest import DAY, ROLES, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def redefine(inside, owner, noon):
    def changed(day):
        said = {"metric": "nps", "what": "asked by app", "why": "mails unread", "by_name": "O", "at": noon}
        return MetricChange.objects.create(day=day, by=owner, **said)

    return changed


def test_days_of_another_definition_are_not_held_against_the_old_normal(watch, tell, redefine, pass_days):
    tell((TODAY, 5, 3, 1), (TODAY + 5 * DAY, 25, 0, 9))
    redefine(TODAY + 5 * DAY)
    pass_days(30)
    assert Alert.objects.count() == 0
    kept = Watch.objects.get()
    assert kept.monitor["days"] == 5
    assert max(kept.taken) == (TODAY + 4 * DAY).isoformat()


def test_a_change_that_was_no_change_lets_the_watch_go_on(watch, tell, redefine, pass_days, client, owner):
    tell((TODAY, 5, 3, 1), (TODAY + 5 * DAY, 25, 0, 9))
    change = redefine(TODAY + 5 * DAY)
    pass_days(10)
    client.force_login(owner)
    client.post(f"/w/qinghe/metrics/changes/{change.pk}/withdrawal/")
    pass_days(12)
    assert Alert.objects.count() == 1


def test_the_page_of_a_resting_watch_says_since_when_and_what_to_do(
    watch, redefine, look, analyst, pass_days
):
    assert "It rests" not in look(analyst, f"alerts/watched/{watch.pk}/").text
    redefine(TODAY - 3 * DAY)
    text = look(analyst, f"alerts/watched/{watch.pk}/").text
    assert not_compared("nps", TODAY - 3 * DAY) in text
    assert "have its view watched anew" in text
    assert "已暂停" in look(analyst, f"alerts/watched/{watch.pk}/", language="zh-hans").text


def test_a_view_is_not_watched_with_a_normal_of_two_definitions(view, quiet, redefine, analyst, noon):
    redefine(TODAY - 10 * DAY)
    with pytest.raises(Unwatchable, match="The normal begins on that day at the earliest"):
        watching.begin(view, Terms("down", 365, 30), readers=[], language="en", by=analyst, at=noon)
    assert Watch.objects.count() == 0
    terms = Terms("down", 365, 10)
    assert watching.begin(view, terms, readers=[], language="en", by=analyst, at=noon).baseline_days == 10


def test_the_past_is_looked_back_at_as_far_as_one_definition_goes(inside, tell, redefine):
    tell((TODAY - 120 * DAY, 60, 3, 1), (TODAY - 60 * DAY, 60, 1, 3))
    found = series_of(inside, Address(metric="nps"))
    terms = Terms("down", 365, 30)
    before = rehearsed(found, terms, today=TODAY)
    assert before.needed  # nothing was said half a year ago
    redefine(TODAY - 60 * DAY)
    after = rehearsed(found, terms, today=TODAY)
    assert (after.alarms, after.watched) == ((), 30)


def test_another_metric_and_a_share_are_watched_on(inside, quiet, redefine, analyst, noon):
    redefine(TODAY - 10 * DAY)
    view = save(Address(sentiment=("negative",)), name="Bad", note="", roles=ROLES, by=analyst, at=noon)
    kept = watching.begin(view, Terms("up", 365, 30), readers=[], language="en", by=analyst, at=noon)
    assert watching.resting(kept, today=TODAY) is None


def test_an_alert_of_which_it_turns_out_later_that_the_definition_had_changed_compares_no_more(
    watch, tell, redefine, look, analyst, pass_days
):
    tell((TODAY, 5, 3, 1), (TODAY + 5 * DAY, 20, 0, 9))
    pass_days(25)
    alert = Alert.objects.get()
    assert "has probably fallen" in look(analyst, f"alerts/{alert.pk}/").text
    redefine(TODAY + 2 * DAY)
    for path in (f"alerts/{alert.pk}/", "alerts/", f"alerts/watched/{watch.pk}/", "home/?period=all"):
        text = look(analyst, path).text
        assert "has probably fallen" not in text, path
        assert briefly(TODAY + 2 * DAY) in text, path


def test_the_line_of_a_watched_view_breaks_and_names_the_version(watch, tell, redefine, look, analyst):
    address = f"alerts/watched/{watch.pk}/"
    assert "version 2" not in look(analyst, address).html
    redefine(TODAY - 9 * DAY)
    assert "version 2" in look(analyst, address).html
    assert "第 2 版" in look(analyst, address, language="zh-hans").html
