"""What a file says of a customer, before it is a row."""

import hashlib
import json
from dataclasses import dataclass, field, fields
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import Any


@dataclass(frozen=True)
class CustomerDraft:
    """What one row says of one customer; what is empty is not said."""

    external_id: str = ""
    email: str = ""
    name: str = ""
    account: str = ""
    segment: str = ""
    language: str = ""
    lifecycle_stage: str = ""
    since: datetime | None = None
    monthly_revenue: Decimal | None = None
    currency: str = ""
    attributes: dict[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """What the customer is known by: the id, or else the e-mail."""
        return self.external_id or self.email

    @cached_property
    def digest(self) -> str:
        """32 hexadecimal digits that change when anything said changes."""
        text = json.dumps(self.content(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()

    def content(self) -> dict[str, Any]:
        """What is said, as JSON values, for `from_content`."""
        said = {one.name: getattr(self, one.name) for one in fields(self)}
        found = {name: value for name, value in said.items() if value not in ("", None, {})}
        if self.since:
            found["since"] = self.since.isoformat()
        if self.monthly_revenue is not None:
            found["monthly_revenue"] = str(self.monthly_revenue)
        return found

    @classmethod
    def from_content(cls, content: dict[str, Any]) -> "CustomerDraft":
        """The draft that `content` made JSON values of."""
        told = dict(content)
        if "since" in told:
            told["since"] = datetime.fromisoformat(told["since"])
        if "monthly_revenue" in told:
            told["monthly_revenue"] = Decimal(told["monthly_revenue"])
        return cls(**told)
