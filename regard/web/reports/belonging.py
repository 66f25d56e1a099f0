"""What belongs into a report of a segment or source: what is of them alone and, marked, what is of more."""

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from django.utils.translation import gettext as _

from regard.web.changes.hearing import address_of
from regard.web.changes.models import Change, Exposed
from regard.web.dashboards.addresses import Address, Values

T = TypeVar("T")
Filtered = tuple[Values, Values]
"""The segments and the sources that something is of; empty: of all."""


def of_view(address: Address) -> Filtered:
    """Whom a view is of."""
    return address.segment, address.source


def of_change(change: Change) -> Filtered:
    """Whom a change is of: whose number it names, else whom it reaches, else whose words led to it."""
    words = address_of(change)
    reached = tuple(change.exposed)
    segments = reached if change.exposed_by == Exposed.SEGMENT else words.segment
    sources = reached if change.exposed_by == Exposed.SOURCE else words.source
    return (change.segment,) if change.segment else segments, sources


def belonging(
    rows: Iterable[T], of: Callable[[T], Filtered], report: Address, *, most: int
) -> list[tuple[T, str]]:
    """What belongs into a report, each with its mark: first what is of them alone, which has none.

    What is of others alone is left out.
    """
    marked = [(row, mark) for row in rows if (mark := mark_of(of(row), report)) is not None]
    return sorted(marked, key=lambda one: bool(one[1]))[:most]


def mark_of(found: Filtered, report: Address) -> str | None:
    """What is said of it in a report: "" where it is of them alone, None where it is of others alone."""
    both = [
        (set(values), set(wanted)) for values, wanted in zip(found, of_view(report), strict=True) if wanted
    ]
    if any(values and values.isdisjoint(wanted) for values, wanted in both):
        return None
    if all(values and values <= wanted for values, wanted in both):
        return ""
    return _("of others, too") if any(found) else _("of the whole company")


def detailed(mark: str, parts: Sequence[str]) -> str:
    """The word more about a line, after its mark."""
    return " · ".join(part for part in (mark, *parts) if part)
