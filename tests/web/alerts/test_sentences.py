"""What an alert says, in both languages: its numbers with interval and n, no cause, one definition."""

import re
from datetime import date, timedelta

import pytest
from django.utils import translation

from regard.web.alerts.models import Alert, Direction, Watch
from regard.web.alerts.sentences import interval_of, measure_text, often_text, said
from regard.web.alerts.watching import Terms, Unwatchable, address_of, watched_of
from regard.web.dashboards.addresses import Address
from regard.web.dashboards.card_breaks import Breaks
from regard.web.dashboards.saved_models import SavedView
from regard.web.insights.watch_study import SHARE, Interval

CAUSAL = re.compile(r"\b(because|causes?|caused|due to|thanks to|led to)\b|导致|因为|由于|使得")
FIRST, DAY = date(2026, 6, 1), timedelta(days=1)
NORMAL_TO, SINCE, LAST = FIRST + 89 * DAY, FIRST + 100 * DAY, FIRST + 110 * DAY
LANGUAGES = ("en", "zh-hans")


def nps(good, bad):
    return [0, 0, bad, 0, 0, 0, 0, 0, 0, good, 0]


def alert(counts=None, baseline=None, metric="nps", scale=(0, 10, "high_is_good")):
    watch = Watch(view=SavedView(name="忠诚 <b>loyal"), metric=metric, scale=list(scale), run_length=1095)
    return Alert(
        watch=watch,
        counts=counts or nps(20, 100),
        baseline=baseline or nps(300, 100),
        baseline_from=FIRST,
        baseline_to=NORMAL_TO,
        since=SINCE,
        day=LAST,
    )


@pytest.mark.parametrize(
    ("counts", "direction", "word"), [(nps(20, 100), "down", "fallen"), (nps(120, 1), "up", "risen")]
)
def test_a_fall_is_a_fall_and_a_rise_a_rise(counts, direction, word):
    found = said(alert(counts))
    assert (found.direction, found.headline) == (direction, f"“忠诚 <b>loyal” has probably {word}")


def test_the_sentence_has_both_numbers_with_interval_n_days_and_definition():
    found = said(alert())
    assert found.sentence.startswith(
        f"{found.headline}: Loyalty (NPS) is −67 from Sept. 9, 2026 to Sept. 19, 2026"
    )
    assert "n = 120), after +50 before (95 % interval" in found.sentence
    assert found.sentence.endswith(f"n = 400); definition {found.definition}.")
    assert (found.figures["n"], found.figures_before["n"]) == (120, 400)
    assert found.figures["low"] < found.figures["value"] < found.figures["high"]
    assert found.figures_before["value"] == 50.0


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_of_it_names_a_cause_and_all_of_it_is_translated(language):
    with translation.override(language):
        found = said(alert())
        lines = [found.sentence, found.headline, *found.how_sure, often_text(1095)]
    assert not CAUSAL.search(found.sentence)
    assert all(re.search("[一-鿿]", line.replace("忠诚", "")) for line in lines) == (language == "zh-hans")


@pytest.mark.parametrize(
    ("day", "apart"),
    [
        (FIRST, False),  # the first day of the normal: one definition
        (FIRST + DAY, True),
        (SINCE, True),
        (LAST, True),
        (LAST + DAY, False),
    ],
)
def test_numbers_of_two_definitions_are_not_held_against_each_other(day, apart):
    found = said(alert(), Breaks({"nps": (day,), "csat": (SINCE,)}))
    assert ("not compared" in found.sentence) is apart
    assert ("not compared" in found.headline) is apart
    assert (found.direction == "") is apart


def test_a_share_is_called_a_share():
    share = alert([70, 30], [95, 5], metric=SHARE, scale=(0, 1, "high_is_good"))
    assert measure_text(share.watch) == "Share of what was written"
    assert "Share of what was written is 30 %" in said(share).sentence


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [(1.4, 2.6, "+1 – +3"), (None, 2.0, "–"), (1.0, None, "–"), (-3.0, 3.0, "−3 – +3")],
)
def test_an_interval_is_told_with_both_ends_or_not(low, high, text):
    assert interval_of(Interval(0.0, low, high, 0.95, 9, "made up"), "points") == text


@pytest.mark.parametrize(
    ("language", "days", "text"),
    [("en", 730, "one false alarm in 2 years"), ("en", 1, "one false alarm in a day"),
     ("zh-hans", 365, "每 1 年一次误报"), ("zh-hans", 90, "每 90 天一次误报")],
)  # fmt: skip
def test_a_rate_is_said_as_people_say_it(language, days, text):
    with translation.override(language):
        assert often_text(days) == text


@pytest.mark.parametrize(
    "address",
    [
        Address(metric="nps", q="tea"),
        Address(metric="nps", scores=(0, 6)),
        Address(metric="nps", period="undated"),
        Address(metric="nps", batch="0192d0d0-0000-7000-8000-000000000000"),
        Address(),
        Address(segment=("new",)),
    ],
)
def test_what_has_no_days_of_its_own_is_not_watched(address):
    with pytest.raises(Unwatchable):
        watched_of(address)


@pytest.mark.parametrize(
    ("address", "metric"),
    [
        (Address(metric="nps", segment=("new",)), "nps"),
        (Address(factor=("price",), polarity=("negative",)), SHARE),
        (Address(word=("slow",)), SHARE),
        (Address(metric="csat", period="dates", start=FIRST, last=LAST), "csat"),
    ],
)
def test_a_view_is_watched_over_all_days_whatever_period_it_shows(address, metric):
    found = watched_of(address)
    assert (found.metric, found.where.start, found.where.end) == (metric, None, None)


def test_nonsense_in_an_address_is_a_view_without_anything_to_watch():
    assert address_of("metric=<script>&segment=%00") == Address()
    assert Terms() == Terms(Direction.BOTH, 1095, 90)
