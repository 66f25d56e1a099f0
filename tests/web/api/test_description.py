"""The description of the API is true: whatever is sent by it is answered by it, and nothing breaks."""

import os
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from tests.web.api.rows import ROWS, things

EXAMPLES = int(os.environ.get("REGARD_FUZZ", "2"))
"""How many calls of each address, fitting and unfitting; REGARD_FUZZ=1100 makes more than 100,000 in all."""


@pytest.fixture
def schemathesis() -> Any:
    try:
        import schemathesis
    except ImportError:
        if os.environ.get("CI") == "true":
            pytest.fail("CI needs schemathesis")
        pytest.skip("schemathesis is not installed: make setup-test")
    return schemathesis


@pytest.fixture
def one_connection() -> Iterator[None]:
    """What comes past Django's own test client would end the test's connection with each call."""
    ends = (request_started, request_finished)
    for one in ends:
        one.disconnect(close_old_connections)
    yield
    for one in ends:
        one.connect(close_old_connections)


@pytest.mark.slow
def test_odd_calls_of_every_address_break_nothing_and_are_answered_as_described(
    schemathesis, workspace, owner, noon, token, one_connection
):
    checks, modes = schemathesis.checks, schemathesis.GenerationMode
    ids = things(workspace, by=owner, at=noon)
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())
    seen, statuses, broken = set(), Counter[int](), {}
    bounded = settings(
        max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )

    def try_all(operation: Any, mode: Any) -> None:
        @seed(0)
        @bounded
        @given(case=operation.as_strategy(generation_mode=mode), is_known=st.booleans())
        def tried(case: Any, is_known: bool) -> None:
            cache.clear()
            if is_known:
                case.path_parameters.update({name: ids[name] for name in case.path_parameters if name in ids})
            case.headers = {name: text for name, text in case.headers.items() if name != "Authorization"}
            response = case.call(headers={"Authorization": f"Bearer {token}"})
            statuses[response.status_code] += 1
            case.validate_response(response, checks=wanted)

        tried()

    wanted = [
        checks.not_a_server_error,
        *(
            getattr(schemathesis.specs.openapi.checks, name)
            for name in ("status_code_conformance", "content_type_conformance", "response_schema_conformance")
        ),
    ]
    for found in schema.get_all_operations():
        operation = found.ok()
        seen.add((operation.method.lower(), operation.path))
        for mode in modes:
            try:
                try_all(operation, mode)
            except Exception as error:  # told together, at the end
                broken[f"{operation.method} {operation.path} {mode}"] = str(error)[:1500]
    assert broken == {}
    assert seen == {(row.method, "/api/v1" + row.path) for row in ROWS}
    assert {200, 201, 404, 422} <= set(statuses)
