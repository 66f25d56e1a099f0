"""What a page of themes opens with: its address, and the shortest period that says something."""

from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from regard.web.dashboards.addresses import Address
from regard.web.dashboards.counting import is_unmeasured
from regard.web.dashboards.opening import LONGER, Opened, opened
from regard.web.dashboards.theme_asking import numbers_of
from regard.web.insights.theme_numbers import Seen
from regard.web.workspaces.scope import MemberRequest

TOLD = 1 / 3  # of the themes that anybody mentions: so many have a sentiment in a period that is useful


def address_of(request: MemberRequest) -> Address:
    """Periods until today or all of time, segments, owners, languages, a metric with scores, and pages."""
    asked, usual = Address.read(request.GET, by=request.membership), Address()
    period = asked.period if asked.period.isdecimal() or asked.period == "all" else usual.period
    metric = asked.metric if asked.metric != "net_sentiment" else ""
    return Address(
        period=period,
        segment=asked.segment,
        owner=asked.owner,
        language=asked.language,
        metric=metric,
        page=asked.page,
    )


def opened_tree(request: MemberRequest, *, today: date) -> Opened[Seen]:
    """All themes in the period that is named, else in the shortest in which a third of them have numbers."""
    address = address_of(request)
    silent = is_unmeasured(address.language)
    return opened(
        request,
        address,
        ask=lambda address: numbers_of(request, address, today=today),
        is_useful=lambda seen: bool(seen.themes) and (silent or _told(seen) >= TOLD * len(seen.themes)),
        longer=(*LONGER, "all"),
    )


def opened_theme(request: MemberRequest, theme: UUID, *, today: date) -> Opened[Seen]:
    """One theme in the period that is named, else in the shortest in which its sentiment is a number."""
    address = address_of(request)
    silent = is_unmeasured(address.language)
    return opened(
        request,
        address,
        ask=lambda address: numbers_of(request, address, today=today),
        is_useful=lambda seen: theme in seen.themes if silent else _has_feeling(seen, theme),
        longer=(*LONGER, "all"),
    )


def lacking(seen: Seen) -> str:
    """What a period lacks that says too little of the themes."""
    told = {"told": _told(seen), "themes": len(seen.themes)}
    return _("Of %(themes)s themes %(told)s have a sentiment that is a number.") % told


def lacking_of(seen: Seen, theme: UUID) -> str:
    """The same of one theme."""
    own = seen.themes.get(theme)
    return _("n = %(n)s") % {"n": own.n if own else 0}


def _told(seen: Seen) -> int:
    return sum(_has_feeling(seen, theme) for theme in seen.themes)


def _has_feeling(seen: Seen, theme: UUID) -> bool:
    own = seen.themes.get(theme)
    return own is not None and own.sentiment is not None and own.sentiment.status == "shown"
