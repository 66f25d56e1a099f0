"""What we stand for in the eyes of customers: trust, shared values, words, and what shaped their view."""

from regard.instruments.definition import Instrument, Page
from regard.instruments.questions import Kind, Option, Shuffle
from regard.instruments.templates.phrases import OTHER, agreement, both, chosen, option, survey, written

GOOD_WORDS = (
    option("reliable", "Reliable", "可靠", polarity="good"),
    option("friendly", "Friendly", "友善", polarity="good"),
    option("expert", "Expert", "专业", polarity="good"),
    option("fast", "Fast", "快速", polarity="good"),
    option("honest", "Honest", "诚实", polarity="good"),
    option("simple", "Simple", "简单", polarity="good"),
    option("caring", "Caring", "体贴", polarity="good"),
    option("fair_priced", "Worth the price", "物有所值", polarity="good"),
)
BAD_WORDS = (
    option("unreliable", "Unreliable", "不可靠", polarity="bad"),
    option("unfriendly", "Unfriendly", "不友善", polarity="bad"),
    option("careless", "Careless", "马虎", polarity="bad"),
    option("slow", "Slow", "缓慢", polarity="bad"),
    option("evasive", "Evasive", "含糊其辞", polarity="bad"),
    option("complicated", "Complicated", "复杂", polarity="bad"),
    option("impersonal", "Impersonal", "冷漠", polarity="bad"),
    option("overpriced", "Overpriced", "太贵", polarity="bad"),
)
NO_WORD = option("no_word", "None of these", "以上都不是", is_fixed=True, is_alone=True)
WORDS: tuple[Option, ...] = (*GOOD_WORDS, *BAD_WORDS, NO_WORD)
"""As many good words as bad ones, each with its opposite."""

FACTORS: tuple[Option, ...] = (
    option("support", "Help and service from your people", "你们人员的帮助与服务"),
    option("ease", "How easy it is to deal with you", "打交道是否方便"),
    option("product", "The product itself", "产品本身"),
    option("price", "What it costs", "价格"),
    option("delivery", "Delivery and keeping dates", "交付与守时"),
    option("trust", "Whether I can trust you", "是否值得信任"),
    option("values", "What you stand for", "你们的价值观"),
    option("marketing", "Advertising and how you present yourselves", "广告与对外形象"),
    option("reputation", "What others say: reviews, friends, news", "他人的评价：点评、朋友、新闻"),
    option("history", "What happened between us before", "我们以往的经历"),
)
"""The ten influence factors, under the ids that readings of texts name them by."""


def trust() -> Instrument:
    """Agreement that the company can be trusted, and three reasons to, each 1-7."""
    score = agreement("score", both("I trust this company.", "我信任这家公司。"), measures="trust")
    promises = agreement(
        "promises", both("It keeps what it promises.", "它信守承诺。"), measures="", is_required=False
    )
    honest = agreement(
        "honest",
        both("It says so when something goes wrong.", "出了问题，它会如实告知。"),
        measures="",
        is_required=False,
    )
    why = written("why", both("What makes you trust us, or not?", "是什么让您信任我们，或不信任？"))
    pages = Page("score", (score,)), Page("why", (promises, honest, why))
    return survey("trust", both("Trust", "信任"), *pages)


def value_alignment() -> Instrument:
    """Agreement that the company stands for what somebody believes in, 1-7, and which values matter."""
    statement = both("This company stands for what I believe in.", "这家公司所代表的，正是我所认同的。")
    score = agreement("score", statement, measures="values")
    why = written(
        "why",
        both("Where do we match your values, and where not?", "哪些方面与您的价值观一致，哪些方面不一致？"),
    )
    pages = Page("score", (score,)), Page("why", (why,))
    return survey("values", both("Shared values", "价值观契合"), *pages)


def words() -> Instrument:
    """The word picker: up to five of sixteen words, good and bad in turn, each with a reason."""
    picked = chosen(
        "words",
        both("Which words describe us? Choose up to five.", "哪些词能形容我们？最多选五个。"),
        *WORDS,
        kind=Kind.WORDS,
        most=5,
        shuffle=Shuffle.BALANCED,
        hint=both("Say why beside a word, if you like.", "如果愿意，可在词旁写明原因。"),
    )
    own = written("own", both("Which word is missing?", "还缺哪个词？"), longest=200)
    return survey("words", both("Words for us", "形容我们的词"), Page("words", (picked, own)))


def influence() -> Instrument:
    """Which of the ten factors shaped their view most, and how."""
    factors = chosen(
        "factors",
        both(
            "What has shaped your view of us most? Choose up to three.",
            "什么最影响您对我们的看法？最多选三项。",
        ),
        *FACTORS,
        OTHER,
        kind=Kind.MULTIPLE,
        most=3,
        shuffle=Shuffle.ALL,
    )
    how = written("how", both("In which way?", "是怎样影响的？"))
    return survey(
        "influence", both("What shaped your view", "影响看法的因素"), Page("factors", (factors, how))
    )


TEMPLATES = (
    (
        "trust",
        both("Trust", "信任"),
        both("How far they trust us, and what that rests on.", "他们有多信任我们，依据是什么。"),
        trust,
    ),
    (
        "values",
        both("Value alignment", "价值观契合"),
        both("Whether we stand for what they believe in.", "我们是否代表他们所认同的。"),
        value_alignment,
    ),
    (
        "words",
        both("Word picker", "选词"),
        both(
            "Up to five words for us, good and bad shuffled in turn: feeds the perception map.",
            "最多五个词形容我们，褒贬交替随机排列：用于感知地图。",
        ),
        words,
    ),
    (
        "influence",
        both("Influence factors", "影响因素"),
        both(
            "Which of ten factors shaped their view: asked, beside what texts mention.",
            "十个因素中哪些影响了看法：直接询问，与文本中提到的对照。",
        ),
        influence,
    ),
)
