"""What the docstrings of the library show is true, and each public function shows an example."""

import doctest
import importlib
import inspect
import pkgutil

import pytest

import regard.perception

NOT_OURS_TO_RUN = ("regard.perception.engines.spark",)  # needs Java; asked in tests/spec
MODULES = [
    found.name
    for found in pkgutil.walk_packages(regard.perception.__path__, "regard.perception.")
    if found.name not in NOT_OURS_TO_RUN
]


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings_are_true(name):
    found = doctest.testmod(importlib.import_module(name), optionflags=doctest.NORMALIZE_WHITESPACE)
    assert found.failed == 0


def test_every_public_function_shows_an_example():
    without = [
        name
        for name in regard.perception.__all__
        if inspect.isfunction(one := getattr(regard.perception, name)) and ">>>" not in (one.__doc__ or "")
    ]
    assert without == []
