"""Other engines beside the default: a chat model or an embedding model, each behind the one `Tier`.

Nothing here opens a connection: whoever makes a tier gives it the callable that carries a request.
"""

from regard.perception.text.tiers.answers import MalformedAnswer, RefusedAnswer, TruncatedAnswer
from regard.perception.text.tiers.chat import CHAT_HEADS, ChatTier
from regard.perception.text.tiers.contract import AnswerError, Tier, Transport, blank, table
from regard.perception.text.tiers.embeddings import EMBEDDING_HEADS, EmbeddingTier, embedder
from regard.perception.text.tiers.leaving import Outgoing, outgoing
from regard.perception.text.tiers.ridge import (
    BadTrained,
    TooFewExamples,
    Trained,
    examples,
    packed,
    train,
    unpacked,
)

__all__ = [
    "CHAT_HEADS",
    "EMBEDDING_HEADS",
    "AnswerError",
    "BadTrained",
    "ChatTier",
    "EmbeddingTier",
    "MalformedAnswer",
    "Outgoing",
    "RefusedAnswer",
    "Tier",
    "TooFewExamples",
    "Trained",
    "Transport",
    "TruncatedAnswer",
    "blank",
    "embedder",
    "examples",
    "outgoing",
    "packed",
    "table",
    "train",
    "unpacked",
]
