"""How many come in a day is watched, too: a silence, a flood, files that come late, what is said of it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from regard.web.alerts import watching
from regard.web.alerts.models import Alert, Watch
from regard.web.alerts.sentences import said
from regard.web.alerts.watching import Terms, Unwatchable, address_of, rehearsed, series_of, watched_of
from regard.web.dashboards.addresses import Address
from regard.web.dashboards.saving import save
from regard.web.feedback.models import Feedback
from regard.web.insights.theme_models import Theme, ThemeAssignment
from regard.web.insights.watch_study import VOLUME
from regard.web.workspaces.models import OutboxEvent
from tests.web.alerts.conftest import DAY, ROLES, TODAY, monitor_of

pytestmark = pytest.mark.django_db
NAME = "Everything 全部"


def url(name, *args):
    return reverse(f"alerts:{name}", args=["qinghe", *args])


def terms(way="both", settle_days=0):
    return Terms(way, 365, 30, VOLUME, settle_days)


@pytest.fixture
def begin(analyst, noon, quiet, inside):
    """Watch the number of records of an address from NOON's day on, against the last thirty days."""

    def watched(address=None, way="both", settle_days=0, name=NAME):
        view = save(address or Address(), name=name, note="", roles=ROLES, by=analyst, at=noon)
        return watching.begin(
            view, terms(way, settle_days), readers=[analyst], language="en", by=analyst, at=noon
        )

    return watched


def told():
    return [(alert.day, alert.since, sum(alert.counts)) for alert in Alert.objects.order_by("day")]


def test_days_like_those_before_tell_nothing(begin, tell, pass_days):
    watch = begin()
    tell((TODAY, 20, 3, 1))
    pass_days(20)
    assert told() == []
    assert (monitor_of(watch)["days"], Watch.objects.get().watched_to) == (20, TODAY + 19 * DAY)


def test_that_nothing_comes_in_any_more_is_told_in_a_week_with_the_day_since_when(begin, tell, pass_days):
    begin()
    tell((TODAY, 10, 3, 1))
    for day in range(1, 25):
        pass_days(day)
    ((day, since, n),) = told()
    assert TODAY + 10 * DAY <= since <= day <= TODAY + 17 * DAY
    assert n == 0
    told_of = said(Alert.objects.get())
    assert told_of.headline == f"“{NAME}”: nothing comes in any more"
    assert "0.0 records a day from" in told_of.sentence
    assert (
        "where 4.0 a day are usual on these weekdays (95 % interval 3.3 – 4.8, n = 120)" in told_of.sentence
    )
    assert told_of.figures["low"] == 0 < told_of.figures["high"] < told_of.figures_before["low"]
    assert "about one false alarm in a year" in told_of.how_sure[0]
    assert "It does not say why" in told_of.how_sure[-1]
    (event,) = OutboxEvent.objects.all()
    assert (event.content["metric"], event.content["direction"]) == ("volume", "down")


def test_a_flood_is_told_as_a_rise(begin, tell, pass_days):
    begin(way="up")
    tell((TODAY, 20, 12, 4))
    pass_days(20)
    alert = Alert.objects.get()
    assert said(alert).headline == f"“{NAME}”: probably more come in than usual"
    assert said(alert).figures["n"] == 16 * ((alert.day - alert.since).days + 1)


def test_what_is_watched_for_a_rise_says_nothing_of_a_silence(begin, pass_days):
    begin(way="up")
    pass_days(40)
    assert told() == []


def test_a_day_that_settles_is_taken_when_what_comes_late_is_there(begin, tell, pass_days):
    begin(settle_days=7)
    for week in range(5):  # by a file once a week
        pass_days(7 * (week + 1))
        tell((TODAY + 7 * week * DAY, 7, 3, 1))
        pass_days(7 * (week + 1))
    assert told() == []
    assert Watch.objects.get().watched_to == TODAY + 27 * DAY
    pass_days(60)
    ((_day, since, _n),) = told()
    assert TODAY + 35 * DAY <= since <= TODAY + 37 * DAY


def test_what_comes_late_counts_on_its_own_day_and_what_is_erased_counts_on(begin, tell, pass_days):
    watch = begin()
    pass_days(2)
    assert monitor_of(watch)["grown"][:2] != [0.0, 0.0]
    before = monitor_of(watch)
    tell((TODAY, 3, 3, 1))
    pass_days(3)
    assert monitor_of(watch)["grown"][5] < before["grown"][5]
    assert [n for (n,) in Watch.objects.get().taken.values()] == [4, 4, 4]
    Feedback.objects.filter(collected_at__date=TODAY).delete()
    pass_days(4)
    assert Watch.objects.get().taken[TODAY.isoformat()] == [4]


def test_the_volume_of_a_theme_a_factor_and_a_metric_is_watched(workspace, inside, quiet):
    theme = Theme.objects.create(key="late", name="Late parcels")
    for one in Feedback.objects.filter(text__startswith="Delivery"):
        ThemeAssignment.objects.create(feedback=one, theme=theme, revision=one.revision, confidence=0.9)
    span = (TODAY - 60 * DAY, TODAY)
    for address, n in (
        (Address(), 120),
        (Address(metric="nps"), 120),
        (Address(factor=("delivery",), polarity=("negative",)), 30),
        (address_of("theme=late"), 30),
    ):
        found = series_of(workspace, address, VOLUME)
        assert (found.metric, found.between(*span).n) == (VOLUME, n)


@pytest.mark.parametrize("address", [Address(q="tea"), Address(metric="nps", scores=(0, 6))])
def test_what_cannot_be_counted_by_day_is_refused(address, inside):
    with pytest.raises(Unwatchable):
        watched_of(address, VOLUME)


def test_too_few_records_and_too_few_days_are_no_normal(view, tell, analyst, noon):
    tell((TODAY - 2 * DAY, 2, 3, 1))
    with pytest.raises(Unwatchable, match="needs 22 more answers: n = 8"):
        watching.begin(view, terms(), readers=[], language="en", by=analyst, at=noon)


def test_the_past_says_when_it_would_have_told(tell, workspace, inside):
    tell((TODAY - 150 * DAY, 100, 3, 1))
    found = series_of(workspace, Address(), VOLUME)
    past = rehearsed(found, terms(), today=TODAY)
    assert len(past.alarms) == 1
    assert TODAY - 50 * DAY <= past.alarms[0] <= TODAY - 43 * DAY
    assert past.watched >= 70


def test_a_new_normal_is_learned_from_four_weeks_before_it_is_watched_again(
    client, begin, tell, pass_days, analyst, noon, monkeypatch
):
    begin()
    tell((TODAY, 80, 12, 4))
    pass_days(20)
    alert = Alert.objects.get()
    monkeypatch.setattr("regard.web.alerts.views.timezone.now", lambda: noon + 20 * DAY)
    client.force_login(analyst)
    done = client.post(url("close", alert.pk), {"is_new_normal": "on"}, follow=True).content.decode()
    assert "watched anew when four weeks of the new normal are there" in done
    watch = Watch.objects.get()
    assert "it learns the new normal until" in client.get(url("one", watch.pk)).content.decode()
    assert watch.is_learning and watch.started_on == alert.since + 28 * DAY
    pass_days(22)
    assert Watch.objects.get().is_learning
    pass_days(60)
    again = Watch.objects.get()
    assert (again.is_learning, set(again.baseline)) == (False, {16})
    assert (again.baseline_from, again.baseline_to) == (alert.since, again.started_on - DAY)
    assert len(told()) == 1
    pass_days(100)  # from the 80th day on nothing came in
    assert len(told()) == 2
    assert sum(Alert.objects.order_by("day").last().counts) == 0


def test_against_the_old_normal_it_tells_again(begin, pass_days, analyst, noon):
    begin()
    pass_days(20)
    watching.close(Alert.objects.get(), note="", is_new_normal=False, by=analyst, at=noon + 20 * DAY)
    assert not Watch.objects.get().is_learning
    pass_days(40)
    assert len(told()) == 2


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            (
                "nothing comes in any more",
                "Records a day",
                "3 days after it is over",
                "Nobody wrote anything",
            ),
        ),
        ("zh-hans", ("不再有新记录", "每日记录数", "结束 3 天后", "没有人写下")),
    ],
)
def test_the_pages_of_a_volume_speak_both_languages(look, begin, pass_days, analyst, language, words):
    watch = begin(settle_days=3)
    pass_days(25)
    alert = Alert.objects.get()
    pages = [look(analyst, url(*page), language=language) for page in (
        ("told", alert.pk), ("one", watch.pk), ("new", watch.view_id), ("every",)
    )]  # fmt: skip
    for word in words:
        assert any(word in page.text for page in pages), word
    assert f"from={alert.since}&to={alert.day}" in pages[0].html.replace("&amp;", "&")


def test_a_view_with_a_metric_offers_its_volume_too(client, look, analyst, watch, monkeypatch):
    monkeypatch.setattr("regard.web.alerts.views.timezone.now", lambda: watch.made_at)
    link = look(analyst, url("one", watch.pk)).link("Watch how many come in a day, too")
    assert link == url("new", watch.view_id) + "?measure=volume"
    client.force_login(analyst)
    assert '<option value="volume" selected>' in client.get(link).content.decode()
    sent = {"act": "begin", "measure": "volume", "direction": "both", "run_length": "365", "settle_days": "1"}
    client.post(link, sent | {"baseline_days": "30"})
    made = Watch.objects.exclude(pk=watch.pk).get()
    assert (made.metric, made.settle_days, len(made.baseline)) == ("volume", 1, 30)
    assert "Watch how many" not in look(analyst, url("one", watch.pk)).text
    refused = client.post(link, sent | {"baseline_days": "30", "measure": "secrets"})
    assert refused.status_code == 200
    assert Watch.objects.count() == 2


def test_a_silence_of_all_and_the_fall_of_a_metric_are_one_event(begin, watch, tell, pass_days):
    begin()
    tell((TODAY, 6, 0, 4))
    for day in range(1, 16):
        pass_days(day)
    assert {alert.watch.metric for alert in Alert.objects.select_related("watch")} == {"nps", "volume"}
    assert len({alert.event_id for alert in Alert.objects.all()}) == 1
    assert timedelta(0) <= max(alert.day for alert in Alert.objects.all()) - TODAY
