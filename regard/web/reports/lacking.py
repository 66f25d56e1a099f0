"""What has not enough answers yet: one line of each part that names it, instead of a row for each."""

from django.utils import translation
from django.utils.translation import gettext as _

from regard.web.dashboards.figures import count_text
from regard.web.reports.board import Point
from regard.web.reports.content import Content


def lacking(content: Content) -> dict[str, str]:
    """The line of each part of a report, "" where nothing lacks; in the language of the report."""
    with translation.override(content.language):
        parts = {
            "figures": [
                _named(one.label, one.amount.n, one.status) for one in content.figures if not one.places
            ],
            "factors": [_named(one.label, one.net.n) for one in content.factors if one.net.value is None],
            "money": content.money.few if content.money else [],
            "map": [content.map.few] if content.map and content.map.few else [],
            "trends": [_named(one.label, _answers(one.points)) for one in content.trends if not one.is_drawn],
        }
        by_month = _("Not enough answers by month yet: %(names)s.")
        said = {name: _("Not enough answers yet: %(names)s.") for name in parts} | {"trends": by_month}
        return {name: _line(said[name], names) for name, names in parts.items()}


def _named(label: str, n: int, status: str = "") -> str:
    if status == "no_answers":
        return _("%(label)s (no answers in this period)") % {"label": label}
    return _("%(label)s (n = %(n)s)") % {"label": label, "n": count_text(n)}


def _answers(points: list[Point]) -> int:
    return sum(one.amount.n for one in points)


def _line(said: str, names: list[str]) -> str:
    return said % {"names": _("; ").join(names)} if names else ""
