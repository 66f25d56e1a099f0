"""Files of feedback as rows: what stands in a file, what its columns mean, and what its rows say."""

from .candidates import Answer, Candidate, content_key
from .detection import detect
from .mapping import Mapping, apply
from .opening import FeedbackFile, open_file
from .refusals import Refusal, Refused, UnreadableFile, explain, phrase
from .rows import Cell, Row
from .uses import METRICS, ROLES, ColumnUse

__all__ = [
    "METRICS",
    "ROLES",
    "Answer",
    "Candidate",
    "Cell",
    "ColumnUse",
    "FeedbackFile",
    "Mapping",
    "Refusal",
    "Refused",
    "Row",
    "UnreadableFile",
    "apply",
    "content_key",
    "detect",
    "explain",
    "open_file",
    "phrase",
]
