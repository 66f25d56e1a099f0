"""The trend of a theme: its share of what was written by month, all counted with the themes of now."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regard.perception.counts import Counts
from regard.perception.estimates import Estimate
from regard.web.dashboards.addresses import Address
from regard.web.dashboards.charts.plotted import MUTED, Axis, Plotted
from regard.web.dashboards.charts.trend import trend
from regard.web.dashboards.figures import count_text, interval_text, value_text
from regard.web.dashboards.periods import Period
from regard.web.dashboards.plots import Chart
from regard.web.dashboards.spans import Span, month_within, spans_of
from regard.web.dashboards.theme_asking import once, where_of
from regard.web.feedback.models import Feedback
from regard.web.insights import theme_keeping
from regard.web.insights.theme_finding import waiting
from regard.web.insights.theme_history import Turn, as_of, months_of, turns
from regard.web.insights.theme_models import Theme, ThemeAct
from regard.web.insights.theme_numbers import YES_NO, share_of
from regard.web.workspaces.scope import MemberRequest

TURNS = {
    ("rename", "changed"): gettext_lazy("Called “%(theme)s” until %(day)s."),
    ("merge", "changed"): gettext_lazy("Merged from %(some)s and %(last)s on %(day)s."),
    ("split", "changed"): gettext_lazy("“%(part)s” was split off on %(day)s."),
    ("split", "part"): gettext_lazy("Split off “%(theme)s” on %(day)s."),
    ("move", "changed"): gettext_lazy("Moved to another place of the tree on %(day)s."),
    ("move", "above"): gettext_lazy("“%(theme)s” was moved into it on %(day)s."),
}


def trend_of(request: MemberRequest, theme: Theme, address: Address, *, today: date) -> Chart | None:
    """The chart of all of the past, of a segment and an owner; none where nobody wrote anything."""
    months = _months(request, theme, address, today=today)
    spans = _spans(months)
    if not spans:
        return None
    shares = [share_of(span.counts) if span.counts and span.counts.n else None for span in spans]
    slug = request.workspace.slug
    rows = [
        _plotted(span, share, _url(slug, theme, address, span, today=today))
        for span, share in zip(spans, shares, strict=True)
    ]
    quarterly = any(span.first != span.last for span in spans)
    changed = turns(theme)
    return Chart(
        id="trend",
        title=_("Share by quarter, all of the past") if quarterly else _("Share by month, all of the past"),
        note=_note(changed),
        specification=_specification(rows, spans, changed),
        columns=_columns(quarterly),
        rows=[_cells(row, span) for row, span in zip(rows, spans, strict=True)],
    )


def told(theme: Theme) -> list[str]:
    """With which themes all was counted, and each change that stands, as sentences."""
    kept, lines = theme_keeping.state(), []
    moment = as_of(kept)
    if moment is not None:
        day = {"day": date_format(moment, "DATE_FORMAT")}
        lines.append(
            _("Counted with the themes as of %(day)s: records of before are counted with them, too.") % day
        )
    if Feedback.objects.filter(waiting(kept)).exists():
        lines.append(_("Some records are still being given their themes; the line follows."))
    return [*lines, *(turn_text(turn, theme) for turn in turns(theme))]


def turn_text(turn: Turn, theme: Theme) -> str:
    """One change of a theme as a sentence with its day."""
    event = turn.event
    subject = turn.names.get(str(event.get("theme") or event.get("into")), theme.name)
    others = event.get("others")
    keys = others if isinstance(others, list) else []
    every = [f"“{subject}”", *(f"“{turn.names.get(key, key)}”" for key in keys)]
    parts = {
        "theme": subject,
        "some": _(", ").join(every[:-1]),
        "last": every[-1],
        "part": event.get("name", ""),
        "day": date_format(turn.day, "DATE_FORMAT"),
    }
    return str(TURNS[turn.kind, turn.role] % parts)


def _months(request: MemberRequest, theme: Theme, address: Address, *, today: date) -> dict[str, Counts]:
    """For each month the records with words that carry the theme (1), and that do not (0)."""
    where = where_of(address.but(period="all"), today=today)
    asked = ("months", theme.key, where)
    every, own = once(request, asked, lambda themed: months_of(theme, where, told=themed))
    return {
        month: Counts.of({0: n - own.get(month, 0), 1: own.get(month, 0)}, YES_NO)
        for month, n in sorted(every.items())
    }


def _spans(months: Mapping[str, Counts]) -> list[Span]:
    """Months, or quarters where months have mostly too few records and quarters have enough more often."""
    by_month_, by_quarter = spans_of(months, 1), spans_of(months, 3)
    shown, of_quarters = _share_shown(by_month_), _share_shown(by_quarter)
    return by_quarter if shown < 0.5 and of_quarters > shown and len(by_quarter) > 1 else by_month_


def _share_shown(spans: Sequence[Span]) -> float:
    shown = [span for span in spans if span.counts and share_of(span.counts).status == "shown"]
    return len(shown) / len(spans) if spans else 0.0


def _plotted(span: Span, share: Estimate | None, href: str) -> Plotted:
    if share is None:
        return Plotted(span.name, 0, value_text="–", note=_("no answers"), href=href)
    low, high = share.band or (None, None)
    shown = share.status == "shown"
    return Plotted(
        label=span.name,
        n=share.n,
        value=share.value if shown else None,
        low=low,
        high=high,
        value_text=value_text(share),
        interval_text=interval_text(share),
        note="" if shown else _("not enough answers yet (n = %(n)s)") % {"n": count_text(share.n)},
        href=href,
    )


def _url(slug: str, theme: Theme, address: Address, span: Span, *, today: date) -> str:
    """The records of a piece of time in explore."""
    every = Period(None, None)
    first, last = month_within(span.first, every)[0], month_within(span.last, every)[1]
    query = address.but(metric="", period="dates", start=first, last=min(last, today), theme=(theme.key,))
    return f"{reverse('dashboards:explore', args=[slug])}?{query.query()}#records"


def _specification(rows: Sequence[Plotted], spans: Sequence[Span], changed: Sequence[Turn]) -> dict[str, Any]:
    """The line goes on where the themes were changed, as all of it is counted with those of now."""
    drawn = trend(rows, Axis(_("% of the records with words"), 0.0, 100.0))
    marks = _marks(spans, changed)
    if marks:
        x = drawn["layer"][0]["encoding"]["x"]
        data = {"values": marks}
        line = {"type": "rule", "color": MUTED, "strokeDash": [3, 3], "aria": False}
        drawn["layer"].append({"data": data, "mark": line, "encoding": {"x": x}})
        for align, dx, late in (("left", 4, "false"), ("right", -4, "true")):
            text = {"type": "text", "color": MUTED, "fontSize": 12, "align": align, "dx": dx, "dy": 8}
            drawn["layer"].append({
                "data": data,
                "transform": [{"filter": f"datum.late === {late}"}],
                "mark": {**text, "aria": False},
                "encoding": {"x": x, "y": {"value": 0}, "text": {"field": "told"}},
            })  # fmt: skip
    return drawn


def _marks(spans: Sequence[Span], changed: Sequence[Turn]) -> list[dict[str, Any]]:
    """Where in the line the themes were changed; several changes of one piece of time are one mark."""
    found: dict[int, dict[str, None]] = {}
    for turn in changed:
        month = f"{turn.day:%Y-%m}"
        place = next((place for place, span in enumerate(spans) if span.first <= month <= span.last), None)
        if place is not None:
            found.setdefault(place, {})[str(ThemeAct(turn.kind).label)] = None
    return [
        {"label": spans[place].name, "told": _(", ").join(kinds), "late": 2 * place >= len(spans)}
        for place, kinds in found.items()
    ]


def _note(changed: Sequence[Turn]) -> str:
    note = _("Line and dots: the share. Band: its 95 % interval. Grey: not enough records.")
    return note + (" " + _("Dashed: the themes were changed then.") if changed else "")


def _columns(quarterly: bool) -> list[dict[str, Any]]:
    names = [_("Records"), _("Share"), _("95 % interval"), _("Records with words")]
    first: dict[str, Any] = {"label": _("Quarter") if quarterly else _("Month")}
    return [first, *({"label": name, "number": True} for name in names)]


def _cells(row: Plotted, span: Span) -> list[Any]:
    own = span.counts.n_by_score[1] if span.counts else 0
    linked = format_html('<a href="{}">{}</a>', row.href, row.label)
    return [linked, count_text(own), row.value_text, row.interval_text or row.note, count_text(row.n)]
