"""Surveys from elsewhere: what is taken over, what is left out and said, and files that mean harm."""

import json

import pytest

from regard.instruments.definition import path_through
from regard.instruments.formats import LARGEST, UnreadableSurvey, read, written
from regard.instruments.templates import templates

SURVEYJS = {
    "title": {"default": "About <b>us</b>", "zh-cn": "关于我们"},
    "completedHtml": "<h3>Thanks &amp; bye</h3><script>alert(1)</script>",
    "pages": [
        {
            "name": "page1",
            "elements": [
                {
                    "type": "rating",
                    "name": "nps_score",
                    "title": {"default": "Recommend {company}?", "zh-cn": "推荐？"},
                    "isRequired": True,
                    "rateMin": 0,
                    "rateMax": 10,
                    "minRateDescription": "Not at all",
                    "maxRateDescription": "Extremely",
                },
                {"type": "comment", "name": "passive", "visibleIf": "{nps_score} > 6 and {nps_score} < 9"},
                {
                    "type": "checkbox",
                    "name": "Liked most?",
                    "visibleIf": "{nps_score} >= 9",
                    "maxSelectedChoices": 2,
                    "choices": [{"value": "Price!", "text": "The price"}, "support"],
                    "hasOther": True,
                    "hasNone": True,
                },
                {
                    "type": "panel",
                    "visibleIf": "{Liked most?} contains 'Price!'",
                    "elements": [{"type": "text", "name": "cheap", "visibleIf": "{nps_score} notempty"}],
                },
                {"type": "file", "name": "photo"},
                {"type": "comment", "name": "odd", "visibleIf": "today() > {nps_score}"},
            ],
        },
        {
            "name": "page1",
            "elements": [
                {
                    "type": "matrix",
                    "name": "m",
                    "columns": ["bad", "fair", "good"],
                    "rows": ["speed", "taste"],
                },
                {"type": "boolean", "name": "again"},
                {"type": "rating", "name": "stars", "rateType": "stars"},
                {"type": "ranking", "name": "order", "choices": ["a", "b"], "choicesOrder": "random"},
            ],
        },
    ],
}


def surveyjs(**changes):
    return read(json.dumps(SURVEYJS | changes).encode())


def element(**fields):
    return {"pages": [{"elements": [{"name": "q", "title": "Q", **fields}]}]}


def one(content):
    found = read(json.dumps(content).encode())
    return next(iter(found.instrument.questions.values()), None)


def kinds(instrument):
    return {name: str(question.kind) for name, question in instrument.questions.items()}


def test_a_surveyjs_survey_is_taken_over():
    found = surveyjs()
    assert found.format == "surveyjs"
    assert kinds(found.instrument) == {
        "nps_score": "scale",
        "passive": "long_text",
        "liked_most": "multiple",
        "cheap": "short_text",
        "odd": "long_text",
        "m": "matrix",
        "again": "single",
        "stars": "stars",
        "order": "ranking",
    }
    nps = found.instrument.questions["nps_score"]
    assert (nps.measures, nps.is_required, nps.low_label["en"]) == ("nps", True, "Not at all")
    assert nps.text == {"en": "Recommend (company)?", "zh-hans": "推荐？"}
    assert found.instrument.thanks == {"en": "Thanks & bye"}
    liked = found.instrument.questions["liked_most"]
    assert [option.id for option in liked.options] == ["price", "support", "other", "none"]
    assert (liked.most, liked.options[3].is_alone) == (2, True)


def test_what_a_surveyjs_survey_has_and_we_have_not_is_said():
    assert [(left.place, left.code) for left in surveyjs().left] == [
        ("photo", "question"),
        ("odd", "condition"),
    ]


def test_the_logic_of_a_surveyjs_survey_is_followed_page_by_page():
    instrument = surveyjs().instrument
    seen = [
        [
            question.id
            for page in path_through(instrument, values)
            for question in page.questions
            if question.show_if.holds(values)
        ]
        for values in ({"nps_score": 3}, {"nps_score": 8}, {"nps_score": 9, "liked_most": ["price"]})
    ]
    rest = ["odd", "m", "again", "stars", "order"]
    assert seen == [
        ["nps_score", *rest],
        ["nps_score", "passive", *rest],
        ["nps_score", "liked_most", "cheap", *rest],
    ]


EXPRESSIONS = {
    "{s} = 3": [3],
    "{s} <> 3": [1, 2, 4, 5],
    "{s} > 1 and {s} <= 3": [2, 3],
    "{s} < 2 or ({s} > 3 and not ({s} = 5))": [1, 4],
    "!({s} >= 2) || {s} == 5": [1, 5],
    "{s} greaterOrEqual 4": [4, 5],
}


@pytest.mark.parametrize("text", EXPRESSIONS)
def test_an_expression_means_what_it_says(text):
    pages = [
        {"elements": [{"type": "rating", "name": "s"}, {"type": "text", "name": "t", "visibleIf": text}]}
    ]
    shown = read(json.dumps({"pages": pages}).encode()).instrument.questions["t"].show_if
    assert [score for score in range(1, 6) if shown.holds({"s": score})] == EXPRESSIONS[text]


EVIL_EXPRESSIONS = [
    "__import__('os').system('id')",
    "{s} = 3; drop table",
    "{s.__class__} = 1",
    "{s} = {s}",
    "{nobody} = 1",
    "iif({s} > 1, 1, 0)",
    "(" * 500,
    "not " * 5_000,
    "{s} = '" + "x" * 5_000 + "'",
    "{s}",
    "= 3",
    "{s} = 3 and",
    "{s} = 1.5",
    "{s} contains 3",
    "\0",
]


@pytest.mark.parametrize("text", EVIL_EXPRESSIONS)
def test_an_expression_that_is_none_is_left_out_and_said(text):
    pages = [
        {"elements": [{"type": "rating", "name": "s"}, {"type": "text", "name": "t", "visibleIf": text}]}
    ]
    found = read(json.dumps({"pages": pages}).encode())
    assert found.instrument.questions["t"].show_if.content == {}
    assert [left.code for left in found.left] == ["condition"]


def lss(*tables, head=""):
    inner = "".join(tables)
    kind = "<LimeSurveyDocType>Survey</LimeSurveyDocType>"
    return f'<?xml version="1.0" encoding="UTF-8"?>{head}<document>{kind}{inner}</document>'.encode()


def table(name, *rows):
    cells = "".join(
        "<row>" + "".join(f"<{key}><![CDATA[{value}]]></{key}>" for key, value in row.items()) + "</row>"
        for row in rows
    )
    return f"<{name}><fields><fieldname>x</fieldname></fields><rows>{cells}</rows></{name}>"


def question(qid, kind, gid="1", **more):
    return {
        "qid": qid,
        "parent_qid": "0",
        "gid": gid,
        "type": kind,
        "title": f"Q{qid}",
        "question_order": qid,
        **more,
    }


def l10n(key, number, name, en, zh):
    return [{key: number, "language": "en", name: en}, {key: number, "language": "zh-Hans", name: zh}]


NEW_LSS = lss(
    table("groups", {"gid": "1", "group_order": "2"}, {"gid": "2", "group_order": "1"}),
    table(
        "questions",
        question("1", "L"),
        question("2", "T", gid="2", mandatory="Y"),
        question("3", "M", relevance="Q1 == 2"),
        question("4", "F"),
        question("5", "L"),
        question("6", "|"),
    ),
    table(
        "subquestions",
        {"qid": "31", "parent_qid": "3", "title": "SQ1"},
        {"qid": "41", "parent_qid": "4", "title": "SQ1"},
    ),
    table(
        "question_l10ns",
        *l10n("qid", "1", "question", "<p>Colour?</p>", "颜色？"),
        *l10n("qid", "2", "question", "Why?", "为什么？"),
        *l10n("qid", "3", "question", "Which?", "哪些？"),
        *l10n("qid", "31", "question", "Tea", "茶"),
        *l10n("qid", "4", "question", "Rate", "评分"),
        *l10n("qid", "41", "question", "Speed", "速度"),
        *l10n("qid", "5", "question", "How?", "如何？"),
    ),
    table(
        "answers",
        {"aid": "1", "qid": "1", "code": "A1", "sortorder": "2"},
        {"aid": "2", "qid": "1", "code": "A2", "sortorder": "1"},
        *({"aid": f"4{n}", "qid": "4", "code": str(n), "sortorder": str(n)} for n in (1, 2, 3)),
        *({"aid": f"5{n}", "qid": "5", "code": str(n), "sortorder": str(n)} for n in range(11)),
    ),
    table(
        "answer_l10ns",
        *l10n("aid", "1", "answer", "Red", "红"),
        *l10n("aid", "2", "answer", "Blue", "蓝"),
        *(row for n in (1, 2, 3) for row in l10n("aid", f"4{n}", "answer", f"Level {n}", f"第{n}级")),
        *(row for n in range(11) for row in l10n("aid", f"5{n}", "answer", n, n)),
    ),
    table("surveys_languagesettings", {"surveyls_language": "en", "surveyls_title": "Tea"}),
)


def test_a_limesurvey_survey_is_taken_over_group_by_group():
    found = read(NEW_LSS)
    assert (found.format, found.instrument.languages, found.instrument.title) == (
        "limesurvey",
        ("en", "zh-hans"),
        {"en": "Tea"},
    )
    assert [[one.id for one in page.questions] for page in found.instrument.pages] == [
        ["q2"],
        ["q1", "q3", "q4", "q5"],
    ]
    assert kinds(found.instrument) == {
        "q2": "long_text",
        "q1": "single",
        "q3": "multiple",
        "q4": "matrix",
        "q5": "scale",
    }
    questions = found.instrument.questions
    assert [(one.id, one.text["zh-hans"]) for one in questions["q1"].options] == [("a2", "蓝"), ("a1", "红")]
    assert (questions["q5"].measures, questions["q2"].is_required) == ("nps", True)
    assert (questions["q4"].scale.high, questions["q4"].high_label["en"]) == (3, "Level 3")
    assert [(left.place, left.code) for left in found.left] == [("Q3", "condition"), ("Q6", "question")]


def test_an_older_limesurvey_file_keeps_its_texts_in_the_questions():
    both = [
        question("1", "L", question=text, language=code)
        for code, text in (("en", "Colour?"), ("zh-Hans", "颜色？"))
    ]
    answers = [
        {"qid": "1", "code": "A1", "answer": text, "sortorder": "1", "language": code}
        for code, text in (("en", "Red"), ("zh-Hans", "红"))
    ]
    found = read(lss(table("groups", {"gid": "1"}), table("questions", *both), table("answers", *answers)))
    asked = found.instrument.questions["q1"]
    assert (asked.text, asked.options[0].text) == (
        {"en": "Colour?", "zh-hans": "颜色？"},
        {"en": "Red", "zh-hans": "红"},
    )


BOMB = '<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
XXE = '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
REMOTE = '<!DOCTYPE d SYSTEM "http://127.0.0.1:9/evil.dtd">'


@pytest.mark.parametrize("head", [BOMB, XXE, REMOTE])
def test_a_file_that_declares_entities_is_refused(head):
    with pytest.raises(UnreadableSurvey, match="entities"):
        read(lss(table("questions", question("1", "T")), head=head))


def qsf(*payloads, blocks=None, flow=None):
    ids = [payload["QuestionID"] for payload in payloads]
    blocks = blocks or [
        {
            "ID": "BL1",
            "Type": "Default",
            "BlockElements": [{"Type": "Question", "QuestionID": one} for one in ids],
        }
    ]
    elements = [{"Element": "BL", "Payload": blocks}]
    elements += [{"Element": "FL", "Payload": {"Flow": [{"ID": one} for one in flow or []]}}]
    elements += [{"Element": "SQ", "PrimaryAttribute": one["QuestionID"], "Payload": one} for one in payloads]
    return json.dumps(
        {"SurveyEntry": {"SurveyName": "Tea", "SurveyLanguage": "EN"}, "SurveyElements": elements}
    ).encode()


def asked(qid, kind, selector="", **more):
    return {
        "QuestionID": qid,
        "DataExportTag": qid,
        "QuestionType": kind,
        "Selector": selector,
        "QuestionText": f"<div>{qid}?</div>",
        **more,
    }


def test_a_qualtrics_survey_is_taken_over_in_the_order_of_its_flow():
    choices = {"1": {"Display": "Red"}, "2": {"Display": "Blue"}}
    chinese = {"ZH-S": {"QuestionText": "颜色？", "Choices": {"1": {"Display": "红"}}}}
    numbers = {str(number): {"Display": str(number)} for number in range(1, 6)}
    payloads = [
        asked(
            "QID1",
            "MC",
            "SAVR",
            Choices=choices,
            ChoiceOrder=["2", 1],
            Language=chinese,
            Validation={"Settings": {"ForceResponse": "ON"}},
        ),
        asked("QID2", "MC", "NPS"),
        asked("QID3", "TE", "ESTB", DisplayLogic={"0": {}}),
        asked("QID4", "MC", "SAHR", Choices=numbers),
        asked("QID5", "Matrix", "Likert", Choices=choices, Answers=choices),
        asked("QID6", "Slider", "HBAR"),
    ]
    blocks = {
        "0": {
            "ID": "BL1",
            "BlockElements": [{"Type": "Question", "QuestionID": one} for one in ("QID1", "QID2")],
        },
        "1": {
            "ID": "BL2",
            "BlockElements": [
                {"Type": "Question", "QuestionID": "QID3"},
                {"Type": "Page Break"},
                *({"Type": "Question", "QuestionID": f"QID{n}"} for n in (4, 5, 6)),
            ],
        },
    }
    found = read(qsf(*payloads, blocks=blocks, flow=["BL2", "BL1"]))
    assert found.format == "qualtrics"
    assert [[one.id for one in page.questions] for page in found.instrument.pages] == [
        ["qid3"],
        ["qid4", "qid5"],
        ["qid1", "qid2"],
    ]
    colours = found.instrument.questions["qid1"]
    assert [(one.id, dict(one.text)) for one in colours.options] == [
        ("option_2", {"en": "Blue"}),
        ("option_1", {"en": "Red", "zh-hans": "红"}),
    ]
    assert (colours.text, colours.is_required) == ({"en": "QID1?", "zh-hans": "颜色？"}, True)
    assert kinds(found.instrument) == {
        "qid3": "long_text",
        "qid4": "scale",
        "qid5": "matrix",
        "qid1": "single",
        "qid2": "scale",
    }
    assert [(left.place, left.code) for left in found.left] == [("QID3", "condition"), ("QID6", "question")]


def test_questions_in_the_bin_are_left_there():
    bin_and_block = [
        {"ID": "B0", "Type": "Trash", "BlockElements": [{"Type": "Question", "QuestionID": "QID1"}]},
        {"ID": "B1", "BlockElements": [{"Type": "Question", "QuestionID": "QID2"}]},
    ]
    found = read(qsf(asked("QID1", "TE", "SL"), asked("QID2", "TE", "SL"), blocks=bin_and_block))
    assert list(found.instrument.questions) == ["qid2"]


@pytest.mark.parametrize("key", sorted(templates()))
def test_our_own_file_is_read_as_it_was_written(key):
    made = templates()[key].make()
    found = read(written(made))
    assert (found.instrument, found.format, found.left) == (made, "regard", ())


UNREADABLE = {
    "nothing": (b"", "not_a_survey"),
    "text": ("调查".encode(), "not_a_survey"),
    "latin": (b"\xff\xfe\x00{", "not_a_survey"),
    "list": (b"[1]", "not_a_survey"),
    "number": (b"1e999", "not_a_survey"),
    "deep": (b"[" * 200_000, "not_a_survey"),
    "other": (b'{"a": 1}', "not_a_survey"),
    "no pages": (b'{"pages": []}', "empty"),
    "odd pages": (b'{"pages": [7, null, {"elements": 7}]}', "empty"),
    "odd elements": (
        b'{"pages": [{"elements": [7, {"type": []}, {"type": "rating", "rateMin": "x"}]}]}',
        "empty",
    ),
    "odd qsf": (
        b'{"SurveyElements": [7, {"Element": "SQ", "Payload": 7}, {"Element": "BL", "Payload": 7}]}',
        "empty",
    ),
    "own": (b'{"format": "regard.instrument/1", "pages": 7}', "unfit"),
    "too large": (b" " * (LARGEST + 1), "too_large"),
    "broken xml": (b"<document><questions>", "not_xml"),
    "other xml": (b"<svg/>", "not_a_survey"),
    "deep xml": (b"<a>" * 1_000, "too_large"),
    "null in xml": (b"<a>\x00</a>", "not_xml"),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_what_is_no_survey_is_refused_with_its_reason(name):
    content, code = UNREADABLE[name]
    with pytest.raises(UnreadableSurvey) as caught:
        read(content)
    assert caught.value.code == code


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>Hello",
        "<img src=x onerror=alert(1)>Hello",
        "<b>Hello</b>",
        "<scr<b>ipt>Hello",
        "Hello\0",
    ],
)
def test_markup_of_a_file_is_taken_away(text):
    said = one(element(type="comment", title=text)).text["en"]
    assert "<" not in said.replace("<scr", "")
    assert "Hello" in said


def test_gaps_of_a_file_fill_nothing_and_names_fit_and_differ():
    elements = [
        {"type": "text", "name": name, "title": "{first_name}"}
        for name in ("Ä", "ä", "1", "x" * 90, "a b", "a-b", "")
    ]
    found = read(json.dumps({"pages": [{"elements": elements}]}).encode()).instrument.questions
    assert list(found) == ["q", "q_2", "q_1", "x" * 32, "a_b", "a_b_2", "question"]
    assert {said.text["en"] for said in found.values()} == {"(first_name)"}
