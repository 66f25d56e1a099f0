"""What a page opens with where its address names no period: the shortest one that says something."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.translation import gettext as _

from regard.web.dashboards.addresses import Address
from regard.web.dashboards.naming import PERIOD_NAMES
from regard.web.dashboards.periods import LENGTHS, USUAL

LONGER = tuple(str(days) for days in LENGTHS if days > USUAL)
T = TypeVar("T")
Link = tuple[str, str, bool]


@dataclass(frozen=True)
class Opened(Generic[T]):
    """The address that is shown, what was found there, and what the usual period says."""

    address: Address
    found: T
    usual: T

    def why(self, reason: Callable[[T], str]) -> str:
        """Why it is not the usual period; empty where it is."""
        if self.found is self.usual:
            return ""
        return _("“%(period)s”, because “%(usual)s” says too little. %(reason)s") % {
            "period": PERIOD_NAMES[self.address.period],
            "usual": PERIOD_NAMES[str(USUAL)],
            "reason": reason(self.usual),
        }


def opened(
    request: HttpRequest,
    address: Address,
    *,
    ask: Callable[[Address], T],
    is_useful: Callable[[T], bool],
    longer: Iterable[str] = LONGER,
) -> Opened[T]:
    """Ask for the period that the address names; without one for the usual or the first useful longer one."""
    usual = ask(address)
    is_named = request.GET.get("period") or address.period != str(USUAL)
    if is_named or is_useful(usual):
        return Opened(address, usual, usual)
    for period in longer:
        found = ask(address.but(period=period))
        if is_useful(found):
            return Opened(address.but(period=period), found, usual)
    return Opened(address, usual, usual)


def query_of(address: Address) -> str:
    """The address with its period, which stands in it also where it is the usual one."""
    return urlencode([("period", address.period), *(one for one in address.parts() if one[0] != "period")])


def staying(links: Iterable[Link], period: str) -> list[Link]:
    """The same links, each with a period: its own, or this one."""
    return [(name, url if "period=" in url else _with(url, period), chosen) for name, url, chosen in links]


def _with(url: str, period: str) -> str:
    return f"{url}{'&' if '?' in url else '?'}period={period}"
