"""The logic of LimeSurvey and Qualtrics: it means here what it meant there, or it is said to be left out."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from regard.instruments.conditions import Condition
from regard.instruments.definition import asked
from regard.instruments.formats import read, relevance
from tests.instruments.test_formats import asked as payload
from tests.instruments.test_formats import l10n, lss, qsf, question, table


def limesurvey(relevance, *, kind="T", **group):
    """Five questions before the one with the relevance: a score, a choice, boxes, a yes or no, a text."""
    rows = [
        question("1", "5", title="Score"), question("2", "L", title="Colour"), 
        question("3", "M", title="Teas"),
        question("4", "Y", title="Again"), question("5", "T", title="Why"),
        question("9", kind, title="Last", relevance=relevance, gid="2"),
    ]  # fmt: skip
    return lss(
        table("groups", {"gid": "1", "group_order": "1"}, {"gid": "2", "group_order": "2", **group}),
        table("questions", *rows),
        table(
            "subquestions",
            {"qid": "31", "parent_qid": "3", "title": "SQ1"},
            {"qid": "32", "parent_qid": "3", "title": "SQ2"},
        ),
        table(
            "question_l10ns",
            *(row for n in "123459" for row in l10n("qid", n, "question", f"Q{n}?", f"问{n}？")),
            *(row for n in ("31", "32") for row in l10n("qid", n, "question", f"Tea {n}", f"茶{n}")),
        ),
        table("answers", *({"aid": n, "qid": "2", "code": f"A{n}", "sortorder": n} for n in "12")),
        table("answer_l10ns", *(row for n in "12" for row in l10n("aid", n, "answer", f"C{n}", f"色{n}"))),
    )


ANSWERS = [
    {}, {"score": 2}, {"score": 3}, {"score": 5, "colour": "a1"}, {"colour": "a2", "teas": ["sq1"]},
    {"teas": ["sq1", "sq2"], "again": "y"}, {"again": "n", "why": "Tea"},
]  # fmt: skip
MEANT = {
    'Score.NAOK == "3"': [2],
    "Score.NAOK >= 3": [2, 3],
    "Score < 3": [1],
    "((Score.NAOK != 3 and !is_empty(Score.NAOK)))": [1, 3],
    'Colour.NAOK == "A1"': [3],
    "Colour.NAOK != 'A1' and !is_empty(Colour.NAOK)": [4],
    'Teas_SQ1.NAOK == "Y"': [4, 5],
    'Teas_SQ1.NAOK == "Y" and Teas_SQ2.NAOK != "Y"': [4],
    'Teas_SQ2 == ""': [0, 1, 2, 3, 4, 6],
    '(Again.NAOK == "Y") or (Score.NAOK gt 2)': [2, 3, 5],
    'Again eq "N" || Again eq "Y"': [5, 6],
    "is_empty(Why.NAOK)": [0, 1, 2, 3, 4, 5],
    'Why.NAOK != ""': [6],
    "!(Score ge 3) && !is_empty(Score)": [1],
    '123X1X2.NAOK == "A2"': [4],
    '123X1X3SQ2.NAOK == "Y"': [5],
}


@pytest.mark.parametrize("text", MEANT)
def test_a_relevance_equation_means_what_it_says(text):
    found = read(limesurvey(text))
    assert found.left == ()
    shown = [place for place, values in enumerate(ANSWERS) if "last" in asked(found.instrument, values)]
    assert shown == MEANT[text]


LEFT = [
    "count(Teas_SQ1, Teas_SQ2) > 1", "Score + 1 == 3", "Score == Colour", "Nobody == 1", "Teas_SQ9 == 'Y'",
    "Score.shown == 1", "Colour == 'A9'", "Score == 2.5", "Last == 1", "rand(1,2) == 1", "TOKEN:EMAIL == 'x'",
    "(" * 500, "Score == '" + "x" * 5_000, "is_empty(count(Score))", "regexMatch('/x/', Why)",
    "Score = 1 and",
    "Why > 3", "'3' == Score", "Score == 1; import os",
]  # fmt: skip


@pytest.mark.parametrize("text", LEFT)
def test_an_equation_that_says_more_is_left_out_and_said_with_its_place(text):
    found = read(limesurvey(text))
    assert found.instrument.questions["last"].show_if.content == {}
    assert [(one.place, one.code) for one in found.left] == [("Last", "condition")]
    assert found.left[0].detail == text[:200]


def test_the_relevance_of_a_group_is_the_condition_of_its_page():
    found = read(limesurvey("1", grelevance="Score.NAOK <= 2"))
    assert "last" in asked(found.instrument, {"score": 2})
    assert "last" not in asked(found.instrument, {"score": 3})


def test_a_question_that_asks_about_one_of_its_own_group_begins_a_page():
    rows = [question("1", "5", title="Score"), question("2", "T", title="Why", relevance="Score < 3")]
    texts = table("question_l10ns", *(row for n in "12" for row in l10n("qid", n, "question", "Q?", "问？")))
    found = read(lss(table("groups", {"gid": "1", "grelevance": "1"}), table("questions", *rows), texts))
    assert [[one.id for one in page.questions] for page in found.instrument.pages] == [["score"], ["why"]]
    assert found.instrument.questions["why"].show_if.holds({"score": 2})


COMPARED = st.builds(
    lambda sign, value: (f"Score.NAOK {sign} {value}", lambda score: SIGNS[sign](score, value)),
    st.sampled_from(["==", "!=", "<", "<=", ">", ">=", "eq", "ne", "lt", "le", "gt", "ge"]),
    st.integers(0, 7),
)
SIGNS = {
    sign: compare
    for names, compare in {
        ("==", "eq"): lambda a, b: a == b, ("!=", "ne"): lambda a, b: a != b, ("<", "lt"): lambda a, b: a < b,
        ("<=", "le"): lambda a, b: a <= b, (">", "gt"): lambda a, b: a > b, (">=", "ge"): lambda a, b: a >= b,
    }.items()
    for sign in names
}  # fmt: skip
EQUATIONS = st.recursive(
    COMPARED,
    lambda part: st.one_of(
        st.tuples(part, part).map(lambda two: (f"({two[0][0]} and {two[1][0]})", _both(*two))),
        st.tuples(part, part).map(lambda two: (f"({two[0][0]} || {two[1][0]})", _either(*two))),
        part.map(lambda one: (f"!({one[0]})", lambda score: not one[1](score))),
    ),
    max_leaves=6,
)


def _both(one, other):
    return lambda score: one[1](score) and other[1](score)


def _either(one, other):
    return lambda score: one[1](score) or other[1](score)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(EQUATIONS)
def test_whatever_is_written_about_a_score_holds_for_the_same_scores(equation):
    text, meant = equation
    about = {"id": "score", "scale": {"low": 1, "high": 5}}
    content = relevance.condition_of(text, lambda _name, *rest: relevance.compared(about, *rest, str))
    scores = range(1, 6)
    assert [Condition(content).holds({"score": score}) for score in scores] == [meant(one) for one in scores]


# --- Qualtrics ------------------------------------------------------------------------------------------
CHOICES = {"1": {"Display": "Red"}, "4": {"Display": "Blue"}}
FIVE = {str(number + 10): {"Display": str(number)} for number in range(1, 6)}
BEFORE = [
    payload("QID1", "MC", "SAVR", Choices=CHOICES), payload("QID2", "MC", "MAVR", Choices=CHOICES),
    payload("QID3", "MC", "NPS"), payload("QID4", "MC", "SAHR", Choices=FIVE), payload("QID5", "TE", "ESTB"),
    payload("QID6", "Matrix", "Likert", Choices=CHOICES, Answers=CHOICES),
]  # fmt: skip


def said(operator, qid, choice=None, *, join=None, right=None, kind="Question"):
    place = f"q://{qid}/SelectableChoice/{choice}" if choice else f"q://{qid}/ChoiceNumericEntryValue/1"
    made = {
        "LogicType": kind,
        "QuestionID": qid,
        "LeftOperand": place,
        "Operator": operator,
        "Type": "Expression",
    }
    made |= {"ChoiceLocator": place} if choice else {}
    made |= {"Conjuction": join} if join else {}
    return made | ({"RightOperand": right} if right is not None else {}) | {"Description": "<b>If</b> so"}


def logic(*parts, kind="If"):
    return {str(number): part for number, part in enumerate(parts)} | {"Type": kind}


def whole(*groups):
    return {str(number): one for number, one in enumerate(groups)} | {"Type": "BooleanExpression"}


def qualtrics(condition):
    return read(qsf(*BEFORE, payload("QID9", "TE", "SL", DisplayLogic=condition)))


def score(qid, sign, right, **more):
    return said(sign, qid, right=right, **more)


GIVEN = [
    {}, {"qid1": "option_1"}, {"qid1": "option_4", "qid3": 9}, {"qid2": ["option_1", "option_4"]},
    {"qid3": 6, "qid4": 2}, {"qid4": 4, "qid5": "Tea"},
]  # fmt: skip
LOGIC = [
    (logic(said("Selected", "QID1", "4")), [2]),
    (logic(said("NotSelected", "QID1", "4")), [0, 1, 3, 4, 5]),
    (logic(said("Selected", "QID2", "1")), [3]),
    (logic(score("QID3", "GreaterThanOrEqual", "9")), [2]),
    (logic(score("QID3", "LessThan", "9")), [4]),
    (logic(said("Selected", "QID3", "9")), [2]),
    (logic(said("Selected", "QID4", "14")), [5]),
    (logic(said("NotEmpty", "QID5")), [5]),
    (logic(said("Empty", "QID5")), [0, 1, 2, 3, 4]),
    (logic(said("Selected", "QID1", "1"), score("QID4", "EqualTo", "2", join="Or")), [1, 4]),
    (logic(score("QID3", "LessThanOrEqual", 6), score("QID4", "LessThan", 3, join="And")), [4]),
    (
        logic(
            said("Selected", "QID1", "1"),
            said("Selected", "QID1", "4", join="Or"),
            score("QID3", "GreaterThan", "8", join="And"),
        ),
        [1, 2],
    ),
]


@pytest.mark.parametrize(("group", "shown"), LOGIC)
def test_display_logic_means_what_it_says(group, shown):
    found = qualtrics(whole(group))
    assert found.left == ()
    assert [at for at, values in enumerate(GIVEN) if "qid9" in asked(found.instrument, values)] == shown


def test_groups_of_display_logic_are_joined_as_they_say():
    red, tea = logic(said("Selected", "QID1", "1")), said("NotEmpty", "QID5")
    either, both = (qualtrics(whole(red, logic(tea, kind=kind))) for kind in ("OrIf", "AndIf"))
    values = {"qid1": "option_1"}
    assert "qid9" in asked(either.instrument, values)
    assert "qid9" not in asked(both.instrument, values)
    assert "qid9" in asked(both.instrument, values | {"qid5": "Tea"})


@pytest.mark.parametrize(
    "condition",
    [
        whole(logic(said("Selected", "QID1", "7"))),
        whole(logic(said("Selected", "QID8", "1"))),
        whole(logic(said("MatchesRegex", "QID5", right=".*"))),
        whole(logic(said("EqualTo", "QID3", right="9.5"))),
        whole(logic(said("EqualTo", "Age", right="9", kind="EmbeddedField"))),
        whole(logic(said("Selected", "QID6", "1"))),
        whole(logic(said("Selected", "QID1", "1"), kind="ElseIf")),
        whole(logic(said("Selected", "QID9", "1"))),
        whole({"0": 7, "Type": "If"}),
        {"0": {}},
        {"Type": "BooleanExpression"},
        [1],
        "x",
    ],
)
def test_logic_that_says_more_is_left_out_and_said_with_its_place(condition):
    found = qualtrics(condition)
    assert found.instrument.questions["qid9"].show_if.content == {}
    assert [(one.place, one.code) for one in found.left] == [("QID9", "condition")]
    assert "<" not in found.left[0].detail


def flowing(flow, **more):
    blocks = [
        {"ID": f"B{n}", "BlockElements": [{"Type": "Question", "QuestionID": f"QID{n}"}]} for n in range(1, 7)
    ]
    content = json.loads(qsf(*BEFORE, blocks=blocks))
    content["SurveyElements"][1]["Payload"]["Flow"] = flow
    return read(json.dumps(content | more).encode())


def test_a_branch_of_the_flow_is_the_condition_of_its_pages():
    branch = whole(logic(said("Selected", "QID1", "1")))
    inner = {"Type": "Branch", "BranchLogic": branch, "Flow": [{"ID": "B2"}, {"ID": "B3"}]}
    found = flowing([{"ID": "B1"}, inner, {"ID": "B4"}])
    assert found.left == ()
    assert list(asked(found.instrument, {"qid1": "option_1"})) == ["qid1", "qid2", "qid3", "qid4"]
    assert list(asked(found.instrument, {"qid1": "option_4"})) == ["qid1", "qid4"]


def test_what_is_drawn_by_chance_or_skipped_is_asked_in_order_and_said():
    inner = {"Type": "BlockRandomizer", "FlowID": "FL_7", "Flow": [{"ID": "B2"}, {"ID": "B1"}]}
    found = flowing([inner])
    assert [one.id for page in found.instrument.pages for one in page.questions] == ["qid2", "qid1"]
    assert [(one.place, one.code) for one in found.left] == [("FL_7", "order")]
    skipping = read(qsf(payload("QID1", "TE", "SL", SkipLogic=[{"0": {}}]), *BEFORE[1:]))
    assert [(one.place, one.code, one.detail) for one in skipping.left] == [
        ("QID1", "condition", "SkipLogic")
    ]
