"""From the rows of a file of customers to customers."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from regard.web.customers import recording
from regard.web.customers.drafts import CustomerDraft
from regard.web.feedback.recording import Outcome
from regard.web.listening.drafting import LONGEST, LONGEST_NAME, cut, fitted_id
from regard.web.listening.formats import CustomerCandidate, Mapping, Refusal, Row, apply_customer
from regard.web.listening.intakes import FeedbackIntake, Intake, Names
from regard.web.listening.models import ImportBatch

MARK = "e-mail of one with an id: "
OUTCOMES = {
    recording.Outcome.NEW: Outcome.NEW,
    recording.Outcome.UPDATED: Outcome.UPDATED,
    recording.Outcome.UNCHANGED: Outcome.DUPLICATE,
}


def intake_of(batch: ImportBatch) -> Intake:
    """How the rows of this import become what they are."""
    return CustomerIntake(batch) if batch.of_customers else FeedbackIntake(batch)


@dataclass(frozen=True)
class CustomerIntake:
    """Rows become customers of the workspace."""

    batch: ImportBatch

    @cached_property
    def _mapping(self) -> Mapping:
        return Mapping.from_json(json.dumps(self.batch.mapping))

    def read(self, row: Row) -> CustomerCandidate | Refusal:
        return apply_customer(row, self._mapping)

    def names(self, candidate: CustomerCandidate) -> Names:
        """The id, or else the e-mail; several with ids of their own may share an e-mail."""
        email = candidate.customer_email
        if not candidate.customer_id:
            return Names(email or "", certain=True, also=(f"{MARK}{email}",))
        own = fitted_id(candidate.customer_id)
        if not email:
            return Names(own, certain=True)
        return Names(own, certain=True, also=(email,), marks=(f"{MARK}{email}",))

    def draft(self, candidate: CustomerCandidate, names: Names, *, times: int) -> CustomerDraft:
        return customer_draft(candidate)

    def name_of(self, draft: CustomerDraft) -> str:
        return draft.key

    def repeated(self, candidate: CustomerCandidate, *, first: int) -> Refusal:
        role, code = (
            ("customer", "customer_repeated")
            if candidate.customer_id
            else ("customer_email", "email_repeated")
        )
        value = candidate.customer_id or candidate.customer_email or ""
        columns = [use.column for use in self._mapping.with_role(role)]
        return Refusal(candidate.row, columns[0] if columns else None, code, {"value": value, "first": first})

    def foresee(self, drafts: Sequence[CustomerDraft], *, seen: Collection[str]) -> list[Outcome]:
        taken = {name.removeprefix(MARK) for name in seen if name.startswith(MARK)}
        return [OUTCOMES[outcome] for outcome in recording.foresee(drafts, taken=taken)]

    def content(self, draft: CustomerDraft) -> dict[str, Any]:
        return draft.content()

    def preview(self, row: int, draft: CustomerDraft, outcome: Outcome) -> dict[str, Any]:
        attributes = [[cut(text, 60) for text in pair] for pair in draft.attributes.items()]
        shown = {**draft.content(), "attributes": attributes[:ATTRIBUTES_SHOWN]}
        return {
            "row": row,
            "outcome": str(outcome),
            "more": max(0, len(attributes) - ATTRIBUTES_SHOWN),
        } | shown

    def record(self, contents: Sequence[dict[str, Any]], *, at: datetime) -> list[Outcome]:
        drafts = [CustomerDraft.from_content(content) for content in contents]
        return [OUTCOMES[outcome] for outcome in recording.record(drafts, at=at, batch_id=self.batch.pk)]


ATTRIBUTES_SHOWN = 3


def customer_draft(candidate: CustomerCandidate) -> CustomerDraft:
    """The draft that a row stands for; what is too long for its column is kept whole as an attribute."""
    attributes = dict(candidate.attributes)
    said = {"name": candidate.customer_name or "", "segment": candidate.segment or ""}
    longest = {"name": LONGEST_NAME, "segment": LONGEST["segment"]}
    for name, value in said.items():
        if len(value) > longest[name]:
            attributes.setdefault(name, value)
    return CustomerDraft(
        external_id=fitted_id(candidate.customer_id or ""),
        email=candidate.customer_email or "",
        account=fitted_id(candidate.account or ""),
        language=candidate.language or "",
        lifecycle_stage=candidate.stage or "",
        since=candidate.since,
        monthly_revenue=candidate.revenue,
        currency=candidate.currency or "",
        attributes=attributes,
        **{name: cut(value, longest[name]) for name, value in said.items()},
    )
