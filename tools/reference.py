"""Writes the reference pages that are made from the code, so that they stay true of it: make docs

With "check" it writes nothing and names the files that are no longer true."""

import contextlib
import io
import os
import sys
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "regard.web.settings")

import django

django.setup()

from regard import cli  # noqa: E402
from regard.perception import schema  # noqa: E402
from regard.web.feedback import models as feedback  # noqa: E402
from regard.web.workspaces.permissions import PERMISSIONS, Permission, Role  # noqa: E402
from tools import library_pages  # noqa: E402

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "reference"
MADE = "<!-- Made by `make docs` from the code; do not edit. -->\n\n"


def command() -> str:
    """The help of the command and of each of its parts."""
    parser = cli.parser()
    parts = [f"# The `regard` command\n\n```\n{parser.format_help()}```\n"]
    for action in parser._actions:
        for name, part in (getattr(action, "choices", None) or {}).items():
            parts.append(f"## regard {name}\n\n```\n{part.format_help()}```\n")
    return "\n".join(parts)


def roles() -> str:
    """Who may do what."""
    head = "| permission | " + " | ".join(str(role.label) for role in Role) + " |\n"
    line = "|---|" + "---|" * len(Role) + "\n"
    rows = [
        f"| {permission.label} (`{permission}`) | "
        + " | ".join("yes" if permission in PERMISSIONS[role] else "–" for role in Role)
        + " |\n"
        for permission in Permission
    ]
    return "# Roles and permissions\n\n" + head + line + "".join(rows)


def record() -> str:
    """The fields of the record and of the archive."""
    parts = ["# The record\n"]
    for model in (feedback.Feedback, feedback.Answer, feedback.Revision, feedback.Source):
        parts.append(f"## {model.__name__}\n\n{(model.__doc__ or '').strip()}\n")
        parts.append("| field | type | values |\n|---|---|---|")
        for field in model._meta.concrete_fields:
            values = ", ".join(f"`{value}`" for value, _label in field.choices or ()) if field.choices else ""
            parts.append(f"| `{field.name}` | {field.get_internal_type()} | {values} |")
        parts.append("")
    parts.append("## A row of the archive (Parquet)\n\n| column | type |\n|---|---|")
    parts += [f"| `{field.name}` | {field.type} |" for field in schema.ROWS]
    return "\n".join(parts) + "\n"


def pages() -> dict[Path, str]:
    """Every page that is made from the code, by its file."""
    os.environ["COLUMNS"] = "100"  # as wide as the help is written
    with contextlib.redirect_stdout(io.StringIO()):
        made = {"command": command(), "roles": roles(), "record": record()}
    made |= {f"library/{name}": text for name, text in library_pages.pages().items()}
    return {FOLDER / f"{name}.md": MADE + text for name, text in made.items()}


def stale() -> list[Path]:
    """The files that do not say what the code says."""
    return [path for path, text in pages().items() if not path.exists() or path.read_text("utf-8") != text]


def main() -> None:
    if sys.argv[1:] == ["check"]:
        late = ", ".join(str(path.relative_to(FOLDER.parents[1])) for path in stale())
        sys.exit(f"not as the code is now, run make docs: {late}" if late else 0)
    for path, text in pages().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        print(path.relative_to(FOLDER.parents[1]))


if __name__ == "__main__":
    main()
