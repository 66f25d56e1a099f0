"""Kill the server and cut the power while people answer, again and again; count what is lost.

    python tools/torture.py [ROUNDS]      (make torture ROUNDS=1000)

Half of it is kill -9 of the whole server under the load of eight clients, who send the same form again until
they are told that it was kept. The other half is power cuts: tools/power_cuts.py. The last line says:
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

CLIENTS = 8


def main() -> None:
    """Kill, cut, and say what was lost."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    with tempfile.TemporaryDirectory(prefix="torture-") as name:
        home = Path(name)
        killed, told = kills(home / "killed", rounds)
        cut, cut_acknowledged = cuts(home / "cut", rounds)
    lost, duplicated = killed.lost + cut.lost, killed.duplicated + cut.duplicated
    partial, acknowledged = killed.partial + cut.partial, len(told.acknowledged) + cut_acknowledged
    print(f"lost {lost}, duplicated {duplicated}, partial {partial} of {acknowledged} acknowledged")
    sound = killed.is_sound and cut.is_sound and not told.wrong
    if not sound:
        print(f"a database was damaged, or an answer was refused: {told.wrong[:3]}")
    if lost or duplicated or partial or not sound or not acknowledged:
        sys.exit(1)


def kills(home: Path, rounds: int) -> tuple[Found, Told]:
    """Kill the server `rounds` times while it is answered; what is found afterwards."""
    path, dice, told, stop = set_up(home), random.Random(7), Told(), threading.Event()
    servers = Servers(environment(home), home / "server.log", path=path)
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
        servers.kill()
    stop.set()
    servers.close()
    for person in people:
        person.join(timeout=35)
    found = found_in(home / "regard.sqlite3", told.acknowledged, told.posted)
    seconds = time.monotonic() - began
    print(f"{rounds} kills in {seconds:.0f} s: {len(told.acknowledged)} acknowledged, {found}", flush=True)
    return found, told


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
