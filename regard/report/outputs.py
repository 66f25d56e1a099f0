"""Files that appear whole or not at all."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

UNFINISHED = ".unfinished-"


@contextmanager
def whole(path: Path) -> Iterator[TextIO]:
    """Write a text file that takes the place of `path` when all is written; after an error nothing changed.

    What is not a file, such as a pipe, is written to as it is. Raises OSError.
    """
    if path.exists() and not path.is_file():
        with path.open("w", encoding="utf-8", newline="\n") as stream:
            yield stream
        return
    place = path.resolve()
    unfinished = place.with_name(f"{UNFINISHED}{secrets.token_hex(8)}")
    try:
        with unfinished.open("x", encoding="utf-8", newline="\n") as stream:
            yield stream
        unfinished.replace(place)
    finally:
        unfinished.unlink(missing_ok=True)
