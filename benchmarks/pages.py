"""The pages that people look at, over many records: server time, statements, bytes.

Fills a workspace with the sample's texts, many times over, said by as many more people; then asks for each
page in this process, as its owner, from the middleware to the last byte. `first` is the first look after new
data (nothing is remembered), `p95` that of looks at addresses that nobody had asked for before (a filter was
changed), `again` that of the same addresses once more; in brackets the processor's time. Bytes are those of
the page, compressed. Ends in a line for each page with its p95 and its statements.

    python benchmarks/pages.py [ROWS] [LOOKS] [FOLDER]    (make bench-pages ROWS=1000000)

A FOLDER keeps the workspace; another run begins there.

Figures to hold: home and explore p95 300 ms, a filter change 500 ms (1 s at 10 M), 250 KB.
"""

import gzip
import os
import random
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.test import Client

ROWS, LOOKS = 1_000_000, 20
PERIODS = ["7", "28", "30", "90", "180", "365", "all"]
CHOICES = {
    "segment": ["", "solo", "group", "enterprise"],
    "metric": ["nps", "csat", "ces", "stars", "net_sentiment"],
    "by": ["", "segment", "channel", "source", "language", "factor"],
    "sentiment": ["", "", "negative", "positive"],
    "factor": ["", "", "support", "price", "ease"],
    "language": ["", "", "en", "zh"],
}
PLACES = {
    "home": ("period", "segment"),
    "explore": ("period", *CHOICES),
    "explore/words": ("period", "segment", "language"),
    "themes": ("period", "segment"),
    "drivers": ("period", "segment", "metric"),
    "customers": (),
    "surveys": (),
}
MORE = ("map", "loyalty", "changes", "alerts", "reports", "metrics")


@dataclass
class Page:
    """What was measured of one page: milliseconds, statements, compressed bytes."""

    name: str
    first: float = 0.0
    looks: list[float] = field(default_factory=list)
    again: list[float] = field(default_factory=list)
    worked: list[float] = field(default_factory=list)
    statements: int = 0
    size: int = 0

    def __str__(self) -> str:
        return (
            f"{self.name}: p95 {p95(self.looks):.0f} ms ({p95(self.worked):.0f}) of {len(self.looks)} looks, "
            f"first {self.first:.0f} ms, again {p95(self.again):.0f} ms, "
            f"{self.statements} statements, {self.size / 1000:.0f} KB"
        )


def main() -> None:
    """Fill, look, tell."""
    rows, looks = (int(given) for given in [*sys.argv[1:3], *(str(ROWS), str(LOOKS))[len(sys.argv) - 1 :]])
    with tempfile.TemporaryDirectory(prefix="pages-") as name:
        os.environ["REGARD_DATA"] = sys.argv[3] if sys.argv[3:] else name
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "regard.web.settings")
        sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tools"))
        client, slug = filled(rows)
        from django.conf import settings

        settings.ALLOWED_HOSTS = ["testserver"]
        for found in [measured(client, slug, page, PLACES.get(page, ()), looks) for page in (*PLACES, *MORE)]:
            if found is not None:
                print(found, flush=True)


def filled(rows: int) -> "tuple[Client, str]":
    """A workspace with that many records, and its owner at the door."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.test import Client
    from django.utils import timezone
    from enlarging import enlarge

    from regard.web.accounts.models import User
    from regard.web.insights.jobs import archive_due, read_due
    from regard.web.insights.sample_loading import load
    from regard.web.insights.theme_jobs import themes_due
    from regard.web.workspaces.models import Workspace

    call_command("migrate", verbosity=0)
    client = Client()
    if workspace := Workspace.objects.first():
        client.force_login(User.objects.get())
        return client, workspace.slug
    owner = User.objects.create_user("owner@lanternway.example", "not a secret", name="Owner")
    workspace = load(by=owner, at=timezone.now())
    while any([read_due(), archive_due(), themes_due()]):
        pass
    began = time.perf_counter()
    records = enlarge(workspace, rows)
    print(f"{records:,} records, written and archived in {time.perf_counter() - began:.0f} s", flush=True)
    client.force_login(owner)
    return client, workspace.slug


def measured(client: "Client", slug: str, page: str, asks: tuple[str, ...], looks: int) -> Page | None:
    """A page at many addresses; None where there is no such page."""
    from django.core.cache import cache

    found, dice = Page(page), random.Random(4)
    address = f"/w/{slug}/{page}/"
    if not looked(client, address, Page(page)):  # what is compiled and imported is so from now on
        return None
    cache.clear()
    found.first = looked(client, address, found)
    seen = {address}
    for _ in range(looks if asks else 0):
        query = asked(dice, asks)
        if f"{address}?{query}" in seen:
            continue
        seen.add(f"{address}?{query}")
        began = time.process_time()
        found.looks.append(looked(client, f"{address}?{query}", found))
        found.worked.append(1000 * (time.process_time() - began))
        found.again.append(looked(client, f"{address}?{query}", found))
    if not found.looks:
        began = time.process_time()
        found.looks = found.again = [looked(client, address, found) for _ in range(looks)]
        found.worked = [1000 * (time.process_time() - began) / looks]
    return found


def asked(dice: random.Random, asks: tuple[str, ...]) -> str:
    """A choice of filters, as somebody makes it."""
    chosen = {name: dice.choice(PERIODS if name == "period" else CHOICES[name]) for name in asks}
    return "&".join(f"{name}={value}" for name, value in chosen.items() if value)


def looked(client: Any, address: str, into: Page) -> float:
    """Milliseconds until the page is there; 0 where there is none."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as statements:
        began = time.perf_counter()
        response = client.get(address)
        content = response.content
        took = 1000 * (time.perf_counter() - began)
    if response.status_code == 404:
        return 0.0
    if response.status_code != 200:
        raise SystemExit(f"{address} was answered with {response.status_code}")
    into.statements = max(into.statements, len(statements))
    into.size = max(into.size, len(gzip.compress(content)))
    return took


def p95(times: list[float]) -> float:
    """What 95 of 100 looks take at most."""
    return sorted(times)[max(0, -(-95 * len(times) // 100) - 1)]


if __name__ == "__main__":
    main()
