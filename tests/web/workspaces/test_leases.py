"""One process at a time; a killed one is followed; a late one is refused."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from regard.web.workspaces import leases, sweeps
from regard.web.workspaces.models import Lease


@pytest.fixture
def name(db):
    return "reading"


def test_a_lease_is_held_by_one(name, noon):
    assert leases.take(name, at=noon) is not None
    assert leases.take(name, at=noon) is None
    assert leases.take("another", at=noon) is not None


def test_a_lease_that_nobody_renews_ends_by_itself(name, noon):
    leases.take(name, at=noon, seconds=20)
    assert leases.take(name, at=noon + timedelta(seconds=19)) is None
    assert leases.take(name, at=noon + timedelta(seconds=21)) is not None


def test_a_renewed_lease_goes_on(name, noon):
    hold = leases.take(name, at=noon, seconds=20)
    assert hold.renew(at=noon + timedelta(seconds=15), seconds=20)
    assert leases.take(name, at=noon + timedelta(seconds=30)) is None


def test_a_lease_given_back_is_free_at_once(name, noon):
    leases.give_back(leases.take(name, at=noon))
    assert leases.take(name, at=noon) is not None


def test_who_comes_back_late_may_not_write(name, noon):
    first = leases.take(name, at=noon, seconds=20)
    later = noon + timedelta(seconds=21)
    second = leases.take(name, at=later, seconds=20)
    with transaction.atomic():
        second.still_held(at=later)
        with pytest.raises(leases.LeaseLost):
            first.still_held(at=later)
    leases.give_back(first)
    assert Lease.objects.get(name=name).owner == second.owner


def test_an_ended_lease_is_not_held_even_when_nobody_took_it(name, noon):
    hold = leases.take(name, at=noon, seconds=20)
    with transaction.atomic(), pytest.raises(leases.LeaseLost):
        hold.still_held(at=noon + timedelta(seconds=21))


@pytest.mark.django_db(transaction=True)
def test_a_lease_is_renewed_while_the_work_goes_on():
    with leases.held("slow work", seconds=1.5) as hold:
        assert hold is not None
        first = Lease.objects.get().until
        for _ in range(40):
            if Lease.objects.get().until > first:
                break
            __import__("time").sleep(0.1)
        assert Lease.objects.get().until > first
        assert leases.take("slow work", at=timezone.now()) is None
    assert Lease.objects.get().until is None


RAN: list[str] = []


def failing() -> bool:
    RAN.append("failing")
    raise RuntimeError("broken on purpose")


def working() -> bool:
    RAN.append("working")
    return len(RAN) < 4


def test_a_sweep_that_fails_does_not_stop_the_others(db, settings, caplog):
    RAN.clear()
    settings.SWEEPS = [f"{__name__}.failing", f"{__name__}.working"]
    sweeps.sweep_until_idle()
    assert RAN == ["failing", "working", "failing", "working"]
    assert "broken on purpose" in caplog.text


def test_sweeps_that_never_end_are_noticed(db, settings):
    settings.SWEEPS = ["regard.web.workspaces.sweeps.sweeps"]
    with pytest.raises(RuntimeError, match="still find something"):
        sweeps.sweep_until_idle(most=3)
