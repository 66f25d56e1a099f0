"""`regard import`: a file becomes feedback or customers of a workspace, checked first, in the foreground."""

import argparse
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from regard.web.listening.formats import ColumnUse, Mapping
    from regard.web.listening.models import ImportBatch
    from regard.web.workspaces.models import Workspace

FINE, SOME_REFUSED, UNUSABLE = 0, 1, 2
PIECE_SECONDS, WAIT_SECONDS, TOLD_EVERY = 1.0, 0.3, 5.0
COLUMN_HELP = (
    "what a column means, as NAME=ROLE or NAME=score:METRIC or NAME=score:METRIC:MIN:MAX; may be repeated. "
    "Roles: text, title, score, time, external_id, customer, customer_email, segment, attribute, ignore, "
    "...; of customers also stage, since, revenue, currency."
)


class Unusable(Exception):
    """The file or the arguments cannot be used; the text says why."""


def add_parser(subparsers: Any) -> None:
    """Describe the command."""
    parser = subparsers.add_parser(
        "import", help="import a file of feedback or of customers into a workspace"
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="CSV, XLSX, JSON Lines or JSON, also .gz")
    parser.add_argument("--workspace", required=True, metavar="SLUG")
    parser.add_argument(
        "--content", choices=["feedback", "customers"], help="what its rows are (default: from the columns)"
    )
    parser.add_argument(
        "--source", metavar="KEY", help="the source to import into (default: from the file name)"
    )
    parser.add_argument(
        "--kind", help="what the rows of a new source are: survey_response, review, mention, ..."
    )
    parser.add_argument("--mapping", type=Path, metavar="FILE", help="a mapping saved with --save-mapping")
    parser.add_argument("--save-mapping", type=Path, metavar="FILE", help="write the mapping that was used")
    parser.add_argument("--column", action="append", default=[], metavar="NAME=ROLE", help=COLUMN_HELP)
    parser.add_argument("--time-zone", help="the zone of times that name none (default: the workspace's)")
    order = parser.add_mutually_exclusive_group()
    order.add_argument("--day-first", action="store_true", default=None, help="3/5/2026 is 3 May")
    order.add_argument("--month-first", action="store_false", dest="day_first", help="3/5/2026 is 5 March")
    parser.add_argument("--encoding", help="instead of the one that is recognised")
    parser.add_argument("--delimiter", help="the character between the cells of a CSV file; \\t for a tab")
    parser.add_argument("--sheet", help="the sheet of a workbook (default: the first that is shown)")
    parser.add_argument("--header-rows", type=int, help="how many rows the header has")
    parser.add_argument("--dry-run", action="store_true", help="say what would happen and write nothing")
    parser.add_argument("--lang", choices=["en", "zh"], help="the language of what is said (default: en)")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Detect, check, import. 0: all rows are in; 1: some were refused; 2: file or arguments are unusable."""
    import django

    django.setup()
    from django.db.utils import OperationalError, ProgrammingError
    from django.utils import translation

    with translation.override("zh-hans" if options.lang == "zh" else "en"):
        try:
            return _import(options)
        except Unusable as problem:
            print(f"regard: {problem}", file=sys.stderr)
        except (OperationalError, ProgrammingError) as problem:
            print(f"regard: {problem}; `regard run` sets the database up.", file=sys.stderr)
    return UNUSABLE


def _import(options: argparse.Namespace) -> int:
    from regard.web.listening import deciding, telling
    from regard.web.listening.models import ImportState
    from regard.web.workspaces.tenancy import in_workspace

    workspace = _workspace(options.workspace)
    with in_workspace(workspace):
        batch, mapping = _taken_in(options, workspace)
        print(*telling.mapping_lines(batch, mapping), sep="\n", flush=True)
        if options.save_mapping:
            options.save_mapping.write_text(mapping.to_json(), encoding="utf-8")
        deciding.check(batch, mapping, by=None, at=_now())
        _wait_for(batch)
        print(telling.counts_line(batch, foreseen=True), *telling.refusal_texts(batch), sep="\n", flush=True)
        if options.dry_run or not batch.accepted:
            refused = batch.refused
            deciding.throw_away(batch, by=None, at=_now())
            return SOME_REFUSED if refused else FINE
        deciding.start(batch, by=None, at=_now())
        _wait_for(batch)
        print(telling.counts_line(batch))
        assert batch.state == ImportState.DONE  # noqa: S101 - _wait_for has seen to it
        return SOME_REFUSED if batch.refused else FINE


def _workspace(slug: str) -> "Workspace":
    from django.utils.translation import gettext as _

    from regard.web.workspaces.models import Workspace

    found = Workspace.objects.filter(slug=slug).first()
    if found is None:
        raise Unusable(_("There is no workspace “%(slug)s”.") % {"slug": slug})
    return found


def _now() -> Any:
    from django.utils import timezone

    return timezone.now()


def _taken_in(options: argparse.Namespace, workspace: "Workspace") -> "tuple[ImportBatch, Mapping]":
    """Copy the file to where it is kept, and agree on what its columns mean."""
    from regard.web.listening import telling
    from regard.web.listening.formats import UnreadableFile
    from regard.web.listening.formats.unpacking import FileBytes
    from regard.web.listening.importing import remove_files
    from regard.web.listening.uploading import FileTooLarge, placed_copy, taken_in

    batch = None
    try:
        FileBytes(options.file)
        batch = placed_copy(options.file)
        mapping = _agreed(options, batch, workspace)
    except (UnreadableFile, FileTooLarge, Unusable, OSError) as problem:
        if batch:
            remove_files(batch)
        text = str(problem)
        if isinstance(problem, UnreadableFile | FileTooLarge):
            text = telling.failure_text(options.file.name, problem.code, dict(problem.params))
        raise Unusable(text) from problem
    return taken_in(batch, by=None, at=_now()), mapping


def _agreed(options: argparse.Namespace, batch: "ImportBatch", workspace: "Workspace") -> "Mapping":
    from dataclasses import replace

    from django.utils.text import slugify

    from regard.web.listening.formats import Mapping
    from regard.web.listening.proposing import propose, understood

    delimiter = "\t" if options.delimiter in ("\\t", "tab") else options.delimiter
    layout = {"encoding": options.encoding, "delimiter": delimiter, "sheet": options.sheet}
    layout |= {"header_rows": options.header_rows, "content": options.content}
    if options.source:
        batch.source_key, batch.source_name = (
            slugify(options.source, allow_unicode=True)[:100],
            options.source,
        )
    mapping = propose(batch, time_zone=workspace.time_zone, layout=layout)
    if options.kind and not batch.source:
        batch.kind = options.kind
    if options.mapping:
        mapping = Mapping.from_json(options.mapping.read_text(encoding="utf-8"))
        if options.content not in (None, mapping.content):
            raise Unusable(f"--content {options.content}: the mapping is one of {mapping.content}")
    mapping = replace(mapping, columns=tuple(_columns(mapping, options.column)))
    if options.time_zone:
        mapping = replace(mapping, timezone=options.time_zone)
    if options.day_first is not None:
        mapping = replace(mapping, day_first=options.day_first, notes=())
    understood(batch, mapping)
    return mapping


def _columns(mapping: "Mapping", said: list[str]) -> "list[ColumnUse]":
    """The use of each column, with what the options say instead. Raises UnreadableFile, Unusable."""
    uses = {use.column: use for use in mapping.columns}
    for text in said:
        column, equals, meaning = text.rpartition("=")
        if not equals or column not in uses:
            raise Unusable(f"--column {text}: NAME=ROLE, where NAME is one of: {', '.join(uses)}")
        uses[column] = _use(column, meaning, content=mapping.content)
    return list(uses.values())


def _use(column: str, meaning: str, *, content: str) -> "ColumnUse":
    from regard.web.listening.formats import METRICS, ColumnUse
    from regard.web.listening.formats.uses import ROLES_OF, SCALES

    role, *score = meaning.split(":")
    if role not in (roles := ROLES_OF[content]):
        raise Unusable(f"--column {column}={meaning}: there is no role {role}; there are: {', '.join(roles)}")
    if role != "score" or not score:
        return ColumnUse(column, role, reason="chosen")
    if score[0] not in METRICS or len(score) not in (1, 3):
        raise Unusable(f"--column {column}={meaning}: score:METRIC or score:METRIC:MIN:MAX, with {METRICS}")
    try:
        low, high = (int(score[1]), int(score[2])) if len(score) == 3 else SCALES[score[0]]
    except ValueError as problem:
        raise Unusable(f"--column {column}={meaning}: {problem}") from problem
    return ColumnUse(column, role, score[0], low, high, reason="chosen")


def _wait_for(batch: "ImportBatch") -> None:
    """Do the work, or watch the worker do it, until the import is at rest. Raises Unusable where it fails."""
    from regard.web.listening import telling
    from regard.web.listening.models import ImportState
    from regard.web.listening.working import go_on

    told = time.monotonic()
    while batch.is_running:
        if not go_on(batch, until=time.monotonic() + PIECE_SECONDS):
            time.sleep(WAIT_SECONDS)
        batch.refresh_from_db()
        if batch.is_running and time.monotonic() - told >= (0 if sys.stderr.isatty() else TOLD_EVERY):
            end = "\r" if sys.stderr.isatty() else "\n"
            print(telling.progress_text(batch), end=end, file=sys.stderr, flush=True)
            told = time.monotonic()
    if batch.state == ImportState.FAILED:
        raise Unusable(telling.failure_text(batch.file_name, batch.failure_code, batch.failure_params))
