"""The revenue that was kept and heard, in words: each currency by itself, each number with its interval."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from regard.web.dashboards.figures import count_text
from regard.web.insights.revenue_study import ENOUGH, Coverage, Heard, Interval, Kept, RevenueRate
from regard.web.loyalty.staying import day_text, fine_ends, fine_share


@dataclass(frozen=True)
class Figure:
    """One rate with its interval and n."""

    label: str
    value: str
    interval: str
    n: str


@dataclass(frozen=True)
class KeptText:
    """What became of the revenue of one currency."""

    sentence: str
    figures: list[Figure]
    notes: list[str]


@dataclass(frozen=True)
class HeardLine:
    """How much was heard from one segment."""

    segment: str
    customers: str
    share: str
    interval: str


@dataclass(frozen=True)
class HeardText:
    """How much of the revenue of one currency was heard."""

    sentence: str
    lines: list[HeardLine]
    notes: list[str]


def money_text(amount: float, currency: str) -> str:
    """A whole amount with its currency: "EUR 471,080"."""
    return f"{currency} {count_text(round(amount))}".strip()


def kept_text(found: Kept, *, start: date, end: date) -> KeptText:
    """Retention of one currency's revenue between two days."""
    notes = _unknown(found)
    if found.net is None or found.gross is None or found.lost is None:
        text = ngettext(
            "Not enough customers yet to say what was kept in %(currency)s: %(n)s paid on %(day)s, of the "
            "%(least)s it takes.",
            "Not enough customers yet to say what was kept in %(currency)s: %(n)s paid on %(day)s, of the "
            "%(least)s it takes.",
            found.n,
        )
        values = {"currency": _currency(found.currency), "n": count_text(found.n), "least": ENOUGH}
        return KeptText(text % {**values, "day": day_text(start)}, [], notes)
    net = found.net.rate
    sentence = _(
        "Of %(amount)s a month on %(day)s, the same customers paid %(share)s on %(end)s (95 %% interval "
        "%(ends)s, n = %(n)s)."
    ) % {
        "amount": money_text(found.start, found.currency),
        "day": day_text(start),
        "end": day_text(end),
        "share": fine_share(net.value),
        "ends": fine_ends(net.low, net.high),
        "n": count_text(found.n),
    }
    gross = found.gross.rate
    lost = Interval(1 - gross.value, 1 - gross.high, 1 - gross.low, gross.level, gross.n, gross.method)
    figures = [
        _figure(_("Net revenue retention"), net),
        _figure(_("Gross revenue retention"), gross),
        _figure(_("Revenue lost"), lost),
        _figure(_("Customers lost"), found.lost),
    ]
    return KeptText(sentence, figures, [*_concentrated(found.net), *notes])


def heard_text(found: Coverage, *, since: date) -> HeardText:
    """How much of one currency's revenue comes from customers who said anything since a day."""
    rate = found.whole.rate
    if rate is None:
        sentence = _("Not enough customers pay in %(currency)s yet to say how much of it was heard.") % {
            "currency": _currency(found.currency)
        }
        return HeardText(sentence, [], [])
    sentence = _(
        "%(share)s of the revenue in %(currency)s is of customers who said anything since %(day)s "
        "(95 %% interval %(ends)s): %(heard)s of %(n)s customers."
    ) % {
        "share": fine_share(rate.rate.value),
        "currency": _currency(found.currency),
        "day": day_text(since),
        "ends": fine_ends(rate.rate.low, rate.rate.high),
        "heard": count_text(found.whole.heard),
        "n": count_text(found.whole.customers),
    }
    return HeardText(sentence, [_line(one) for one in found.segments], _concentrated(rate))


def _line(one: Heard) -> HeardLine:
    counted = _("%(heard)s of %(n)s") % {"heard": count_text(one.heard), "n": count_text(one.customers)}
    name = one.segment or _("not known")
    if one.rate is None:
        return HeardLine(name, count_text(one.customers), "–", _("not enough customers yet"))
    rate = one.rate.rate
    return HeardLine(name, counted, fine_share(rate.value), fine_ends(rate.low, rate.high))


def _figure(label: str, rate: Interval) -> Figure:
    return Figure(label, fine_share(rate.value), fine_ends(rate.low, rate.high), count_text(rate.n))


def _concentrated(rate: RevenueRate) -> list[str]:
    if not rate.concentrated:
        return []
    share = {"share": fine_share(rate.top_share)}
    if rate.bootstrapped:
        text = _(
            "The ten largest pay %(share)s of it, so that the interval comes from drawing customers anew."
        )
        return [text % share]
    return [_("The ten largest pay %(share)s of it: the interval is rough.") % share]


def _unknown(found: Kept) -> list[str]:
    if not found.unknown:
        return []
    text = ngettext(
        "Of %(n)s customer it is not known what they paid on both days; they are left out.",
        "Of %(n)s customers it is not known what they paid on both days; they are left out.",
        found.unknown,
    )
    return [text % {"n": count_text(found.unknown)}]


def _currency(code: str) -> str:
    return code or _("a currency that is not known")
