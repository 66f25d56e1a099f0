"""What was said: how much, where, by whom, in which language, with which scores."""

import re
from collections import Counter, defaultdict
from datetime import UTC, date, timedelta
from itertools import pairwise
from statistics import mean

import pytest

from regard.perception.datasets.sample import sample
from regard.perception.datasets.shapes import Answer, Record, Sample, Source
from regard.perception.datasets.texts import KINDS, Text

SCALES = {"nps": (0, 10), "csat": (1, 5), "ces": (1, 7), "stars": (1, 5)}
CHANNELS = {"email", "in_app", "kiosk", "chat", "web", "store", "social", "forum", "phone", "in_person"}
TOUCHPOINTS = {"onboarding", "daily use", "support", "billing", "renewal"}
HAN = re.compile("[\u4e00-\u9fff]")


def days(records: list[Record]) -> list[date]:
    return sorted(record.experienced_at.date() for record in records)


def by_customer(told: Sample) -> dict[str, list[Record]]:
    found: defaultdict[str, list[Record]] = defaultdict(list)
    for record in told.records:
        if record.customer:
            found[record.customer].append(record)
    return found


def tone_of(answer: Answer) -> float:
    """The score as a tone from -2 to 2."""
    return 4 * (answer.score - answer.scale_min) / (answer.scale_max - answer.scale_min) - 2


def test_the_sample_is_the_same_at_every_call(told: Sample) -> None:
    assert sample() == told


def test_until_moves_every_date_by_whole_days_and_nothing_else(told: Sample) -> None:
    moved = sample(until=date(2027, 2, 3))
    by = date(2027, 2, 3) - told.until
    assert moved.until == date(2027, 2, 3)
    assert [turn.on - by for turn in moved.turns] == [turn.on for turn in told.turns]
    assert [row.since - by for row in moved.accounts] == [row.since for row in told.accounts]
    assert [row.since - by for row in moved.customers] == [row.since for row in told.customers]
    assert [event.at - by for event in moved.events] == [event.at for event in told.events]
    for ours, theirs in zip(moved.records, told.records, strict=True):
        assert ours.experienced_at - by == theirs.experienced_at
        assert ours.collected_at - by == theirs.collected_at
        assert (ours.external_id, ours.text, ours.answers) == (
            theirs.external_id,
            theirs.text,
            theirs.answers,
        )


def test_until_on_the_default_day_changes_nothing(told: Sample) -> None:
    assert sample(until=told.until) == told


def test_there_are_about_2500_records_over_24_months(told: Sample) -> None:
    assert 2_400 <= len(told.records) <= 2_700
    first, last = days(list(told.records))[0], days(list(told.records))[-1]
    assert told.until - timedelta(729) <= first <= told.until - timedelta(720)
    assert last <= told.until


def test_the_volume_grows_from_about_70_to_about_160_a_month(told: Sample) -> None:
    ages = Counter((told.until - record.experienced_at.date()).days // 30 for record in told.records)
    assert 60 <= ages[23] <= 80
    assert 145 <= ages[0] <= 175
    assert ages[0] > ages[6] > ages[12] > ages[18]


def test_records_are_in_order_with_unique_ids(told: Sample) -> None:
    assert len({record.external_id for record in told.records}) == len(told.records)
    moments = [record.experienced_at for record in told.records]
    assert moments == sorted(moments)


def test_a_record_is_collected_after_it_was_experienced_and_before_the_end(told: Sample) -> None:
    for record in told.records:
        assert record.experienced_at.tzinfo is record.collected_at.tzinfo is UTC
        assert record.experienced_at <= record.collected_at
        assert record.collected_at.date() <= told.until
        assert record.collected_at - record.experienced_at <= timedelta(2)


def test_two_thirds_are_english_and_one_third_is_chinese(told: Sample) -> None:
    said = [record for record in told.records if record.text]
    share = sum(bool(HAN.search(record.text)) for record in said) / len(said)
    assert 0.3 < share < 0.37


def test_about_15_percent_are_scores_without_a_text(told: Sample) -> None:
    silent = [record for record in told.records if not record.text]
    assert 0.12 < len(silent) / len(told.records) < 0.18
    assert {bool(record.answers) for record in silent} == {True}
    assert {record.title for record in silent} == {""}


def test_every_source_is_listened_to_and_named_in_both_languages(told: Sample) -> None:
    assert {source.key for source in told.sources} == {record.source for record in told.records}
    assert {source.kind for source in told.sources} == {
        "survey",
        "reviews",
        "mentions",
        "support",
        "interviews",
    }
    assert [row.key for row in told.sources if not (row.name_en.isascii() and HAN.search(row.name_zh))] == []
    assert isinstance(told.sources[0], Source)


def test_every_kind_channel_and_touchpoint_is_one_of_ours(told: Sample) -> None:
    assert {record.kind for record in told.records} == set(KINDS)
    assert {record.channel for record in told.records} == CHANNELS
    assert {record.touchpoint for record in told.records} == TOUCHPOINTS
    assert {record.product for record in told.records} == {"Frontdesk", "Kiosk", "Pay"}


@pytest.mark.parametrize(
    ("source", "metric"),
    [
        ("relationship-survey", "nps"),
        ("support-survey", "csat"),
        ("setup-survey", "ces"),
        ("hotel-tech-reviews", "stars"),
        ("app-store", "stars"),
        ("social", None),
        ("innkeeper-forum", None),
        ("support-desk", None),
        ("interviews", None),
    ],
)
def test_each_source_asks_for_its_own_score(told: Sample, source: str, metric: str | None) -> None:
    answers = [record.answers for record in told.records if record.source == source]
    asked = {tuple(answer.metric for answer in given) for given in answers}
    assert asked == {(metric,) if metric else ()}


def test_scores_are_whole_and_on_their_scale(told: Sample) -> None:
    for answer in (answer for record in told.records for answer in record.answers):
        low, high = SCALES[answer.metric]
        assert (answer.scale_min, answer.scale_max, answer.direction) == (low, high, "high_is_good")
        assert isinstance(answer.score, int) and low <= answer.score <= high


@pytest.mark.parametrize("metric", ["nps", "csat", "ces", "stars"])
def test_every_score_from_the_worst_to_the_best_is_given(told: Sample, metric: str) -> None:
    given = {answer.score for record in told.records for answer in record.answers if answer.metric == metric}
    low, high = SCALES[metric]
    assert given >= set(range(low, high + 1))


def test_scores_agree_with_the_tone_but_not_always(told: Sample, text_of: dict[str, Text]) -> None:
    both = [
        (text_of[row.text].tone, tone_of(row.answers[0])) for row in told.records if row.text and row.answers
    ]
    gaps = [abs(tone - score) for tone, score in both]
    assert mean(gaps) < 0.6
    assert 0.01 < sum(gap > 1.5 for gap in gaps) / len(gaps) < 0.1


def test_nobody_says_the_same_text_twice(told: Sample) -> None:
    said = Counter((row.customer or row.author_name, row.text) for row in told.records if row.text)
    assert [pair for pair, count in said.items() if count > 1] == []


def test_a_text_is_said_rarely_and_a_long_one_more_rarely(told: Sample) -> None:
    uses = Counter(record.text for record in told.records if record.text)
    assert len(uses) >= 900
    assert max(uses.values()) <= 9
    assert max(count for text, count in uses.items() if len(text) > 120) <= 4
    assert mean(count for text, count in uses.items() if len(text) > 120) < 2


def test_only_public_records_have_an_author_and_a_permalink(told: Sample) -> None:
    for record in told.records:
        assert record.is_public == (record.kind in ("review", "mention"))
        assert record.is_public == bool(record.author_name)
        usual = f"https://example.com/{record.source}/{record.external_id}"
        assert record.permalink == (usual if record.is_public else "")
        assert record.customer or record.is_public


def test_some_public_records_are_of_known_customers(told: Sample) -> None:
    known = Counter(record.customer is not None for record in told.records if record.is_public)
    assert 30 <= known[True] < known[False]


def test_only_mentions_by_strangers_have_no_segment(told: Sample) -> None:
    bare = {(record.kind, record.customer) for record in told.records if not record.segment}
    assert bare == {("mention", None)}


def test_a_known_customer_speaks_for_their_own_house_in_their_own_language(told: Sample) -> None:
    accounts = {account.external_id: account for account in told.accounts}
    people = {customer.external_id: customer for customer in told.customers}
    for record in (record for record in told.records if record.customer):
        customer = people[record.customer or ""]
        account = accounts[customer.account]
        assert (record.segment, record.region) == (account.segment, account.region)
        assert not record.text or bool(HAN.search(record.text)) <= (customer.language == "zh")


def test_nobody_speaks_before_they_came_or_while_they_were_gone(told: Sample) -> None:
    people = {customer.external_id: customer for customer in told.customers}
    cancelled = {event.account: event.at.date() for event in told.events if event.kind == "cancelled"}
    for record in (record for record in told.records if record.customer):
        customer, day = people[record.customer or ""], record.experienced_at.date()
        assert customer.since < day
        assert customer.lifecycle_stage != "lead"
        if customer.lifecycle_stage == "churned":
            assert day < cancelled[customer.account]


def test_nobody_is_asked_for_the_relationship_twice_in_six_months(told: Sample) -> None:
    gaps = []
    for records in by_customer(told).values():
        asked = days([record for record in records if record.source == "relationship-survey"])
        gaps += [(later - earlier).days for earlier, later in pairwise(asked)]
    assert min(gaps) >= 183


def test_nobody_answers_two_surveys_in_one_week(told: Sample) -> None:
    gaps = []
    for records in by_customer(told).values():
        asked = days([record for record in records if record.kind == "survey_response"])
        gaps += [(later - earlier).days for earlier, later in pairwise(asked)]
    assert min(gaps) >= 7


def test_most_customers_have_spoken_and_nobody_too_often(told: Sample) -> None:
    counts = [len(records) for records in by_customer(told).values()]
    assert 500 <= len(counts) <= 750
    assert max(counts) <= 20


def test_a_record_names_the_product_that_its_text_names(told: Sample) -> None:
    named = [row for row in told.records if row.text.count("Kiosk") and "Pay" not in row.text]
    shares = Counter(row.product for row in named)
    assert shares["Kiosk"] / len(named) > 0.7
