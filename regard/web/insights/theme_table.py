"""Which themes each record carries, as a file beside the archive: DuckDB counts themes by it as all else.

The file is of one edition of the themes, named after it, and is there only when every record has its themes
of that edition. Its metadata say up to which change of the feed, and of each month (SAID_IN), whose records
stand together, how many row groups they are and a state, which is another one when something in it is. What
the archive does not tell (staff,
anonymous answers that wait, what is gone) is not counted, for the two are joined.
"""

import json
import os
import secrets
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from itertools import chain, groupby, islice
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from django.db import transaction
from django.utils import timezone

from regard.perception.archive import UNFINISHED
from regard.perception.engines.duckdb import SAID_IN
from regard.perception.schema import CARRIED
from regard.web.feedback.models import Feedback, Removal
from regard.web.feedback.undoing import month_of
from regard.web.insights.archiving import folder_of, is_readable
from regard.web.insights.models import ArchiveState
from regard.web.insights.reading import months_said
from regard.web.insights.rolling import MONTHS, File, file_of
from regard.web.insights.rows import in_month
from regard.web.insights.theme_models import Theme, ThemeState
from regard.web.workspaces.leases import Hold
from regard.web.workspaces.models import Workspace
from regard.web.workspaces.tenancy import TenantQuerySet, current_workspace

EVERY = "*"  # every record with words carries it
NONE = "~"  # and this one, where it carries no theme
NAME = "themes-2-"  # another number: files of another form are written again
ROWS = 20_000  # records that are read together
GROUP = 100_000  # records of a row group
FEW = 100_000  # records: so many at most are exchanged in the file that there is
QUICK = timedelta(seconds=0.5)
REST = 30  # times as long as it took is the file left alone, unless it was quick
MOST_REST = timedelta(seconds=60)
ASKED = timedelta(seconds=60)  # no page takes so long

SHAPE = CARRIED.append(pa.field(SAID_IN, pa.string()))


class Month(NamedTuple):
    """What records of a month ("2026-03", or "undated") carry."""

    name: str
    state: str
    batches: Iterator[pa.RecordBatch]


@dataclass(frozen=True)
class Written:
    """Up to which change a file tells, how long it took to write, and when that was (seconds)."""

    change: int
    took: float
    at: float


def path_of(workspace: Workspace, kept: ThemeState) -> Path:
    """Where the file of an edition of the themes stands, if there is one."""
    return folder_of(workspace) / f"{NAME}{kept.edition}-{kept.mark}.parquet"


def newest_of(workspace: Workspace) -> File | None:
    """The file of the themes of now, as it stands, if there is one."""
    kept = ThemeState._base_manager.filter(workspace=workspace).first()
    try:
        return file_of(path_of(workspace, kept)) if kept else None
    except FileNotFoundError:
        return None


def is_due(kept: ThemeState, *, seconds: float) -> bool:
    """Whether the file of a workspace is to be written at this moment (seconds since 1970): all records have
    their themes, and the archive was whole."""
    path = path_of(Workspace(pk=kept.workspace_id), kept)
    have_all = kept.discovered_at is not None and kept.change > 0 and kept.record_id is None
    if not have_all or not is_readable(path.parent):
        return False
    before = written(path)
    if before is None:
        whole = ArchiveState._base_manager.filter(workspace_id=kept.workspace_id, change__gt=0)
        return bool(whole.exists())
    rest = REST * before.took if before.took > QUICK.total_seconds() else 0
    return before.change < kept.change and seconds - before.at >= min(rest, MOST_REST.total_seconds())


def write(hold: Hold, kept: ThemeState) -> None:
    """Write the file of the open workspace for these themes, which all records have; killed, nothing is.

    What was written before is kept of all records that did not change since. Raises LeaseLost.
    """
    begun, path = time.monotonic(), path_of(current_workspace(), kept)
    is_known = path.exists()
    unfinished = path.with_name(f"{UNFINISHED}{NAME}{secrets.token_hex(8)}")
    for left in path.parent.glob(f"{UNFINISHED}{NAME}*"):
        left.unlink(missing_ok=True)
    try:
        _fill(unfinished, _months(path, kept), kept.change, begun)
        with transaction.atomic():
            hold.still_held(at=timezone.now())
            if is_readable(path.parent):  # else all of the archive is being written anew
                unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)
    for other in set(path.parent.glob(f"{NAME}*.parquet")) - {path}:
        _let_go(other, is_new=not is_known)


def _let_go(path: Path, *, is_new: bool) -> None:
    """Remove the file of an edition of before, once no page can still be asking it.

    Its time is when another edition was there for the first time.
    """
    try:
        if is_new:
            os.utime(path)
        elif path.stat().st_mtime < time.time() - ASKED.total_seconds():
            path.unlink()
    except FileNotFoundError:
        pass


def written(path: Path) -> Written | None:
    """What a file says of itself; None where there is none."""
    try:
        found = path.stat()
        return _told(str(path), found.st_ino, found.st_mtime_ns)
    except FileNotFoundError:
        return None


@lru_cache(maxsize=256)
def _told(path: str, _inode: int, changed: int) -> Written:
    told = pq.read_metadata(path).metadata
    return Written(int(told[b"change"]), float(told[b"took"]), changed / 1e9)


def _fill(path: Path, months: Iterable[Month], change: int, begun: float) -> None:
    groups = dict[str, tuple[int, str]]()
    with path.open("wb") as file:
        with pq.ParquetWriter(file, SHAPE, compression="zstd") as writer:
            for month in months:
                written = [writer.write_table(table) for table in _tables(month)]
                groups |= {month.name: (len(written), month.state)} if written else {}
            took = f"{time.monotonic() - begun:.3f}"
            told = {"change": str(change), "took": took, MONTHS: json.dumps(groups)}
            writer.add_key_value_metadata(told)
        file.flush()
        os.fsync(file.fileno())


def _tables(month: Month) -> Iterator[pa.Table]:
    """The rows of a month, each a row group."""
    batches = (batch for batch in month.batches if batch.num_rows)
    while some := list(islice(batches, GROUP // ROWS)):
        table = pa.Table.from_batches(some, CARRIED)
        yield table.append_column(SAID_IN, pa.repeat(pa.scalar(month.name), len(table)))


def _months(path: Path, kept: ThemeState) -> Iterator[Month]:
    """What the file will hold: of few changes what it holds, and those; else what the database has."""
    before = written(path)
    said = Feedback.objects.filter(change__lte=kept.change).exclude(title="", text="")
    if before is None or Removal.objects.filter(change__gt=before.change).exists():  # gone means gone
        return _anew(said)
    later = Feedback.objects.filter(change__gt=before.change).values_list("pk", "collected_at")
    changed = {pk: month_of(at) for pk, at in later[: FEW + 1]}
    return _anew(said) if len(changed) > FEW else _exchanged(path, changed, said)


def _anew(said: TenantQuerySet) -> Iterator[Month]:
    for month in sorted(months_said()):
        yield Month(month, secrets.token_hex(8), _carried(said.filter(in_month(month))))


def _exchanged(path: Path, changed: Mapping[UUID, str], said: TenantQuerySet) -> Iterator[Month]:
    ids = pa.array(map(str, changed), pa.string())
    with pq.ParquetFile(path) as file:
        groups, first = json.loads(file.metadata.metadata[MONTHS.encode()]), 0
        for month in sorted({*groups, *changed.values()}):
            some, state = groups.get(month, (0, ""))
            before = file.read_row_groups(range(first, first + some), columns=CARRIED.names)
            left = before.filter(pc.invert(pc.is_in(before["record_id"], ids)))
            came = [pk for pk, its in changed.items() if its == month]
            is_same = len(left) == len(before) and not came
            batches = chain(left.combine_chunks().to_batches(ROWS), _of_these(came, said))
            yield Month(month, state if is_same else secrets.token_hex(8), batches)
            first += some


def _of_these(ids: list[UUID], said: TenantQuerySet) -> Iterator[pa.RecordBatch]:
    news = iter(ids)
    while some := list(islice(news, 500)):
        yield from _carried(said.filter(pk__in=some))


def _carried(records: TenantQuerySet) -> Iterator[pa.RecordBatch]:
    """What each of these records carries: themes, the groups that hold them, and EVERY."""
    keys = _keys()
    rows = records.order_by("pk").values_list("pk", "themes__theme_id").iterator(chunk_size=ROWS)
    each = groupby(rows, key=itemgetter(0))
    known: dict[tuple[UUID | None, ...], list[str]] = {}
    while some := [(str(pk), tuple(theme for _, theme in own)) for pk, own in islice(each, ROWS)]:
        for _, own in some:
            if own not in known:
                known[own] = _with_groups(own, keys)
        names, themes = [name for name, _ in some], [known[own] for _, own in some]
        yield pa.record_batch([pa.array(names), pa.array(themes, CARRIED.field(1).type)], schema=CARRIED)


def _keys() -> Mapping[UUID | None, set[str]]:
    """What somebody carries who carries a theme: its key and that of its group; of those that stand."""
    rows = Theme.objects.filter(gone_at=None).values_list("pk", "key", "parent__key", "parent__gone_at")
    return {pk: {key} if above is None or gone else {key, above} for pk, key, above, gone in rows}


def _with_groups(own: Iterable[UUID | None], keys: Mapping[UUID | None, set[str]]) -> list[str]:
    found = set().union(*(keys.get(theme, set()) for theme in own))
    return [EVERY, *(sorted(found) or [NONE])]
