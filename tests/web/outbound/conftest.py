"""The fake endpoint, and retries that do not wait."""

from collections.abc import Iterator

import pytest
import stamina

from tests.fake_endpoint import endpoint

__all__ = ["endpoint"]


@pytest.fixture(autouse=True)
def _no_waiting() -> Iterator[None]:
    with stamina.set_testing(True, attempts=3, cap=True):
        yield
