"""Lists by pages: a cursor is the last row that was seen, so that nothing is missed or repeated."""

import base64
import binascii
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from regard.web.api.refusing import Refused

MOST = 200


def page(rows: "QuerySet[Any, Any]", *, cursor: str, limit: int) -> tuple[list[Any], str | None]:
    """The next rows by their id (which is by the time they were made), and the cursor after them."""
    if not 1 <= limit <= MOST:
        raise Refused(422, errors=[{"path": "query.limit", "code": f"1 to {MOST}"}])
    if cursor:
        rows = rows.filter(pk__gt=_read(cursor))
    found = list(rows.order_by("pk")[: limit + 1])
    if len(found) <= limit:
        return found, None
    return found[:limit], base64.urlsafe_b64encode(found[limit - 1].pk.bytes).decode().rstrip("=")


def _read(cursor: str) -> UUID:
    try:
        return UUID(bytes=base64.urlsafe_b64decode(cursor[:40] + "=="))
    except (ValueError, binascii.Error) as error:
        raise Refused(422, errors=[{"path": "query.cursor", "code": "not one that we gave"}]) from error
