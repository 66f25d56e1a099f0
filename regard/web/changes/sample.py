"""Three changes of the invented company: one judged, one under way, one that will not be done."""

from datetime import UTC, date, datetime, time, timedelta

from regard.perception.datasets.plot import NAMED_CONTACT, PRICE_LIST, SIGN_IN_FOR_GROUPS, UNTIL
from regard.web.accounts.models import User
from regard.web.changes import filing
from regard.web.changes.judging import judge
from regard.web.changes.models import Change, State
from regard.web.dashboards.addresses import Address

WEEK = timedelta(weeks=1)
DECIDED = 2 * WEEK  # before it starts


def load(*, by: User, at: datetime) -> None:
    """File them as they were filed in the story, whose last day is the day before."""
    moved = at.date() - timedelta(days=1) - UNTIL
    _named_contact(NAMED_CONTACT + moved, by=by, at=at)
    _sign_in(SIGN_IN_FOR_GROUPS + moved, by=by, at=at)
    _prices(PRICE_LIST + moved, by=by, at=at)


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)


def _low(metric: str, most: int, *, start: date, last: date, segment: tuple[str, ...] = ()) -> str:
    """The view of low scores in a time, as explore writes it."""
    view = Address(metric=metric, scores=(0 if metric == "nps" else 1, most), segment=segment)
    return view.but(period="dates", start=start, last=last).query()


def _named_contact(start: date, *, by: User, at: datetime) -> None:
    decided = start - DECIDED
    change = Change(
        title_en="Each property has a named contact in support",
        title_zh="每家门店都有专属客服联系人",
        said_en="You told us that you explain the same thing to a new person each time.",
        said_zh="您告诉我们，每次都要向新的客服重新说明同样的情况。",
        did_en="Every property now has one person in support who knows it, with a deputy for days off.",
        did_zh="现在每家门店都有一位熟悉情况的专属客服，休假时由固定同事代班。",
        words=_low("csat", 2, start=decided - 26 * WEEK, last=decided),
        metric="csat",
        smallest=5,
        all_at_once=True,
        start_on=start,
        judge_on=start + 10 * WEEK,
        owner=by,
        state=State.PLANNED,
    )
    filing.file(change, by=by, at=_noon(decided - WEEK))
    filing.begin(change, by=by, at=_noon(decided))
    filing.publish(change, by=by, at=_noon(decided), shown=True)
    judge(change, at=_noon(start + 10 * WEEK))


def _sign_in(reached: date, *, by: User, at: datetime) -> None:
    start = at.date() - 3 * WEEK
    change = Change(
        title_en="Sign-in for groups in one step again",
        title_zh="多店客户恢复一步登录",
        said_en="Groups told us that signing in takes a code for each property.",
        said_zh="多店客户反映，每家门店登录都要单独输入验证码。",
        did_en="One code a day opens all properties of a group. Single houses follow if it helps.",
        did_zh="多店客户每天只需验证一次即可进入所有门店；如果有效，将推广到单店。",
        words=_low("ces", 4, start=reached, last=start - DECIDED, segment=("group",)),
        metric="ces",
        smallest=0.4,
        exposed_by="segment",
        exposed=["group"],
        start_on=start,
        judge_on=at.date() + 6 * WEEK,
        owner=by,
        state=State.PLANNED,
    )
    filing.file(change, by=by, at=_noon(start - DECIDED - WEEK))
    filing.begin(change, by=by, at=_noon(start - DECIDED))
    filing.publish(change, by=by, at=_noon(start - DECIDED), shown=True)
    late = "The code arrives late at two hotels abroad. 两家海外酒店收码延迟，正在排查。"
    filing.remark(change, late, by=by, at=_noon(start + WEEK))


def _prices(since: date, *, by: User, at: datetime) -> None:
    decided = at.date() - 5 * WEEK
    change = Change(
        title_en="Go back to one price for a whole group",
        title_zh="恢复按集团整体计费",
        said_en="Groups told us that paying per property makes small houses too expensive.",
        said_zh="多店客户反映，按门店计费让小店负担过重。",
        did_en=(
            "A price per group would make single houses pay for large ones. "
            "We keep the price per property and look at the smallest ones again in spring."
        ),
        did_zh="按集团计费等于让单店客户补贴大客户。我们保留按门店计费，明年春天重新评估小店价格。",
        words=_low("nps", 6, start=since, last=decided, segment=("group",)),
        owner=by,
    )
    filing.file(change, by=by, at=_noon(decided - WEEK))
    filing.turn_down(change, by=by, at=_noon(decided))
    filing.publish(change, by=by, at=_noon(decided), shown=True)
