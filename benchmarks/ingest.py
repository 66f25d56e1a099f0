"""Answers a second: Regard with all its checks beside a bare Django view, on SQLite with every commit synced.

The bare view (benchmarks/bare) shows a small form and inserts one row: no tenant, no record, no event, no
trail; its middleware is that of a new project. Both stand behind the same server (gunicorn, one process and
eight threads) and have the same clients, who GET and then POST, in turn. Then Regard at 80 % of its maximum,
for the time of a POST, and with 64 and 256 clients who do not wait, for what becomes of those who come too
many: the line before the threads ends (regard/web/crowding.py), and the rest is told to come again.

    python benchmarks/ingest.py [SECONDS] [SECONDS OF THE CROWD] [postgresql]    (make bench-ingest)

On PostgreSQL the bare view stays on SQLite.
"""

import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "tools"))
from asked import Person, Servers, Told, environment, set_up  # noqa: E402
from torture_postgres import Database  # noqa: E402

CLIENTS, CROWD, FLOOD, ROUNDS = 8, 64, 256, 3
BARE = "from django.core.wsgi import get_wsgi_application\napplication = get_wsgi_application()"
TABLES = "import django; django.setup(); from django.core.management import call_command as c; "


@dataclass(frozen=True)
class Run:
    """What came of some seconds of answering."""

    rate: float
    cpu_ms: float  # of the server, for each answer
    p95_ms: float  # of a POST that was taken
    longest_s: float  # wait of a POST that was taken
    refused: int
    wrong: tuple[str, ...]

    def __str__(self) -> str:
        return (
            f"{self.rate:.1f}/s, {self.cpu_ms:.1f} ms CPU, POST p95 {self.p95_ms:.0f} ms, "
            f"longest wait {self.longest_s:.1f} s, {self.refused} told to come again, {len(self.wrong)} wrong"
        )


def main() -> None:
    """Compare, then crowd."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 10.0
    crowd = float(sys.argv[2]) if len(sys.argv) > 2 else 30.0
    with tempfile.TemporaryDirectory(prefix="ingest-") as name:
        home = Path(name)
        home.chmod(0o755)  # a database may have a user of its own
        database = Database(home / "postgresql") if sys.argv[3:] == ["postgresql"] else None
        where = {"DATABASE_URL": database.url} if database else {}
        path = set_up(home / "ours", **where)
        log = home / "ours" / "server.log"
        ours = Servers(environment(home / "ours", **where), log, path=path)
        bare = Servers(bare_environment(home), home / "bare.log", path="/", application=BARE)
        try:
            ratio, best = compared(ours, path, bare, seconds)
            print(f"Regard at 80 %: {run(ours, path, seconds, rate=0.8 * best.rate)}")
            crowded = run(ours, path, crowd, clients=CROWD)
            print(f"Regard, {CROWD} clients at once for {crowd:.0f} s: {crowded}")
            flooded = run(ours, path, seconds, clients=FLOOD)
            print(f"Regard, {FLOOD} clients at once for {seconds:.0f} s: {flooded}")
        finally:
            ours.close()
            bare.close()
            if database:
                database.stop()
        locked = log.read_text("utf-8").count("database is locked")
        print(f"said in its log: {locked} times that the database is locked")
    print(f"ratio to the bare view {ratio:.2f}, CPU {best.cpu_ms:.1f} ms per answer")
    wrong = crowded.wrong + flooded.wrong
    if wrong or locked:
        sys.exit(f"wrong: {wrong[:3]}")


def compared(ours: Servers, path: str, bare: Servers, seconds: float) -> tuple[float, Run]:
    """The ratio of the rates, the median of several pairs, and Regard's run of the median CPU."""
    ours.start()
    bare.start()
    for servers, where in ((bare, "/"), (ours, path)):
        run(servers, where, 1.0)  # warm
    pairs = [(run(bare, "/", seconds), run(ours, path, seconds)) for _ in range(ROUNDS)]
    for one, other in pairs:
        print(f"bare {one}; Regard {other}; ratio {other.rate / one.rate:.2f}", flush=True)
    ratio = statistics.median(other.rate / one.rate for one, other in pairs)
    return ratio, sorted((other for _one, other in pairs), key=lambda found: found.cpu_ms)[ROUNDS // 2]


def run(servers: Servers, path: str, seconds: float, *, clients: int = CLIENTS, rate: float = 0.0) -> Run:
    """Answer for some seconds, as fast as it goes or at a rate."""
    told, stop = Told(), threading.Event()
    every = clients / rate if rate else 0.0
    people = [Person(servers.port, path, told, stop, every=every) for _ in range(clients)]
    cpu, began = servers.cpu_seconds(), time.perf_counter()
    for person in people:
        person.start()
    time.sleep(seconds)
    count, took = len(told.seconds), time.perf_counter() - began
    cpu = servers.cpu_seconds() - cpu
    stop.set()
    for person in people:
        person.join(timeout=35)
    slowest = statistics.quantiles(told.seconds, n=20)[-1] if len(told.seconds) > 1 else 0.0
    answered = max(1, count)
    longest = max(told.seconds, default=0.0)
    cpu_ms = cpu / answered * 1000
    return Run(count / took, cpu_ms, slowest * 1000, longest, told.refused, tuple(told.wrong))


def bare_environment(home: Path) -> dict[str, str]:
    """A database of its own for the bare view."""
    env = environment(home, DJANGO_SETTINGS_MODULE="bare.settings", BARE_DATABASE=str(home / "bare.sqlite3"))
    env["PYTHONPATH"] = str(HERE)
    script = TABLES + "c('migrate', run_syncdb=True, verbosity=0)"
    subprocess.run([sys.executable, "-c", script], env=env, check=True, cwd=HERE)
    return env


if __name__ == "__main__":
    main()
