"""What stands against publishing, and what is only to be thought over: each with its place."""

import pytest

from regard.instruments.definition import Instrument
from regard.instruments.problems import problems
from regard.instruments.templates import templates


def both(en, zh="？"):
    return {"en": en, "zh-hans": zh}


def instrument(*questions, **more):
    pages = [{"id": f"p{number}", "questions": [question]} for number, question in enumerate(questions)]
    content = {"format": "regard.instrument/1", "kind": "own", "languages": ["en", "zh-hans"]}
    return Instrument.from_content(content | {"title": both("T", "题"), "pages": pages} | more)


def scale(text, low=1, high=5, **more):
    return {"id": "score", "kind": "scale", "text": text, "scale": {"low": low, "high": high}} | more


def options(*texts):
    return [{"id": f"o{number}", "text": both(text, text)} for number, text in enumerate(texts)]


def found(*questions, **more):
    return [(one.path, one.code, one.detail, one.is_hint) for one in problems(instrument(*questions, **more))]


LEADING = {
    "Don't you think we are friendly?": "Don't you",
    "Wouldn’t you recommend us?": "Wouldn't you",
    "How much did you enjoy your stay?": "How much did you enjoy",
    "How good was our service?": "How good",
    "What do you think of our award-winning tea?": "award-winning",
    "Of course you know our shop. How was it?": "Of course",
    "Do you agree that we are fast?": "agree that",
    "Isn't our new app easier to use?": "Isn't our",
    "You were happy with the repair, weren't you?": "weren't you",
    "How much better is the new menu?": "How much better",
    "Why do you love our tea?": "Why do you love",
    "How did you like our friendly staff?": "our friendly",
}


@pytest.mark.parametrize("text", LEADING)
def test_wording_that_pushes_is_hinted_with_its_words(text):
    assert found(scale(both(text))) == [("score.text.en", "leading", LEADING[text], True)]


@pytest.mark.parametrize(
    "text",
    [
        "难道您不满意吗？",
        "众所周知，我们很快。您怎么看？",
        "您有多喜欢我们？",
        "您不觉得很方便吗？",
        "您一定很满意这次服务吧？",
        "您是否同意我们的物流最快？",
        "我们贴心的客服怎么样？",
        "您为什么喜欢我们的茶？",
        "新版本更好用，不是吗？",
    ],
)
def test_chinese_wording_that_pushes_is_hinted(text):
    assert [one[:2] for one in found(scale(both("How was it?", text)))] == [("score.text.zh-hans", "leading")]


@pytest.mark.parametrize(
    "text",
    [
        both("How satisfied are you with price and quality?"),
        both("Was it fast as well as friendly?"),
        both("How was it?", "您对价格和质量有多满意？"),
        both("How was it?", "服务是否快速并且友好？"),
        both("How do you rate our prices & opening hours?", "怎么样？"),
        both("Was the room clean and quiet?", "怎么样？"),
        both("How was it?", "您如何评价门店的环境、卫生？"),
        both("How was it?", "店员既专业又热情吗？"),
        both("How was it?", "您对配送速度与包装有多满意？"),
        both("How was it?", "您对客服的态度及能力有多满意？"),
    ],
)
def test_a_score_for_two_things_is_hinted(text):
    assert [one[1] for one in found(scale(text))] == ["double"]


@pytest.mark.parametrize(
    "text",
    [
        both("How satisfied are you with us?", "您对我们有多满意？"),
        both("How did our staff greet you?", "我们的员工和您打招呼了吗？"),
        both("Was the sandwich fresh?", "三明治新鲜吗？"),
        both("How easy was the handling?", "办理是否方便？"),
        both("Did the band play on time?", "我们的回复是否及时？"),
        both("How likely are you to come back?", "店员的语气是否温和？"),
        both("Could you reach us?", "您来得及参与这次活动吗？"),
        both("How do you rate Ferrandi?", "包装是否与众不同？"),
    ],
)
def test_plain_wording_is_not_hinted(text):
    assert found(scale(text)) == []


def test_an_open_question_may_name_two_things():
    assert found({"id": "why", "kind": "long_text", "text": both("What was good and bad?", "好和坏？")}) == []


def test_one_has_to_be_able_to_say_none_of_these():
    question = {"id": "q", "kind": "single", "text": both("Which?"), "required": True}
    assert found(question | {"options": options("Tea", "Coffee")}) == [("q", "no_way_out", "", True)]
    for way in ("Something else", "None of these", "其他"):
        assert found(question | {"options": options("Tea", "Coffee", way)}) == []
    assert found(question | {"required": False, "options": options("Tea", "Coffee")}) == []


def test_asking_everybody_for_their_name_is_hinted_and_in_an_anonymous_survey_refused():
    question = {"id": "who", "kind": "contact", "text": both("Who are you?")}
    assert found(question | {"required": True}) == [("who", "personal", "", True)]
    assert found(question, anonymous=True) == [("who", "names_the_anonymous", "", False)]


def test_a_word_picker_with_more_praise_than_blame_is_hinted():
    words = [{**one, "polarity": "good"} for one in options("calm", "fast")]
    question = {"id": "w", "kind": "words", "text": both("Words?"), "options": words}
    assert found(question) == [("w", "unbalanced", "", True)]


def test_two_options_that_read_the_same_are_hinted():
    question = {"id": "q", "kind": "multiple", "text": both("Which?"), "options": options("Tea", "tea ")}
    assert found(question) == [
        ("q.o1.en", "same_text", "tea ", True),
        ("q.o1.zh-hans", "same_text", "tea ", True),
    ]


def test_an_option_that_says_nothing_stands_in_the_way_and_is_no_twin_of_another():
    question = {"id": "q", "kind": "multiple", "text": both("Which?"), "options": options("Tea", "", "")}
    missing = [
        (f"q.o{n}", "not_translated", language, False) for n in (1, 2) for language in ("en", "zh-hans")
    ]
    assert found(question) == missing
    rows = {
        "id": "q",
        "kind": "matrix",
        "text": both("Which?"),
        "rows": options(""),
        "scale": {"low": 1, "high": 5},
    }
    assert [one[:2] for one in found(rows)] == [("q.o0", "not_translated")] * 2


def test_too_long_a_question_and_too_many_of_them_are_hinted():
    long = {"id": "why", "kind": "long_text", "text": both("word " * 41)}
    assert found(long) == [("why.text.en", "long_question", "41", True)]
    many = [{"id": f"q{number}", "kind": "long_text", "text": both("Why?")} for number in range(13)]
    assert found(*many) == [("pages", "many_questions", "13", True)]


@pytest.mark.parametrize(
    ("measures", "low", "high", "direction", "is_fit"),
    [
        ("nps", 0, 10, "high_is_good", True),
        ("nps", 1, 10, "high_is_good", False),
        ("nps", 0, 10, "low_is_good", False),
        ("csat", 1, 5, "high_is_good", True),
        ("csat", 1, 4, "high_is_good", False),
        ("ces", 1, 7, "high_is_good", True),
        ("ces", 1, 5, "low_is_good", True),
        ("ces", 1, 7, "low_is_good", False),
        ("trust", 1, 5, "high_is_good", False),
        ("values", 0, 10, "high_is_good", True),
    ],
)
def test_a_metric_is_asked_on_a_scale_that_it_has(measures, low, high, direction, is_fit):
    asked = scale(both("How?"), measures=measures) | {
        "scale": {"low": low, "high": high, "direction": direction}
    }
    assert found(asked) == ([] if is_fit else [("score.scale", "unfit_scale", f"{low}-{high}", False)])


@pytest.mark.parametrize(
    ("condition", "can"),
    [
        ({"op": "between", "low": 4, "high": 9}, True),
        ({"op": "between", "low": 6, "high": 9}, False),
        ({"op": "equals", "value": 5}, True),
        ({"op": "equals", "value": 6}, False),
        ({"op": "holds", "value": "o1"}, False),
        ({"op": "answered"}, True),
    ],
)
def test_a_condition_that_can_never_hold_stands_in_the_way(condition, can):
    later = {"id": "why", "kind": "long_text", "text": both("Why?")}
    later["show_if"] = {"any": [{"not": {"question": "score", **condition}}]}
    assert found(scale(both("How?")), later) == ([] if can else [("why", "never_holds", "score", False)])


def test_what_stands_in_the_way_comes_before_the_hints():
    content = scale(both("How great was it, {nobody}?", ""))
    assert [one[1] for one in found(content)] == ["not_translated", "unknown_placeholder", "leading"]


def test_every_code_of_the_templates_is_empty():
    assert {key: problems(one.make()) for key, one in templates().items() if problems(one.make())} == {}
