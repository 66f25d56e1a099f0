"""Kill the server and cut the power while people answer, again and again; count what is lost.

    python tools/torture.py [ROUNDS] [postgresql]      (make torture ROUNDS=1000)

Half of it is kill -9 of the whole server under the load of eight clients, who send the same form again until
they are told that it was kept. The other half is power cuts: tools/power_cuts.py. On PostgreSQL the server is
killed, and every second time the database before it, with all its processes. The last line says:
    lost N, duplicated N, partial N of M acknowledged
"""

import random
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from asked import ROOT, Found, Person, Servers, Told, environment, found_in, set_up
from torture_postgres import Database

CLIENTS = 8


def main() -> None:
    """Kill, cut, and say what was lost."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    with tempfile.TemporaryDirectory(prefix="torture-") as name:
        home = Path(name)
        home.chmod(0o755)  # a database may have a user of its own
        if sys.argv[2:] == ["postgresql"]:
            killed, told = kills_with_database(home, rounds)
            found, acknowledged = [killed], len(told.acknowledged)
        else:
            killed, told = kills(home / "killed", rounds)
            cut, cut_acknowledged = cuts(home / "cut", rounds)
            found, acknowledged = [killed, cut], len(told.acknowledged) + cut_acknowledged
    say(found, acknowledged, told)


def say(found: list[Found], acknowledged: int, told: Told) -> None:
    """The last line; ends with 1 where anything is wrong."""
    lost, duplicated, partial = (
        sum(getattr(one, name) for one in found) for name in ("lost", "duplicated", "partial")
    )
    print(f"lost {lost}, duplicated {duplicated}, partial {partial} of {acknowledged} acknowledged")
    sound = all(one.is_sound for one in found) and not told.wrong
    if not sound:
        print(f"a database was damaged, or an answer was refused: {told.wrong[:3]}")
    if lost or duplicated or partial or not sound or not acknowledged:
        sys.exit(1)


def kills(home: Path, rounds: int) -> tuple[Found, Told]:
    """Kill the server `rounds` times while it is answered; what is found afterwards."""
    path, env = set_up(home), environment(home)
    told = killed(home, path, env, rounds)
    return found_in(home / "regard.sqlite3", told.acknowledged, told.posted), told


def kills_with_database(home: Path, rounds: int) -> tuple[Found, Told]:
    """The same on PostgreSQL, which is killed every second time, too."""
    database = Database(home / "postgresql")
    try:
        path = set_up(home / "killed", DATABASE_URL=database.url)
        env = environment(home / "killed", DATABASE_URL=database.url)
        told = killed(home / "killed", path, env, rounds, database)
        return database.found(told.acknowledged, told.posted), told
    finally:
        database.stop()


def killed(home: Path, path: str, env: dict[str, str], rounds: int, database: Database | None = None) -> Told:
    """Kill the server `rounds` times while it is answered; what those who answered were told."""
    dice, told, stop = random.Random(7), Told(), threading.Event()
    servers = Servers(env, home / "server.log", path=path)
    people = [Person(servers.port, path, told, stop) for _ in range(CLIENTS)]
    began = time.monotonic()
    for number in range(rounds):
        servers.start()
        if not number:
            for person in people:
                person.start()
        before, until = len(told.acknowledged), time.monotonic() + 60
        while len(told.acknowledged) < before + CLIENTS and time.monotonic() < until:
            time.sleep(0.002)
        time.sleep(dice.uniform(0, 0.25))
        if database is not None and number % 2:
            database.kill()
            time.sleep(dice.uniform(0, 0.25))  # the server is there, its database is not
            database.start()
            time.sleep(dice.uniform(0, 0.25))
        servers.kill()
    stop.set()
    servers.close()
    for person in people:
        person.join(timeout=35)
    seconds = time.monotonic() - began
    print(f"{rounds} kills in {seconds:.0f} s: {len(told.acknowledged)} acknowledged", flush=True)
    return told


def cuts(home: Path, rounds: int) -> tuple[Found, int]:
    """Cut the power `rounds` times; and show that the same cuts find what an unsafe setting loses."""
    command = [sys.executable, str(ROOT / "tools" / "power_cuts.py"), str(rounds)]
    found = []
    for setting in ("FULL", "NORMAL"):
        env = environment(home / setting)
        done = subprocess.run(
            [*command, setting], check=False, env=env, capture_output=True, text=True, cwd=ROOT
        )
        if done.returncode:
            sys.exit(done.stderr)
        found.append([int(number) for number in done.stdout.split()])
    (lost, duplicated, partial, damaged, acknowledged), unsafe = found
    print(
        f"{rounds} power cuts: {acknowledged} acknowledged, lost in {lost} rounds, {damaged} damaged; "
        f"the same with synchronous=NORMAL, to see that the cuts bite: lost in {unsafe[0]} rounds",
        flush=True,
    )
    if not unsafe[0]:
        sys.exit("the cuts do not bite: an unsafe setting lost nothing")
    return Found(lost, duplicated, partial, is_sound=not damaged), acknowledged


if __name__ == "__main__":
    main()
