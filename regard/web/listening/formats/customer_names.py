"""What columns are called in files of customers, in English and Chinese."""

import re
from functools import lru_cache

from .names import NAMES, NameFit, simplified
from .stages import FLAGS

# Separated by |; the first name of a role is the best one where several columns fit.
CUSTOMER_NAMES: dict[str, str] = {
    "customer": (
        f"{NAMES['customer']}|cust id|custid|client number|client no|clientnum|client|subscriber id|"
        "loyalty id|card number|crm id|顾客编号|顾客id|顾客|会员卡号|卡号|"
        "用户名|账号|record id|external id|id|"
        "uuid|guid|编号|记录编号|序号"
    ),
    "customer_email": NAMES["customer_email"],
    "customer_name": f"{NAMES['customer_name']}|顾客姓名|会员姓名|用户姓名|名字|姓|名",
    "account": NAMES["account"] + "|company id|associated company|primary associated company",
    "segment": NAMES["segment"] + "|client segment|subscription plan|subscription|subscription type|"
    "客户分类|客户群|会员类型|用户类型|分层",
    "language": NAMES["language"] + "|preferred language|首选语言|偏好语言",
    "stage": (
        "lifecycle stage|customer lifecycle stage|life cycle stage|customer stage|stage|customer status|"
        "account status|subscription status|membership status|user status|status|lifecycle|客户阶段|"
        f"生命周期阶段|生命周期|客户状态|用户状态|会员状态|订阅状态|账户状态|阶段|状态|{FLAGS}"
    ),
    "since": (
        "customer since|since|client since|member since|became a customer date|became a customer|"
        "signed up at|signed up on|signed up|signup date|sign up date|registration date|"
        "registered at|registered on|registered|join date|joined at|joined on|joined|date joined|"
        "enrollment date|enrolment date|subscription start|subscription start date|contract start|start date|"
        "first order date|first purchase date|created at|created on|create date|created date|"
        "date created|created|"
        "成为客户时间|成为客户日期|客户起始日期|注册时间|注册日期|加入时间|加入日期|入会时间|入会日期|开户时间|"
        "开户日期|入网时间|入网日期|签约日期|首次购买时间|首次购买日期|创建时间|创建日期"
    ),
    "revenue": (
        "monthly revenue|mrr|monthly recurring revenue|revenue per month|monthly charges|monthly charge|"
        "monthly fee|monthly spend|monthly amount|monthly price|arpu|月费|月消费|月消费额|"
        "月消费金额|每月费用|月租|月租费|月度收入|月度费用|月经常性收入|月营收"
    ),
    "currency": "currency|currency code|mrr currency|货币|币种|货币代码",
    "ignore": NAMES["ignore"],
}


def _known() -> dict[str, NameFit]:
    known: dict[str, NameFit] = {}
    for role, names in CUSTOMER_NAMES.items():
        for rank, name in enumerate(names.split("|")):
            known.setdefault(simplified(name), NameFit(role, "", rank, True))
    return known


_KNOWN = _known()
_FLAGS = frozenset(simplified(name) for name in FLAGS.split("|"))
_UNIT = re.compile(r"\s*[(（\[【].{1,20}[)）\]】]\s*\Z")


@lru_cache(maxsize=4096)
def customer_fit(name: str) -> NameFit | None:
    """Return what a column of a file of customers is by its whole name, or its last JSON key."""
    without_unit = _UNIT.sub("", name)
    return next((_KNOWN[part] for part in _parts(name, without_unit) if part in _KNOWN), None)


def is_of_churn(name: str) -> bool:
    """Tell whether the yes of a column means that the customer has left."""
    return any(part in _FLAGS for part in _parts(name, _UNIT.sub("", name)))


def unit_in(name: str) -> str:
    """Return what stands in brackets at the end of a name: the currency in "月费（元）".

    >>> unit_in("Monthly revenue (EUR)"), unit_in("月费（元）"), unit_in("Churn")
    ('EUR', '元', '')
    """
    found = _UNIT.search(name)
    return found[0].strip()[1:-1].strip() if found else ""


def _parts(name: str, without_unit: str) -> tuple[str, ...]:
    return simplified(name), simplified(without_unit), simplified(name.rpartition(".")[2])
