"""How satisfied people are, and whether they would recommend us."""

from regard.instruments.conditions import condition
from regard.instruments.definition import Instrument, Page
from regard.instruments.questions import Kind, Question, Scale, Text

LANGUAGES = ("en", "zh-hans")
THANKS = {"en": "Thank you. Your answer has been recorded.", "zh-hans": "谢谢，您的回答已记录。"}
READ = {
    "en": "Read by people in our team, word by word.",
    "zh-hans": "我们团队的人会逐字阅读。",
}


def _text(en: str, zh: str) -> Text:
    return {"en": en, "zh-hans": zh}


def csat() -> Instrument:
    """Satisfaction on 1-5, and why."""
    score = Question(
        "score",
        Kind.SCALE,
        _text("How satisfied are you with us?", "您对我们有多满意？"),
        is_required=True,
        measures="csat",
        scale=Scale(1, 5),
        low_label=_text("Very dissatisfied", "非常不满意"),
        high_label=_text("Very satisfied", "非常满意"),
    )
    why = Question("why", Kind.LONG_TEXT, _text("What is the main reason?", "主要原因是什么？"), hint=READ)
    return Instrument(
        kind="csat",
        languages=LANGUAGES,
        title=_text("Satisfaction", "满意度"),
        pages=(Page("score", (score,)), Page("why", (why,))),
        thanks=THANKS,
    )


def nps() -> Instrument:
    """Would they recommend us (0-10), why, what they would say, and one word."""
    score = Question(
        "score",
        Kind.SCALE,
        _text(
            "How likely are you to recommend us to a friend or colleague?",
            "您有多大可能把我们推荐给朋友或同事？",
        ),
        is_required=True,
        measures="nps",
        scale=Scale(0, 10),
        low_label=_text("Not at all likely", "完全不可能"),
        high_label=_text("Extremely likely", "极有可能"),
    )
    likely = condition({"question": "score", "op": "between", "low": 9, "high": 10})
    why = Question(
        "why",
        Kind.LONG_TEXT,
        _text("What is the main reason for your score?", "您打这个分的主要原因是什么？"),
        hint=READ,
    )
    say = Question(
        "say",
        Kind.LONG_TEXT,
        _text("What would you say when recommending us?", "推荐我们时，您会怎么说？"),
        show_if=likely,
    )
    word = Question(
        "word", Kind.SHORT_TEXT, _text("One word that describes us?", "用一个词形容我们？"), longest=60
    )
    return Instrument(
        kind="nps",
        languages=LANGUAGES,
        title=_text("Recommendation", "推荐意愿"),
        pages=(Page("score", (score,)), Page("why", (why, say, word))),
        thanks=THANKS,
    )


TEMPLATES = (
    (
        "csat",
        _text("Satisfaction (CSAT)", "满意度（CSAT）"),
        _text(
            "After a contact, an order or a stay: how was it, and why?",
            "一次接触、订单或到访之后：感觉如何，为什么？",
        ),
        csat,
    ),
    (
        "nps",
        _text("Recommendation (NPS)", "推荐意愿（NPS）"),
        _text(
            "Twice a year: would they recommend us, why, and in which words?",
            "每半年一次：是否愿意推荐、为什么、怎么说？",
        ),
        nps,
    ),
)
