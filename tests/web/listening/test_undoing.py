"""An import is taken out again, whatever came before it or after it."""

import pytest

from regard.web.customers.models import Customer
from regard.web.feedback.models import Answer, Feedback, Removal, Revision
from regard.web.listening.deciding import undo
from regard.web.listening.models import ImportState, WrongState
from regard.web.listening.working import go_on
from regard.web.workspaces.models import AuditEvent

from .conftest import ANSWERS, counts

pytestmark = pytest.mark.usefixtures("inside")
LATER = ANSWERS.replace("a-2,2026-03-06,3", "a-2,2026-03-06,8") + "a-4,2026-04-01,5,so so,c-4\n"


def said() -> dict[str, float]:
    rows = Answer.objects.values_list("feedback__external_id", "value_number")
    return dict(rows.order_by("feedback__external_id"))


def test_what_was_added_is_gone(carry, take_back, answers, analyst):
    batch = take_back(carry(answers), by=analyst)
    assert (batch.state, batch.position, batch.counts) == (ImportState.UNDONE, 3, counts(new=3))
    assert (Feedback.objects.count(), Answer.objects.count()) == (0, 0)
    assert Removal.objects.get().records == 3
    assert Customer.objects.count() == 2
    last, asked = AuditEvent.objects.all()[:2]
    assert (asked.action, asked.actor_name) == ("import.undo_started", "安娜丽")
    assert (last.action, last.details["records"]) == ("import.undone", 3)


def test_what_was_changed_is_as_it_was(carry, take_back, write):
    carry(write(ANSWERS))
    later = carry(write(LATER))
    assert later.counts == counts(new=1, updated=1, duplicate=2)
    take_back(later)
    assert said() == {"a-1": 9, "a-2": 3, "a-3": 10}
    assert Revision.objects.count() == 0


def test_after_an_undo_the_same_file_is_new_again(carry, take_back, write):
    take_back(carry(write(ANSWERS)))
    assert carry(write(ANSWERS)).counts == counts(new=3)


def test_undoing_the_older_import_leaves_what_the_newer_one_said(carry, take_back, write):
    older = carry(write(ANSWERS))
    carry(write(LATER))
    take_back(older)
    assert said() == {"a-2": 8, "a-4": 5}


def test_undoing_the_older_and_then_the_newer_leaves_nothing(carry, take_back, write):
    older, newer = carry(write(ANSWERS)), carry(write(LATER))
    take_back(older)
    take_back(newer)
    assert said() == {}
    assert Revision.objects.count() == 0


def test_undoing_the_middle_one_of_three_leaves_the_first_below_the_last(carry, take_back, write):
    carry(write(ANSWERS))
    middle = carry(write(ANSWERS.replace("a-1,2026-03-05,9", "a-1,2026-03-05,5")))
    last = carry(write(ANSWERS.replace("a-1,2026-03-05,9", "a-1,2026-03-05,1")))
    take_back(middle)
    assert said()["a-1"] == 1
    take_back(last)
    assert said() == {"a-1": 9, "a-2": 3, "a-3": 10}


def test_an_undo_is_done_in_pieces(carry, answers, noon, monkeypatch):
    monkeypatch.setattr("regard.web.feedback.undoing.CHUNK", 1)
    monkeypatch.setattr("regard.web.listening.undoing.RECORDS_IN_A_PIECE", 1)
    batch = carry(answers)
    undo(batch, by=None, at=noon)
    left = []
    while batch.state == ImportState.UNDOING:
        go_on(batch, until=0.0)
        left.append(Feedback.objects.count())
        batch.refresh_from_db()
    assert left == [2, 1, 0, 0]
    assert batch.position == 3


def test_what_was_only_checked_cannot_be_undone(bring, answers, noon):
    with pytest.raises(WrongState):
        undo(bring(answers), by=None, at=noon)


def test_an_import_is_undone_once(carry, take_back, answers, noon):
    batch = take_back(carry(answers))
    with pytest.raises(WrongState):
        undo(batch, by=None, at=noon)
