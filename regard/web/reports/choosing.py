"""What the live report is of, read from an address or a form: up to which month, how long, and of whom."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from regard.web.dashboards.naming import Naming, month_name
from regard.web.dashboards.numbers import Numbers
from regard.web.feedback.models import Source
from regard.web.reports.windows import (
    EVERYBODY,
    LENGTHS,
    Whose,
    Window,
    last_month,
    month_window,
    months,
)

MOST = 200  # segments to choose from, and sources
Link = tuple[str, str, bool]


@dataclass(frozen=True)
class Choice:
    """One report out of all that could be made."""

    month: str
    length: int
    whose: Whose = EVERYBODY

    @classmethod
    def read(cls, said: Mapping[str, Any], numbers: Numbers, *, today: date) -> "Choice":
        """What an address or a form asks for; what is not known is as if it were not there."""
        month, length = said.get("month", ""), said.get("length", "")
        known = {str(number): number for number in LENGTHS}
        asked = {name: said.get(name, "") for name in vars(EVERYBODY)}
        whose = {
            name: value for name, value in asked.items() if value and value in dict(values(numbers, name))
        }
        return cls(
            month=month if month in months(today) else last_month(today),
            length=known.get(length, LENGTHS[0]),
            whose=Whose(**whose),
        )

    def window(self, *, today: date) -> Window:
        """The days, of these people alone."""
        return month_window(self.month, self.length, today=today, whose=self.whose)

    def parts(self) -> dict[str, str]:
        """The same as names and values, as an address or a form has them."""
        return {"month": self.month, "length": str(self.length), **self.whose.parts()}

    def query(self) -> str:
        """The part of the address behind the question mark."""
        return urlencode(self.parts())


def values(numbers: Numbers, name: str, naming: Naming | None = None) -> list[tuple[str, str]]:
    """The segments or the sources that anything was said by or in, each with its name."""
    known = [key[0] for key, _n in numbers.record_counts(by=(name,)).rows]
    naming = naming or Naming()
    found = [(value, naming.name(name, value)) for value in known if isinstance(value, str) and value]
    return sorted(found, key=lambda one: one[1])[:MOST]


def menus(choice: Choice, numbers: Numbers, *, url: str, today: date) -> list[tuple[str, list[Link]]]:
    """What can be chosen, each with its name; a choice of one is none."""
    naming = Naming(dict(Source.objects.values_list("key", "name")))

    def to(**changes: Any) -> str:
        return f"{url}?{replace(choice, **changes).query()}"

    lengths = [(length_text(number), to(length=number), number == choice.length) for number in LENGTHS]
    until = [
        (_("until the end of %(month)s") % {"month": month_name(one)}, to(month=one), one == choice.month)
        for one in months(today)
    ]
    found = [(_("Length"), lengths), (_("Month"), until)]
    named = (("segment", _("Segment"), _("All customers")), ("source", _("Source"), _("All sources")))
    for name, label, every in named:
        chosen = getattr(choice.whose, name)
        options = [("", every), *values(numbers, name, naming)]
        links = [
            (text, to(whose=replace(choice.whose, **{name: value})), value == chosen)
            for value, text in options
        ]
        found.append((label, links))
    return [(label, links) for label, links in found if len(links) > 2 or label in (_("Length"), _("Month"))]


def length_text(number: int) -> str:
    """How many months a report covers."""
    return ngettext("%(n)s month", "%(n)s months", number) % {"n": number}
