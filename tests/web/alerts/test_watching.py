"""A watch goes on from day to day: it tells once, goes on after it was closed, and survives being killed."""

from datetime import timedelta

import pytest
from django.db import transaction

from regard.web.alerts import jobs, watching
from regard.web.alerts.models import Alert, AlertClosing, Watch
from regard.web.alerts.sentences import said
from regard.web.alerts.watching import Terms, Unwatchable, address_of, rehearsed, series_of, watched_of
from regard.web.dashboards.addresses import Address
from regard.web.dashboards.saving import save
from regard.web.feedback.drafts import AnswerDraft, Draft
from regard.web.feedback.models import Feedback
from regard.web.feedback.recording import record
from regard.web.insights import watch_study
from regard.web.insights.theme_models import Theme, ThemeAssignment, ThemeEvent
from regard.web.workspaces.models import AuditEvent, OutboxEvent
from tests.web.alerts.conftest import DAY, NAME, NOON, TODAY, drafts_of, monitor_of, settle

pytestmark = pytest.mark.django_db


def told():
    return [(alert.day, alert.since) for alert in Alert.objects.order_by("day")]


def test_days_like_those_before_tell_nothing(watch, tell, pass_days):
    tell((TODAY, 20, 3, 1))
    pass_days(20)
    assert told() == []
    assert Watch.objects.get().watched_to == TODAY + 19 * DAY
    assert monitor_of(watch)["days"] == 20


def test_a_fall_is_told_once_with_the_day_since_when_and_the_numbers(watch, tell, pass_days):
    tell((TODAY, 5, 3, 1), (TODAY + 5 * DAY, 20, 1, 5))
    for day in range(1, 26):
        pass_days(day)
    alert = Alert.objects.get()
    assert TODAY + 5 * DAY <= alert.since <= TODAY + 7 * DAY
    assert alert.since < alert.day <= TODAY + 10 * DAY
    n = sum(alert.counts)
    days = (alert.day - alert.since).days + 1
    assert n == 6 * days
    sentence = said(alert).sentence
    assert f"“{NAME}” has probably fallen: Loyalty (NPS) is −67 from" in sentence
    assert f"n = {n}" in sentence
    assert "after +50 before (95 % interval" in sentence
    assert "n = 120)" in sentence


def test_the_day_that_is_not_over_is_not_taken(watch, tell, pass_days):
    tell((TODAY, 1, 0, 40))
    pass_days(0)
    assert (told(), Watch.objects.get().watched_to) == ([], TODAY - DAY)
    pass_days(1)
    assert [day for day, _since in told()] == [TODAY]


def test_while_an_alert_is_open_the_view_is_not_watched(watch, tell, pass_days):
    tell((TODAY, 40, 0, 4))
    pass_days(20)
    first = Watch.objects.get().watched_to
    pass_days(40)
    assert (len(told()), Watch.objects.get().watched_to) == (1, first)


def test_what_arrives_late_is_taken_once_and_never_tells_twice(watch, tell, pass_days):
    tell((TODAY, 10, 3, 1))
    pass_days(10)
    assert told() == []
    tell((TODAY + 2 * DAY, 1, 0, 60, "late"))
    pass_days(11)
    assert [day for day, _since in told()] == [TODAY + 10 * DAY]
    watching.close(
        Alert.objects.get(), note="", is_new_normal=False, by=watch.made_by, at=jobs.timezone.now()
    )
    pass_days(30)
    assert len(told()) == 1


def test_after_closing_the_monitor_begins_anew_on_that_day(watch, tell, pass_days, analyst, noon):
    tell((TODAY, 40, 1, 5))
    pass_days(20)
    alert = Alert.objects.get()
    watching.close(alert, note="We know. 已知", is_new_normal=True, by=analyst, at=noon + 20 * DAY)
    again = Watch.objects.get()
    assert (again.started_on, again.taken) == (TODAY + 20 * DAY, {})
    assert (again.monitor["days"], again.monitor["evidence"]) == (0, 0.0)
    assert again.baseline_from == alert.since
    pass_days(40)
    assert len(told()) == 1
    closing = AlertClosing.objects.get()
    assert (closing.by, closing.note, closing.is_new_normal) == (analyst, "We know. 已知", True)


def test_against_the_old_normal_it_tells_again_of_what_stays(watch, tell, pass_days, analyst, noon):
    tell((TODAY, 40, 1, 5))
    pass_days(20)
    watching.close(Alert.objects.get(), note="", is_new_normal=False, by=analyst, at=noon + 20 * DAY)
    pass_days(40)
    assert len(told()) == 2


def test_closing_twice_is_closing_once(watch, tell, pass_days, analyst, viewer, noon):
    tell((TODAY, 20, 1, 5))
    pass_days(20)
    for user in (analyst, viewer):
        watching.close(Alert.objects.get(), note=str(user), is_new_normal=True, by=user, at=noon + 20 * DAY)
    assert AlertClosing.objects.get().by == analyst
    assert AuditEvent.objects.filter(action="alert.closed").count() == 1


def test_a_worker_that_is_killed_leaves_a_whole_day_or_none(watch, tell, pass_days, monkeypatch):
    tell((TODAY, 20, 1, 5))
    before = monitor_of(watch)

    class Killed(BaseException):
        pass

    def killed(*_args, **_kwargs):
        raise Killed

    monkeypatch.setattr(watching, "event_of", killed)
    with pytest.raises(Killed), transaction.atomic():
        pass_days(20)
    assert (told(), monitor_of(watch), OutboxEvent.objects.count()) == ([], before, 0)
    monkeypatch.undo()


def test_one_sweep_after_many_days_ends_as_one_a_day_does(watch, tell, pass_days):
    tell((TODAY, 12, 3, 1), (TODAY + 12 * DAY, 8, 1, 5))
    pass_days(20)
    at_once = told()
    Alert.objects.all().delete()
    Watch.objects.all().update(
        watched_to=TODAY - DAY,
        taken={},
        monitor={**monitor_of(watch), "days": 0, "grown": [0.0] * 6, "evidence": 0.0, "alert": False},
    )
    for day in range(1, 21):
        pass_days(day)
    assert told() == at_once


def test_a_day_is_not_taken_while_records_wait_to_be_read(watch, workspace, survey, pass_days, inside):
    record(survey, drafts_of(TODAY, good=1, bad=0), at=watch.made_at)
    pass_days(3)
    assert Watch.objects.get().watched_to == TODAY - DAY


def test_a_watch_that_was_switched_off_takes_no_day(watch, tell, pass_days, analyst, noon):
    watching.end(watch, by=analyst, at=noon)
    watching.end(watch, by=analyst, at=noon)
    tell((TODAY, 20, 0, 5))
    pass_days(20)
    assert (told(), Watch.objects.get().watched_to) == ([], TODAY - DAY)
    assert AuditEvent.objects.filter(action="alert.unwatched").count() == 1


def test_the_event_tells_the_numbers_and_nobodys_words(watch, tell, pass_days):
    tell((TODAY, 20, 1, 5))
    pass_days(20)
    event = OutboxEvent.objects.get()
    alert = Alert.objects.get()
    assert (event.type, event.content["id"], event.content["view"]) == ("alert.raised", str(alert.pk), NAME)
    assert (event.content["direction"], event.content["metric"]) == ("down", "nps")
    assert event.content["now"]["n"] == sum(alert.counts)
    assert event.content["before"] == {
        "value": 50.0,
        "low": pytest.approx(33.3, abs=1),
        "high": pytest.approx(63.5, abs=1),
        "n": 120,
    }
    assert event.content["address"].endswith(f"/w/qinghe/alerts/{alert.pk}/")
    assert "Delivery" not in str(event.content)


def test_the_past_of_a_view_says_when_it_would_have_told(view, tell, workspace):
    tell((TODAY - 280 * DAY, 180, 3, 1), (TODAY - 100 * DAY, 100, 1, 3))
    found = series_of(workspace, Address(metric="nps"))
    past = rehearsed(found, Terms("down", 365, 60), today=TODAY)
    assert len(past.alarms) == 1
    assert TODAY - 100 * DAY <= past.alarms[0] <= TODAY - 90 * DAY
    assert past.watched == 180 - 60


@pytest.mark.parametrize(
    "address",
    [
        Address(),
        Address(q="tea", metric="nps"),
        Address(metric="nps", scores=(0, 6)),
        Address(theme=("gone",)),
        Address(metric="nps", period="undated"),
        Address(metric="stars"),
    ],
    ids=["nothing", "search", "scores", "theme", "undated", "nobody"],
)
def test_what_cannot_be_watched_says_why(address, workspace, inside, quiet):
    with pytest.raises(Unwatchable, match=r"\w+ \w+"):
        series_of(workspace, address)


def test_too_few_answers_are_no_normal(view, tell, analyst, noon):
    tell((TODAY - 2 * DAY, 2, 3, 1))
    with pytest.raises(Unwatchable, match="needs 22 more answers: n = 8"):
        watching.begin(view, Terms(), readers=[], language="en", by=analyst, at=noon)
    assert Watch.objects.count() == 0


def test_a_factor_is_watched_as_a_share_of_what_was_written(workspace, inside, quiet):
    address = Address(factor=("delivery",), polarity=("negative",), segment=("new",))
    watched = watched_of(address)
    assert (watched.metric, watched.among.marks, watched.among.segment) == ("share", (), ("new",))
    found = series_of(workspace, address)
    assert sum(found.days.values(), start=found.between(TODAY, TODAY)).n_by_score == (90, 30)


def test_net_sentiment_is_watched_by_the_same_days(workspace, inside, quiet):
    found = series_of(workspace, Address(metric="net_sentiment"))
    whole = found.between(TODAY - 30 * DAY, TODAY)
    assert (whole.n, len(found.days)) == (120, 30)


def test_trust_and_shared_values_are_watched_by_their_answers(workspace, inside, survey):
    given = {"trust": (7, 2), "values": (6, 4)}
    drafts = [
        Draft(f"b{n}", answers=(AnswerDraft.score(kind, given[kind][n % 2], 1, 7),), collected_at=NOON - DAY)
        for kind in given
        for n in (range(10) if kind == "trust" else range(10, 16))
    ]
    record(survey, drafts, at=NOON)
    settle()
    for kind, n in (("trust", 10), ("values", 6)):
        found = series_of(workspace, Address(metric=kind))
        assert found.between(TODAY - 30 * DAY, TODAY).n == n
        assert watch_study.estimate(kind, found.between(TODAY - 30 * DAY, TODAY)).exact == 50


def test_a_theme_is_watched_by_its_share_and_by_its_scores(workspace, inside, quiet, survey):
    theme = Theme.objects.create(key="late", name="Late parcels 迟到")
    late = Feedback.objects.filter(text__startswith="Delivery")
    ThemeAssignment.objects.bulk_create(
        ThemeAssignment(feedback=one, theme=theme, revision=one.revision, confidence=0.9) for one in late
    )
    share = series_of(workspace, Address(theme=("late",)))
    scores = series_of(workspace, Address(theme=("late",), metric="nps"))
    moods = series_of(workspace, Address(theme=("late",), metric="net_sentiment"))
    span = (TODAY - timedelta(days=60), TODAY)
    assert share.between(*span).n_by_score == (90, 30)
    assert scores.between(*span).n == moods.between(*span).n == late.count() == 30


def test_a_watch_whose_theme_is_gone_rests_without_trouble(
    workspace, inside, quiet, analyst, noon, pass_days
):
    theme = Theme.objects.create(key="late", name="Late parcels")
    for one in Feedback.objects.filter(text__startswith="Delivery"):
        ThemeAssignment.objects.create(feedback=one, theme=theme, revision=one.revision, confidence=0.9)
    view = save(Address(theme=("late",)), name="Late", note="", roles=(), by=analyst, at=noon)
    watch = watching.begin(view, Terms("up", 365, 30), readers=[], language="en", by=analyst, at=noon)
    Theme.objects.update(gone_at=noon)
    pass_days(3)
    assert (Watch.objects.get().watched_to, Watch.objects.get().rested_on) == (TODAY - DAY, TODAY + 3 * DAY)
    assert not jobs.watch_due()
    assert monitor_of(watch)["days"] == 0


def test_a_watch_that_rested_takes_every_day_once_its_theme_is_back(
    workspace, inside, quiet, analyst, noon, pass_days, tell
):
    theme = Theme.objects.create(key="late", name="Late parcels")
    view = save(Address(theme=("late",)), name="Late", note="", roles=(), by=analyst, at=noon)
    watching.begin(view, Terms("up", 365, 30), readers=[], language="en", by=analyst, at=noon)
    Theme.objects.update(gone_at=noon)
    pass_days(2)
    tell((TODAY, 30, 1, 6))
    for one in Feedback.objects.filter(text__startswith="Delivery", collected_at__gte=noon - DAY):
        ThemeAssignment.objects.create(feedback=one, theme=theme, revision=one.revision, confidence=0.9)
    pass_days(28)
    assert told() == []
    Theme.objects.update(gone_at=None)
    pass_days(29)
    ((day, since),) = told()
    assert TODAY <= since <= TODAY + DAY
    assert day <= TODAY + 6 * DAY  # its own day, not the one on which the theme was back


def test_an_alert_whose_theme_is_gone_is_closed_against_the_old_normal(watch, tell, pass_days, analyst, noon):
    tell((TODAY, 20, 1, 5))
    pass_days(20)
    Watch.objects.update(query="metric=nps&theme=gone")
    alert = Alert.objects.select_related("watch__view").get()
    watching.close(alert, note="", is_new_normal=True, by=analyst, at=noon + 20 * DAY)
    again = Watch.objects.get()
    assert (again.baseline, again.started_on) == (watch.baseline, TODAY + 20 * DAY)


def test_a_watch_that_fails_keeps_no_other_from_going_on(
    watch, view, analyst, noon, tell, pass_days, monkeypatch
):
    watching.begin(view, Terms("down", 365, 30), readers=[], language="en", by=analyst, at=noon)
    tell((TODAY, 20, 1, 5))
    Watch.objects.filter(pk=watch.pk).update(monitor={"broken": True})
    pass_days(20)
    assert [alert.watch_id == watch.pk for alert in Alert.objects.all()] == [False]
    assert OutboxEvent.objects.filter(type="alert.raised").count() == 1


def test_a_watch_of_a_merged_theme_goes_on_with_the_one_that_took_it_in(
    workspace, inside, quiet, analyst, noon, pass_days
):
    theme, into = (Theme.objects.create(key=key, name=key) for key in ("late", "slow"))
    for one in Feedback.objects.filter(text__startswith="Delivery"):
        ThemeAssignment.objects.create(feedback=one, theme=theme, revision=one.revision, confidence=0.9)
    view = save(Address(theme=("late",)), name="Late", note="", roles=(), by=analyst, at=noon)
    watch = watching.begin(view, Terms("up", 365, 30), readers=[], language="en", by=analyst, at=noon)
    before = watch.baseline
    pass_days(2)
    for one in Feedback.objects.exclude(text__startswith="Delivery")[:9]:
        ThemeAssignment.objects.create(feedback=one, theme=into, revision=one.revision, confidence=0.9)
    ThemeAssignment.objects.filter(theme=theme).update(theme=into)
    Theme.objects.filter(key="late").update(gone_at=noon)
    merge = {"kind": "merge", "into": "slow", "others": ["late"]}
    ThemeEvent.objects.create(position=1, kind="merge", event=merge, by=analyst, at=noon)
    pass_days(4)
    watch.refresh_from_db()
    assert watched_of(address_of(watch.query)).theme == into
    assert (before, watch.baseline) == ([90, 30], [81, 39])
    assert watch.started_on == TODAY + 4 * DAY
    assert told() == []
    assert AuditEvent.objects.filter(action="alert.followed").count() == 1
    pass_days(6)
    assert AuditEvent.objects.filter(action="alert.followed").count() == 1
