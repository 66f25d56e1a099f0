"""What staff believe, and where customers would have us put our weight."""

from regard.instruments.definition import Instrument, Page
from regard.instruments.questions import Kind, Question, Scale, Shuffle
from regard.instruments.templates.phrases import both, chosen, option, scored, survey, written
from regard.instruments.templates.standing import FACTORS, WORDS


def beliefs() -> Instrument:
    """What staff believe that customers think: no answer is a customer's, so no question makes a metric."""
    words = chosen(
        "words",
        both(
            "Which words would most customers choose for us? Up to five.",
            "您认为多数客户会用哪些词形容我们？最多五个。",
        ),
        *WORDS,
        kind=Kind.WORDS,
        most=5,
        shuffle=Shuffle.BALANCED,
    )
    score = scored(
        "recommend",
        both("How likely is a typical customer to recommend us?", "一位普通客户有多大可能推荐我们？"),
        Scale(0, 10),
        (both("Not at all likely", "完全不可能"), both("Extremely likely", "极有可能")),
        is_required=False,
    )
    factors = chosen(
        "factors",
        both(
            "What shapes customers' view of us most? Up to three.", "什么最影响客户对我们的看法？最多三项。"
        ),
        *FACTORS,
        kind=Kind.MULTIPLE,
        most=3,
        shuffle=Shuffle.ALL,
    )
    return survey(
        "beliefs",
        both("What our customers think", "客户怎么看我们"),
        Page("words", (words,)),
        Page("score", (score, factors)),
        Page("heard", (_heard(),)),
        is_anonymous=True,
        intro=both(
            "Answer for the customers, not for yourself. There is no wrong answer.",
            "请站在客户的角度作答，而不是自己的。答案没有对错。",
        ),
    )


def _heard() -> Question:
    """What only those hear who speak with customers."""
    return written(
        "heard",
        both(
            "What do customers tell you that nobody else here hears?",
            "客户对您说过哪些公司里别人听不到的话？",
        ),
        hint=both("No name is kept with your answer.", "您的回答不会与姓名一起保存。"),
    )


def causes() -> Instrument:
    """Which causes customers would have us stand for; spending it on the price is always among them."""
    ranking = chosen(
        "causes",
        both(
            "Where should we put our weight? Put what matters to you in order.",
            "我们应在哪些方面投入？请按对您的重要性排序。",
        ),
        option("environment", "Protecting the environment", "保护环境"),
        option("workers", "Good work and fair pay", "良好的工作与公平的薪酬"),
        option("neighbourhood", "The places where we are", "我们所在的社区"),
        option("education", "Education for children", "儿童教育"),
        option("lower_price", "None of these: spend it on lower prices", "都不是：用来降价", is_fixed=True),
        kind=Kind.RANKING,
        shuffle=Shuffle.ALL,
    )
    trusted = scored(
        "believed",
        both("Would you believe us if we said that we support it?", "如果我们说支持这项事业，您会相信吗？"),
        Scale(1, 7),
        (both("Not at all", "完全不信"), both("Completely", "完全相信")),
        is_required=False,
    )
    missing = written("missing", both("Which cause is missing, and why?", "还缺哪项事业，为什么？"))
    pages = Page("causes", (ranking,)), Page("more", (trusted, missing))
    return survey("causes", both("Values and causes", "价值观与公益"), *pages)


TEMPLATES = (
    (
        "beliefs",
        both("Staff beliefs", "员工的看法"),
        both(
            "For colleagues, without names: what do customers think? Never counted as customers' answers.",
            "面向同事，不记名：他们认为客户怎么想？绝不计入客户的回答。",
        ),
        beliefs,
    ),
    (
        "causes",
        both("Values and causes poll", "价值观与公益投票"),
        both(
            "Which causes matter to customers, with lower prices always among them.",
            "哪些事业对客户重要，选项中始终有“降价”。",
        ),
        causes,
    ),
)
