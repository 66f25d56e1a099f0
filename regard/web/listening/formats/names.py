"""What columns are called in exports, in English and Chinese, and what they then hold."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

# Separated by |; the first name of a role is the best one where several columns fit.
NAMES: dict[str, str] = {
    "text": (
        "text|comment|comments|review text|review body|review content|review|feedback|feedback text|"
        "verbatim|verbatims|body|content|message|answer|answer text|value text|free response|free text|"
        "open text|customer comment|customer comments|comment text|response text|open ended response|"
        "opinion|remarks|remark|description|suggestion|suggestions|note from customer|评价内容|评论内容|"
        "反馈内容|评价|评论|反馈|内容|意见|建议|意见建议|意见与建议|留言|留言内容|文本|点评|点评内容|"
        "原因|评分原因|客户反馈|用户反馈|用户评论|客户评价"
    ),
    "title": "title|review title|headline|subject|summary|标题|主题|评论标题|评价标题",
    "time": (
        "collected at|submitted at|recorded date|responded at|answered at|response date|answer date|"
        "review date|feedback date|survey date|created at|create time|created date|date created|created|"
        "date published|published at|published date|review created at|submit date|submission date|"
        "submitted|timestamp|date|time|datetime|date time|end date|posted at|posted on|"
        "last modified seconds|review last update date and time|review submit date and time|created utc|"
        "occurred at|start date|updated at|update time|提交时间|提交日期|评价时间|评论时间|反馈时间|"
        "反馈日期|评价日期|评论日期|答题时间|答卷时间|填写时间|创建时间|发布时间|日期|时间|调查日期|"
        "结束时间|开始时间"
    ),
    "experienced_at": (
        "experienced at|date of experience|experience date|visit date|date of visit|stay date|"
        "date of stay|travel date|date flown|purchase date|order date|service date|体验时间|体验日期|"
        "消费时间|消费日期|入住日期|到店时间|到店日期|购买时间|购买日期|下单时间|就诊日期"
    ),
    "external_id": (
        "external id|response id|review id|feedback id|survey response id|respondent id|record id|"
        "submission id|answer id|comment id|ticket id|id|uuid|guid|编号|序号|记录编号|答卷编号|评论编号|"
        "评论id|反馈编号|评价编号|答卷id|反馈id|评价id"
    ),
    "customer": (
        "customer id|user id|contact id|person id|member id|client id|customer|external reference|"
        "customer number|customer no|external customer id|end user id|guest id|patient id|客户编号|"
        "客户id|用户id|用户编号|会员号|会员编号|会员id|客户号|客户|用户"
    ),
    "customer_email": (
        "email|e mail|email address|e mail address|customer email|recipient email|contact email|"
        "user email|mail|person email|end user email|邮箱|电子邮箱|电子邮件|邮件地址|客户邮箱|邮箱地址"
    ),
    "customer_name": (
        "name|full name|customer name|contact name|person name|recipient name|first name|last name|"
        "recipient first name|recipient last name|given name|family name|surname|客户姓名|姓名|联系人|"
        "客户名称"
    ),
    "account": (
        "account|account name|company|company name|organisation|organization|organisation name|"
        "organization name|account id|customer company|employer|公司|公司名称|企业|企业名称|单位|"
        "单位名称|客户公司"
    ),
    "channel": "channel|survey channel|distribution channel|medium|渠道|来源渠道|反馈渠道|途径",
    "kind": "kind|feedback type|feedback kind|record type|反馈类型|反馈类别",
    "metric": "field type|metric|metric type|survey type|指标|指标类型",
    "language": (
        "language|lang|user language|reviewer language|review language|locale|language code|语言|语种"
    ),
    "url": "url|permalink|link|review url|review link|source url|链接|网址|原文链接|评论链接",
    "author": (
        "author|author name|reviewer|reviewer name|reviewer nickname|display name|nickname|username|"
        "user name|screen name|consumer display name|作者|评论人|评价人|昵称|用户名|用户昵称|评论者"
    ),
    "segment": (
        "segment|customer segment|plan|plan name|tier|customer type|customer tier|membership|"
        "company segment|客户类型|客户等级|会员等级|客户分层|细分|套餐|客群"
    ),
    "product": (
        "product|product name|product id|sku|item|item name|item reviewed|model|service name|app name|"
        "产品|产品名称|商品|商品名称|型号|产品型号"
    ),
    "region": (
        "region|country|territory|country code|city|state|location|market|area|store location|地区|区域|"
        "省份|城市|国家|大区|省"
    ),
    "touchpoint": (
        "touchpoint|touch point|journey stage|stage|lifecycle stage|trigger event|接触点|触点|环节|"
        "旅程阶段|服务环节|场景"
    ),
    "ignore": (
        "ip address|ip|location latitude|location longitude|latitude|longitude|user agent|"
        "profile photo url|avatar url|phone|phone number|recipient phone|ip地址|经度|纬度|手机|手机号|"
        "手机号码|电话|身份证号"
    ),
}

SCORES: dict[str, str] = {
    "nps": (
        "nps|nps score|net promoter score|likelihood to recommend|recommend score|recommendation score|"
        "ltr|likely to recommend|would recommend score|推荐度|推荐分|推荐意愿|净推荐值|nps评分|nps得分|"
        "nps分数|推荐指数|推荐可能性"
    ),
    "csat": (
        "csat|csat score|satisfaction|satisfaction score|satisfaction rating|overall satisfaction|"
        "customer satisfaction|满意度|满意度评分|满意度得分|总体满意度|整体满意度|服务满意度|客户满意度"
    ),
    "ces": (
        "ces|ces score|effort|effort score|customer effort score|customer effort|ease score|费力度|"
        "费力度评分|客户费力度|费力程度|轻松度|轻松程度"
    ),
    "stars": (
        "stars|star rating|rating|star|overall rating|review rating|rating value|"
        "review rating rating value|user rating|星级|评分|评级|星|打分|总评分|综合评分|用户评分|客户评分"
    ),
    "trust": (
        "trust|trust rating|trust level|level of trust|customer trust|信任度|信任程度|信任度评分|"
        "信任评分|客户信任度"
    ),
    "values": (
        "shared values|value alignment|values alignment|value alignment score|价值认同|价值认同度|"
        "价值观认同|价值观认同度|价值观契合度"
    ),
    "unnamed": "score|value number|answer score|points|number|得分|分数|总分",
}

# Whole questions, as survey tools put them into the header: all the words of one line must occur.
QUESTIONS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("score", "nps", ("likely", "recommend")),
    ("score", "nps", ("推荐", "可能")),
    ("score", "nps", ("推荐", "愿意")),
    ("score", "ces", ("easy", "handle")),
    ("score", "ces", ("made it easy",)),
    ("score", "ces", ("how easy",)),
    ("score", "ces", ("effort",)),
    ("score", "ces", ("费力",)),
    ("score", "trust", ("i trust",)),
    ("score", "trust", ("how much", "trust")),
    ("score", "trust", ("信任", "程度")),
    ("score", "trust", ("我信任",)),
    ("score", "values", ("share my values",)),
    ("score", "values", ("stands for", "believe")),
    ("score", "values", ("价值观", "一致")),
    ("score", "values", ("认同", "价值观")),
    ("score", "csat", ("how satisfied",)),
    ("score", "csat", ("satisfied with",)),
    ("score", "csat", ("满意", "程度")),
    ("score", "csat", ("是否满意",)),
    ("text", "", ("reason", "score")),
    ("text", "", ("why",)),
    ("text", "", ("tell us",)),
    ("text", "", ("improve",)),
    ("text", "", ("open ended",)),
    ("text", "", ("为什么",)),
    ("text", "", ("原因",)),
    ("text", "", ("改进",)),
    ("text", "", ("建议",)),
    ("text", "", ("意见",)),
)

NOT_THE_CUSTOMER = {"reply", "developer", "owner", "回复", "group", "count", "notes", "tags", "duration"}
EXACT_ONLY_NAMES = (
    "id ip name date time text type title value number body item model area state stage plan link mail "
    "market phone summary subject message answer content star stars company account customer member author "
    "note created location description effort satisfaction trust points review feedback product region "
    "segment language username "
    "编号 序号 客户 用户 省 星 单位 时间 日期 内容 电话 公司 产品 商品 企业 来源 场景 细分 "
    "国家 城市 地区 区域"
)  # they say something as a whole name, nothing as part of one
PHRASE_WORDS = 8  # a longer header is a question


@dataclass(frozen=True, slots=True)
class NameFit:
    """What the name of a column says: role, metric of a score, how good a name it is, exactly or in part."""

    role: str
    metric: str
    rank: int
    exact: bool


def simplified(name: str) -> str:
    """Return the lower-case words of a name, camelCase and punctuation taken apart."""
    text = unicodedata.normalize("NFKC", name[:300])
    text = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", text)
    return " ".join(re.sub(r"[\W_]+", " ", text).casefold().split())


def _known() -> dict[str, NameFit]:
    known: dict[str, NameFit] = {}
    for metric, names in SCORES.items():
        for rank, name in enumerate(names.split("|")):
            known[name] = NameFit("score", "" if metric == "unnamed" else metric, rank, True)
    for role, names in NAMES.items():
        for rank, name in enumerate(names.split("|")):
            known.setdefault(simplified(name), NameFit(role, "", rank, True))
    return known


_KNOWN = _known()
_PHRASES = sorted((name for name in _KNOWN if name not in EXACT_ONLY_NAMES.split()), key=len, reverse=True)


def is_known_name(name: str) -> bool:
    """Tell whether a cell is word for word the name of a known column."""
    return len(name) <= 60 and simplified(name) in _KNOWN


@lru_cache(maxsize=4096)
def fit_of(name: str, label: str = "") -> NameFit | None:
    """Return what a column is by its name, its last JSON keys or the question below it."""
    words = simplified(name)
    if NOT_THE_CUSTOMER & set(words.split()) or "回复" in words:
        return None
    keys = re.sub(r"\.\d+(?=\.|$)", "", name).split(".")
    for part in (words, simplified(" ".join(keys[-2:])), simplified(keys[-1])):
        if part in _KNOWN:
            return _KNOWN[part]
    return _question(words) or _question(simplified(label)) or _phrase(words)


def _question(words: str) -> NameFit | None:
    if len(words.split()) < 2 and words.isascii():
        return None
    for role, metric, wanted in QUESTIONS:
        if all(word in words for word in wanted):
            return NameFit(role, metric, 5, False)
    return None


def _phrase(words: str) -> NameFit | None:
    if len(words.split()) > PHRASE_WORDS:
        return None
    padded = f" {words} "
    for phrase in _PHRASES:
        if f" {phrase} " in padded or (not phrase.isascii() and phrase in words):
            known = _KNOWN[phrase]
            return NameFit(known.role, known.metric, known.rank + 10, False)
    return None
