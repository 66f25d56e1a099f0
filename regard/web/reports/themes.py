"""What is said most, and what is said more or less than before: themes as shares of what was written."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from django.utils.translation import gettext as _

from regard.web.dashboards.figures import change_interval_text, change_text, count_text
from regard.web.dashboards.numbers import Numbers
from regard.web.insights.change_study import THEME
from regard.web.insights.studies import Changes, Filters, Finding
from regard.web.insights.theme_models import Theme as Row
from regard.web.insights.theme_numbers import Recorded, Tree, share
from regard.web.insights.theme_table import EVERY
from regard.web.insights.theme_tallies import ThemesMoved
from regard.web.reports.amounts import amount
from regard.web.reports.board import Theme, Themes
from regard.web.reports.windows import Window

MOST, MOVED = 8, 5


def themes_of(numbers: Numbers, window: Window, changes: Changes, *, today: date) -> Themes | None:
    """The themes of a report; None where there are none, or nobody wrote anything.

    What moved is judged by the one family of comparisons that the whole report has.
    """
    names = dict(Row.objects.filter(gone_at=None, is_group=False).values_list("key", "name"))
    counted = _counted(numbers, window.address.filters(today=today)) if names else {}
    total = counted.get(EVERY, 0)
    if not total:
        return None
    judged = {str(one.value): one for one in changes.findings if one.metric == THEME}
    moved = {key: one for key, one in judged.items() if one.comparison.significant and key in names}
    often = sorted(names, key=lambda key: (-counted.get(key, 0), names[key]))
    told = {
        key: _theme(names[key], counted.get(key, 0), total, judged.get(key), _query(window, key))
        for key in {*often[:MOST], *moved}
    }
    largest = sorted(moved, key=lambda key: -abs(moved[key].comparison.difference))[:MOVED]
    return Themes(
        moved=[told[key] for key in largest],
        most=[told[key] for key in often[:MOST] if told[key].records],
        note=_note(total, len(judged), len(moved)),
    )


def _counted(numbers: Numbers, where: Filters) -> Mapping[str, int]:
    """How many records carry each theme; from the records themselves while the archive tells of others."""
    try:
        rows = numbers.record_counts(by=("theme",), where=where).rows
        return {str(key[0]): n for key, n in rows}
    except ThemesMoved:
        tree = Tree.of_now()
        ways = Recorded(tree)
        found = ways.sentiments(where)
        own = {key: sum(found.get(pk, {}).values()) for key, pk in tree.themes.items()}
        return {**own, EVERY: ways.total(where)}


def _theme(name: str, n: int, total: int, moved: Finding | None, query: str) -> Theme:
    found = Theme(name, n, amount(share(n, total)), query)
    if moved is None:
        return found
    size = {"size": change_text(moved.comparison, "percent")}
    text = _("%(size)s more") if moved.comparison.difference > 0 else _("%(size)s less")
    return replace(
        found,
        moved=text % size if moved.comparison.significant else _("no clear change"),
        moved_interval=change_interval_text(moved.comparison, "percent"),
        n_before=moved.comparison.n_before,
    )


def _query(window: Window, key: str) -> str:
    return window.address.but(theme=(key,)).query()


def _note(total: int, judged: int, moved: int) -> str:
    shares = _("Share: of the %(n)s records with words, those that carry the theme.") % {
        "n": count_text(total)
    }
    if not judged:
        few = _("Not compared: too little was said before, or the themes are just being counted anew.")
        return f"{shares} {few}"
    if not moved:
        return f"{shares} {_('The share of no theme changed by more than chance.')}"
    return shares
