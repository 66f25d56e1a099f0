"""What was promised does not always happen so: that is said beside it, and then nothing is judged."""

from datetime import timedelta

import pytest
from django.utils import timezone

from regard.web.changes import filing, presenting
from regard.web.changes.filing import NotReady
from regard.web.changes.judging import judge
from regard.web.changes.models import Change, Course, Progress, State
from regard.web.dashboards.card_breaks import Breaks
from regard.web.workspaces.models import AuditEvent
from tests.web.changes.conftest import JUDGED, START, on

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def text(response):
    return response.content.decode()


@pytest.mark.parametrize("kind", [Course.NOT_STARTED, Course.POSTPONED, Course.STOPPED])
def test_of_what_did_not_happen_as_promised_the_verdict_is_that_nothing_is_known(
    begun, year, owner, kind, go, analyst
):
    year(since=1.0)  # a clear effect, if anybody asked
    change = begun()
    filing.go_on(change, kind, START + 7 * DAY, "The counter was delivered late.", by=owner, at=on(START))
    ruling = judge(change, at=on(JUDGED))
    assert ruling.verdict == "cannot be known from this design"
    assert ruling.content["effect"]["effect"] is None
    told = presenting.verdict_of(Change.objects.get(), breaks=Breaks())
    assert told.label == "Cannot be known"
    assert "it did not happen as promised" in told.sentence
    assert told.reasons == []
    page = text(go(analyst, "one", change.pk))
    assert "The counter was delivered late." in page
    assert str(Course(kind).label) in page


def test_what_is_said_only_after_the_verdict_takes_it_back_and_names_it(begun, year, owner, go, analyst):
    year(since=1.0)
    change = begun()
    judge(change, at=on(JUDGED))
    filing.go_on(change, Course.STOPPED, START + 7 * DAY, "Too loud.", by=owner, at=on(JUDGED + DAY))
    page = text(go(analyst, "one", change.pk, language="en"))
    assert "it was stopped on Dec. 7, 2026" in page
    assert "the verdict was “Changed”; that it did not go as promised was said only afterwards" in page
    assert "50.0 points" not in page
    assert change.ruling.verdict == "changed"  # nothing is deleted
    assert "已停止" in text(go(analyst, "one", change.pk, language="zh-hans"))


def test_it_is_added_and_never_changed_and_stands_in_the_trail(begun, owner):
    change = begun()
    for kind in (Course.POSTPONED, Course.DONE, Course.STOPPED):
        filing.go_on(change, kind, START, "Because.", by=owner, at=on(START))
    assert list(Progress.objects.values_list("kind", "by")) == [
        (kind, owner.pk) for kind in ("postponed", "done", "stopped")
    ]
    kept = Change.objects.get()
    assert (kept.slip, kept.done_on, kept.metric, kept.start_on) == ("stopped", START, "csat", START)
    actions = set(AuditEvent.objects.values_list("action", flat=True))
    assert {"change.postponed", "change.done", "change.stopped"} <= actions


def test_only_of_what_was_promised_it_is_said_how_it_goes(promised, owner, go, analyst):
    change = promised()
    with pytest.raises(NotReady):
        filing.go_on(change, Course.STOPPED, START, "No.", by=owner, at=on(START))
    sent = {"kind": "stopped", "on": START.isoformat(), "reason": "No."}
    assert "Only of what was promised" in text(go(analyst, "progress", change.pk, send=sent)) or not (
        Progress.objects.exists()
    )


def test_a_departure_without_a_reason_is_not_taken(begun, go, analyst):
    change = begun()
    go(analyst, "progress", change.pk, send={"kind": "stopped", "on": START.isoformat(), "reason": " "})
    assert not Progress.objects.exists()
    assert "Say why it did not go as promised." in text(go(analyst, "one", change.pk))
    go(analyst, "progress", change.pk, send={"kind": "done", "on": START.isoformat()})
    assert Change.objects.get().done_on == START


def test_it_is_under_way_from_its_first_day_on(begun, promised, owner, go, viewer):
    today = timezone.now().date()
    ahead = begun(start_on=today + 3 * DAY, judge_on=today + 60 * DAY)
    assert (ahead.is_ahead, ahead.state_text) == (True, "Promised")
    assert "starts on" in text(go(viewer, "promised"))
    Change.objects.update(start_on=today)
    begun_today = Change.objects.get()
    assert (begun_today.is_ahead, begun_today.state_text) == (False, "Under way")


def test_what_was_stopped_is_no_promise_to_wait_for(begun, owner, go, viewer):
    change = begun()
    filing.go_on(change, Course.STOPPED, START, "No.", by=owner, at=on(START))
    assert "A second counter" not in text(go(viewer, "promised"))


def test_a_refusal_shows_no_promise(promised, owner, go, viewer):
    change = promised()
    filing.turn_down(change, by=owner, at=on(START))
    page = text(go(viewer, "one", change.pk))
    assert "The promise" not in page
    assert "A second counter opens at noon." in page


def test_texts_are_corrected_after_the_lock_and_the_promise_is_not(begun, go, analyst):
    change = begun()
    texts = {name: getattr(change, name) for name in ("title_en", "title_zh", "said_en", "said_zh", "did_zh")}
    sent = texts | {"did_en": "A second counter opens at 12.", "metric": "nps", "smallest": "1"}
    go(analyst, "correct", change.pk, send=sent)
    kept = Change.objects.get()
    assert (kept.did_en, kept.metric, kept.smallest) == ("A second counter opens at 12.", "csat", 5)
    line = AuditEvent.objects.get(action="change.corrected")
    assert line.details["before"] == {"did_en": "A second counter opens at noon."}
    go(analyst, "correct", change.pk, send=sent)
    assert AuditEvent.objects.filter(action="change.corrected").count() == 1


def test_texts_of_what_is_not_locked_are_rewritten_where_everything_is(promised, go, analyst):
    change = promised(state=State.IDEA)
    assert go(analyst, "correct", change.pk).url.endswith("/change/")


def test_a_correction_leaves_a_title_and_a_reason(promised, owner, go, analyst):
    change = promised()
    filing.turn_down(change, by=owner, at=on(START))
    page = text(go(analyst, "correct", change.pk, send={"title_en": "Still there"}))
    assert "Say why it will not be done" in page
    assert Change.objects.get().did_en == "A second counter opens at noon."
