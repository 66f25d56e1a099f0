"""The sweep of the archive: a thousand new records added to a month, beside writing the month again.

Fills a workspace of its own with read records of one month, as many as are named, then twice as many. At
both sizes the worker's sweep writes the whole month again, which it did for any change before it could add,
and then adds a thousand new records, three times. Printed: seconds of the processor, bytes of the archive
that were written, and their ratios; adding may not depend on the size of the month.

    python benchmarks/archiving.py [records]
"""

import os
import random
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

RECORDS, NEW, PATTERNS, TIMES = 60_000, 1_000, 2_000, 3
MONTH, BEGIN = "2026-03", datetime(2026, 3, 1, tzinfo=UTC)
WORDS = ["slow", "fast", "friendly", "queue", "price", "排队", "服务", "太贵"]
COPY = """
    WITH RECURSIVE copies(n) AS (SELECT {first} UNION ALL SELECT n + 1 FROM copies WHERE n < {last})
    INSERT INTO {table} ({columns}) SELECT {values} FROM {table}, copies WHERE {feedback} IN
    (SELECT id FROM feedback_feedback WHERE external_id LIKE 'pattern-%' AND external_id NOT LIKE '%copy%')
"""
OWN = {
    "id": "substr(id, 1, 24) || printf('%08x', n)",
    "feedback_id": "substr(feedback_id, 1, 24) || printf('%08x', n)",
    "external_id": "external_id || ' copy ' || n",
}


def main() -> None:
    """Fill, write again, add; twice."""
    size = int(sys.argv[1]) if len(sys.argv) > 1 else RECORDS
    with tempfile.TemporaryDirectory() as name:
        os.environ.update(REGARD_DATA=name, DJANGO_SETTINGS_MODULE="regard.web.settings")
        os.environ.pop("DATABASE_URL", None)
        (Path(name) / "vega").mkdir()
        import django

        django.setup()
        from django.core.management import call_command

        from regard.web.workspaces.models import Workspace
        from regard.web.workspaces.tenancy import in_workspace

        call_command("migrate", verbosity=0)
        workspace = Workspace.objects.create(slug="bench", name="Bench")
        with in_workspace(workspace):
            measure(max(1, size // PATTERNS))


def measure(copies: int) -> None:
    """Both ways at both sizes, and how they compare."""
    record("pattern", PATTERNS)
    adding = []
    for many in (copies, 2 * copies):
        copy(1 if many == copies else copies, many)
        again = sweep(mark)
        added = min(sweep(partial(record, f"new {many} {turn}", NEW)) for turn in range(TIMES))
        adding.append(added[0])
        told(f"a month of {many * PATTERNS:,} written again", *again)
        told(f"{NEW:,} records added to it", *added)
        print(f"  {again[0] / added[0]:.0f} times the seconds, {again[1] / added[1]:.0f} times the bytes")
    print(f"adding to twice as many takes {adding[1] / adding[0]:.2f} times the seconds")


def told(what: str, seconds: float, written: int) -> None:
    print(f"{what:40} {seconds:8.3f} s {written / 1e6:8.2f} MB written")


def sweep(happens: Callable[[], Any]) -> tuple[float, int]:
    """Let it happen, then bring the archive up to date: seconds of the processor, and bytes of new parts."""
    from regard.perception import archive
    from regard.web.insights import jobs
    from regard.web.insights.archiving import folder_of
    from regard.web.workspaces.tenancy import current_workspace

    folder = folder_of(current_workspace())
    happens()
    before, began = set(archive.paths(folder)), time.process_time()
    while jobs.archive_due():
        pass
    spent = time.process_time() - began
    return spent, sum(path.stat().st_size for path in set(archive.paths(folder)) - before)


def mark() -> None:
    """Say that the month has to be written again."""
    from django.utils import timezone

    from regard.web.insights.reading import mark_stale

    mark_stale([MONTH], at=timezone.now())


def record(name: str, many: int) -> None:
    """New records of the month, each with a score and a reading, as an import and the reader leave them."""
    from django.db import transaction
    from django.utils import timezone

    from regard.perception import text
    from regard.web.feedback.models import Answer, Feedback, Source
    from regard.web.feedback.recording import next_change
    from regard.web.insights.models import Reading, ReadingCursor
    from regard.web.insights.reading import mark_grown

    chance, now = random.Random(name), timezone.now()
    engine = {"engine": text.ENGINE, "version": text.VERSION}
    source, _ = Source.objects.get_or_create(key="s", name="S", kind="review", defaults={"created_at": now})
    with transaction.atomic():
        change = next_change()
        rows = [feedback(source, f"{name}-{number}", change, chance) for number in range(many)]
        Feedback.objects.bulk_create(rows)
        Answer.objects.bulk_create(answer(row, chance) for row in rows)
        Reading.objects.bulk_create(reading(row, engine, chance) for row in rows)
        ReadingCursor.objects.update_or_create(defaults={"change": change, "whole_at": now}, **engine)
        mark_grown({MONTH: change}, at=now)


def feedback(source: Any, name: str, change: int, chance: random.Random) -> Any:
    from regard.web.feedback.models import Feedback

    said = BEGIN + timedelta(minutes=chance.randrange(31 * 24 * 60))
    where = {"source": source, "external_id": name, "kind": "review", "change": change, "digest": ""}
    told = {"text": "Slow. 太贵了", "segment": chance.choice(["pro", "free"])}
    return Feedback(collected_at=said, received_at=said, **where, **told)


def answer(row: Any, chance: random.Random) -> Any:
    from regard.web.feedback.models import Answer

    scale = {"scale_min": 0, "scale_max": 10, "scale_direction": "high_is_good"}
    return Answer(feedback=row, field_id="nps", field_type="nps", value_number=chance.randint(0, 10), **scale)


def reading(row: Any, engine: dict[str, str], chance: random.Random) -> Any:
    from regard.web.insights.models import Reading

    words = [{"word": word, "sentiment": "negative"} for word in chance.sample(WORDS, 4)]
    found = {"language": "en", "sentiment": "negative", "sentiment_score": -0.5, "words": words}
    return Reading(feedback=row, revision=1, **found, **engine)


def copy(first: int, last: int) -> None:
    """Each of the patterns once more under every number from `first` up to before `last`."""
    from django.db import connection, transaction

    from regard.web.feedback.models import Answer, Feedback
    from regard.web.insights.models import Reading

    with transaction.atomic(), connection.cursor() as cursor:
        for model in (Answer, Reading, Feedback):
            columns = [field.column for field in model._meta.concrete_fields]
            told = {"table": model._meta.db_table, "first": first, "last": last - 1}
            told |= {"columns": ", ".join(columns), "feedback": "id" if model is Feedback else "feedback_id"}
            cursor.execute(COPY.format(values=", ".join(OWN.get(name, name) for name in columns), **told))


if __name__ == "__main__":
    main()
