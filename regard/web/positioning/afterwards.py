"""What customers did after they praised or complained of a factor, as tables: associations, no causes."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from regard.web.dashboards.figures import count_text
from regard.web.insights.influence_study import OUTCOMES, STANCES, After, Study
from regard.web.positioning.cells import Cell, Links, after_cell, name_of

OUTCOME_NAMES = {
    "returned": gettext_lazy("bought again or renewed"),
    "upgraded": gettext_lazy("paid for more"),
    "referred": gettext_lazy("referred others"),
    "contacted": gettext_lazy("contacted support"),
    "downgraded": gettext_lazy("paid less"),
    "cancelled": gettext_lazy("left"),
}
TITLES = {
    "complaint": gettext_lazy("After they complained of it"),
    "praise": gettext_lazy("After they praised it"),
}
POLARITY = {"complaint": "negative", "praise": "positive"}


@dataclass(frozen=True)
class Aftermath:
    """What came after praise, or after complaint: a row for a factor, a column for what was done."""

    key: str
    title: str
    columns: list[str]
    rows: list[tuple[str, list[tuple[str, Cell]]]]
    few: str  # the factors of which too few were followed, each with its n


def aftermath(study: Study, links: Links) -> list[Aftermath]:
    """After complaint and after praise; none where nobody did anything that is known."""
    known = [outcome for outcome in OUTCOMES if outcome not in study.unknown]
    return [_of(stance, study, known, links) for stance in STANCES] if known else []


def unknown_text(study: Study) -> str:
    """What was done by nobody who was followed, as far as is known."""
    if not study.unknown or not study.done:
        return ""
    names = _(", ").join(str(OUTCOME_NAMES[outcome]) for outcome in study.unknown)
    return _("Not known of anybody who was followed, so nothing is said of it: %(names)s.") % {"names": names}


def _of(stance: str, study: Study, known: list[str], links: Links) -> Aftermath:
    by_factor: dict[str, list[After]] = {}
    for one in study.after:
        if one.stance == stance:
            by_factor.setdefault(one.factor, []).append(one)
    told = {factor: some for factor, some in by_factor.items() if any(one.compared for one in some)}
    rows = [
        (name_of(factor), [(str(OUTCOME_NAMES[one.outcome]), _cell(one, links)) for one in some])
        for factor, some in told.items()
    ]
    few = [
        _("%(name)s (n = %(n)s)") % {"name": name_of(factor), "n": count_text(some[0].mine.n)}
        for factor, some in by_factor.items()
        if factor not in told
    ]
    columns = [str(OUTCOME_NAMES[outcome]) for outcome in known]
    return Aftermath(stance, str(TITLES[stance]), columns, rows, _(", ").join(few))


def _cell(one: After, links: Links) -> Cell:
    url = links.to(factor=(one.factor,), polarity=(POLARITY[one.stance],), source=links.others)
    return after_cell(one, None, url)
