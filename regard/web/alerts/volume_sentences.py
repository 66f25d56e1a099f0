"""An alert of a volume as a sentence: how many came in a day, how many are usual, how sure we are."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from regard.web.alerts.models import Alert
from regard.web.alerts.statements import Said
from regard.web.dashboards.figures import count_text, plain_text
from regard.web.insights.volume_study import Interval, Usual, days_of

DEFINITION = "volume/1"


def said_of_volume(alert: Alert, *, often: str) -> Said:
    """What an alert of a volume says; `often` is its rate of false alarms in words."""
    usual = Usual(tuple(alert.baseline), alert.baseline_from)
    days = days_of(alert.since, alert.day)
    now = usual.now(alert.counts[0], days)
    before = usual.interval(usual.during(days))
    rose = now.value > before.value
    return Said(
        headline=_headline(alert, now, rose=rose),
        sentence=_sentence(alert, now, before, rose=rose),
        direction="up" if rose else "down",
        how_sure=_how_sure(alert, usual, often),
        figures=_figures(now),
        figures_before=_figures(before),
        definition=DEFINITION,
    )


def rate_text(number: float) -> str:
    """Records a day, with a tenth."""
    return plain_text(number, "score", signed=False)


def ends_text(found: Interval) -> str:
    """The ends of an interval of a rate."""
    return f"{rate_text(found.low)} – {rate_text(found.high)}"


def _headline(alert: Alert, now: Interval, *, rose: bool) -> str:
    if not now.n:
        text = _("“%(name)s”: nothing comes in any more")
    elif rose:
        text = _("“%(name)s”: probably more come in than usual")
    else:
        text = _("“%(name)s”: probably fewer come in than usual")
    return text % {"name": alert.watch.view.name}


def _sentence(alert: Alert, now: Interval, before: Interval, *, rose: bool) -> str:
    values = {
        "head": _headline(alert, now, rose=rose),
        "since": date_format(alert.since),
        "day": date_format(alert.day),
        "now": rate_text(now.value),
        "now_interval": ends_text(now),
        "n": count_text(now.n),
        "before": rate_text(before.value),
        "before_interval": ends_text(before),
        "n_before": count_text(before.n),
        "definition": DEFINITION,
    }
    text = _(
        "%(head)s: %(now)s records a day from %(since)s to %(day)s (95 %% interval %(now_interval)s, "
        "n = %(n)s), where %(before)s a day are usual on these weekdays (95 %% interval "
        "%(before_interval)s, n = %(n_before)s); definition %(definition)s."
    )
    return text % values


def _how_sure(alert: Alert, usual: Usual, often: str) -> list[str]:
    days = {"first": date_format(alert.baseline_from), "last": date_format(alert.baseline_to)}
    spread = {"times": rate_text(usual.dispersion)}
    return [
        _("Stated rate of false alarms: about %(often)s, however often one looks.") % {"often": often},
        _("Normal are the records from %(first)s to %(last)s, each weekday by itself.") % days,
        _("Days are %(times)s times as unlike each other as by chance alone; the intervals allow for it.")
        % spread,
        _("A season, a holiday or a campaign that those days did not have is told as a change."),
        _("What comes in late looks like a fall until it is there."),
        _("When it began is itself an estimate: the days since then were chosen because they stand out."),
        _("It says that the number moved by more than chance. It does not say why."),
    ]


def _figures(found: Interval) -> dict[str, float | int]:
    return {"value": found.value, "low": found.low, "high": found.high, "n": found.n}
