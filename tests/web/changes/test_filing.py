"""A change is filed, locked before it starts, and not written anew after it."""

from datetime import timedelta

import pytest
from django.db import transaction

from regard.web.changes import filing
from regard.web.changes.filing import Locked, NotReady
from regard.web.changes.hearing import heard, led_to
from regard.web.changes.models import Change, State, Voice
from regard.web.feedback.models import Feedback
from regard.web.workspaces.models import AuditEvent
from tests.web.changes.conftest import START, answered, on

pytestmark = pytest.mark.django_db


def spoken(survey, *drafts):
    from regard.web.feedback.recording import record

    record(survey, list(drafts), at=on(START))


def test_each_state_is_a_row_with_who_and_when(promised, owner):
    change = promised(state=State.IDEA)
    change.state = State.PLANNED
    filing.rewrite(change, by=owner, at=on(START - timedelta(days=10)))
    filing.begin(change, by=owner, at=on(START - timedelta(days=9)))
    rows = list(change.steps.values_list("state", "by", "at"))
    assert [(state, by) for state, by, _at in rows] == [
        (State.IDEA, owner.pk),
        (State.PLANNED, owner.pk),
        (State.UNDER_WAY, owner.pk),
    ]
    assert rows[-1][2] == on(START - timedelta(days=9))
    actions = set(AuditEvent.objects.values_list("action", flat=True))
    assert {"change.idea", "change.planned", "change.locked"} <= actions


def test_what_is_locked_is_not_written_anew_and_not_locked_again(begun, owner):
    change = begun()
    change.metric = "nps"
    for act in (filing.rewrite, filing.begin, filing.turn_down):
        with pytest.raises(Locked), transaction.atomic():
            act(change, by=owner, at=on(START))
    change.refresh_from_db()
    assert change.metric == "csat"


def test_a_remark_is_added_to_what_is_locked(begun, owner):
    change = begun()
    filing.remark(change, "The counter opens later. 推迟开放。", by=owner, at=on(START))
    assert [(one.text, one.by) for one in change.remarks.all()] == [
        ("The counter opens later. 推迟开放。", owner)
    ]


@pytest.mark.parametrize(
    ("without", "asked"),
    [
        ({"metric": ""}, "which number"),
        ({"smallest": None}, "smallest effect"),
        ({"start_on": None}, "which day it starts"),
        ({"judge_on": None}, "which day it is judged"),
        ({"owner": None}, "who answers for it"),
        ({"exposed": []}, "whom it reaches"),
    ],
)
def test_before_it_begins_everything_is_said(promised, owner, without, asked):
    change = promised(**without)
    with pytest.raises(NotReady, match=asked):
        filing.begin(change, by=owner, at=on(START - timedelta(days=3)))
    change.refresh_from_db()
    assert (change.state, change.steps.count()) == (State.PLANNED, 1)


def test_what_has_started_already_is_no_promise(promised, owner):
    change = promised()
    with pytest.raises(NotReady, match="started already"):
        filing.begin(change, by=owner, at=on(START + timedelta(days=1)))


def test_it_is_not_turned_down_without_a_reason(promised, owner):
    change = promised(did_en="", did_zh="")
    with pytest.raises(NotReady, match="Say why"):
        filing.turn_down(change, by=owner, at=on(START))
    filing.rewrite(change, by=owner, at=on(START))
    change.did_zh = "太贵了。"
    filing.turn_down(change, by=owner, at=on(START))
    assert Change.objects.get().state == State.WONT_DO


def test_whose_words_led_to_it_is_kept_when_it_is_locked(promised, survey, owner):
    change = promised()
    early = answered(1, START - timedelta(days=20), 2, text="The counter is slow.")
    other = answered(2, START - timedelta(days=20), 2, text="The tea is cold.")
    spoken(survey, early, other)
    assert [one.external_id for one in led_to(change, today=START)] == ["s1"]
    filing.begin(change, by=owner, at=on(START - timedelta(days=2)))
    spoken(survey, answered(3, START, 2, text="The counter is slower."))
    assert [one.external_id for one in heard(change)] == ["s1"]


def test_records_that_were_picked_stand_for_themselves(promised, survey, owner):
    spoken(survey, *(answered(n, START - timedelta(days=20), 2, text="The counter.") for n in range(3)))
    chosen = Feedback.objects.get(external_id="s1")
    change = promised(picked=[str(chosen.pk)])
    filing.begin(change, by=owner, at=on(START - timedelta(days=2)))
    assert list(Voice.objects.values_list("feedback", flat=True)) == [chosen.pk]


def test_without_words_nobody_is_named(promised, survey, owner):
    spoken(survey, answered(1, START, 2, text="The counter."))
    change = promised(words="")
    filing.begin(change, by=owner, at=on(START - timedelta(days=2)))
    assert not Voice.objects.exists()
