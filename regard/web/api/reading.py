"""How bodies are read: JSON in UTF-8 with each name once, no NaN, no NUL; anything else is refused."""

import json
from typing import Any

from django.http import HttpRequest
from ninja.parser import Parser


class Strictly(Parser):
    """One behaviour for what parsers disagree about."""

    def parse_body(self, request: HttpRequest) -> Any:
        text = request.body.decode("utf-8")
        return json.loads(text, object_pairs_hook=_each_once, parse_constant=_refused)


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    for name, value in pairs:
        if "\0" in name or _has_nul(value):
            raise ValueError("NUL")
        name.encode()  # half a surrogate pair is no text
    return found


def _has_nul(value: Any) -> bool:
    if isinstance(value, str):
        value.encode()
        return "\0" in value
    return isinstance(value, list) and any(_has_nul(one) for one in value)


def _refused(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")
