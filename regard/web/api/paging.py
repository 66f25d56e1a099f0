"""Lists by pages: a cursor is the last row that was seen, so that nothing is missed or repeated."""

import base64
import binascii
from collections.abc import Callable
from typing import Annotated, Any
from uuid import UUID

from django.db.models import QuerySet
from pydantic import Field

from regard.web.api.refusing import Refused
from regard.web.api.shown import Shown

MOST = 200
Limit = Annotated[int, Field(ge=1, le=MOST)]
Cursor = Annotated[str, Field(max_length=100)]
Told = Callable[[Any], Shown]


def listed(
    rows: "QuerySet[Any, Any]", told: Told, *, cursor: str, limit: int, by: str = "pk"
) -> tuple[int, dict[str, Any]]:
    """A page of a list, row by row as `told`, and where it goes on."""
    found, following = page(rows, cursor=cursor, limit=limit, by=by)
    return 200, {"data": [told(one).dumped() for one in found], "next_cursor": following}


def page(
    rows: "QuerySet[Any, Any]", *, cursor: str, limit: int, by: str = "pk"
) -> tuple[list[Any], str | None]:
    """The next rows by their id (which is by the time they were made), and the cursor after them.

    `by` is another unique column of 64 hexadecimal digits, where the order must not tell the time.
    """
    if cursor:
        rows = rows.filter(**{f"{by}__gt": _read(cursor, is_id=by == "pk")})
    found = list(rows.order_by(by)[: limit + 1])
    if len(found) <= limit:
        return found, None
    last = getattr(found[limit - 1], by)
    seen = last.bytes if by == "pk" else bytes.fromhex(last)
    return found[:limit], base64.urlsafe_b64encode(seen).decode().rstrip("=")


def _read(cursor: str, *, is_id: bool) -> UUID | str:
    try:
        seen = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        if is_id:
            return UUID(bytes=seen)
        if len(seen) == 32:
            return seen.hex()
    except (ValueError, binascii.Error):
        pass
    raise Refused(422, errors=[{"path": "query.cursor", "code": "not one that we gave"}])
