"""What a column of a file can be used as."""

from dataclasses import dataclass

METRICS = ("nps", "csat", "ces", "stars", "trust", "values")
HIGH_IS_GOOD, LOW_IS_GOOD = "high_is_good", "low_is_good"
SCALES = {
    "nps": (0, 10),
    "csat": (1, 5),
    "ces": (1, 7),
    "stars": (1, 5),
    "trust": (1, 7),
    "values": (1, 7),
}
SHORT_ROLES = {  # role -> field of a Candidate
    "external_id": "external_id",
    "customer": "customer_id",
    "customer_email": "customer_email",
    "customer_name": "customer_name",
    "account": "account",
    "channel": "channel",
    "kind": "kind",
    "language": "language",
    "url": "url",
    "author": "author",
    "segment": "segment",
    "product": "product",
    "region": "region",
    "touchpoint": "touchpoint",
}
FEEDBACK, CUSTOMERS = "feedback", "customers"  # what a file holds
_FEEDBACK_ROLES = ("text", "title", "time", "experienced_at", "metric", *SHORT_ROLES)
_WHO = ("customer", "customer_email", "customer_name", "account", "segment", "language")
_OF_CUSTOMERS_ALONE = ("stage", "since", "revenue", "currency")
SINGLE_ROLES = (*_FEEDBACK_ROLES, *_OF_CUSTOMERS_ALONE)
SHARED_ROLES = ("score", "attribute", "ignore")  # any number of columns may have these
ROLES = (*SINGLE_ROLES, *SHARED_ROLES)
ROLES_OF = {
    FEEDBACK: (*_FEEDBACK_ROLES, *SHARED_ROLES),
    CUSTOMERS: (*_WHO, *_OF_CUSTOMERS_ALONE, "attribute", "ignore"),
}
CONTENTS = tuple(ROLES_OF)
CONFIDENCES = ("high", "medium", "low")


@dataclass(frozen=True)
class ColumnUse:
    """What one column is read as; for a score also its metric and scale. `reason` is a code of wording.py.

    `metric` may be None only where another column with the role "metric" names it row by row.
    """

    column: str
    role: str
    metric: str | None = None
    scale_min: int | None = None
    scale_max: int | None = None
    direction: str = HIGH_IS_GOOD
    confidence: str = "high"
    reason: str = "name"
