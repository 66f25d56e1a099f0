"""The pages of alerts: who sees and does what, what they say in both languages, and hostile texts."""

import pytest
from django.urls import reverse

from regard.web.alerts import watching
from regard.web.alerts.models import Alert, AlertClosing, AlertEvent, Watch, WatchEnding, WatchReader
from regard.web.alerts.sample_alerts import load
from regard.web.alerts.sentences import often_text
from regard.web.alerts.watching import Terms
from regard.web.dashboards.addresses import Address
from regard.web.dashboards.saved_models import SavedView
from regard.web.dashboards.saving import save
from regard.web.feedback.drafts import Draft
from regard.web.feedback.recording import record
from regard.web.workspaces.models import AuditEvent
from tests.web.alerts.conftest import DAY, NAME, ROLES, TODAY, at
from tests.web.dashboards.conftest import ces, settle

pytestmark = pytest.mark.django_db


@pytest.fixture
def alert(watch, tell, pass_days):
    """Loyalty fell on the sixth day after NOON's, and nobody has closed it yet."""
    tell((TODAY, 5, 3, 1), (TODAY + 5 * DAY, 20, 1, 5))
    pass_days(25)
    return Alert.objects.get()


def url(name, *args):
    return reverse(f"alerts:{name}", args=["qinghe", *args])


def sent(**changes):
    given = {"act": "begin", "direction": "down", "run_length": "365", "baseline_days": "30", "readers": []}
    return given | changes


@pytest.fixture
def noon_today(monkeypatch):
    """The pages are asked at NOON."""
    monkeypatch.setattr("regard.web.alerts.views.timezone.now", lambda: at(TODAY, 12))


def test_a_view_is_shown_on_the_past_and_switched_on(client, analyst, view, tell, noon_today):
    tell((TODAY - 280 * DAY, 180, 3, 1), (TODAY - 100 * DAY, 100, 1, 3))
    client.force_login(analyst)
    page = client.get(url("new", view.pk)).content.decode()
    assert "It would have told once." in page
    assert "one false alarm in 3 years" in page
    shown = client.post(url("new", view.pk), sent(act="show", run_length="90")).content.decode()
    assert "It would have told once." in shown
    assert Watch.objects.count() == 0
    done = client.post(url("new", view.pk), sent(readers=[str(analyst.pk)]))
    watch = Watch.objects.get()
    assert (done.status_code, done.url) == (302, url("one", watch.pk))
    assert (watch.direction, watch.run_length, watch.baseline_days, watch.started_on) == (
        "down",
        365,
        30,
        TODAY,
    )
    assert [reader.user for reader in WatchReader.objects.all()] == [analyst]
    assert AuditEvent.objects.first().action == "alert.watched"
    own = client.get(done.url).content.decode()
    assert "one false alarm in a year" in own
    assert "no day is over yet" in own


def test_what_cannot_be_watched_has_no_button_and_says_why(client, analyst, noon, inside, quiet, noon_today):
    view = save(Address(q="tea"), name="Tea", note="", roles=(), by=analyst, at=noon)
    client.force_login(analyst)
    page = client.get(url("new", view.pk)).content.decode()
    assert "A search in the text" in page
    assert "Watch from today on" not in page
    refused = client.post(url("new", view.pk), sent())
    assert refused.status_code == 200
    assert Watch.objects.count() == 0


def test_terms_that_nobody_offered_are_refused(client, analyst, stranger, view, quiet, noon_today):
    client.force_login(analyst)
    for wrong in (
        {"run_length": "1"},
        {"baseline_days": "x"},
        {"direction": "up'"},
        {"readers": [str(stranger.pk)]},
    ):
        assert client.post(url("new", view.pk), sent(**wrong)).status_code == 200
    assert Watch.objects.count() == 0


def test_an_alert_says_what_changed_with_its_words_and_is_closed_with_a_note(client, look, analyst, alert):
    page = look(analyst, url("told", alert.pk))
    assert f"“{NAME}” has probably fallen: Loyalty (NPS) is −67" in page.text
    assert "Stated rate of false alarms: about one false alarm in a year" in page.text
    supporting, against = page.text.split("In line with the change")[1].split("Against the change")
    assert "Delivery took three weeks" in supporting
    assert "Lovely staff" in against
    records = page.link("All of those days")
    assert f"from={alert.since}&to={alert.day}" in records
    data = {"note": "A strike 罢工", "is_new_normal": "on"}
    client.post(url("close", alert.pk), data)
    closed = look(analyst, url("told", alert.pk))
    assert "A strike 罢工" in closed.text
    assert "Close the alert" not in closed.text
    assert AlertClosing.objects.get().by == analyst
    assert "A strike 罢工" in look(analyst, url("every")).text.split("Closed")[1]


def test_the_list_and_home_show_what_waits_until_it_is_closed(look, analyst, viewer, alert, noon):
    for user in (analyst, viewer):
        every = look(user, url("every"))
        assert f"“{NAME}” has probably fallen" in every.text.split("Not closed yet")[1].split("Closed")[0]
    home = look(viewer, "home/")
    assert home.link("has probably fallen") == url("told", alert.pk)
    watching.close(alert, note="", is_new_normal=True, by=analyst, at=noon + 25 * DAY)
    assert (
        "has probably fallen" not in look(viewer, "home/").text.split("Waiting for you")[1].split("How we")[0]
    )


def test_the_pages_speak_chinese(look, analyst, alert, view):
    told = look(analyst, url("told", alert.pk), language="zh-hans")
    assert f"“{NAME}”很可能下降了" in told.text
    assert "大约每 1 年一次误报" in told.text
    assert "监测中" in look(analyst, url("every"), language="zh-hans").text
    assert "从今天起监测" in look(analyst, url("new", view.pk), language="zh-hans").text
    assert "不再监测" in look(analyst, url("one", alert.watch_id), language="zh-hans").text


def test_a_viewer_reads_and_changes_nothing(client, look, viewer, alert, view):
    page = look(viewer, url("told", alert.pk))
    assert "Close the alert" not in page.text
    assert "Watch it no more" not in look(viewer, url("one", alert.watch_id)).text
    codes = [
        client.post(url("close", alert.pk), {}).status_code,
        client.post(url("end", alert.watch_id)).status_code,
        client.get(url("new", view.pk)).status_code,
        client.post(url("new", view.pk), sent()).status_code,
    ]
    assert codes == [403] * 4
    assert (AlertClosing.objects.count(), WatchEnding.objects.count()) == (0, 0)


def test_whoever_does_not_see_the_view_does_not_see_its_alerts(client, look, agent, owner, alert, view):
    assert "agent" not in ROLES
    client.force_login(agent)
    pages = [url("told", alert.pk), url("one", alert.watch_id)]
    assert [client.get(page).status_code for page in pages] == [404, 404]
    assert NAME not in look(agent, url("every")).text
    assert (
        "has probably fallen" not in look(agent, "home/").text.split("Waiting for you")[1].split("How we")[0]
    )


def test_a_watch_is_switched_off_by_a_row_with_who_and_when(client, analyst, watch, noon_today):
    client.force_login(analyst)
    assert client.post(url("end", watch.pk)).url == url("every")
    row = WatchEnding.objects.get()
    assert (row.by, row.by_name) == (analyst, str(analyst))
    assert "Switched off" in client.get(url("one", watch.pk)).content.decode()


def test_without_views_the_page_is_an_invitation(look, viewer, analyst, workspace, quiet):
    assert "No view is watched yet" in look(viewer, url("every")).text
    page = look(analyst, url("every"))
    assert page.link("Open Explore") == "/w/qinghe/explore/"


def test_it_says_that_no_mail_server_is_set_up(look, analyst, watch):
    assert "No e-mail is sent yet: no mail server is set up" in look(analyst, url("every")).text


def test_hostile_names_stay_text(look, analyst, noon, inside, quiet):
    attack = "<script>alert(1)</script>{{ 7 }}"
    view = save(Address(metric="nps"), name=attack, note="", roles=ROLES, by=analyst, at=noon)
    watch = watching.begin(view, Terms("down", 365, 30), readers=[], language="en", by=analyst, at=noon)
    for path in (url("every"), url("one", watch.pk), url("new", view.pk)):
        page = look(analyst, path)
        assert attack in page.text
        assert "<script>alert" not in page.html


def test_several_watches_say_how_often_they_err_together(look, analyst, noon, view, watch):
    watching.begin(view, Terms("up", 365, 30), readers=[], language="en", by=analyst, at=noon)
    assert "All of them together: about one false alarm in 182 days." in look(analyst, url("every")).text


def test_the_list_asks_the_same_questions_for_one_alert_and_for_three(
    client, analyst, alert, django_assert_num_queries, django_assert_max_num_queries
):
    client.force_login(analyst)
    client.get(url("every"))
    with django_assert_max_num_queries(20) as first:
        client.get(url("every"))
    for more in (1, 2):
        again = Alert.objects.get(pk=alert.pk)
        again.pk, again.day = None, alert.day + more * DAY
        again.event = AlertEvent.objects.create(opened_at=alert.raised_at)
        again.save(force_insert=True)
    with django_assert_num_queries(len(first)):
        client.get(url("every"))


def test_each_list_has_pages_of_its_own(client, analyst, alert, watch, view, noon, settings):
    for more in range(1, 45):
        again = Alert.objects.get(pk=alert.pk)
        again.pk, again.day = None, alert.day + more * DAY
        again.event = AlertEvent.objects.create(opened_at=alert.raised_at)
        again.save(force_insert=True)
    for _each in range(24):
        watching.begin(view, Terms("up", 365, 30), readers=[], language="en", by=analyst, at=noon)
    client.force_login(analyst)

    def page(query=""):
        html = client.get(url("every") + query).content.decode()
        return html.count('class="alert-open"'), html.count(
            reverse("alerts:every", args=["qinghe"]) + "watched/"
        )

    assert (page(), page("?open=3"), page("?watched=2&open=2")) == ((20, 20), (5, 20), (20, 5))
    html = client.get(url("every") + "?watched=2&open=2").content.decode()
    assert 'href="?watched=2&amp;open=3#open"' in html and 'href="?watched=1&amp;open=2#watched"' in html
    assert "21–40 of 45" in html and "21–25 of 25" in html


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "Its theme is gone: nothing is counted."), ("zh-hans", "它的主题已经没有了")],
)
def test_a_watch_whose_theme_is_gone_says_so_on_its_page_and_on_the_list(
    look, analyst, watch, language, said
):
    assert "It rests" not in look(analyst, "alerts/").text
    Watch.objects.filter(pk=watch.pk).update(query="metric=nps&theme=gone")
    for page in ("alerts/", f"alerts/watched/{watch.pk}/"):
        text = look(analyst, page, language=language).text
        assert said in text
        assert ("It rests" if language == "en" else "已暂停") in text


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (365, "one false alarm in a year"),
        (3650, "one false alarm in 10 years"),
        (90, "one false alarm in 90 days"),
    ],
)
def test_how_often_it_may_be_wrong_is_said_as_people_say_it(days, said):
    assert often_text(days) == said


def test_the_sample_has_views_and_one_that_was_watched_since_summer(owner, inside, survey, noon, pass_days):
    drafts = []
    for place in range(180):
        day = TODAY - (180 - place) * DAY
        score = (7, 6, 6)[place % 3] if place < 130 else (2, 3, 1)[place % 3]
        drafts.append(
            Draft(external_id=f"g{place}", answers=(ces(score),), collected_at=at(day), segment="group")
        )
    record(survey, drafts, at=noon)
    load(by=owner, at=noon)
    assert SavedView.objects.count() == 3
    settle()
    pass_days(0)
    alert = Alert.objects.get()
    assert TODAY - 56 * DAY <= alert.since <= alert.day <= TODAY - 40 * DAY
