import json
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from regard.web.api.tokens import Scope, make_token
from regard.web.workspaces.tenancy import in_workspace
from tests.web.asking import asked

__all__ = ["asked"]


@pytest.fixture
def token(workspace, owner, noon) -> str:
    """A key with every scope."""
    cache.clear()
    with in_workspace(workspace):
        return make_token("店铺 Shop", scopes=Scope.values, days=None, by=owner, at=noon)[1]


@pytest.fixture
def call(token) -> Callable[..., Any]:
    """Call the API: POST where there is a body, else GET."""

    def made(path: str, body: Any = None, *, key: str = "", token: str = token) -> Any:
        headers = {"Authorization": f"Bearer {token}"} | ({"Idempotency-Key": key} if key else {})
        client = Client()
        if body is None:
            return client.get(f"/api/v1/{path}", headers=headers)
        text = body if isinstance(body, str | bytes) else json.dumps(body)
        return client.post(f"/api/v1/{path}", text, content_type="application/json", headers=headers)

    return made
