"""The pages that people look at, over many records: server time, statements, bytes.

Fills a workspace with the sample's texts, many times over, said by as many more people; then asks for each
page in this process, as its owner, from the middleware to the last byte. `first` is the first look after new
data: nothing is remembered, and a file of the archive is a new one; then the worker counts that month, as it
does within a second. `change` is the first look at an address
that nobody had asked for before (a filter was changed), `p95` that of all such looks, `again` that of the
same addresses once more; in brackets the processor's time. Statements are the most of any look. Bytes are
those of the page with its style sheets and scripts, compressed. Ends in one line with each page's p95,
statements and bytes.

    python benchmarks/pages.py [ROWS] [LOOKS] [FOLDER]    (make bench-pages ROWS=1000000)

A FOLDER keeps the workspace; another run begins there.

Figures to hold: home and explore p95 300 ms, a filter change 500 ms (1 s at 10 M), 250 KB.
"""

import os
import random
import sys
import tempfile
import time
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.test import Client

    from regard.web.workspaces.models import Workspace

ROWS, LOOKS = 1_000_000, 20
PERIODS = ["7", "28", "30", "90", "180", "365", "all"]
CHOICES = {
    "segment": ["", "solo", "group", "enterprise"],
    "metric": ["nps", "csat", "ces", "stars", "net_sentiment"],
    "by": ["", "segment", "channel", "source", "language", "factor"],
    "sentiment": ["", "", "negative", "positive"],
    "factor": ["", "", "support", "price", "ease"],
    "language": ["", "", "en", "zh"],
    "months": ["6", "12", "18", "24"],
    "source": ["asked", "texts"],
    "reason": ["low", "leaving", "complaint", "silent", "marked", "renewal"],
    "care": ["mine", "nobody"],
}
EXPLORED = ("period", "segment", "metric", "by", "sentiment", "factor", "language")
PLACES = {
    "home": ("home", ("period", "segment")),
    "explore": ("explore", EXPLORED),
    "explore by theme": ("explore", ("theme", "period", "segment", "metric")),
    "explore by factor": ("explore", ("by=factor", "period", "segment", "metric")),
    "explore/words": ("explore/words", ("period", "segment", "language")),
    "drivers": ("drivers", ("period", "segment", "metric")),
    "themes": ("themes", ("period", "segment")),
    "map": ("map", ("period", "segment", "source")),
    "influence": ("influence", ("period",)),
    "loyalty": ("loyalty", ("months",)),
    "at-risk": ("loyalty/at-risk", ("reason", "care")),
    "mix": ("explore/mix", ("period", "segment", "metric")),
    "alerts": ("alerts", ()),
    "changes": ("changes", ()),
    "reports": ("reports", ()),
    "customers": ("customers", ()),
    "surveys": ("surveys", ()),
    "metrics": ("metrics", ()),
}


@dataclass
class Page:
    """What was measured of one page: milliseconds, statements, compressed bytes."""

    name: str
    first: float = 0.0
    first_worked: float = 0.0
    looks: list[float] = field(default_factory=list)
    again: list[float] = field(default_factory=list)
    worked: list[float] = field(default_factory=list)
    statements: int = 0
    size: int = 0

    def __str__(self) -> str:
        return (
            f"{self.name}: p95 {p95(self.looks):.0f} ms ({p95(self.worked):.0f}) of {len(self.looks)} looks, "
            f"first {self.first:.0f} ms ({self.first_worked:.0f}), change {self.looks[0]:.0f} ms "
            f"({self.worked[0]:.0f}), again {p95(self.again):.0f} ms, "
            f"{self.statements} statements, {self.size / 1000:.0f} KB"
        )

    @property
    def short(self) -> str:
        """What the last line says of it."""
        return f"{self.name} {p95(self.looks):.0f} ms {self.statements} {self.size / 1000:.0f} KB"


def main() -> None:
    """Fill, look, tell."""
    rows, looks = (int(given) for given in [*sys.argv[1:3], *(str(ROWS), str(LOOKS))[len(sys.argv) - 1 :]])
    with tempfile.TemporaryDirectory(prefix="pages-") as name:
        os.environ["REGARD_DATA"] = sys.argv[3] if sys.argv[3:] else name
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "regard.web.settings")
        sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tools"))
        client, workspace = filled(rows)
        from django.conf import settings

        settings.ALLOWED_HOSTS = ["testserver"]
        pages = [page for name in PLACES if (page := measured(client, workspace, name, looks))]
        print("p95, statements, bytes:", "; ".join(page.short for page in pages))


def filled(rows: int) -> "tuple[Client, Workspace]":
    """A workspace with that many records, and its owner at the door."""
    import_module("regard.web.wsgi")  # as the server begins

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
    workspace = Workspace.objects.first()
    if workspace is None:
        owner = User.objects.create_user("owner@lanternway.example", "not a secret", name="Owner")
        workspace = load(by=owner, at=timezone.now())
        while any([read_due(), archive_due(), themes_due()]):
            pass
    began = time.perf_counter()
    records = enlarge(workspace, rows)
    while themes_due():
        pass
    counted()
    print(f"{records:,} records, written and archived in {time.perf_counter() - began:.0f} s", flush=True)
    client.force_login(User.objects.get())
    return client, workspace


def measured(client: "Client", workspace: "Workspace", name: str, looks: int) -> Page | None:
    """A page at many addresses; None where there is no such page."""
    (place, asks), found, dice = PLACES[name], Page(name), random.Random(4)
    address = f"/w/{workspace.slug}/{place}/?{fixed(workspace, asks)}"
    if not looked(client, address, Page(name)):  # what is compiled and imported is so from now on
        return None
    forget(workspace)
    found.first, found.first_worked = looked(client, address, found)
    counted()
    chosen = list(dict.fromkeys(asked(dice, asks) for _ in range(looks if any(asks) else 0)))
    addresses = [f"{address}&{query}" for query in chosen if query]
    for one in addresses:
        for times, worked in ((found.looks, found.worked), (found.again, [])):
            took, work = looked(client, one, found)
            times.append(took)
            worked.append(work)
    if not addresses:
        again = [looked(client, address, found) for _ in range(looks)]
        found.looks = found.again = [took for took, _ in again]
        found.worked = [work for _, work in again]
    print(found, flush=True)
    return found


def fixed(workspace: "Workspace", asks: tuple[str, ...]) -> str:
    """What an address asks for always: `theme` the theme that most records carry."""
    from django.db.models import Count

    from regard.web.insights.models import Theme
    from regard.web.workspaces.tenancy import in_workspace

    if "theme" in asks:
        with in_workspace(workspace):
            themes = Theme.objects.filter(gone_at=None).annotate(n=Count("assignments"))
            return f"theme={themes.order_by('-n', 'pk').values_list('key', flat=True)[0]}"
    return "&".join(one for one in asks if "=" in one)


def counted() -> None:
    """What the worker does once the archive or the file of themes changed."""
    from regard.web.insights.jobs import counts_due

    while counts_due():
        pass


def forget(workspace: "Workspace") -> None:
    """Let the archive be another one, as after new data, and nothing be remembered."""
    from django.core.cache import cache

    from regard.perception import archive
    from regard.web.insights.archiving import folder_of

    cache.clear()
    os.utime(archive.paths(folder_of(workspace))[0])


def asked(dice: random.Random, asks: tuple[str, ...]) -> str:
    """A choice of filters, as somebody makes it."""
    free = [name for name in asks if name in CHOICES or name == "period"]
    chosen = {name: dice.choice(PERIODS if name == "period" else CHOICES[name]) for name in free}
    return "&".join(f"{name}={value}" for name, value in chosen.items() if value)


def looked(client: Any, address: str, into: Page) -> tuple[float, float] | None:
    """Milliseconds until the page is there, and those of the processor; None where there is none."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext
    from weighing import weight

    with CaptureQueriesContext(connection) as statements:
        began, worked = time.perf_counter(), time.process_time()
        response = client.get(address)
        content = response.content
        took = 1000 * (time.perf_counter() - began), 1000 * (time.process_time() - worked)
    if response.status_code == 404:
        return None
    if response.status_code != 200:
        raise SystemExit(f"{address} was answered with {response.status_code}")
    into.statements = max(into.statements, len(statements))
    into.size = max(into.size, weight(content.decode()))
    return took


def p95(times: list[float]) -> float:
    """What 95 of 100 looks take at most."""
    return sorted(times)[max(0, -(-95 * len(times) // 100) - 1)]


if __name__ == "__main__":
    main()
