"""Which page of a survey somebody sees, and what the form on it said."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from regard.instruments.answers import Form, UnfitAnswer, checked, sent
from regard.instruments.definition import Instrument, Page, asked, first_page, page_after, path_through, shown


@dataclass(frozen=True)
class Sent:
    """What a page's form said: all values that stand after it, and what does not fit."""

    values: dict[str, Any]
    problems: dict[str, UnfitAnswer]


def page_to_show(instrument: Instrument, values: Mapping[str, Any], *, wanted: str = "") -> Page | None:
    """The page that is wanted if it is on the way, else the one after the last answered; None at the end.

    No page is shown before what is needed on those before it.
    """
    path = path_through(instrument, values)
    for page in path:
        if page.id == wanted or (wanted and _lacks(page, values)):
            return page
    answered = [page for page in path if any(one.id in values for one in page.questions)]
    return page_after(instrument, answered[-1], values) if answered else first_page(instrument, values)


def _lacks(page: Page, values: Mapping[str, Any]) -> bool:
    return any(
        one.is_required and one.takes_an_answer and one.id not in values for one in shown(page, values)
    )


def read_form(instrument: Instrument, page: Page, before: Mapping[str, Any], form: Form) -> Sent:
    """The answers on this page laid over those before; what is not asked any more after them is dropped."""
    values, problems = dict(before), {}
    for question in shown(page, before):
        values.pop(question.id, None)
        try:
            value = checked(question, raw := sent(question, form))
        except UnfitAnswer as problem:
            problems[question.id] = problem
            value = raw
        else:
            if value is None and question.is_required and question.takes_an_answer:
                problems[question.id] = UnfitAnswer(question.id, "required")
        if value is not None:
            values[question.id] = value
    if problems:
        return Sent(values, problems)
    still = asked(instrument, values)
    return Sent({name: value for name, value in values.items() if name in still}, {})


def as_typed(page: Page, before: Mapping[str, Any], form: Form) -> Sent:
    """What stands in the form, as it is: to be shown again, never to be recorded."""
    values = dict(before)
    for question in shown(page, before):
        values[question.id] = sent(question, form)
    return Sent(values, {})
