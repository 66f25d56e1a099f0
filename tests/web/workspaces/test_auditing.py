"""The audit trail is one unbroken chain."""

import pytest

from regard.web.workspaces.auditing import first_broken_line, record_event
from regard.web.workspaces.models import AuditEvent
from regard.web.workspaces.tenancy import in_workspace


@pytest.fixture
def trail(workspace, owner, noon):
    with in_workspace(workspace):
        for name in ("甲.csv", "b.csv", "c.csv"):
            record_event("import.undone", by=owner, at=noon, subject=name, removed=3)
        yield AuditEvent.objects.order_by("position")


def test_lines_say_who_did_what_when_in_their_order(trail, owner, noon):
    rows = list(trail.values_list("position", "actor", "actor_name", "action", "subject", "at"))
    assert rows == [
        (number, owner.pk, str(owner), "import.undone", name, noon)
        for number, name in enumerate(["甲.csv", "b.csv", "c.csv"], start=1)
    ]
    assert first_broken_line() is None


def test_a_changed_line_is_noticed(trail):
    trail.filter(position=2).update(subject="innocent.csv")
    assert first_broken_line() == 2


def test_a_line_taken_out_is_noticed(trail):
    trail.filter(position=2).delete()
    assert first_broken_line() == 2


def test_workspaces_have_trails_of_their_own(trail, other_workspace, stranger, noon):
    with in_workspace(other_workspace):
        assert record_event("x", by=stranger, at=noon).position == 1
        assert first_broken_line() is None
