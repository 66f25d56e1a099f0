"""An embedding model as an engine: small heads say the sentiment and the factors of each sentence."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from regard.perception.datasets.labelled import FACTORS, SENTIMENTS
from regard.perception.text.reading import read
from regard.perception.text.tiers.answers import MalformedAnswer, parsed
from regard.perception.text.tiers.contract import Transport, table
from regard.perception.text.tiers.leaving import Outgoing, outgoing
from regard.perception.text.tiers.ridge import SIDES, Embedder, Trained, Vectors

EMBEDDING_HEADS = ("language", "sentiment", "factors")
PATH = "embeddings"
AT_ONCE = 64  # texts in one request
MOST_SENTENCES = 30
WIDEST = 16_384  # numbers in a vector
CHANCES = ("p_negative", "p_neutral", "p_positive")
SENTENCE = re.compile(r"[^.!?;。！？；\n]+[.!?;。！？；]*")


class Asked(NamedTuple):
    """A text on its way: what leaves of it, its sentences, and where their vectors stand."""

    sent: Outgoing
    sentences: list[tuple[int, int]]
    first: int


def embedder(model: str, post: Transport) -> Embedder:
    """Texts to vectors (n by d) through an OpenAI-compatible /embeddings endpoint. Raises MalformedAnswer."""

    def embed(texts: Sequence[str]) -> Vectors:
        parts = [texts[at : at + AT_ONCE] for at in range(0, len(texts), AT_ONCE)]
        found = [_vectors(post(PATH, request(model, part)), len(part)) for part in parts]
        if len({part.shape[1] for part in found}) > 1:
            raise MalformedAnswer("data: vectors of different lengths")
        return np.vstack(found) if found else np.zeros((0, 0))

    return embed


def request(model: str, texts: Sequence[str]) -> dict[str, Any]:
    """What is asked of the model about these texts."""
    return {"model": model, "input": list(texts), "encoding_format": "float"}


@dataclass(frozen=True)
class EmbeddingTier:
    """Reads with the embeddings of `embed` (an endpoint, a model on this machine) and heads trained on them.

    What leaves of each text is `outgoing(text, masked=masked)`, whole and by sentences. A factor is shown by
    the sentence that names it, with that sentence's side. The language is told here, by the default engine.
    """

    model: str
    embed: Embedder
    trained: Trained
    masked: bool = True
    heads: Sequence[str] = EMBEDDING_HEADS
    name: str = "embeddings/1"

    @property
    def version(self) -> str:
        return self.model

    def read(self, texts: Sequence[str]) -> pa.Table:
        """One row for each text. Raises AnswerError, TooFewExamples, and whatever `embed` raises."""
        asked, pieces = self._asked(texts)
        scores = self.trained.scores(self.embed(pieces)) if pieces else np.zeros((0, 14))
        spoken = read(list(texts), heads=("language",)).column("language").to_pylist()
        rows = [
            {"language": language} | (self._row(one, scores) if one else {})
            for one, language in zip(asked, spoken, strict=True)
        ]
        wanted = {"language", *self.heads} | (
            {"sentiment_score", *CHANCES} if "sentiment" in self.heads else set()
        )
        return table([{name: value for name, value in row.items() if name in wanted} for row in rows])

    def _asked(self, texts: Sequence[str]) -> tuple[list[Asked | None], list[str]]:
        """What is sent of each text (None: nothing), and every piece in a row."""
        asked: list[Asked | None] = []
        pieces: list[str] = []
        for text in texts:
            sent = outgoing(text, masked=self.masked)
            spans = sentences(sent.text)
            asked.append(Asked(sent, spans, len(pieces)) if spans else None)
            pieces += [sent.text, *(sent.text[start:end] for start, end in spans)] if spans else []
        return asked, pieces

    def _row(self, asked: Asked, scores: Vectors) -> dict[str, Any]:
        whole = scores[asked.first : asked.first + 1]
        chances = self.trained.chances(whole)[0]
        each = scores[asked.first + 1 : asked.first + 1 + len(asked.sentences)]
        return {
            "sentiment": SENTIMENTS[int(whole[0, :4].argmax())],
            "sentiment_score": float(chances[2] - chances[0]),
            **dict(zip(CHANCES, chances.tolist(), strict=True)),
            "factors": self._factors(asked, each),
        }

    def _factors(self, asked: Asked, scores: Vectors) -> list[dict[str, Any]]:
        rows = []
        for (start, end), row in zip(asked.sentences, scores, strict=True):
            first, last = asked.sent.original(start, end)
            side = SIDES[int(row[:3].argmax())]
            named = [name for at, name in enumerate(FACTORS) if row[4 + at] >= self.trained.thresholds[at]]
            rows += [{"factor": name, "polarity": side, "start": first, "end": last} for name in named]
        return rows


def sentences(text: str) -> list[tuple[int, int]]:
    """Where the sentences of a text stand; the last one holds the rest of a long text.

    >>> [text[start:end] for text in ["Fast. 很好！ "] for start, end in sentences(text)]
    ['Fast.', '很好！']
    """
    found = [_trimmed(text, *match.span()) for match in SENTENCE.finditer(text)]
    spans = [(start, end) for start, end in found if start < end]
    if len(spans) > MOST_SENTENCES:
        spans = [*spans[: MOST_SENTENCES - 1], (spans[MOST_SENTENCES - 1][0], spans[-1][1])]
    return spans


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())


def _vectors(body: bytes, many: int) -> Vectors:
    answer = parsed(body)
    rows = answer.get("data") if isinstance(answer, dict) else None
    if not isinstance(rows, list) or len(rows) != many or not all(isinstance(row, dict) for row in rows):
        raise MalformedAnswer(f"data: not {many} vectors")
    by_index = {str(row.get("index", at)): row.get("embedding") for at, row in enumerate(rows)}
    if set(by_index) != {str(at) for at in range(many)}:
        raise MalformedAnswer("data: indices that were not asked for")
    try:
        found = np.array([by_index[str(at)] for at in range(many)], dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise MalformedAnswer("data: a vector that is not numbers") from error
    if found.ndim != 2 or not 1 <= found.shape[1] <= WIDEST or not np.isfinite(found).all():
        raise MalformedAnswer("data: a vector that is not numbers")
    return found
