"""What every engine beside the default keeps to."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

import pyarrow as pa

from regard.perception.text.reading import read

# (what is asked for: "chat/completions" or "embeddings", the request) -> the body of the answer
Transport = Callable[[str, Mapping[str, Any]], bytes]


class AnswerError(ValueError):
    """An endpoint answered something that is no reading; the message says what, without quoting it."""


class Tier(Protocol):
    """An engine that reads texts: `name` and `version` are recorded with each of its readings."""

    @property
    def name(self) -> str: ...

    @property
    def version(self) -> str: ...

    def read(self, texts: Sequence[str]) -> pa.Table:
        """One row for each text, the columns those of the default engine; what it cannot say is null."""
        ...


def blank() -> dict[str, Any]:
    """A row that says nothing."""
    row: dict[str, Any] = dict.fromkeys(read([]).schema.names)
    lists = [field.name for field in read([]).schema if pa.types.is_list(field.type)]
    return row | {"language": "unknown"} | {name: [] for name in lists}


def table(rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    """Rows as a table with exactly the columns of the default engine, in its order."""
    nothing = blank()
    return pa.Table.from_pylist([nothing | dict(row) for row in rows], schema=read([]).schema)
