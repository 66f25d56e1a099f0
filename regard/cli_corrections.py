"""`regard corrections`: what people corrected, as labelled verbatims that the next training reads."""

import argparse
import sys
from pathlib import Path
from typing import Any

FINE, UNUSABLE = 0, 2


def add_parser(subparsers: Any) -> None:
    """Describe the command."""
    parser = subparsers.add_parser(
        "corrections", help="write what people corrected as labelled verbatims (TSV)"
    )
    parser.add_argument("--workspace", required=True, metavar="SLUG")
    parser.add_argument(
        "--folder",
        type=Path,
        metavar="DIR",
        help="write a file for each language there, such as en-corrections.tsv (default: all on one page)",
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Write the corrected texts of a workspace. 0: written; 2: no such workspace or folder."""
    import django

    django.setup()
    from regard.web.workspaces.models import Workspace
    from regard.web.workspaces.tenancy import in_workspace

    workspace = Workspace.objects.filter(slug=options.workspace).first()
    if workspace is None:
        print(f"regard: There is no workspace “{options.workspace}”.", file=sys.stderr)
        return UNUSABLE
    with in_workspace(workspace):
        try:
            return _write(options.folder)
        except OSError as problem:
            print(f"regard: {problem}", file=sys.stderr)
            return UNUSABLE


def _write(folder: Path | None) -> int:
    from django.utils import timezone

    from regard.web.insights.corrected_texts import corrected_texts, lines
    from regard.web.workspaces.auditing import record_event

    found = list(corrected_texts())
    record_event("corrections.exported", by=None, at=timezone.now(), records=len(found))
    if folder is None:
        sys.stdout.writelines(lines(found))
    else:
        folder.mkdir(parents=True, exist_ok=True)
        for language in sorted({one.language for one in found}):
            with (folder / f"{language}-corrections.tsv").open("w", encoding="utf-8", newline="") as file:
                file.writelines(lines(one for one in found if one.language == language))
    unshown = sum(one.unshown for one in found)
    without = f"; {unshown} factors have no words that show them and are left out" if unshown else ""
    print(f"{len(found)} corrected texts{without}", file=sys.stderr)
    return FINE
