"""How the values of a dimension are called in the reader's language."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from regard.web.customers import owning
from regard.web.dashboards.addresses import Address
from regard.web.dashboards.figures import METRIC_HINTS, METRIC_NAMES
from regard.web.dashboards.labels import LABELS, NAMES, language_name
from regard.web.dashboards.periods import Period
from regard.web.feedback.models import Channel, Kind, Source
from regard.web.insights.theme_models import Theme

DIMENSION_NAMES = {
    "month": gettext_lazy("Month"),
    "segment": gettext_lazy("Segment"),
    "owner": pgettext_lazy("of a customer", "Owner"),
    "source": gettext_lazy("Source"),
    "channel": gettext_lazy("Channel"),
    "kind": gettext_lazy("Kind"),
    "language": gettext_lazy("Language"),
}
BY_NAMES = {
    "month": gettext_lazy("by month"),
    "segment": gettext_lazy("by segment"),
    "owner": gettext_lazy("by owner"),
    "source": gettext_lazy("by source"),
    "channel": gettext_lazy("by channel"),
    "kind": gettext_lazy("by kind"),
    "language": gettext_lazy("by language"),
    "sentiment": gettext_lazy("by sentiment"),
    "factor": gettext_lazy("by factor"),
    "emotion": gettext_lazy("by emotion"),
    "intent": gettext_lazy("by intent"),
    "theme": gettext_lazy("by theme"),
}
PERIOD_NAMES = {
    "30": gettext_lazy("Last 30 days"),
    "90": gettext_lazy("Last 90 days"),
    "180": gettext_lazy("Last 180 days"),
    "365": gettext_lazy("Last 365 days"),
    "all": gettext_lazy("All time"),
    "dates": gettext_lazy("From … to …"),
    "undated": gettext_lazy("Without a date"),
}


@dataclass(frozen=True)
class Naming:
    """The names of values; those of sources come from the workspace."""

    sources: dict[str, str] = field(default_factory=dict)
    themes: dict[str, str] = field(default_factory=dict)
    owners: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of_open_workspace(cls) -> "Naming":
        """With the names of the sources, the themes and the owners of the open workspace."""
        themes = Theme.objects.filter(gone_at=None).order_by("place", "key").values_list("key", "name")
        return cls(dict(Source.objects.values_list("key", "name")), dict(themes), owning.owners())

    def name(self, dimension: str, value: object) -> str:
        """What one value of a dimension is called."""
        if dimension == "owner":
            return self._owner(value)
        if value is None or value == "":
            return _("not read yet") if dimension == "language" else _("not known")
        text = str(value)
        if dimension == "month":
            return month_name(text)
        if dimension == "language":
            return language_name(text)
        known: dict[str, Mapping[str, Any]] = {
            "source": self.sources,
            "theme": self.themes,
            "channel": dict(Channel.choices),
            "kind": dict(Kind.choices),
            **NAMES,
        }
        return str(known.get(dimension, {}).get(text, text))

    def theme(self, address: Address, key: str) -> str:
        """A chosen theme of an address; of one that was merged what carries it now, too."""
        known, carried = self.themes.get(key), address.carried.get(key) if key not in self.themes else None
        if known is not None or carried is None:
            return known or key
        names = {"name": carried.theme.name, "before": carried.was}
        return _("%(name)s (“%(before)s” was merged into it)") % names

    def _owner(self, value: object) -> str:
        if value is None:
            return pgettext("owner", "nobody")
        return self.owners.get(str(value)) or pgettext("owner", "owns nobody now")

    def described(self, address: Address, *, today: date) -> list[str]:
        """The filters of an address, one by one: "Segment: enterprise"."""
        found = [period_text(address, today=today)]
        if address.metric:
            found.append(_("Metric: %(name)s") % {"name": metric_text(address.metric)})
        if address.scores:
            low, high = address.scores
            found.append(_("Scores: %(low)s–%(high)s") % {"low": low, "high": high})
        for dimension, label in (*DIMENSION_NAMES.items(), *LABELS.items()):
            values = getattr(address, dimension, ())
            if values:
                names = _(", ").join(self.name(dimension, value) for value in values)
                found.append(_("%(label)s: %(names)s") % {"label": label, "names": names})
        if address.theme:
            names = _(", ").join(self.theme(address, key) for key in address.theme)
            found.append(_("%(label)s: %(names)s") % {"label": _("Theme"), "names": names})
        return found + _rest(address)


def _rest(address: Address) -> list[str]:
    labels = {
        "word": (_("Word"), _(", ").join(address.word)),
        "q": (_("Text"), address.q),
        "batch": (_("Import"), address.batch),
        "customer": (_("Customer"), address.customer),
        "account": (_("Company"), address.account),
    }
    return [
        _("%(label)s: %(names)s") % {"label": label, "names": text} for label, text in labels.values() if text
    ]


def metric_text(metric: str) -> str:
    """A metric with its short name: "Loyalty (NPS)"."""
    return _("%(name)s (%(hint)s)") % {"name": METRIC_NAMES[metric], "hint": METRIC_HINTS[metric]}


def month_name(month: str) -> str:
    """ "2026-03" as people write it."""
    year, number = map(int, month.split("-"))
    # Translators: how a month is written on the axis of a chart (Django's date format characters)
    return date_format(date(year, number, 1), _("M Y"))


def period_text(address: Address, *, today: date) -> str:
    """The days of an address: from when to when, or that it is all of them."""
    if address.period == "undated":
        return str(PERIOD_NAMES["undated"])
    return days_text(address.days(today=today))


def days_text(period: Period) -> str:
    """A period by its first and last day."""
    first = date_format(period.start) if period.start else ""
    last = date_format(period.last_day) if period.last_day else ""
    if first and last:
        return _("%(first)s – %(last)s") % {"first": first, "last": last}
    if first:
        return _("from %(day)s on") % {"day": first}
    return _("until %(day)s") % {"day": last} if last else str(PERIOD_NAMES["all"])
