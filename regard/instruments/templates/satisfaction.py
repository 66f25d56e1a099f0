"""How satisfied people are, whether they would recommend us, and how much effort it took them."""

from regard.instruments.conditions import condition
from regard.instruments.definition import Instrument, Page
from regard.instruments.questions import Kind, Question, Scale
from regard.instruments.templates.phrases import AGREE, both, scored, survey, written


def csat() -> Instrument:
    """Satisfaction on 1-5, and why."""
    score = scored(
        "score",
        both("How satisfied are you with us?", "您对我们有多满意？"),
        Scale(1, 5),
        (both("Very dissatisfied", "非常不满意"), both("Very satisfied", "非常满意")),
        measures="csat",
    )
    why = written("why", both("What is the main reason?", "主要原因是什么？"))
    return survey("csat", both("Satisfaction", "满意度"), Page("score", (score,)), Page("why", (why,)))


def nps() -> Instrument:
    """Would they recommend us (0-10), why, what they would say, and one word."""
    score = scored(
        "score",
        both(
            "How likely are you to recommend us to a friend or colleague?",
            "您有多大可能把我们推荐给朋友或同事？",
        ),
        Scale(0, 10),
        (both("Not at all likely", "完全不可能"), both("Extremely likely", "极有可能")),
        measures="nps",
    )
    why = written("why", both("What is the main reason for your score?", "您打这个分的主要原因是什么？"))
    say = Question(
        "say",
        Kind.LONG_TEXT,
        both("What would you say when recommending us?", "推荐我们时，您会怎么说？"),
        show_if=condition({"question": "score", "op": "between", "low": 9, "high": 10}),
    )
    word = Question(
        "word", Kind.SHORT_TEXT, both("One word that describes us?", "用一个词形容我们？"), longest=60
    )
    pages = Page("score", (score,)), Page("why", (why, say, word))
    return survey("nps", both("Recommendation", "推荐意愿"), *pages)


def ces() -> Instrument:
    """Customer effort 2.0 (CEB 2013): agreement that it was easy, 1-7."""
    statement = both(
        "The company made it easy for me to handle my issue.", "该公司让我轻松地解决了我的问题。"
    )
    score = scored("score", statement, Scale(1, 7), AGREE, measures="ces")
    hard = condition({"question": "score", "op": "between", "low": 1, "high": 4})
    solved = condition({"question": "score", "op": "between", "low": 5, "high": 7})
    harder = written("why", both("What made it hard?", "是什么让事情变得费力？"), show_if=hard)
    easier = written("liked", both("What made it easy?", "是什么让事情变得轻松？"), show_if=solved)
    return survey("ces", both("Ease", "轻松程度"), Page("score", (score,)), Page("why", (harder, easier)))


def ces_1() -> Instrument:
    """Customer effort 1.0 (CEB 2010): effort spent, 1-5, where low is good."""
    score = scored(
        "score",
        both(
            "How much effort did you personally have to put forth to handle your request?",
            "为了办成这件事，您个人花了多少精力？",
        ),
        Scale(1, 5, "low_is_good"),
        (both("Very low effort", "非常少"), both("Very high effort", "非常多")),
        measures="ces",
    )
    why = written("why", both("What took the most effort?", "最费力的是什么？"))
    return survey("ces_1", both("Effort", "费力程度"), Page("score", (score,)), Page("why", (why,)))


TEMPLATES = (
    (
        "csat",
        both("Satisfaction (CSAT)", "满意度（CSAT）"),
        both(
            "After a contact, an order or a stay: how was it, and why?",
            "一次接触、订单或到访之后：感觉如何，为什么？",
        ),
        csat,
    ),
    (
        "nps",
        both("Recommendation (NPS)", "推荐意愿（NPS）"),
        both(
            "Twice a year: would they recommend us, why, and in which words?",
            "每半年一次：是否愿意推荐、为什么、怎么说？",
        ),
        nps,
    ),
    (
        "ces",
        both("Effort (CES 2.0)", "费力度（CES 2.0）"),
        both(
            "After a ticket or a task: was it made easy, 1 to 7?", "工单或任务之后：办得轻松吗，1 到 7 分？"
        ),
        ces,
    ),
    (
        "ces_1",
        both("Effort, first edition (CES 1.0)", "费力度第一版（CES 1.0）"),
        both(
            "Where you have earlier waves on 1 to 5: low is good, never joined with CES 2.0.",
            "仅供延续以往 1 到 5 分的调查：分低为好，不与 CES 2.0 合并。",
        ),
        ces_1,
    ),
)
