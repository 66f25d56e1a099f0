"""A million rows of CSV into a workspace with `regard import`, a process of its own: rows a second, and MB.

Generates the file, imports it, imports it again (which must change nothing), and lets pandas read the same
file once, which is the usual way to look at it. Memory is the peak of each process.

    python benchmarks/importing.py [rows]
"""

import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ROWS = 1_000_000
LIMIT_MB = 300
WORDS = ["slow", "fast", "friendly", "queue", "price", "crash", "排队", "服务", "很好", "太贵"]
WORKSPACE = """
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from regard.web.workspaces.models import Workspace
Workspace.objects.create(slug="bench", name="Bench")
"""
PANDAS = "import sys, pandas; print(len(pandas.read_csv(sys.argv[1])))"


def main() -> None:
    """Generate, import twice, compare."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else ROWS
    with tempfile.TemporaryDirectory() as name:
        folder, path = Path(name) / "data", Path(name) / "answers.csv"
        (folder / "vega").mkdir(parents=True)
        generate(path, rows)
        print(f"{rows:,} rows, {path.stat().st_size / 1e6:.0f} MB of CSV")
        measured(folder, [sys.executable, "-c", WORKSPACE])
        command = [sys.executable, "-m", "regard.cli", "import", str(path), "--workspace", "bench"]
        first = told("regard import (check and import)", rows, *measured(folder, command))
        again = told("the same file again", rows, *measured(folder, command))
        pandas = told(
            "pandas.read_csv, nothing else",
            rows,
            *measured(folder, [sys.executable, "-c", PANDAS, str(path)]),
        )
    print(f"memory: {first / pandas:.2f} of what pandas takes to read the file")
    if max(first, again) >= LIMIT_MB:
        sys.exit(f"more than {LIMIT_MB} MB")


def generate(path: Path, rows: int) -> None:
    """Write answers with ids, dates, scores, texts of a dozen words, customers and segments."""
    chance = random.Random(20_261_122)
    with path.open("w", encoding="utf-8") as file:
        file.write("id,date,nps,comment,customer,segment\n")
        for number in range(rows):
            day = f"2026-{chance.randint(1, 11):02}-{chance.randint(1, 28):02}"
            said = " ".join(chance.choices(WORDS, k=12))
            who = f"c-{chance.randint(1, max(1, rows // 10))},{chance.choice(['pro', 'free', '企业'])}"
            file.write(f"r-{number},{day},{chance.randint(0, 10)},{said},{who}\n")


def measured(folder: Path, command: list[str]) -> tuple[float, float]:
    """Run a command to its end: seconds, and the most memory that it took in MB."""
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment |= {"REGARD_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "regard.web.settings"}
    began = time.perf_counter()
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE)
    said = process.stdout.read() if process.stdout else b""
    _pid, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{command[:4]} ended with {process.returncode}: {said.decode()}")
    return time.perf_counter() - began, usage.ru_maxrss / 1024


def told(what: str, rows: int, seconds: float, megabytes: float) -> float:
    print(f"{what}: {seconds:.0f} s, {rows / seconds:,.0f} rows/s, {megabytes:.0f} MB")
    return megabytes


if __name__ == "__main__":
    main()
