"""Nothing that was acknowledged is lost, however often the server is killed and the power cut."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = 20

pytestmark = [pytest.mark.slow, pytest.mark.own_database]


def test_what_was_acknowledged_is_there_once_and_whole_after_kills_and_power_cuts():
    command = [sys.executable, str(ROOT / "tools" / "torture.py"), str(ROUNDS)]
    env = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=900)
    assert done.returncode == 0, done.stdout + done.stderr
    last = done.stdout.splitlines()[-1]
    found = re.fullmatch(r"lost 0, duplicated 0, partial 0 of (\d+) acknowledged", last)
    assert found
    assert int(found[1]) > ROUNDS
    assert "to see that the cuts bite: lost in 0" not in done.stdout
