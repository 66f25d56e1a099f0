"""Scores follow their curve, and texts follow the scores."""

import random
from collections import Counter
from datetime import date
from statistics import mean

import pytest

from regard.perception.datasets.places import PLACES, SOURCES, product_of, touchpoint_of
from regard.perception.datasets.plot import NAMED_CONTACT, expected
from regard.perception.datasets.scoring import RUN, Dice, answer
from regard.perception.datasets.telling import Shelf, capacity, is_about
from regard.perception.datasets.texts import Text

CALM = date(2025, 1, 15)
METRICS = ("setup-survey", "support-survey", "relationship-survey", "hotel-tech-reviews")


def text(said: str = "Text.", *, kind: str = "survey_response", factors: tuple[str, ...] = ()) -> Text:
    return Text("en-0000", "en", kind, "", said, 0, factors, "", "")


def taken(shelf: Shelf, *, tone: float | None, speaker: str = "cus-0001", day: date = CALM) -> Text:
    return shelf.take(
        random.Random(7),
        language="en",
        kind="survey_response",
        metric="csat",
        tone=tone,
        segment="solo",
        day=day,
        speaker=speaker,
    )


def test_a_run_of_the_dice_covers_the_curve_evenly() -> None:
    dice = Dice(random.Random(1))
    for _ in range(5):
        rolled = [dice.roll(("support-survey", "solo")) for _ in range(RUN)]
        assert sorted(int(place * RUN) for place in rolled) == list(range(RUN))


def test_each_series_of_the_dice_has_its_own_runs() -> None:
    dice = Dice(random.Random(1))
    rolled = [
        (dice.roll(("support-survey", "solo")), dice.roll(("support-survey", "group"))) for _ in range(RUN)
    ]
    for series in zip(*rolled, strict=True):
        assert sorted(int(place * RUN) for place in series) == list(range(RUN))


@pytest.mark.parametrize("source", METRICS)
def test_the_score_rises_along_the_curve_and_stays_on_its_scale(source: str) -> None:
    place = PLACES[source]
    curve = [number / 100 for number in range(10, 101)]
    scores = [answer(place, "solo", CALM, newcomer=False, at=at).score for at in curve]
    assert scores == sorted(scores)
    assert place.low <= scores[0] < scores[-1] == place.high


@pytest.mark.parametrize("source", ["setup-survey", "support-survey"])
def test_the_scores_keep_to_the_expected_mean(source: str) -> None:
    place = PLACES[source]
    scores = [answer(place, "solo", CALM, newcomer=True, at=(n + 0.5) / 500).score for n in range(500)]
    assert mean(scores) == pytest.approx(expected(place.metric, "solo", CALM, is_new=True)[0], abs=0.2)


def test_a_few_are_angry_whatever_happens() -> None:
    place = PLACES["relationship-survey"]
    scores = [answer(place, "solo", CALM, newcomer=False, at=at / 1_000).score for at in range(80)]
    assert Counter(scores).keys() == {0, 1, 2, 3, 4, 5}


def test_an_answer_carries_its_scale() -> None:
    best = answer(PLACES["support-survey"], "group", NAMED_CONTACT, newcomer=False, at=1.0)
    assert (best.metric, best.score, best.scale_min, best.scale_max) == ("csat", 5, 1, 5)


def test_the_text_fits_the_score_and_the_question() -> None:
    shelf = Shelf()
    for tone in (-2, -1, 0, 1, 2):
        found = taken(shelf, tone=tone)
        assert found.tone == tone
        assert not found.factors or found.factors[0] == "support"


def test_the_same_speaker_gets_another_text_each_time() -> None:
    shelf = Shelf()
    found = [taken(shelf, tone=2).id for _ in range(40)]
    assert len(set(found)) == 40


def test_texts_that_were_used_wait_until_others_were() -> None:
    shelf = Shelf()
    for number in range(120):
        taken(shelf, tone=1, speaker=f"cus-{number:04d}")
    assert len(shelf.uses) > 25
    assert max(shelf.uses.values()) <= 6


def test_any_tone_will_do_where_there_is_no_score() -> None:
    shelf = Shelf()
    found = {taken(shelf, tone=None, speaker=f"cus-{number:04d}").tone for number in range(80)}
    assert found == {-2, -1, 0, 1, 2}


def test_no_story_is_taken_before_its_day() -> None:
    shelf = Shelf()
    early = [taken(shelf, tone=2, speaker=f"cus-{number:04d}").story for number in range(60)]
    late = [
        taken(shelf, tone=2, speaker=f"cus-{number:04d}", day=NAMED_CONTACT).story
        for number in range(60, 120)
    ]
    assert set(early) == {""}
    assert "support-rise" in late


@pytest.mark.parametrize(
    ("factors", "metric", "fits"),
    [
        (("support", "price"), "csat", True),
        (("price", "support"), "csat", False),
        (("ease",), "ces", True),
        (("delivery",), "ces", True),
        (("product",), "ces", False),
        (("product",), "nps", True),
        (("support",), "nps", False),
    ],
)
def test_the_first_factor_says_what_a_text_is_about(
    factors: tuple[str, ...], metric: str, fits: bool
) -> None:
    assert is_about(text(factors=factors), metric) is fits


def test_short_answers_may_come_back_and_long_or_public_ones_should_not() -> None:
    assert capacity(text("fine.")) > capacity(text("Fine, " * 10)) > capacity(text("Fine, " * 40))
    assert capacity(text("fine.", kind="review")) == 1


@pytest.mark.parametrize(
    ("source", "factors", "newcomer", "touchpoint"),
    [
        ("setup-survey", ("price",), True, "onboarding"),
        ("setup-survey", ("price",), False, "daily use"),
        ("support-survey", ("price",), False, "support"),
        ("support-desk", ("price",), False, "billing"),
        ("support-desk", ("ease",), False, "support"),
        ("relationship-survey", (), False, "renewal"),
        ("relationship-survey", ("delivery",), False, "onboarding"),
        ("social", ("values",), False, "daily use"),
    ],
)
def test_the_touchpoint_follows_the_source_and_the_text(
    source: str, factors: tuple[str, ...], newcomer: bool, touchpoint: str
) -> None:
    assert touchpoint_of(PLACES[source], text(factors=factors), newcomer=newcomer) == touchpoint


@pytest.mark.parametrize(
    ("said", "product"),
    [
        ("The kiosk froze and the calendar did not.", "Kiosk"),
        ("Calendar first, kiosk second.", "Frontdesk"),
        ("Pay shows settled, the bank shows nothing.", "Pay"),
        ("半夜两点，客人自己在入住机上刷证件。", "Kiosk"),
        ("房态颜色一眼看懂", "Frontdesk"),
        ("到账慢", "Pay"),
    ],
)
def test_the_product_is_the_one_named_first(said: str, product: str) -> None:
    assert {product_of(random.Random(seed), text(said)) for seed in range(20)} == {product}


def test_where_no_product_is_named_it_may_be_any() -> None:
    assert {product_of(random.Random(seed), None) for seed in range(40)} == {"Frontdesk", "Kiosk", "Pay"}
    assert {product_of(random.Random(seed), text("ok")) for seed in range(40)} == {
        "Frontdesk",
        "Kiosk",
        "Pay",
    }


def test_every_source_has_its_place() -> None:
    assert {source.key for source in SOURCES} == PLACES.keys()
