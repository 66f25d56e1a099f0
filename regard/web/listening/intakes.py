"""How the rows of a file become records: what they say, what tells them apart, how they are written."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Protocol

from regard.web.feedback.drafts import Draft
from regard.web.feedback.recording import Outcome, foresee, record
from regard.web.listening.drafting import content_of, draft_from, draft_of, fitted_id
from regard.web.listening.formats import Candidate, Mapping, Refusal, Row, apply, content_key
from regard.web.listening.models import ImportBatch
from regard.web.listening.prepared import PreparationLost
from regard.web.listening.previews import preview_of


@dataclass(frozen=True)
class Names:
    """By what a row is told apart from the others of its file.

    Two rows with the same `own` name, or where one has `marks` that the other is `also` known by, are about
    the same record; where that is `certain`, they may not say different things of it.
    """

    own: str
    certain: bool
    also: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()


class Intake(Protocol):
    """What is particular to the content of a file; the rest of an import is the same for all."""

    def read(self, row: Row) -> Any:
        """What a row says: a candidate, or a Refusal."""

    def names(self, candidate: Any) -> Names:
        """By what the row is told apart."""

    def draft(self, candidate: Any, names: Names, *, times: int) -> Any:
        """The draft of the record that a row stands for; `times` as many equal rows came before it."""

    def name_of(self, draft: Any) -> str:
        """The name under which a draft is written."""

    def repeated(self, candidate: Any, *, first: int) -> Refusal:
        """Why a row is refused that says something else than row `first` of the same record."""

    def foresee(self, drafts: Sequence[Any], *, seen: Collection[str]) -> list[Outcome]:
        """What the import will do with each draft; `seen` are names and marks of earlier rows."""

    def content(self, draft: Any) -> dict[str, Any]:
        """A draft as JSON values, for the prepared rows."""

    def preview(self, row: int, draft: Any, outcome: Outcome) -> dict[str, Any]:
        """What a row becomes, as JSON values for the page of the result."""

    def record(self, contents: Sequence[dict[str, Any]], *, at: datetime) -> list[Outcome]:
        """Write what `content` made; all or none. Raises PreparationLost."""


@dataclass(frozen=True)
class FeedbackIntake:
    """Rows become records of feedback in the source of the import."""

    batch: ImportBatch

    @cached_property
    def _mapping(self) -> Mapping:
        return Mapping.from_json(json.dumps(self.batch.mapping))

    @cached_property
    def _id_columns(self) -> list[str]:
        return [use.column for use in self._mapping.with_role("external_id")]

    def read(self, row: Row) -> Candidate | Refusal:
        return apply(row, self._mapping)

    def names(self, candidate: Candidate) -> Names:
        """The id, or else all that the row says."""
        if self._id_columns and candidate.external_id:
            return Names(fitted_id(candidate.external_id), certain=True)
        return Names(content_key(candidate), certain=False)

    def draft(self, candidate: Candidate, names: Names, *, times: int) -> Draft:
        name = names.own if names.certain else content_key(candidate, times)
        return draft_from(candidate, kind=self.batch.kind, external_id=name)

    def name_of(self, draft: Draft) -> str:
        return draft.external_id

    def repeated(self, candidate: Candidate, *, first: int) -> Refusal:
        params: dict[str, str | int | float] = {"value": candidate.external_id or "", "first": first}
        return Refusal(candidate.row, self._id_columns[0], "id_repeated", params)

    def foresee(self, drafts: Sequence[Draft], *, seen: Collection[str]) -> list[Outcome]:
        return foresee(self.batch.source, drafts)

    def content(self, draft: Draft) -> dict[str, Any]:
        return content_of(draft)

    def preview(self, row: int, draft: Draft, outcome: Outcome) -> dict[str, Any]:
        return preview_of(row, draft, outcome)

    def record(self, contents: Sequence[dict[str, Any]], *, at: datetime) -> list[Outcome]:
        if self.batch.source is None:
            raise PreparationLost("the source is gone")
        drafts = [draft_of(content) for content in contents]
        return record(self.batch.source, drafts, at=at, batch_id=self.batch.pk)
