"""How sure we are of a number, in plain words: its interval, its n, who is missing, what was compared."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from regard.web.dashboards.addresses import SEVERAL, Address
from regard.web.dashboards.comparing import NAMES
from regard.web.dashboards.figures import count_text, interval_text, level_text
from regard.web.dashboards.questions import Question
from regard.web.dashboards.splitting import counted
from regard.web.insights.studies import Estimate


def plainly(
    question: Question, estimate: Estimate, *, records: int, is_compared: bool, rows: int = 0
) -> list[str]:
    """What one should know before one acts on the number; `records` hold an answer to it.

    `rows` of the chart were compared, too.
    """
    return [
        _interval(estimate),
        _missing(question, estimate, records),
        _comparisons(question.address, is_compared=is_compared, rows=rows),
    ]


def _interval(estimate: Estimate) -> str:
    if estimate.status != "shown":
        return _("There are too few answers to show a number: it could be nearly anything.")
    text = _(
        "The answers do not contradict a number between %(interval)s; of a hundred such intervals "
        "about %(level)s hold the true one."
    )
    return text % {"interval": interval_text(estimate), "level": level_text(estimate.level)}


def _missing(question: Question, estimate: Estimate, records: int) -> str:
    every = counted(question.numbers, question.address.but(metric=""), today=question.today)
    silent = ngettext(
        "It rests on %(n)s answers, and %(silent)s other record of these filters says nothing to it: "
        "nobody was asked there, or did not answer, and may see it otherwise.",
        "It rests on %(n)s answers, and %(silent)s other records of these filters say nothing to it: "
        "nobody was asked there, or did not answer, and may see it otherwise.",
        max(every - records, 0),
    )
    values = {"n": count_text(estimate.n), "silent": count_text(max(every - records, 0))}
    nobody = _("It rests on %(n)s answers. Customers who said nothing at all are not in it.")
    return (silent if every > records else nobody) % values


def _comparisons(address: Address, *, is_compared: bool, rows: int) -> str:
    several = (
        _("In the chart a record stands in each group that it speaks of.") if address.by in SEVERAL else ""
    )
    if not (is_compared or rows):
        alone = _(
            "Nothing was compared. In the chart each interval stands for itself: among twenty, "
            "one may miss by chance alone."
        )
        return f"{alone} {several}".strip()
    lines = [several]
    if is_compared:
        text = _("One comparison was made, with %(other)s; it needed no correction.")
        lines.insert(0, text % {"other": NAMES[address.compare]})
    if rows:
        text = ngettext(
            "In the chart %(n)s row was compared.",
            "In the chart %(n)s rows were compared and judged together: of those that are said to differ, "
            "one in twenty may differ by chance.",
            rows,
        )
        lines.append(text % {"n": count_text(rows)})
    return " ".join(line for line in lines if line)
