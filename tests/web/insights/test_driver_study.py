"""What goes with a score: which records are asked, how they are counted, and when nothing can be said."""

import random
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from regard.perception.tallies import Filters
from regard.web.customers.matching import Person
from regard.web.feedback.drafts import AnswerDraft, Draft
from regard.web.feedback.models import Direction, FieldType
from regard.web.feedback.recording import record
from regard.web.insights.driver_study import ENOUGH, PEOPLE, driver_study, heard, scores
from regard.web.insights.records import matching
from regard.web.workspaces.tenancy import in_workspace

pytestmark = pytest.mark.django_db

GOOD = {"price": "Great price, good value for money.", "delivery": "Delivery was fast."}
BAD = {"price": "太贵了，不值这个价。", "delivery": "The delivery was slow and late."}
ANY = Filters()


def nps(score):
    return AnswerDraft.score(FieldType.NPS, score, 0, 10)


def effort(score):
    """A scale on which the smaller score is the better one."""
    return AnswerDraft.score(FieldType.CES, score, 1, 7, direction=Direction.LOW_IS_GOOD)


def drafts(n, *, answer, together=False, people=None, seed=2):
    """Records whose `answer` gets from 0 (all complaint) to 1 (all praise), mostly by their price."""
    chance = random.Random(seed)
    for number in range(n):
        price = chance.choice((True, False))
        delivery = price if together else chance.choice((True, False))
        words = [(GOOD if price else BAD)["price"], (GOOD if delivery else BAD)["delivery"]]
        share = 0.6 * price + 0.2 * delivery + 0.2 * chance.random()
        yield Draft(
            external_id=f"x{number}",
            text=" ".join(words),
            answers=(answer(share),),
            person=Person(external_id=f"p{number % people}" if people else ""),
            collected_at=timezone.now() - timedelta(hours=number),
        )


@pytest.fixture
def told(workspace, survey, settle):
    """Record drafts, read them, and open the workspace."""

    def tell(found):
        with in_workspace(workspace):
            record(survey, list(found), at=timezone.now())
        settle()

    with in_workspace(workspace):
        yield tell


def test_marks_of_a_record_say_how_it_speaks_of_each_factor():
    marks = ["factor:price", "polarity:negative", "factor:price:negative", "factor:price:positive"]
    marks += ["factor:ease:neutral", "factor:trust:neutral", "factor:trust:positive", "emotion:trust"]
    assert heard(marks) == {"price": "mixed", "ease": "neutral", "trust": "positive"}
    assert heard([]) == {}


def test_the_most_answered_metric_comes_first_on_its_usual_scale(told):
    other = AnswerDraft.score(FieldType.NPS, 3, 1, 5)
    told([
        *drafts(8, answer=lambda share: nps(round(10 * share))),
        *(Draft(f"o{n}", text="Tea", answers=(other,)) for n in range(2)),
        *(Draft(f"c{n}", text="Tea", answers=(effort(2),)) for n in range(3)),
        Draft("wordless", answers=(nps(9),)),
    ])  # fmt: skip
    assert [(one.metric, one.low, one.high, one.n) for one in scores(ANY)] == [
        ("nps", 0, 10, 8),
        ("ces", 1, 7, 3),
    ]
    assert scores(ANY)[1].low_is_good


def test_what_the_score_is_made_of_is_found_again(told):
    told(drafts(200, answer=lambda share: nps(round(10 * share))))
    found = driver_study(ANY, scores(ANY)[0])
    assert [factor.name for factor in found.factors if factor.driver][:2] == ["price", "delivery"]
    price = found.factors[0]
    assert price.driver.rank_high == 1
    assert price.driver.share.low > 0.6
    assert price.driver.slope.low > 0
    assert (found.n, found.seen) == (200, 200)
    assert price.n == matching(Filters(marks=(("factor:price",),))).count()
    assert price.praised == matching(Filters(marks=(("factor:price:positive",),))).count()
    assert price.complained == matching(Filters(marks=(("factor:price:negative",),))).count()
    assert driver_study(ANY, scores(ANY)[0]) == found


def test_where_low_is_good_praise_goes_with_the_better_score_all_the_same(told):
    told(drafts(150, answer=lambda share: effort(7 - round(6 * share))))
    price = driver_study(ANY, scores(ANY)[0]).factors[0]
    assert price.name == "price"
    assert price.driver.slope.low > 0


def test_factors_that_are_always_judged_alike_are_named_as_inseparable(told):
    told(drafts(150, answer=lambda share: nps(round(10 * share)), together=True))
    found = driver_study(ANY, scores(ANY)[0])
    assert [set(group.drivers) >= {"price", "delivery"} for group in found.inseparable] == [True]
    assert found.inseparable[0].share.value > 0.9


def test_below_the_minimum_it_says_how_many_are_missing_and_ranks_nothing(told):
    told(drafts(ENOUGH - 7, answer=lambda share: nps(round(10 * share))))
    found = driver_study(ANY, scores(ANY)[0])
    assert (found.needed, found.r2, found.inseparable) == (7, None, ())
    assert {factor.driver for factor in found.factors} == {None}


def test_a_few_people_who_say_much_are_few_people(told):
    told(drafts(ENOUGH, answer=lambda share: nps(round(10 * share)), people=PEOPLE - 1))
    found = driver_study(ANY, scores(ANY)[0])
    assert (found.few_people, found.needed, found.r2) == (True, 0, None)


def test_equal_scores_go_with_nothing(told):
    told(drafts(ENOUGH, answer=lambda share: nps(9)))
    assert driver_study(ANY, scores(ANY)[0]).level_scores


def test_one_factor_alone_has_nothing_to_be_ranked_against(told):
    dice = random.Random(4)
    texts = [dice.choice((GOOD["price"], BAD["price"])) for _ in range(ENOUGH)]
    told(Draft(f"p{n}", text=text, answers=(nps(dice.randint(0, 10)),)) for n, text in enumerate(texts))
    found = driver_study(ANY, scores(ANY)[0])
    assert (found.r2, found.needed, found.few_people, found.level_scores) == (None, 0, False, False)


def test_of_more_records_than_are_asked_the_newest_are(told):
    told(drafts(140, answer=lambda share: nps(round(10 * share))))
    of = scores(ANY)[0]
    found = driver_study(ANY, of, most=120)
    assert (found.n, found.seen) == (120, 140)
    newest = Filters(start=timezone.now().date() - timedelta(days=4))
    held = scores(newest)[0].n
    part = driver_study(newest, replace(of, n=held), most=held)
    assert part.factors == driver_study(ANY, of, most=held).factors


def test_another_workspace_is_not_asked(told, other_workspace, settle):
    told(drafts(ENOUGH, answer=lambda share: nps(round(10 * share))))
    with in_workspace(other_workspace):
        assert scores(ANY) == []
