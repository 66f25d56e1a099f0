"""Files of feedback or customers as rows: what stands in a file, what its columns mean, what its rows say."""

from .candidates import Answer, Candidate, content_key
from .customer_detection import detect_customers, likely_content
from .customer_reading import CustomerCandidate
from .detection import detect
from .mapping import Mapping, apply, apply_customer
from .opening import FeedbackFile, open_file
from .refusals import Refusal, Refused, UnreadableFile, explain, phrase
from .rows import Cell, Row
from .uses import CONTENTS, CUSTOMERS, FEEDBACK, METRICS, ROLES, ColumnUse

__all__ = [
    "CONTENTS",
    "CUSTOMERS",
    "FEEDBACK",
    "METRICS",
    "ROLES",
    "Answer",
    "Candidate",
    "Cell",
    "ColumnUse",
    "CustomerCandidate",
    "FeedbackFile",
    "Mapping",
    "Refusal",
    "Refused",
    "Row",
    "UnreadableFile",
    "apply",
    "apply_customer",
    "content_key",
    "detect",
    "detect_customers",
    "explain",
    "likely_content",
    "open_file",
    "phrase",
]
