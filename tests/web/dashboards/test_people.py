"""Customers by name: found, listed, and told on one timeline."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from regard.web.customers.drafts import CustomerDraft
from regard.web.customers.matching import Person
from regard.web.customers.models import Account, Customer, Event, Ownership
from regard.web.customers.recording import record as record_customers
from regard.web.feedback.drafts import AnswerDraft, Draft
from regard.web.feedback.models import Feedback, FieldType, State
from regard.web.feedback.recording import record
from regard.web.insights.jobs import read_due
from regard.web.insights.rows import ANSWERED
from regard.web.surveys import making, publishing
from regard.web.workspaces.models import Membership
from regard.web.workspaces.tenancy import in_workspace

SAID = datetime(2026, 10, 5, 9, 30, tzinfo=UTC)
ANN = Person(external_id="c-1", email="ann@example.com", name="Ann Teal", account="Inn", segment="solo")
LI = Person(external_id="c-2", email="li@example.com", name="李梅", segment="group")


@pytest.fixture
def told(workspace, survey, noon):
    drafts = [
        Draft(
            external_id=str(number),
            text=text,
            person=person,
            collected_at=SAID + timedelta(days=number) if number else None,
            answers=(AnswerDraft.score(FieldType.NPS, 9, 0, 10),),
        )
        for number, (text, person) in enumerate([("no date", ANN), ("<b>great</b> kiosk", ANN), ("很慢", LI)])
    ]
    with in_workspace(workspace):
        record(survey, drafts, at=noon)
        ann = Customer.objects.get(external_id="c-1")
        Account.objects.update(monthly_revenue=Decimal("99.50"), currency="EUR")
        Event.objects.create(customer=ann, kind="renewed", at=SAID, amount=Decimal("1194"))
        Event.objects.create(account=ann.account, kind="signed_up", at=SAID - timedelta(days=400))
    read_due()
    return {"ann": ann}


def page(client, workspace, end="", language="en"):
    client.cookies["django_language"] = language
    return client.get(f"/w/{workspace.slug}/customers/{end}")


def names(response):
    return [str(row) for row in response.context["page"]]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Ann Teal", "李梅"]),
        ("?q=teal", ["Ann Teal"]),
        ("?q=LI@example", ["李梅"]),
        ("?q=c-2", ["李梅"]),
        ("?q=inn", ["Ann Teal"]),
        ("?q=梅", ["李梅"]),
        ("?q=ann+nobody", []),
        ("?segment=group", ["李梅"]),
        ("?stage=churned", []),
        ("?q=%00", ["Ann Teal", "李梅"]),
        ("?q=%25", []),
    ],
)
def test_customers_are_found(query, found, client, workspace, agent, told):
    client.force_login(agent)
    assert names(page(client, workspace, query)) == found


def test_the_list_says_how_often_and_when_somebody_spoke(client, workspace, agent, told):
    client.force_login(agent)
    rows = page(client, workspace).context["page"]
    assert [(row.answers_given, row.last_said) for row in rows] == [
        (2, SAID + timedelta(days=1)),
        (1, SAID + timedelta(days=2)),
    ]


@pytest.mark.parametrize("state", [one for one in State if one not in ANSWERED])
def test_the_list_counts_what_counts_on_the_page_of_the_customer(client, workspace, agent, told, state):
    """No withdrawn, deleted or unconfirmed record, and none of a machine."""
    with in_workspace(workspace):
        Feedback.objects.filter(external_id="1").update(state=state)
    client.force_login(agent)
    ann, _li = page(client, workspace).context["page"]
    assert (ann.answers_given, ann.last_said) == (1, None)
    assert page(client, workspace, f"{ann.pk}/").context["records"] == ann.answers_given


def test_of_anonymous_answers_nobody_learns_who_gave_them(client, workspace, agent, owner, told, noon):
    with in_workspace(workspace):
        made = making.make("nps", name="Anonymous", by=owner, at=noon)
        made.draft["anonymous"] = True
        made.save()
        publishing.publish(made, by=owner, at=noon)
        record(
            made.source, [Draft(f"a{n}", text="tea", person=LI, collected_at=SAID) for n in range(9)], at=noon
        )
    client.force_login(agent)
    _ann, li = page(client, workspace).context["page"]
    assert (li.answers_given, li.last_said) == (1, SAID + timedelta(days=2))
    assert page(client, workspace, f"{li.pk}/").context["records"] == 1


def test_a_customer_has_one_timeline_of_words_and_events_newest_first(client, workspace, agent, told):
    client.force_login(agent)
    moments = page(client, workspace, f"{told['ann'].pk}/").context["moments"]
    assert [(moment.at, moment.event.kind if moment.event else "said") for moment in moments] == [
        (SAID + timedelta(days=1), "said"),
        (SAID, "renewed"),
        (SAID - timedelta(days=400), "signed_up"),
        (None, "said"),
    ]


def test_what_a_customer_wrote_is_shown_as_text(client, workspace, agent, told):
    client.force_login(agent)
    text = page(client, workspace, f"{told['ann'].pk}/").content.decode()
    assert "<b>great" not in text
    assert "99.50 EUR" in text


def test_a_viewer_sees_no_customers(client, workspace, viewer, told):
    client.force_login(viewer)
    assert page(client, workspace).status_code == 403
    assert page(client, workspace, f"{told['ann'].pk}/").status_code == 403


def test_a_customer_of_another_workspace_is_not_there(client, other_workspace, stranger, told):
    client.force_login(stranger)
    assert page(client, other_workspace, f"{told['ann'].pk}/").status_code == 404
    assert names(page(client, other_workspace)) == []


@pytest.mark.parametrize(("language", "words"), [("en", "No customers yet"), ("zh-hans", "还没有客户")])
def test_an_empty_list_says_what_comes_here(language, words, client, workspace, analyst):
    client.force_login(analyst)
    assert words in page(client, workspace, language=language).content.decode()


def test_the_list_takes_the_same_statements_for_two_and_for_many(
    client, workspace, agent, told, django_assert_max_num_queries
):
    client.force_login(agent)
    page(client, workspace)
    with in_workspace(workspace):
        Customer.objects.bulk_create(Customer(external_id=f"x{number}") for number in range(60))
    with django_assert_max_num_queries(8):
        assert len(names(page(client, workspace))) == 50


@pytest.fixture
def from_a_file(workspace, noon):
    with in_workspace(workspace):
        draft = CustomerDraft(
            external_id="c-9",
            name="王伟",
            lifecycle_stage="churned",
            since=datetime(2024, 3, 1, tzinfo=UTC),
            monthly_revenue=Decimal("29.85"),
            currency="EUR",
            attributes={"Contract": "<b>Month-to-month", "城市": "杭州"},
        )
        record_customers([draft], at=noon)
        return Customer.objects.get()


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["Churned", "March 1, 2024", "29.85 EUR", "Revenue a month", "Since"]),
        ("zh-hans", ["已流失", "2024年3月1日", "29.85 EUR", "月贡献收入", "加入时间"]),
    ],
)
def test_what_a_file_of_customers_said_is_on_the_list_and_on_the_page(
    language, words, client, workspace, agent, from_a_file
):
    client.force_login(agent)
    listed = page(client, workspace, language=language).content.decode()
    shown = page(client, workspace, f"{from_a_file.pk}/", language=language).content.decode()
    assert [word for word in words if word not in listed or word not in shown] == []
    assert all(word in shown for word in ("Contract", "&lt;b&gt;Month-to-month", "城市", "杭州"))


def test_without_such_a_file_the_list_has_no_columns_for_it(client, workspace, agent, told):
    client.force_login(agent)
    listed = page(client, workspace).content.decode()
    assert "Revenue a month" not in listed and "Since" not in listed


def post_owner(client, workspace, customer, member):
    return client.post(f"/w/{workspace.slug}/customers/{customer.pk}/owner/", {"owner": member}, follow=True)


def test_an_editor_says_who_owns_the_company_of_a_customer(client, workspace, told, analyst, agent):
    client.force_login(analyst)
    seat = Membership.of(agent).get()
    answer = post_owner(client, workspace, told["ann"], seat.pk)
    assert "Inn: the owner is saved." in answer.content.decode()
    with in_workspace(workspace):
        assert Ownership.objects.get().account == told["ann"].account
    told_in_chinese = page(client, workspace, f"{told['ann'].pk}/", language="zh-hans").content.decode()
    assert "公司负责人" in told_in_chinese
    assert f'<option value="{seat.pk}" selected>{agent}</option>' in told_in_chinese


def test_who_may_not_say_so_sees_the_owner_alone(client, workspace, told, owner, agent, viewer, stranger):
    client.force_login(owner)
    seat = Membership.of(owner).get()
    post_owner(client, workspace, told["ann"], seat.pk)
    client.force_login(agent)
    shown = page(client, workspace, f"{told['ann'].pk}/").content.decode()
    assert str(owner) in shown
    assert 'name="owner"' not in shown
    for user, expected in ((agent, 403), (viewer, 403), (stranger, 404)):
        client.force_login(user)
        assert post_owner(client, workspace, told["ann"], "").status_code == expected
    with in_workspace(workspace):
        assert Ownership.objects.get(ended_at=None).member == seat


@pytest.mark.parametrize("chosen", ["somebody", "01a2067d-ead9-7378-af2d-e9c8b690abb6", "stranger"])
def test_only_a_member_can_own(client, workspace, told, analyst, stranger, chosen):
    client.force_login(analyst)
    chosen = Membership.of(stranger).get().pk if chosen == "stranger" else chosen
    answer = post_owner(client, workspace, told["ann"], chosen)
    assert "this person is no member any more" in answer.content.decode()
    with in_workspace(workspace):
        assert not Ownership.objects.exists()
