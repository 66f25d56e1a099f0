"""Nothing that was acknowledged is lost, however often the server is killed and the power cut."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = 20

pytestmark = [pytest.mark.slow, pytest.mark.own_database]


def tortured(*arguments):
    """All that the tool says; its last line has to say that nothing is lost."""
    command = [sys.executable, str(ROOT / "tools" / "torture.py"), str(ROUNDS), *arguments]
    env = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=900)
    assert done.returncode == 0, done.stdout + done.stderr
    found = re.fullmatch(
        r"lost 0, duplicated 0, partial 0 of (\d+) acknowledged", done.stdout.splitlines()[-1]
    )
    assert found
    assert int(found[1]) > ROUNDS
    return done.stdout


def test_what_was_acknowledged_is_there_once_and_whole_after_kills_and_power_cuts():
    assert "to see that the cuts bite: lost in 0" not in tortured()


def test_what_was_acknowledged_is_there_when_postgresql_is_killed_too():
    if not shutil.which("initdb") and not list(Path("/usr/lib/postgresql").glob("*/bin/initdb")):
        if os.environ.get("CI") == "true":
            pytest.fail("CI needs PostgreSQL")
        pytest.skip("PostgreSQL is not installed: apt-get install postgresql")
    tortured("postgresql")
