"""When an action has changed something, and when it is too early to say."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from regard.perception.effects.verdicts import Finding, judge
from regard.perception.estimates import Interval

CAUSES = re.compile(r"\b(caus\w*|because|due to|led to|made)\b|effect of")


def found(value: float, half: float) -> Finding:
    """An effect whose 95 % half-width is given; other levels scale it as a normal interval does."""

    def at(level: float) -> Interval:
        wide = half * (3.2905 if level > 0.99 else 1.96) / 1.96
        return Interval(value, value - wide, value + wide, level, 100, "made up")

    return Finding(at)


def verdict(finding: Finding, *, promised: float | None = None, early: bool = False) -> str:
    how = {"design": "holdout", "promised": promised, "early": early, "lower_is_better": False, "level": 0.95}
    return judge(finding, **how).verdict  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "half", "promised", "early", "expected"),
    [
        (5, 4, None, False, "changed"),
        (-5, 4, None, False, "worse"),
        (1, 4, None, False, "no evidence"),
        (1, 4, 10, False, "no evidence"),
        (1, 10, 10, False, "no evidence"),
        (1, 10, 10, True, "too early"),
        (1, 4, 10, True, "no evidence"),
        (1, 4, None, True, "too early"),
        (5, 4, 8, True, "too early"),
        (8, 4, 10, True, "changed"),
        (-8, 4, 10, True, "worse"),
    ],
)
def test_the_verdict_follows_the_interval_the_promise_and_the_date(
    value: float, half: float, promised: float | None, early: bool, expected: str
) -> None:
    assert verdict(found(value, half), promised=promised, early=early) == expected


def test_an_effect_that_could_still_be_hidden_is_said() -> None:
    how = {"design": "did", "early": False, "lower_is_better": False, "level": 0.95}
    hidden, ruled_out = (
        judge(found(1, half), promised=10, **how)
        for half in (10, 4)  # type: ignore[arg-type]
    )
    assert hidden.reasons == ("an effect as large as promised could still be hidden",)
    assert ruled_out.reasons == ()


def test_the_detectable_effect_is_found_in_four_of_five_cases() -> None:
    """(1.96 + 0.84) standard errors: half-width times 2.8 / 1.96."""
    how = {"design": "did", "promised": None, "early": False, "lower_is_better": False, "level": 0.95}
    assert judge(found(0, 1.96), **how).detectable == pytest.approx(2.8016, abs=1e-3)  # type: ignore[arg-type]


@settings(max_examples=50, deadline=None)
@given(st.floats(-50, 50), st.floats(0.1, 50), st.sampled_from(["did", "its"]), st.booleans())
def test_without_chance_no_sentence_names_a_cause(
    value: float, half: float, design: str, early: bool
) -> None:
    how = {"promised": None, "early": early, "lower_is_better": False, "level": 0.95}
    text = judge(found(value, half), design=design, **how).text  # type: ignore[arg-type]
    plain = text.replace("consistent with an effect of the action", "")
    assert CAUSES.search(plain) is None


@settings(max_examples=50, deadline=None)
@given(st.floats(-50, 50), st.floats(0.1, 50), st.one_of(st.none(), st.floats(1, 30)), st.booleans())
def test_where_lower_is_better_everything_is_mirrored(
    value: float, half: float, promised: float | None, early: bool
) -> None:
    how = {"design": "did", "promised": promised, "early": early, "level": 0.95}
    plain = judge(found(value, half), lower_is_better=False, **how)  # type: ignore[arg-type]
    mirrored = judge(found(-value, half), lower_is_better=True, **how)  # type: ignore[arg-type]
    assert (plain.verdict, plain.reasons) == (mirrored.verdict, mirrored.reasons)
