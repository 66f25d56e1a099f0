"""The accounts and customers of the sample workspace, and what happened with them."""

import re
from collections import Counter, defaultdict
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from regard.perception.datasets.sample import IS_INVENTED, NOTICE_EN, NOTICE_ZH
from regard.perception.datasets.shapes import Account, Event, Sample
from regard.perception.datasets.texts import SEGMENTS

STAGES = {"lead", "onboarding", "active", "at_risk", "churned", "won_back"}
REGIONS = {"Europe", "North America", "China", "Southeast Asia"}
EVENTS = {
    *("signed_up", "purchased", "renewed", "upgraded"),
    *("downgraded", "cancelled", "referred", "contacted"),
}
HAN = re.compile("[\u4e00-\u9fff]")


def events_of(told: Sample, kind: str) -> dict[str, list[Event]]:
    """Events of one kind by account."""
    found: defaultdict[str, list[Event]] = defaultdict(list)
    for event in told.events:
        if event.kind == kind:
            found[event.account or ""].append(event)
    return found


def stages(told: Sample) -> dict[str, set[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for customer in told.customers:
        found[customer.account].add(customer.lifecycle_stage)
    return found


def test_the_company_is_invented_and_says_so_in_both_languages(told: Sample) -> None:
    assert (told.company_en, told.company_zh, IS_INVENTED) == ("Lanternway", "灯途", True)
    assert told.company_en in NOTICE_EN and "invented" in NOTICE_EN
    assert told.company_zh in NOTICE_ZH and "虚构" in NOTICE_ZH


def test_there_are_260_accounts_and_800_customers(told: Sample) -> None:
    assert len(told.accounts) == 260
    assert len(told.customers) == 800


def test_external_ids_names_and_addresses_are_unique(told: Sample) -> None:
    assert len({account.external_id for account in told.accounts}) == 260
    assert len({account.name for account in told.accounts}) == 260
    assert len({customer.external_id for customer in told.customers}) == 800
    assert len({customer.name for customer in told.customers}) == 800
    assert len({customer.email for customer in told.customers}) == 800


def test_addresses_are_at_reserved_domains_only(told: Sample) -> None:
    address = re.compile(r"[a-z]+\.[a-z]+[0-9]*@example\.(com|org|net)")
    assert [customer.email for customer in told.customers if not address.fullmatch(customer.email)] == []


def test_every_segment_region_and_stage_is_there(told: Sample) -> None:
    assert Counter(account.segment for account in told.accounts) == {
        "solo": 170,
        "group": 78,
        "enterprise": 12,
    }
    assert {account.region for account in told.accounts} == REGIONS
    assert {customer.lifecycle_stage for customer in told.customers} == STAGES


def test_every_segment_is_in_every_region(told: Sample) -> None:
    pairs = {(account.segment, account.region) for account in told.accounts}
    assert pairs == {(segment, region) for segment in SEGMENTS for region in REGIONS}


def test_every_account_has_customers_and_every_customer_an_account(told: Sample) -> None:
    assert {customer.account for customer in told.customers} == {row.external_id for row in told.accounts}


def test_a_chinese_name_goes_with_the_chinese_language(told: Sample) -> None:
    assert {bool(HAN.search(row.name)) == (row.language == "zh") for row in told.customers} == {True}
    assert 0.25 < sum(row.language == "zh" for row in told.customers) / 800 < 0.4


def test_colleagues_speak_one_language(told: Sample) -> None:
    spoken: defaultdict[str, set[str]] = defaultdict(set)
    for customer in told.customers:
        spoken[customer.account].add(customer.language)
    assert {len(languages) for languages in spoken.values()} == {1}


def test_few_enterprise_accounts_hold_most_of_the_revenue(told: Sample) -> None:
    revenue: defaultdict[str, Decimal] = defaultdict(Decimal)
    for account in told.accounts:
        revenue[account.segment] += Decimal(account.monthly_revenue)
    assert revenue["enterprise"] > (revenue["solo"] + revenue["group"]) * 2


def test_revenue_is_in_one_currency_with_two_decimals(told: Sample) -> None:
    assert {account.currency for account in told.accounts} == {"EUR"}
    assert {Decimal(account.monthly_revenue).as_tuple().exponent for account in told.accounts} == {-2}


def test_only_leads_and_those_who_left_pay_nothing(told: Sample) -> None:
    seen = stages(told)

    def pays(account: Account) -> bool:
        return Decimal(account.monthly_revenue) > 0

    silent = {row.external_id for row in told.accounts if not pays(row)}
    assert silent == {key for key, found in seen.items() if found & {"lead", "churned"}}


def test_a_customer_never_came_before_their_account(told: Sample) -> None:
    since = {account.external_id: account.since for account in told.accounts}
    early = [row.external_id for row in told.customers if row.since < since[row.account]]
    late = [row.external_id for row in told.customers if row.since > told.until]
    assert early + late == []


def test_customers_came_before_and_during_the_two_years(told: Sample) -> None:
    start = told.until - timedelta(729)
    share = sum(customer.since < start for customer in told.customers) / 800
    assert 0.25 < share < 0.6
    assert sum(customer.since > told.until - timedelta(90) for customer in told.customers) >= 30


def test_events_are_in_order_and_of_known_people(told: Sample) -> None:
    people = {customer.external_id: customer.account for customer in told.customers}
    assert {event.kind for event in told.events} == EVENTS
    assert [event.at for event in told.events] == sorted(event.at for event in told.events)
    assert {event.at.tzinfo for event in told.events} == {UTC}
    strangers = [event for event in told.events if event.customer and people[event.customer] != event.account]
    assert strangers == []
    assert {event.account for event in told.events} <= {account.external_id for account in told.accounts}


def test_no_event_happens_after_the_last_day(told: Sample) -> None:
    assert max(event.at.date() for event in told.events) <= told.until


def test_everybody_signed_up_once_on_their_first_day(told: Sample) -> None:
    days = {event.customer: event.at.date() for event in told.events if event.kind == "signed_up"}
    assert days == {customer.external_id: customer.since for customer in told.customers}


def test_only_leads_have_bought_nothing(told: Sample) -> None:
    bought = events_of(told, "purchased").keys()
    leads = {key for key, found in stages(told).items() if "lead" in found}
    assert {account.external_id for account in told.accounts} - bought == leads


def test_those_who_left_cancelled_last_and_those_won_back_bought_again(told: Sample) -> None:
    cancelled, bought = events_of(told, "cancelled"), events_of(told, "purchased")
    renewed = events_of(told, "renewed")
    seen = stages(told)
    assert cancelled.keys() == {key for key, found in seen.items() if found & {"churned", "won_back"}}
    for key, events in cancelled.items():
        left = events[0].at
        if "churned" in seen[key]:
            assert [event for event in bought[key] + renewed[key] if event.at > left] == []
        else:
            assert max(event.at for event in bought[key]) > left


def test_amounts_are_yearly_values_of_the_contract(told: Sample) -> None:
    revenue = {account.external_id: Decimal(account.monthly_revenue) for account in told.accounts}
    paid = [event for event in told.events if event.amount is not None]
    assert {event.kind for event in paid} == {"purchased", "renewed", "upgraded", "downgraded"}
    last = {event.account or "": Decimal(event.amount or 0) for event in paid}  # the last one stays
    assert {amount == revenue[account] * 12 for account, amount in last.items() if revenue[account]} == {True}


def test_an_upgrade_costs_more_than_before_and_a_downgrade_less(told: Sample) -> None:
    before: dict[str, Decimal] = {}
    moved: defaultdict[str, list[bool]] = defaultdict(list)
    for event in told.events:
        if event.amount is not None and event.account:
            amount = Decimal(event.amount)
            if event.account in before:
                moved[event.kind].append(amount > before[event.account])
            before[event.account] = amount
    assert len(moved["upgraded"]) >= 15
    assert all(moved["upgraded"])
    assert len(moved["downgraded"]) >= 3
    assert not any(moved["downgraded"])
    assert {True, False} == set(moved["renewed"])


def test_every_message_to_support_is_an_event(told: Sample) -> None:
    messages = [
        (record.customer, record.experienced_at) for record in told.records if record.kind == "conversation"
    ]
    contacts = [(event.customer, event.at) for event in told.events if event.kind == "contacted"]
    assert sorted(contacts, key=str) == sorted(messages, key=str)


def test_an_event_tells_the_hour(told: Sample) -> None:
    hours = {event.at.hour for event in told.events}
    assert min(hours) == 5 and max(hours) == 21
    assert datetime.combine(date.min, datetime.min.time()).hour not in hours
