"""What the API says when it refuses: problem details by RFC 9457, always in the same shape."""

import json
from typing import Any

from django.http import HttpResponse

TITLES = {
    400: "This cannot be read",
    401: "No valid token",
    403: "The token does not allow this",
    404: "Not found",
    409: "This is there already, and differs",
    410: "No answers are taken any more",
    422: "Something does not fit",
    429: "Too many calls",
    500: "Something went wrong here",
    503: "Busy",
}


class Refused(Exception):
    """The call is refused; `errors` say where and why."""

    def __init__(
        self,
        status: int,
        detail: str = "",
        *,
        errors: list[dict[str, str]] | None = None,
        after: int | None = None,
    ) -> None:
        super().__init__(detail)
        self.status, self.detail, self.errors, self.after = status, detail, errors or [], after


def problem(refused: Refused) -> HttpResponse:
    """The answer that says so."""
    said: dict[str, Any] = {
        "type": "about:blank",
        "title": TITLES[refused.status],
        "status": refused.status,
    }
    if refused.detail:
        said["detail"] = refused.detail
    if refused.errors:
        said["errors"] = refused.errors
    text = json.dumps(said, ensure_ascii=False)
    response = HttpResponse(text, status=refused.status, content_type="application/problem+json")
    if refused.after is not None:
        response["Retry-After"] = str(refused.after)
    if refused.status == 401:
        response["WWW-Authenticate"] = "Bearer"
    return response
