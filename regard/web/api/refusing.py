"""What the API says when it refuses: problem details by RFC 9457, always in the same shape."""

import json
from typing import Any

from django.http import HttpResponse
from ninja.openapi.schema import OpenAPISchema

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
PROBLEM = {
    "type": "object",
    "description": "Problem details by RFC 9457; `errors` say what does not fit, and where.",
    "required": ["type", "title", "status"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["path", "code"],
                "properties": {"path": {"type": "string"}, "code": {"type": "string"}},
            },
        },
    },
}
KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "The same call with the same key counts once, for a week, and gets the same answer.",
    "schema": {"type": "string", "maxLength": 200},
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


def described(schema: OpenAPISchema) -> OpenAPISchema:
    """The description of the API with every way to be refused at every address."""
    parts = schema.setdefault("components", {})
    parts["schemas"] = {**parts.get("schemas", {}), "Problem": PROBLEM}
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    parts["responses"] = {
        f"Problem{status}": {"description": title, "content": content}
        for status, title in TITLES.items()
        if status != 500
    }
    for methods in schema["paths"].values():
        for operation in methods.values():
            refusals = {
                str(status): {"$ref": f"#/components/responses/Problem{status}"}
                for status in TITLES
                if status != 500
            }
            operation["responses"] = refusals | {str(k): v for k, v in operation["responses"].items()}
            if "requestBody" in operation or not _is_read(methods, operation):
                operation["parameters"] = [*operation.get("parameters", []), KEY]
    return schema


def _is_read(methods: dict[str, Any], operation: dict[str, Any]) -> bool:
    return methods.get("get") is operation
