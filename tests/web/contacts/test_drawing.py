"""Campaigns draw: who is taken gets an invitation, who is not has a line that says why."""

from datetime import timedelta

import pytest
from django.utils import timezone

from regard.web.contacts import jobs
from regard.web.contacts.after_events import take_next
from regard.web.contacts.campaigning import NotStartable, start, stop
from regard.web.contacts.drawing import draw_due
from regard.web.contacts.happening import happen
from regard.web.contacts.models import Campaign, ContactEvent, Draw, Happening, Invitation
from regard.web.contacts.noting import note
from regard.web.contacts.suppressing import suppress
from regard.web.customers.matching import Person
from regard.web.customers.models import Event
from regard.web.surveys import making, publishing
from regard.web.workspaces.models import AuditEvent
from regard.web.workspaces.tenancy import current_workspace

pytestmark = pytest.mark.django_db
BIG = {"all": [{"field": "segment", "op": "is", "values": ["enterprise"]}]}


def reasons(campaign):
    rows = ContactEvent.objects.filter(campaign=campaign).order_by("customer__external_id")
    return list(rows.values_list("customer__external_id", "reason"))


def asked(campaign):
    return set(campaign.invitations.values_list("customer__external_id", flat=True))


def test_everybody_of_the_audience_is_invited_or_has_a_reason(campaign, customers, noon):
    made = campaign()
    assert draw_due(at=noon)
    assert (asked(made), reasons(made)) == ({"c-1", "c-2"}, [("c-3", "no_address")])
    draw = Draw.objects.get()
    assert (draw.considered, draw.eligible, draw.taken, draw.rules) == (3, 2, 2, None)
    made.refresh_from_db()
    assert made.stopped_at == noon  # nobody is left to ask


def test_an_invitation_knows_its_draw_segment_language_and_chance(campaign, crowd, noon):
    made = campaign(planned=10)
    draw_due(at=noon)
    rows = list(made.invitations.select_related("draw"))
    assert len(rows) == 10
    assert {(row.inclusion, row.draw.seed, row.due_at) for row in rows} == {(0.25, f"{made.pk}/0", noon)}
    assert {row.segment for row in rows} <= {"big", "small"}
    assert len({row.token_hash for row in rows}) == 10
    assert [reason for _name, reason in reasons(made)] == ["not_drawn"] * 30


def test_an_audience_is_asked_and_nobody_else(campaign, customers, noon):
    made = campaign(rule=BIG)
    draw_due(at=noon)
    assert (asked(made), reasons(made)) == ({"c-1", "c-2"}, [])


def test_a_rolling_campaign_asks_a_few_each_day_and_never_the_same_again(campaign, crowd, noon):
    made = campaign(trigger="rolling", per_day=15)
    for day in range(4):
        draw_due(at=noon + timedelta(days=day))
        assert draw_due(at=noon + timedelta(days=day)) is False  # once a day
    assert [draw.taken for draw in made.draws.order_by("at")] == [15, 15, 10, 0]
    assert len(asked(made)) == 40


def test_a_rolling_campaign_without_an_end_begins_again_after_half_a_year(campaign, crowd, noon):
    made = campaign(trigger="rolling", planned=10)
    draw_due(at=noon)
    first = asked(made)
    Invitation.objects.all().delete()
    draw_due(at=noon + timedelta(days=181))
    assert (len(first), len(asked(made))) == (10, 10)
    assert first != asked(made)
    assert set(made.draws.values_list("seed", flat=True)) == {f"{made.pk}/0", f"{made.pk}/1"}


def test_whom_a_rule_stops_is_told_once_and_asked_when_it_no_longer_does(
    campaign, customers, nps, csat, noon
):
    ada = customers[0]
    note(ada, kind="ask", outcome="sent", at=noon - timedelta(days=12), survey=csat, channel="email")
    made = campaign()
    for day in range(2):
        draw_due(at=noon + timedelta(days=day))
    assert (asked(made), reasons(made)) == ({"c-2"}, [("c-1", "asked_lately"), ("c-3", "no_address")])
    draw_due(at=noon + timedelta(days=2))
    assert asked(made) == {"c-1", "c-2"}


def test_two_campaigns_of_one_day_share_one_budget_and_the_urgent_one_goes_first(
    campaign, customers, csat, noon
):
    late, urgent = campaign(csat, priority=7), campaign(priority=2)
    draw_due(at=noon)
    assert (asked(urgent), asked(late)) == ({"c-1", "c-2"}, set())
    assert dict(reasons(late))["c-1"] == "asked_lately"


def test_people_are_kept_free_for_a_rarer_survey_also_on_days_on_which_it_asks_nobody(
    campaign, crowd, csat, noon
):
    rare = campaign(priority=9, reserved=0.5, trigger="rolling", per_day=1)
    draw_due(at=noon)
    often = campaign(csat, priority=1)
    draw_due(at=noon + timedelta(hours=1))
    kept = [name for name, reason in reasons(often) if reason == "reserved"]
    assert (len(kept), len(asked(rare)), len(asked(often))) == (20, 1, 19)


def test_a_campaign_that_has_enough_answers_or_is_over_or_closed_ends(campaign, customers, owner, csat, noon):
    enough = campaign(trigger="rolling", wanted=1)
    over = campaign(trigger="rolling", ends_at=noon + timedelta(days=1))
    closed = campaign(csat, trigger="rolling")
    draw_due(at=noon)
    enough.invitations.update(used_on=noon.date())
    publishing.close(csat, by=owner, at=noon)
    draw_due(at=noon + timedelta(days=1))
    for one in (enough, over, closed):
        one.refresh_from_db()
        assert one.stopped_at == noon + timedelta(days=1)
        assert one.stopped_by is None


def test_stopping_takes_back_what_is_not_sent_and_leaves_nobody_without_a_reason(
    campaign, crowd, owner, noon
):
    made = campaign(trigger="rolling", per_day=3)
    draw_due(at=noon)
    sent = made.invitations.first()
    note(sent, kind="ask", outcome="sent", at=noon)
    stop(made, by=owner, at=noon)
    stop(made, by=owner, at=noon + timedelta(days=1))
    told = dict(reasons(made))
    assert len(told) == 40
    assert sorted(told.values()).count("closed") == 2
    assert sorted(told.values()).count("not_drawn") == 37
    assert made.invitations.filter(withdrawn_at=noon).count() == 2
    actions = AuditEvent.objects.filter(action__startswith="campaign.").order_by("position")
    assert list(actions.values_list("action", flat=True)) == ["campaign.started", "campaign.stopped"]


def test_a_survey_that_nobody_could_answer_asks_nobody(campaign, nps, owner, noon):
    draft = making.make("csat", name="Draft", by=owner, at=noon)
    with pytest.raises(NotStartable, match="unpublished"):
        campaign(draft)
    with pytest.raises(NotStartable, match="over"):
        campaign(ends_at=noon)
    publishing.close(nps, by=owner, at=noon)
    nps.refresh_from_db()
    with pytest.raises(NotStartable, match="closed"):
        campaign()


# --- after events ---


def told(noon, key="order-1", who="c-1", kind="order.delivered", **more):
    return happen(kind, key=key, person=Person(external_id=who), at=noon, now=noon, **more)


@pytest.fixture
def after(campaign, csat):
    return lambda **changes: campaign(
        csat, **({"trigger": "event", "event_kind": "order.delivered"} | changes)
    )


def test_an_event_asks_once_with_its_context_and_its_delay(after, customers, noon):
    made = after(delay_hours=48)
    told(noon, context={"touchpoint": "delivery", "product": "茶"})
    told(noon)
    assert (take_next(at=noon), take_next(at=noon)) == (1, 0)
    (row,) = made.invitations.all()
    assert (row.customer, row.due_at, row.context, row.inclusion) == (
        customers[0], noon + timedelta(days=2), {"touchpoint": "delivery", "product": "茶"}, 1.0,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("who", "changes", "reason"),
    [
        ("c-3", {}, "no_address"),
        ("c-3", {"channel": "in_app", "rule": BIG}, "not_in_audience"),
        ("c-1", {"share": 0.0}, "sampled_out"),
        ("c-2", {}, "unsubscribed"),
        ("c-1", {"at_event": -31}, "expired"),
    ],
)
def test_each_event_that_asks_nobody_says_why(after, customers, noon, who, changes, reason):
    suppress("email", "bo@example.com", reason="unsubscribed", at=noon)
    when = noon + timedelta(days=changes.pop("at_event", 0))
    made = after(**changes)
    told(when, who=who)
    take_next(at=noon)
    assert (asked(made), reasons(made)) == (set(), [(who, reason)])


def test_a_second_event_soon_after_asks_nothing_and_keeps_the_chance_that_it_had(after, customers, noon):
    made = after(share=0.5)
    names = [f"order-{n}" for n in range(8)]
    for hours, name in enumerate(names):
        told(noon + timedelta(hours=hours), key=name)
        take_next(at=noon + timedelta(hours=hours))
    chances = [*made.invitations.values_list("inclusion", flat=True)]
    chances += ContactEvent.objects.values_list("chance", flat=True)
    assert len(chances) == 8
    assert sorted(chances, reverse=True)[:4] == pytest.approx([0.5, 0.25, 0.125, 0.0625])
    assert made.invitations.count() <= 1


def test_an_event_that_no_campaign_waits_for_asks_nobody_and_is_looked_at_once(after, customers, noon):
    made = after()
    told(noon, kind="ticket.solved")
    assert (take_next(at=noon), take_next(at=noon)) == (1, 0)
    assert (Happening.objects.get().taken_at, made.invitations.count()) == (noon, 0)


def test_an_event_does_not_take_somebody_who_is_kept_for_a_rarer_survey(
    after, campaign, customers, nps, noon
):
    campaign(reserved=1.0, trigger="rolling", channel="in_app", per_day=1)
    made = after(channel="in_app")
    told(noon)
    take_next(at=noon)
    assert reasons(made) == [("c-1", "reserved")]


# --- what stands on timelines ---


def happened(customer, at, kind="purchased"):
    return Event.objects.create(customer=customer, kind=kind, at=at)


def sweep(at):
    """As the sweep does it, at this moment."""
    return jobs._work(current_workspace(), at=at)


def test_what_a_file_tells_asks_once_after_its_delay_under_the_rules_or_says_why_not(
    after, customers, csat, noon
):
    ada, bo, chen = customers
    before, later = noon - timedelta(days=1), noon + timedelta(hours=2)
    note(bo, kind="ask", outcome="sent", at=before, survey=csat, channel="sms")
    made = after(event_kind="purchased", delay_hours=24, at=noon)
    for one in (ada, bo, chen):
        happened(one, later)
    happened(ada, before)  # before it began
    happened(ada, later, kind="renewed")  # nobody waits for it
    happened(ada, later + timedelta(days=9))  # still ahead
    Event.objects.create(account=ada.account, kind="purchased", at=later)  # of nobody in particular
    now = later + timedelta(hours=1)
    assert [made.workspace_id in jobs._due_ids(now), sweep(now), sweep(now)] == [True, True, False]
    assert made.workspace_id not in jobs._due_ids(now)
    (row,) = made.invitations.all()
    assert (row.customer, row.due_at) == (ada, later + timedelta(hours=24))
    assert reasons(made) == [("c-2", "same_survey"), ("c-3", "no_address")]
    Event.objects.filter(customer=ada, at=later).delete()  # the file is undone, and comes again
    happened(ada, later)
    assert (sweep(now), Happening.objects.count(), made.invitations.count()) == (False, 3, 1)


def test_what_a_file_told_too_late_says_so_and_what_a_caller_told_already_is_no_second_one(
    after, customers, noon
):
    made = after(event_kind="purchased", at=noon)
    then, now = noon + timedelta(days=1), noon + timedelta(days=60)
    told(then, who="c-1", kind="purchased")
    assert (sweep(then), made.invitations.count()) == (True, 1)
    happened(customers[0], then)
    happened(customers[1], then)
    assert sweep(now)
    assert (asked(made), reasons(made)) == ({"c-1"}, [("c-2", "expired")])
    late = after(event_kind="purchased", at=now, name="Late")
    happened(customers[2], now - timedelta(days=1))
    sweep(now)
    assert (asked(late), reasons(late)) == (set(), [])  # it happened before this one began


# --- the sweep ---


def test_the_sweep_works_with_no_workspace_open_and_rests_when_nothing_is_due(nps, customers, owner):
    from contextvars import copy_context

    now = timezone.now()
    made = Campaign.objects.create(survey=nps, name="Now", created_at=now, trigger="rolling", per_day=1)
    start(made, by=owner, at=now - timedelta(seconds=1))
    from regard.web.workspaces import tenancy

    def outside():
        tenancy._current.set(None)
        return [jobs.ask_due(), jobs.ask_due()]

    assert copy_context().run(outside) == [True, False]
    assert made.invitations.count() == 1


def test_what_happened_in_one_workspace_asks_nobody_of_another(after, customers, other_workspace, noon):
    from regard.web.workspaces.tenancy import in_workspace

    made = after()
    with in_workspace(other_workspace):
        told(noon)
        take_next(at=noon)
    assert (made.invitations.count(), take_next(at=noon)) == (0, 0)
