"""What was done for a customer at risk takes the row off the list for a time; what was written stays."""

from datetime import timedelta

import pytest

from regard.web.customers.models import Account
from regard.web.feedback.recording import record
from regard.web.insights import jobs
from regard.web.loyalty import risk_pages
from regard.web.loyalty.models import CareStep
from regard.web.loyalty.worklist import ordered
from regard.web.workspaces.models import AuditEvent
from regard.web.workspaces.permissions import Permission
from tests.web.loyalty.conftest import Firm, drafts_of
from tests.web.loyalty.test_worklist import ATTACK, names, troubled

__all__ = ["troubled"]

pytestmark = pytest.mark.django_db


@pytest.fixture
def step(client):
    """Write down a step of a company by its name."""

    def of(user, name, **sent):
        client.force_login(user)
        account = Account.objects.get(name=name)
        path = f"/w/qinghe/loyalty/at-risk/company/{account.pk}/step/"
        return client.post(path, sent)

    return of


def test_who_was_talked_to_is_off_the_list_for_a_fortnight(troubled, look, owner, step, today):
    assert step(owner, "Company 1", kind="talked", note="Called. 已致电。").status_code == 302
    page = look(owner, "loyalty/at-risk/")
    assert names(page) == ["Company 0", "Company 2", "Company 3"]
    assert "1 of them is put off or settled." in page.text
    off = look(owner, "loyalty/at-risk/?shown=off")
    assert names(off) == ["Company 1"]
    assert "Called. 已致电。" in off.text
    made = CareStep.objects.get()
    assert (made.until, made.by) == (today + timedelta(days=14), owner)
    CareStep.objects.update(until=today)
    assert "Company 1" in names(look(owner, "loyalty/at-risk/"))


def test_what_is_put_off_comes_back_on_its_day_and_needs_one(troubled, look, owner, step, today):
    step(owner, "Company 1", kind="snoozed")
    step(owner, "Company 1", kind="snoozed", until=today.isoformat())
    assert not CareStep.objects.exists()
    step(owner, "Company 1", kind="snoozed", until=(today + timedelta(days=3)).isoformat())
    assert "Company 1" not in names(look(owner, "loyalty/at-risk/"))
    assert names(look(owner, "loyalty/at-risk/?shown=all"))[0] == "Company 1"


def test_what_was_settled_comes_back_when_something_newer_speaks_for_it(
    books, look, owner, step, survey, today
):
    firm = Firm(today - timedelta(days=600), scores=((today - timedelta(days=20), 3),), pays=300)
    (account,) = books([firm])
    while any([jobs.read_due(), jobs.archive_due()]):
        pass
    step(owner, "Company 0", kind="settled")
    CareStep.objects.update(at=CareStep.objects.get().at - timedelta(days=10))
    assert names(look(owner, "loyalty/at-risk/")) == []
    assert "Everybody with a reason is put off or settled." in look(owner, "loyalty/at-risk/").text
    again = Firm(today, scores=((today - timedelta(days=2), 1),))
    (fresh,) = drafts_of(again, account)
    record(survey, [type(fresh)(**{**vars(fresh), "external_id": "new"})], at=CareStep.objects.get().at)
    while any([jobs.read_due(), jobs.archive_due()]):
        pass
    assert names(look(owner, "loyalty/at-risk/")) == ["Company 0"]


def test_steps_are_added_and_the_last_one_holds(troubled, look, owner, step, today):
    step(owner, "Company 1", kind="settled")
    step(owner, "Company 1", kind="talked", until=(today + timedelta(days=1)).isoformat(), note=ATTACK)
    assert list(CareStep.objects.values_list("kind", flat=True)) == ["settled", "talked"]
    page = look(owner, "loyalty/at-risk/?shown=off")
    assert "<script>alert" not in page.html
    assert {"risk.settled", "risk.talked"} <= set(AuditEvent.objects.values_list("action", flat=True))


def test_the_order_is_chosen(books, look, owner, today):
    long_ago, day = today - timedelta(days=600), today - timedelta(days=20)
    silent = tuple((today - timedelta(days=100 + 30 * place), 9) for place in range(3))
    rich = Firm(long_ago, scores=silent, pays=150)
    sad = Firm(long_ago, scores=((day, 2),), pays=100)
    books([rich, sad])
    assert names(look(owner, "loyalty/at-risk/")) == ["Company 1", "Company 0"]
    assert names(look(owner, "loyalty/at-risk/?order=revenue")) == ["Company 0", "Company 1"]
    assert names(look(owner, "loyalty/at-risk/?order=reasons")) == ["Company 1", "Company 0"]
    assert names(look(owner, "loyalty/at-risk/?order=nonsense")) == ["Company 1", "Company 0"]


def test_nobody_is_put_in_no_order():
    assert ordered([], "weight") == []


def test_only_those_who_may_change_customers_write_steps(troubled, step, agent, viewer, stranger, client):
    answers = [step(user, "Company 1", kind="talked").status_code for user in (viewer, stranger)]
    assert answers == [403, 404]
    assert not CareStep.objects.exists()
    assert risk_pages.step.permission == Permission.REVENUE_VIEW
    assert step(agent, "Company 1", kind="talked").status_code == 403
