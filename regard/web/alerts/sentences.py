"""An alert as a sentence: what probably changed, since when, with interval and n, and how sure we are."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from regard.web.alerts.models import Alert, Watch
from regard.web.alerts.statements import Said
from regard.web.alerts.volume_sentences import said_of_volume
from regard.web.dashboards.card_breaks import Breaks, briefly, not_compared
from regard.web.dashboards.figures import count_text, number_text, plain_text
from regard.web.dashboards.naming import metric_text
from regard.web.dashboards.periods import Period
from regard.web.insights import watch_study
from regard.web.insights.studies import Counts, Estimate, Scale
from regard.web.insights.watch_study import SHARE, VOLUME, Interval

DAY = timedelta(days=1)


def said(alert: Alert, breaks: Breaks | None = None) -> Said:
    """An alert in the reader's language; what `breaks` keep from being compared is not."""
    if alert.watch.metric == VOLUME:
        return said_of_volume(alert, often=often_text(alert.watch.run_length))
    watch, breaks = alert.watch, breaks or Breaks()
    low, high, way = watch.scale
    scale = Scale(low, high, direction=way)
    before = watch_study.estimate(watch.metric, Counts(tuple(alert.baseline), scale))
    now = watch_study.now(watch.metric, Counts(tuple(alert.counts), scale))
    rose = now.value > float(before.exact or 0)
    day = _redefined(alert, breaks)
    version = breaks.named(before.definition.id, watch.metric, alert.day)
    return Said(
        headline=_apart(alert, day) if day else _headline(watch.view.name, rose=rose),
        sentence=not_compared(watch.metric, day)
        if day
        else _sentence(alert, now, before, version, rose=rose),
        direction="" if day else "up" if rose else "down",
        how_sure=_how_sure(alert, before),
        figures={"value": now.value, "low": now.low, "high": now.high, "n": now.n},
        figures_before=_figures(before),
        definition=version,
    )


def headline_of(told: Sequence[Said], names: Sequence[str]) -> str:
    """One line of all alerts of an event; `names` are those of their views."""
    if len(told) == 1:
        return told[0].headline
    listed = {"n": len(told), "names": ", ".join(f"“{name}”" for name in names)}
    return _("%(n)s views have probably moved: %(names)s") % listed


def measure_text(watch: Watch) -> str:
    """What is watched, by its name."""
    return metric_name(watch.metric)


def metric_name(metric: str) -> str:
    """A metric by its name; a share and a volume as such."""
    if metric == VOLUME:
        return _("Records a day")
    return _("Share of what was written") if metric == SHARE else metric_text(metric)


def often_text(days: int) -> str:
    """A run length as people say it: "one false alarm in 3 years"."""
    if days % 365 == 0:
        years = days // 365
        return ngettext("one false alarm in a year", "one false alarm in %(n)s years", years) % {"n": years}
    return ngettext("one false alarm in a day", "one false alarm in %(n)s days", days) % {"n": days}


def settled_text(days: int) -> str:
    """How long after its end a day counts."""
    if not days:
        return _("as soon as it is over")
    return ngettext("%(n)s day after it is over", "%(n)s days after it is over", days) % {"n": days}


def interval_of(found: Interval | Estimate, unit: str) -> str:
    """The ends of an interval."""
    if found.low is None or found.high is None:
        return "–"
    return f"{plain_text(found.low, unit)} – {plain_text(found.high, unit)}"


def _redefined(alert: Alert, breaks: Breaks) -> date | None:
    """The day since when the number means something else than in the normal that it was held against."""
    normal = Period(alert.baseline_from, alert.baseline_to + DAY)
    return breaks.between(alert.watch.metric, normal, Period(alert.since, alert.day + DAY))


def _apart(alert: Alert, day: date) -> str:
    return f"“{alert.watch.view.name}”: {briefly(day)}"


def _headline(name: str, *, rose: bool) -> str:
    text = _("“%(name)s” has probably risen") if rose else _("“%(name)s” has probably fallen")
    return text % {"name": name}


def _sentence(alert: Alert, now: Interval, before: Estimate, version: str, *, rose: bool) -> str:
    unit = before.definition.unit
    values = {
        "head": _headline(alert.watch.view.name, rose=rose),
        "metric": measure_text(alert.watch),
        "since": date_format(alert.since),
        "day": date_format(alert.day),
        "now": number_text(now.value, unit),
        "now_interval": interval_of(now, unit),
        "n": count_text(now.n),
        "before": number_text(before.exact or 0, unit),
        "before_interval": interval_of(before, unit),
        "n_before": count_text(before.n),
        "definition": version,
    }
    text = _(
        "%(head)s: %(metric)s is %(now)s from %(since)s to %(day)s (95 %% interval %(now_interval)s, "
        "n = %(n)s), after %(before)s before (95 %% interval %(before_interval)s, n = %(n_before)s); "
        "definition %(definition)s."
    )
    return text % values


def _how_sure(alert: Alert, before: Estimate) -> list[str]:
    watch = alert.watch
    days = {"first": date_format(alert.baseline_from), "last": date_format(alert.baseline_to)}
    return [
        _("Stated rate of false alarms: about %(often)s, however often one looks.")
        % {"often": often_text(watch.run_length)},
        _("Normal are the answers from %(first)s to %(last)s.") % days,
        _("The interval of now stays true however often one looked before (confidence sequence)."),
        _("When it began is itself an estimate: the days since then were chosen because they stand out."),
        _("It says that the number moved by more than chance. It does not say why."),
    ]


def _figures(found: Estimate) -> dict[str, float | int]:
    ends = {"low": found.low, "high": found.high, "value": float(found.exact or 0)}
    return {**{name: float(end) for name, end in ends.items() if end is not None}, "n": found.n}
