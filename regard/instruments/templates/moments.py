"""When customers come, when they go, and who would talk with us."""

from regard.instruments.conditions import condition
from regard.instruments.definition import Instrument, Page
from regard.instruments.questions import Kind, Question, Shuffle
from regard.instruments.templates.phrases import CHOOSE_ONE, OTHER, both, chosen, option, survey, written


def leaving() -> Instrument:
    """Why somebody leaves, where they go, and what would have kept them."""
    reason = chosen(
        "reason",
        both("Why are you leaving?", "您为什么离开？"),
        option("price", "It costs too much", "价格太高"),
        option("product", "Something is missing or does not work", "缺少功能或无法正常使用"),
        option("support", "The service disappointed me", "服务令人失望"),
        option("ease", "It is too complicated", "太复杂"),
        option("no_need", "I do not need it any more", "不再需要"),
        option("other_company", "I found something that suits me better", "找到了更合适的"),
        OTHER,
        shuffle=Shuffle.ALL,
        is_required=True,
        hint=CHOOSE_ONE,
    )
    where = Question(
        "where",
        Kind.SHORT_TEXT,
        both("What do you use instead?", "您改用什么？"),
        show_if=condition({"question": "reason", "op": "equals", "value": "other_company"}),
    )
    kept = written("kept", both("What would have kept you?", "怎样做才能留住您？"))
    back = chosen(
        "back",
        both("Would you come back one day?", "您以后会回来吗？"),
        option("yes", "Yes", "会"),
        option("perhaps", "Perhaps", "也许"),
        option("no", "No", "不会"),
    )
    pages = Page("reason", (reason,)), Page("more", (where, kept, back))
    return survey("exit", both("Before you go", "离开之前"), *pages)


def joining() -> Instrument:
    """Why somebody chose us, and how they heard of us."""
    reason = chosen(
        "reason",
        both("Why did you choose us?", "您为什么选择我们？"),
        option("recommended", "Somebody recommended you", "有人推荐"),
        option("reviews", "Good reviews", "评价好"),
        option("product", "What the product does", "产品功能"),
        option("price", "The price", "价格"),
        option("trust", "I trust the name", "信任品牌"),
        option("values", "What you stand for", "认同你们的理念"),
        OTHER,
        kind=Kind.MULTIPLE,
        most=3,
        shuffle=Shuffle.ALL,
        hint=both("The most important ones.", "请选最重要的几项。"),
    )
    other = written("expects", both("What do you expect from us most?", "您最期待我们做到什么？"))
    instead = Question("instead", Kind.SHORT_TEXT, both("What else did you consider?", "您还考虑过哪些？"))
    pages = Page("reason", (reason,)), Page("more", (other, instead))
    return survey("signup", both("Welcome", "欢迎"), *pages)


def screener() -> Instrument:
    """Whether somebody would be interviewed, about what, and how to reach them; others are done at once."""
    willing = chosen(
        "willing",
        both(
            "Would you talk with us about your experience for 30 minutes?",
            "您愿意用 30 分钟和我们聊聊您的体验吗？",
        ),
        option("yes", "Yes", "愿意"),
        option("no", "No", "不愿意"),
        is_required=True,
    )
    agrees = condition({"question": "willing", "op": "equals", "value": "yes"})
    often = chosen(
        "often",
        both("How often do you use what we offer?", "您多久使用一次我们的产品或服务？"),
        option("daily", "Every day or almost", "几乎每天"),
        option("weekly", "Every week", "每周"),
        option("monthly", "Every month", "每月"),
        option("rarely", "Less often", "更少"),
    )
    about = written("about", both("What would you like to talk about?", "您想聊些什么？"), longest=1000)
    contact = Question(
        "contact", Kind.CONTACT, both("How do we reach you?", "我们怎样联系您？"), is_required=True
    )
    consent = Question(
        "consent",
        Kind.CONSENT,
        both("You may contact me about an interview.", "你们可以就访谈联系我。"),
        is_required=True,
        hint=both(
            "Used for this interview only; you may withdraw at any time.", "仅用于本次访谈，可随时撤回。"
        ),
    )
    pages = (
        Page("willing", (willing,)),
        Page("about", (often, about), show_if=agrees),
        Page("contact", (contact, consent), show_if=agrees),
    )
    return survey("interview", both("Talk with us", "与我们聊聊"), *pages)


TEMPLATES = (
    (
        "exit",
        both("Exit", "离开原因"),
        both("Why are you leaving, and what would have kept you?", "为什么离开，怎样才能留住？"),
        leaving,
    ),
    (
        "signup",
        both("Sign-up", "选择原因"),
        both("Why did you choose us, and what do you expect?", "为什么选择我们，期待什么？"),
        joining,
    ),
    (
        "interview",
        both("Interview screener", "访谈招募"),
        both("Who would talk with us, and may we reach them?", "谁愿意和我们聊，可否联系？"),
        screener,
    ),
)
