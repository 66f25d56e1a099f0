"""The server has the code of every page before it answers, and its collector does not walk through it."""

import os
import subprocess
import sys

SAID = """
import gc, sys
import regard.web.wsgi
print(gc.get_freeze_count() > 100_000, "regard.web.dashboards.home" in sys.modules)
"""


def test_what_is_loaded_at_the_beginning_is_all_and_stays(tmp_path):
    env = os.environ | {"REGARD_DATA": str(tmp_path)}
    found = subprocess.run([sys.executable, "-c", SAID], env=env, capture_output=True, text=True, check=True)
    assert found.stdout.split() == ["True", "True"]
