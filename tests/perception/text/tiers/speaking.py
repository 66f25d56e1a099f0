"""Answers in the documented form, and an embedding model made of hashed letters."""

import json
import zlib
from collections.abc import Sequence
from typing import Any

import numpy as np

READING = {
    "language": "en",
    "sentiment": "mixed",
    "score": -0.2,
    "factors": [
        {"factor": "support", "polarity": "positive", "quote": "The staff were lovely"},
        {"factor": "delivery", "polarity": "negative", "quote": "delivery took three weeks"},
    ],
    "emotions": ["joy"],
    "intents": ["praise", "complaint"],
    "descriptors": [{"word": "Lovely", "polarity": "positive", "quote": "lovely"}],
}
TEXT = "The staff were lovely but delivery took three weeks."


def completion(content: Any, *, finish: str = "stop", **message: Any) -> bytes:
    said = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
    reply = {"role": "assistant", "content": said, "refusal": None} | message
    return json.dumps({"choices": [{"index": 0, "message": reply, "finish_reason": finish}]}).encode()


def embedding(vectors: Sequence[Sequence[float]]) -> bytes:
    rows = [{"object": "embedding", "index": at, "embedding": list(one)} for at, one in enumerate(vectors)]
    return json.dumps({"object": "list", "data": rows}).encode()


def hashed(text: str, wide: int = 192) -> list[float]:
    """Pairs and triples of letters, counted in few places: a poor embedding, but one."""
    counts = np.zeros(wide)
    for size in (2, 3):
        for at in range(len(text) - size + 1):
            counts[zlib.crc32(text[at : at + size].lower().encode()) % wide] += 1
    return list(np.sqrt(counts))
