"""The clock of the processor: it does not count the time that other processes take."""

import time

import pytest

from regard.perception.text import read


@pytest.fixture
def processor_time():
    """Seconds of processor time since the test began."""
    start = time.process_time()
    return lambda: time.process_time() - start


@pytest.fixture(scope="session", autouse=True)
def _lists_are_loaded():
    """Loading the word lists is no part of what a test takes."""
    read(["good", "好"])
