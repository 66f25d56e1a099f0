"""Orders by chance: nothing is lost, what is fixed stays, one person sees the same, logic holds."""

from collections import Counter
from dataclasses import replace
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from regard.instruments.definition import Instrument, asked, path_through
from regard.instruments.ordering import ordered, paged
from regard.instruments.questions import Kind, Option, Question, Shuffle
from regard.instruments.templates import templates

OPTIONS = st.lists(
    st.builds(
        lambda polarity, is_fixed: ({"polarity": polarity, "is_fixed": is_fixed}),
        st.sampled_from(["", "good", "bad"]),
        st.booleans(),
    ),
    max_size=12,
).map(lambda several: tuple(Option(f"o{number}", {"en": "x"}, **one) for number, one in enumerate(several)))


@given(OPTIONS, st.sampled_from([Shuffle.ALL, Shuffle.BALANCED]), st.text(max_size=5))
def test_every_option_is_shown_once_and_a_fixed_one_in_its_place(options, shuffle, seed):
    question = Question("q", Kind.MULTIPLE, {"en": "?"}, options=options, shuffle=shuffle)
    shown = ordered(question, seed=seed)
    assert sorted(one.id for one in shown) == sorted(one.id for one in options)
    assert [one for one in shown if one.is_fixed] == [one for one in options if one.is_fixed]
    assert all(shown[at] == one for at, one in enumerate(options) if one.is_fixed)
    assert ordered(question, seed=seed) == shown


def test_each_option_comes_first_about_as_often_as_any_other():
    options = tuple(Option(name, {"en": name}) for name in "abcd")
    question = Question("q", Kind.MULTIPLE, {"en": "?"}, options=options, shuffle=Shuffle.ALL)
    first = Counter(ordered(question, seed=f"seed {number}")[0].id for number in range(4_000))
    assert all(880 <= first[name] <= 1_120 for name in "abcd")  # 4.4 standard deviations


def test_good_and_bad_words_take_turns_for_everybody():
    question = templates()["words"].make().questions["words"]
    for number in range(50):
        loose = [one.polarity for one in ordered(question, seed=str(number)) if not one.is_fixed]
        assert all(one != other for one, other in pairwise(loose))


# --- pages ------------------------------------------------------------------------------------------------
def scale(name, **more):
    return {"id": name, "kind": "scale", "text": {"en": "How?"}, "scale": {"low": 0, "high": 2}, **more}


def instrument(*pages, **more):
    """One page for each; what is given of a page lies over its single question."""
    made = [
        {"id": f"p{at}", "questions": [scale(f"q{at}", **page.pop("question", {}))], **page}
        for at, page in enumerate(map(dict, pages))
    ]
    content = {"format": "regard.instrument/1", "kind": "own", "languages": ["en"], "title": {"en": "T"}}
    return Instrument.from_content(content | {"pages": made, "shuffles_pages": True} | more)


def orders(of, count=200):
    return {tuple(page.id for page in paged(of, seed=str(number)).pages) for number in range(count)}


def test_pages_without_logic_come_in_every_order_but_for_the_first():
    found = orders(instrument({}, {}, {}, {}))
    assert {one[0] for one in found} == {"p0"}
    assert len(found) == 6


def test_without_the_wish_the_pages_stay():
    plain = replace(instrument({}, {}, {}), shuffles_pages=False)
    assert paged(plain, seed="x") is plain


def test_the_page_with_the_score_of_the_e_mail_stays():
    found = orders(instrument({}, {}, {"question": {"measures": "trust"}}, {}))
    assert {one.index("p2") for one in found} == {2}


def test_pages_that_a_gap_leans_on_stay():
    found = orders(instrument({}, {}, {}, {"question": {"text": {"en": "You said {answer.q1}. Why?"}}}))
    assert {(one.index("p1"), one.index("p3")) for one in found} == {(1, 3)}


CONDITION = st.builds(
    lambda about, low, high: {"question": about, "op": "between", "low": low, "high": high},
    st.integers(0, 6),
    st.integers(0, 2),
    st.integers(0, 2),
)
PAGE = st.fixed_dictionaries(
    {},
    optional={
        "show_if": CONDITION,
        "question": CONDITION.map(lambda one: {"show_if": one}),
        "branches": st.tuples(CONDITION, st.integers(0, 7)),
    },
)


def fitted(pages):
    """The pages with conditions about earlier pages alone, and branches to later ones or the end."""
    made = []
    for at, page in enumerate(pages):
        one = {}
        if "show_if" in page and at:
            one["show_if"] = about(page["show_if"], at)
        if "question" in page and at:
            one["question"] = {"show_if": about(page["question"]["show_if"], at)}
        if "branches" in page:
            when, to = page["branches"]
            target = f"p{to}" if at < to < len(pages) else "end"
            one["branches"] = [{"when": about(when, at + 1), "to": target}]
        made.append(one)
    return made


def about(condition, before):
    return condition | {"question": f"q{condition['question'] % before}"}


@settings(deadline=None)
@given(
    st.lists(PAGE, min_size=1, max_size=7).map(fitted),
    st.dictionaries(st.sampled_from([f"q{n}" for n in range(7)]), st.integers(0, 2)),
    st.text(max_size=4),
)
def test_in_whatever_order_somebody_is_asked_the_same_questions(pages, values, seed):
    plain = instrument(*pages)
    shuffled = paged(plain, seed=seed)
    assert Counter(page.id for page in shuffled.pages) == Counter(page.id for page in plain.pages)
    assert set(asked(shuffled, values)) == set(asked(plain, values))
    seen = [page.id for page in path_through(shuffled, values)]
    assert len(seen) == len(set(seen))
    assert (
        Instrument.from_content(shuffled.to_content()) == shuffled
    )  # nothing is asked before what it asks about
