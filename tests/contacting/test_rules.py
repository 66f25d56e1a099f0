"""How often people may be asked: the caps one by one, and what the rules refuse to be."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from regard.contacting.audiences import Rule, UnfitRule
from regard.contacting.ledger import Contact, ContactKind, Ledger
from regard.contacting.rules import ALLOWED, DEFAULT, Ask, Cap, Each, Person, Rules, Verdict, judge

NOON = datetime(2026, 11, 15, 12, tzinfo=UTC)
NPS, CSAT = Ask("s-nps", "nps", "email"), Ask("s-csat", "csat", "email")
REMIND = Ask("s-nps", "nps", "email", ContactKind.REMINDER)


def had(days, *, person="ada", account="", ask=NPS, kind=ContactKind.ASK):
    """A contact so many days ago."""
    return Contact(
        person, account, ask.survey, ask.survey_kind, ask.channel, kind, NOON - timedelta(days=days)
    )


def verdict(*contacts, ask=NPS, rules=DEFAULT, at=NOON, **person):
    return judge(Person(**({"id": "ada"} | person)), Ledger(contacts), rules, ask=ask, at=at)


def test_nobody_is_asked_for_nps_twice_within_180_days_by_whichever_survey():
    other = Ask("another-nps", "nps", "sms")
    assert verdict(had(179, ask=other)) == Verdict(False, "same_survey", "nps_once")
    assert verdict(had(180, ask=other)) == ALLOWED
    assert verdict(had(179), ask=CSAT) == ALLOWED


def test_a_reminder_of_a_question_is_no_second_question_but_uses_the_budget():
    assert verdict(had(7), ask=REMIND) == ALLOWED
    full = [had(7 + day, ask=CSAT) for day in range(10)]
    assert verdict(*full, ask=REMIND) == Verdict(False, "person_cap", "person_year")


def test_after_a_reminder_there_are_three_days_of_rest_for_everything():
    reminded = had(2, kind=ContactKind.REMINDER, ask=CSAT)
    rules = Rules(DEFAULT.caps[2:3])
    assert verdict(reminded, rules=rules) == Verdict(False, "asked_lately", "after_reminder")
    assert verdict(reminded, ask=REMIND, rules=rules) == Verdict(False, "asked_lately", "after_reminder")
    assert verdict(had(3, kind=ContactKind.REMINDER), rules=rules) == ALLOWED


def test_an_account_is_asked_often_enough_whoever_of_it_was_asked():
    rules = Rules((Cap("quarter", most=2, days=90, each=Each.ACCOUNT),))
    asked = [had(80, person="bo", account="acme"), had(5, person="cy", account="acme")]
    assert verdict(*asked, account="acme", rules=rules) == Verdict(False, "account_cap", "quarter")
    assert verdict(*asked, account="other", rules=rules) == ALLOWED
    assert verdict(*asked, rules=rules) == ALLOWED


def test_a_cap_may_be_for_some_people_alone():
    whom = Rule.from_content({"all": [{"field": "segment", "op": "is", "values": ["enterprise"]}]})
    rules = Rules((Cap("monthly", most=1, days=30, whom=whom),))
    assert verdict(had(1), rules=rules, known={"segment": "enterprise"}).rule == "monthly"
    assert verdict(had(1), rules=rules, known={"segment": "small"}) == ALLOWED


def test_quiet_comes_before_everything_that_the_ledger_says_and_ends():
    since, until = NOON - timedelta(days=3), NOON + timedelta(days=14)
    assert verdict(quiet=((since, None),)) == Verdict(False, "quiet", "quiet")
    assert verdict(quiet=((since, until),), ask=REMIND).reason == "quiet"
    assert verdict(quiet=((since, until),), at=until) == ALLOWED
    assert verdict(quiet=((until, None),)) == ALLOWED


def test_who_is_refused_everywhere_or_on_a_channel_is_not_asked_there():
    assert verdict(refusals={"": "unsubscribed"}).reason == "unsubscribed"
    assert verdict(refusals={"email": "bounced"}).reason == "bounced"
    assert verdict(refusals={"sms": "no_address"}) == ALLOWED


def test_people_may_choose_to_be_asked_less_often():
    assert verdict(had(200, ask=CSAT), rest_days=365) == Verdict(False, "preference", "preference")
    assert verdict(had(366, ask=CSAT), rest_days=365) == ALLOWED
    assert verdict(had(5), ask=REMIND, rest_days=365) == ALLOWED


def test_what_does_not_count_does_not_stop():
    rules = Rules((Cap("rest", most=1, days=30),))
    assert verdict(had(1, kind=ContactKind.MARKETING), had(1, person="bo"), rules=rules) == ALLOWED


def test_whoever_was_told_something_is_left_alone_as_if_they_were_asked():
    assert verdict(had(1, kind=ContactKind.NOTICE)).reason == "asked_lately"
    assert verdict(had(1, kind=ContactKind.NOTICE), rest_days=60, rules=Rules(())).reason == "preference"


def test_a_cap_of_nought_stops_everybody_and_no_cap_nobody():
    assert verdict(rules=Rules((Cap("never", most=0, days=1),))).allowed is False
    assert verdict(*[had(0.1)] * 50, rules=Rules(())) == ALLOWED


def test_a_refusal_that_passes_by_itself_is_told_from_one_that_does_not():
    assert Verdict(False, "quiet").passes
    assert not Verdict(False, "unsubscribed").passes


@given(
    gaps=some.lists(some.floats(0, 40), min_size=1, max_size=40),
    most=some.integers(1, 4),
    days=some.floats(1, 90),
)
def test_whoever_asks_whenever_allowed_never_has_more_than_the_cap_in_any_window(gaps, most, days):
    rules, history, at, made = Rules((Cap("cap", most=most, days=days),)), Ledger(), NOON, []
    for gap in gaps:
        at += timedelta(days=gap)
        if judge(Person("ada"), history, rules, ask=CSAT, at=at).allowed:
            history.add(Contact("ada", "", CSAT.survey, CSAT.survey_kind, CSAT.channel, CSAT.kind, at))
            made.append(at)
    assert max(sum(one - timedelta(days=days) < other <= one for other in made) for one in made) <= most


def test_contacts_told_out_of_order_are_counted_all_the_same():
    history = Ledger([had(1)])
    history.add(had(20))
    history.add(had(5))
    times = [contact.at for contact in history.of_person("ada", after=NOON - timedelta(days=20))]
    assert times == [NOON - timedelta(days=5), NOON - timedelta(days=1)]


def test_rules_are_read_as_they_were_written():
    whom = Rule.from_content({"all": [{"field": "monthly_revenue", "op": "at_least", "number": 1000}]})
    rules = Rules((*DEFAULT.caps, Cap("big", most=2, days=90, each=Each.ACCOUNT, whom=whom)), quiet_days=30)
    assert Rules.from_content(rules.to_content()) == rules
    assert rules.reach == timedelta(days=365)


CAP = {"key": "a", "most": 1, "days": 30}


@pytest.mark.parametrize(
    ("content", "path"),
    [
        (None, "format"),
        ({"format": "regard.contact-rules/2"}, "format"),
        ({"caps": {}}, "caps"),
        ({"caps": [CAP, CAP]}, "caps"),
        ({"caps": [CAP] * 41}, "caps"),
        ({"caps": [1]}, r"caps\[0\]"),
        ({"caps": [CAP | {"most": -1}]}, r"caps\[0\].most"),
        ({"caps": [CAP | {"most": True}]}, r"caps\[0\].most"),
        ({"caps": [CAP | {"days": 0}]}, r"caps\[0\].days"),
        ({"caps": [CAP | {"days": float("nan")}]}, r"caps\[0\].days"),
        ({"caps": [CAP | {"days": "30"}]}, r"caps\[0\].days"),
        ({"caps": [CAP | {"key": "A b"}]}, r"caps\[0\].key"),
        ({"caps": [CAP | {"each": "pet"}]}, r"caps\[0\].each"),
        ({"caps": [CAP | {"counts": ["stare"]}]}, r"caps\[0\].counts"),
        ({"caps": [CAP | {"kinds": "nps"}]}, r"caps\[0\].kinds"),
        ({"caps": [CAP | {"__class__": 1}]}, r"caps\[0\].__class__"),
        ({"caps": [CAP | {"whom": {"all": [{"field": "pk"}]}}]}, r"caps\[0\].whom.all\[0\].field"),
        ({"quiet_days": -1}, "quiet_days"),
        ({"more": 1}, "more"),
    ],
)  # fmt: skip
def test_what_is_no_set_of_rules_is_refused_with_the_place(content, path):
    whole = {"format": "regard.contact-rules/1"} | content if isinstance(content, dict) else content
    with pytest.raises(UnfitRule, match=path):
        Rules.from_content(whole)
