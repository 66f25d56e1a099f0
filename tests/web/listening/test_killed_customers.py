"""A worker that is killed in the middle of a file of customers loses nobody and doubles nobody."""

import random
import time

import pytest

from .kept import Kept
from .test_killed import DECIDE, PREPARE, SECONDS, SEED, finish, wait_until

pytestmark = [pytest.mark.slow, pytest.mark.own_database]
ROWS, COMPANIES, REFUSED = 2_400, 60, 3
COUNTS = "SELECT new, updated, duplicate, refused FROM listening_importbatch"


def people() -> str:
    lines = ["customer_id,email,company,status,mrr,city\n"]
    for number in range(ROWS):
        revenue = "much" if number % (ROWS // REFUSED) == 500 else number
        company = f"company {number % COMPANIES}"
        lines.append(f"c-{number},p{number}@example.com,{company},churned,{revenue},杭州\n")
    return "".join(lines)


def kill_in_the_middle(kept: Kept, state: str, *, times: int) -> int:
    """Kill the worker at random moments of its work in `state`; how often that was so."""
    chance, killed = random.Random(SEED), 0
    while killed < times and (before := kept.batch())[0] == state:
        with kept.worker():
            wait_until(lambda before=before: kept.batch() != before)
            time.sleep(chance.uniform(0.0, SECONDS))
        killed += 1
    return killed


def test_a_worker_killed_while_customers_come_in_loses_nobody_and_doubles_nobody(kept, write):
    kept.run(PREPARE, str(write(people(), "people.csv")))
    killed = kill_in_the_middle(kept, "checking", times=1)
    finish(kept, "checked")
    kept.run(DECIDE, "start")
    killed += kill_in_the_middle(kept, "importing", times=2)
    finish(kept, "done")
    came_in = ROWS - REFUSED
    assert kept.ask(COUNTS) == [(came_in, 0, 0, REFUSED)]
    assert kept.one("SELECT COUNT(DISTINCT external_id) FROM customers_customer") == came_in
    for table, rows in (("customer", came_in), ("identity", came_in), ("account", COMPANIES)):
        assert kept.one(f"SELECT COUNT(*) FROM customers_{table}") == rows

    kept.run(DECIDE, "undo")
    killed += kill_in_the_middle(kept, "undoing", times=2)
    finish(kept, "undone")
    assert kept.ask("SELECT position, kept FROM listening_importbatch") == [(came_in, 0)]
    for table in ("customer", "identity", "account", "customerrevision"):
        assert kept.one(f"SELECT COUNT(*) FROM customers_{table}") == 0
    assert killed == 5
