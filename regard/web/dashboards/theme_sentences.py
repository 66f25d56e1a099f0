"""The numbers of a theme as sentences that can be taken along."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from regard.web.dashboards.figures import METRIC_NAMES
from regard.web.dashboards.theme_tree import Row
from regard.web.insights.theme_numbers import Seen


def sentence_of(row: Row, numbers: Seen, described: Sequence[str]) -> str:
    """What is known of a theme with its intervals and n; empty where no share is shown."""
    if not row.share.interval:
        return ""
    said = _(
        "“%(theme)s”: %(share)s of the records with words speak of it (95 %% interval %(interval)s, "
        "n = %(n)s)."
    ) % {"theme": row.theme.name, "share": row.share.value, "interval": row.share.interval, "n": row.share.n}
    parts = [said, _feeling(row), _score(row, numbers), f"{_('; ').join(described)}."]
    return " ".join(part for part in parts if part)


def _feeling(row: Row) -> str:
    own = row.sentiment
    if not own.interval:
        return ""
    told = {"value": own.value, "interval": own.interval, "n": own.n}
    return _("Sentiment of these whole records: %(value)s (95 %% interval %(interval)s, n = %(n)s).") % told


def _score(row: Row, numbers: Seen) -> str:
    if not row.gap.interval:
        return ""
    told = {
        "metric": METRIC_NAMES[numbers.scores.metric],
        "gap": row.gap.value,
        "gap_interval": row.gap.interval,
        "n": row.gap.n,
        "impact": row.impact.value,
        "impact_interval": row.impact.interval,
        "all": row.impact.n,
    }
    text = _(
        "%(metric)s of those who mention it beside those who do not: %(gap)s (95 %% interval "
        "%(gap_interval)s, n = %(n)s); of all beside those who do not: %(impact)s (95 %% interval "
        "%(impact_interval)s, n = %(all)s). This goes together; it does not show what would follow."
    )
    return text % told
