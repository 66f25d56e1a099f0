"""The answers of a survey on their way out: one row for each, as CSV, XLSX or SPSS."""

import heapq
import tempfile
from collections.abc import Collection, Hashable, Iterator
from copy import copy
from dataclasses import dataclass, replace
from datetime import datetime
from typing import IO, Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from regard.instruments.definition import asked
from regard.web.answering.models import Response
from regard.web.dashboards.exporting import CHUNK, Export, inside, moment
from regard.web.feedback.models import State
from regard.web.insights.releasing import Earlier, release
from regard.web.results.columns import Column, columns
from regard.web.results.hiding import hidden_kinds
from regard.web.results.sav import Variable, names, write
from regard.web.results.weighing import COUNTED, Weighing
from regard.web.surveys.models import Survey
from regard.web.workspaces.models import Workspace

ABOUT = ("state", "version", "channel", "language", "segment")
TRACED = ("response_id", "started_at", "answered_at", "completed_at")
PERSONAL = ("customer_id", "customer")
WEIGHT = "weight"
NO_ANSWER, NOT_ASKED = NONE = (-8, -9)
"""In files that know kinds of no answer: they were asked and said nothing, or were never asked."""

KEPT = (*COUNTED, State.UNCONFIRMED, State.BOT_SUSPECT)
TEXTS = {"state", "channel", "language", "segment", *TRACED, *PERSONAL}


@dataclass(frozen=True)
class Answers(Export):
    """What is exported of a survey: which columns, and which kinds of people are too few to be told apart."""

    asked: tuple[Column, ...] = ()
    weighing: Weighing = Weighing()
    is_anonymous: bool = False
    hidden: frozenset[Any] = frozenset()
    earlier: tuple[Earlier, ...] = ()  # those that were changed since the last step: not in `records`
    with_codes: bool = False  # what was chosen as a number: for files that say what numbers mean

    @property
    def columns(self) -> tuple[str, ...]:
        traced = () if self.is_anonymous else TRACED
        person = PERSONAL if self.personal else ()
        return (*traced, *ABOUT, WEIGHT, *person, *(column.name for column in self.asked))

    def rows(self) -> Iterator[list[Any]]:
        """One row for each answer, read in chunks while they are asked for."""
        found = inside(self.workspace, self.records.iterator(chunk_size=CHUNK))
        then = sorted((_as_it_stood(one) for one in self.earlier), key=_place)
        for response in heapq.merge(found, then, key=_place) if then else found:
            yield self._row(response)

    def _row(self, response: Response) -> list[Any]:
        kind = kind_of(response)
        version, *known = kind if kind not in self.hidden else (None, "", "", "")
        row: list[Any] = [] if self.is_anonymous else _traces(response)
        row += [response.state, version, *known, self._weight(response)]
        if self.personal:
            row += [str(response.customer_id or ""), str(response.customer or "")]
        shown: Collection[str] = _asked(response) if self.with_codes else ()
        return row + [self._cell(column, response, shown) for column in self.asked]

    def _cell(self, column: Column, response: Response, asked: Collection[str]) -> Any:
        value = column.cell(response.values, response.version.number)
        if not self.with_codes or column.is_text:
            return value
        if value is None:
            return NO_ANSWER if column.question in asked else NOT_ASKED
        return column.codes[value] if column.codes else value

    def _weight(self, response: Response) -> float | None:
        """How many of the invited the answer stands for; by weights a hidden segment could be told."""
        if response.link_id is not None or response.state not in COUNTED or self.hidden:
            return None
        return round(self.weighing.of(response.segment, response.inclusion), 6)


def answers_of(
    survey: Survey, workspace: Workspace, *, language: str, personal: bool, about: list[tuple[str, str]]
) -> Answers:
    """Everything that was answered and not withdrawn; of an anonymous survey whole steps alone, and
    nothing that leads to a person.

    Names, contacts and small groups are for those who may see customers, and never in an anonymous survey.
    """
    released = release(survey, at=timezone.now())
    is_anonymous = released.is_stepwise
    named = personal and not is_anonymous
    states = COUNTED if is_anonymous else KEPT
    rows = released.of_records(Response.objects.filter(survey=survey, state__in=states), "pk")
    kinds = rows.order_by().values_list("version__number", "channel", "language", "segment")
    return Answers(
        workspace=workspace,
        records=rows.select_related("version", "customer").order_by(
            "key_hash" if is_anonymous else "first_at", "pk"
        ),
        personal=named,
        about=about,
        asked=tuple(columns(survey, language, personal=named)),
        weighing=Weighing.of_survey(survey),
        is_anonymous=is_anonymous,
        hidden=frozenset() if named else frozenset(_hidden(kinds, is_stepwise=is_anonymous)),
        earlier=released.earlier,
    )


def _place(response: Response) -> str:
    return response.key_hash


def _as_it_stood(one: Earlier) -> Response:
    response = copy(one.response)
    response.values, response.state = one.values, one.state
    return response


def _asked(response: Response) -> Collection[str]:
    return asked(response.version.instrument, response.values)


def kind_of(response: Response) -> tuple[int, str, str, str]:
    """What tells an answer from others without its content."""
    return response.version.number, response.channel, response.language, response.segment


def _hidden(kinds: QuerySet[Any, Any], *, is_stepwise: bool) -> set[Hashable]:
    """All of them where answers are shown in steps: five new ones would tell the few among them apart."""
    return set(kinds.distinct()) if is_stepwise else hidden_kinds(kinds.iterator())


def _kinds_of_none() -> dict[int, str]:
    return {NO_ANSWER: _("No answer"), NOT_ASKED: _("Was not asked")}


def as_sav(export: Answers, *, title: str, at: datetime) -> IO[bytes]:
    """An SPSS file with labels; it is removed when closed."""
    asked = {column.name: column for column in export.asked}
    variables = []
    for name, wanted in zip(export.columns, names(export.columns), strict=True):
        column = asked.get(name)
        is_text = column.is_text if column else name in TEXTS
        label = column.label if column else name
        digits = 4 if name == WEIGHT else 0
        values, missing = ({}, ()) if column is None or is_text else (column.values | _kinds_of_none(), NONE)
        variables.append(Variable(wanted, label, is_text, digits, values, missing))
    file: IO[bytes] = tempfile.TemporaryFile(prefix="regard-", suffix=".sav")  # noqa: SIM115
    write(file, variables, list(replace(export, with_codes=True).rows()), title=title, at=at)
    file.seek(0)
    return file


def _traces(response: Response) -> list[Any]:
    at = (response.started_at, response.first_at, response.completed_at)
    return [str(response.pk), *(moment(one) for one in at)]
