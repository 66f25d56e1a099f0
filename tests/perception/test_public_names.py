"""The door of the library: what it offers, and what it does not pull in."""

import json
import subprocess
import sys

import pytest

import regard.perception

LOADED = "import json, sys; import {module}; print(json.dumps(sorted(sys.modules)))"


def loaded_by(module):
    found = subprocess.run(
        [sys.executable, "-c", LOADED.format(module=module)], capture_output=True, check=True
    )
    return {name.partition(".")[0] for name in json.loads(found.stdout)}


def test_every_public_name_is_there_and_described():
    for name in regard.perception.__all__:
        assert getattr(regard.perception, name).__doc__, name


def test_numbers_need_nothing_but_the_standard_library():
    extra = {"numpy", "scipy", "pandas", "pyarrow", "duckdb", "django", "socket", "sqlite3"}
    assert loaded_by("regard.perception") & extra == set()


@pytest.mark.parametrize("module", ["regard.perception.study", "regard.perception.archive"])
def test_a_study_brings_no_engine_of_its_own(module):
    assert loaded_by(module) & {"duckdb", "django", "pandas", "scipy"} == set()


def test_the_engine_brings_no_statistics():
    assert loaded_by("regard.perception.engines.duckdb") & {"django", "scipy", "pandas"} == set()
