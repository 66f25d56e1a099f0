"""Where a customer stands with the company, in the words of files, in English and Chinese."""

from .refusals import BadValue
from .rows import Cell
from .scores import is_no_answer
from .texts import value_of

WORDS = {
    "lead": (
        "lead|prospect|potential|potential customer|opportunity|mql|sql|marketing qualified lead|"
        "sales qualified lead|marketingqualifiedlead|salesqualifiedlead|潜在|潜在客户|潜客|意向客户|线索|商机"
    ),
    "onboarding": (
        "onboarding|trial|trialing|trialling|new|new customer|joined|activation|implementation|"
        "试用|试用中|新客户|新客|新注册|引导中|上线中|实施中|开通中"
    ),
    "active": (
        "active|customer|current|current customer|existing|existing customer|stayed|retained|live|enabled|"
        "paying|not churned|活跃|正常|在网|在用|使用中|存量|现有客户|老客户|留存|未流失|付费中"
    ),
    "at_risk": (
        "at risk|risk|high risk|past due|dormant|有风险|风险|高风险|有流失风险|流失风险|"
        "预警|沉默|休眠|不活跃|欠费"
    ),
    "churned": (
        "churned|churn|lost|left|gone|cancelled|canceled|closed|terminated|expired|inactive|former|"
        "former customer|ex customer|attrited|attrited customer|流失|已流失|流失客户|已取消|注销|已注销|销户|"
        "已销户|退订|已退订|离网|解约|已解约|停用|已停用|到期未续"
    ),
    "won_back": "won back|winback|win back|reactivated|returned|recovered|赢回|已赢回|挽回|已挽回|召回|回流",
}
YES, NO = "yes|y|true|t|1|1.0|是|有|对", "no|n|false|f|0|0.0|否|没有|未"
FLAGS = (
    "churn|churned|is churned|has churned|is churn|churn flag|churn label|churn value|churn status|exited|"
    "attrition|attrition flag|attrited|流失|是否流失|已流失|是否已流失|流失标识|流失标志|流失标签|客户流失"
)  # columns whose yes means: this customer has left
STAGES = {word: stage for stage, words in WORDS.items() for word in words.split("|")}
_YES_NO = dict.fromkeys(YES.split("|"), "churned") | dict.fromkeys(NO.split("|"), "active")


def stage(cell: Cell, *, of_churn: bool) -> str | None:
    """Return the stage that a cell names, or None; in a column of churn also what its yes or no says.

    Raises BadValue with the code stage_not_understood.
    """
    text = value_of(cell)
    if text is None or (is_no_answer(text) and not (of_churn and text.casefold() in _YES_NO)):
        return None
    folded = " ".join(text.casefold().replace("_", " ").replace("-", " ").split())
    found = (_YES_NO.get(folded) if of_churn else None) or STAGES.get(folded)
    if found is None:
        raise BadValue("stage_not_understood", value=text)
    return found
