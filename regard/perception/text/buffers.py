"""Texts as one buffer of UTF-8 and the places where each begins: what the kernels read."""

from collections.abc import Sequence
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Texts: TypeAlias = Sequence[str | None] | Any  # or an Arrow array, batch or table
Bytes: TypeAlias = npt.NDArray[np.uint8]
Places: TypeAlias = npt.NDArray[np.int64]


class Utf8(NamedTuple):
    """All texts end to end (uint8), and n + 1 offsets into them (int64); a missing text is empty."""

    data: Bytes
    offsets: Places

    def __len__(self) -> int:
        """How many texts."""
        return len(self.offsets) - 1


class NoTextsError(TypeError):
    """What was given is neither strings nor an Arrow array, batch or table with a `text` column."""


def utf8(texts: Texts) -> Utf8:
    """The buffer of a list of strings, of an Arrow array, or of a batch or table with a `text` column.

    Arrow buffers are used where they lie, without a copy. Lone surrogates become U+FFFD.
    Raises NoTextsError.
    """
    if isinstance(texts, pa.RecordBatch | pa.Table):
        if "text" not in texts.schema.names:
            raise NoTextsError(f"no column `text` among {', '.join(texts.schema.names)}")
        texts = texts.column("text")
    if isinstance(texts, pa.ChunkedArray):
        texts = texts.combine_chunks()
    if not isinstance(texts, pa.Array):
        texts = _listed(texts)
    return _arrow(texts)


def _listed(texts: Sequence[str | None]) -> pa.Array:
    if isinstance(texts, str):
        raise NoTextsError("one string, where a list of strings is wanted")
    listed = list(texts)
    try:
        return pa.array(listed, pa.large_string())
    except UnicodeEncodeError:
        return pa.array([_encodable(text) for text in listed], pa.large_string())
    except (pa.ArrowTypeError, pa.ArrowInvalid) as error:
        raise NoTextsError(f"not a list of strings: {error}") from error


def _encodable(text: str | None) -> str | None:
    """The text with U+FFFD for each lone surrogate, so that no position moves."""
    if text is None:
        return None
    return "".join("\ufffd" if "\ud800" <= letter <= "\udfff" else letter for letter in text)


def _arrow(array: pa.Array) -> Utf8:
    if pa.types.is_dictionary(array.type):
        array = array.dictionary_decode()
    if pa.types.is_null(array.type) or pa.types.is_string_view(array.type):
        array = array.cast(pa.large_string())
    if not pa.types.is_string(array.type) and not pa.types.is_large_string(array.type):
        raise NoTextsError(f"an array of {array.type}, where strings are wanted")
    if array.null_count:
        array = array.fill_null("")
    width = np.int32 if pa.types.is_string(array.type) else np.int64
    _, places, letters = array.buffers()
    if not len(array) or places is None:
        return Utf8(np.zeros(1, np.uint8), np.zeros(len(array) + 1, np.int64))
    offsets = np.frombuffer(places, width)[array.offset : array.offset + len(array) + 1].astype(np.int64)
    data = np.frombuffer(letters, np.uint8) if letters is not None and letters.size else np.zeros(1, np.uint8)
    return Utf8(data, offsets)
