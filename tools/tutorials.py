"""Runs the tutorials and writes below each step what it printed: python tools/tutorials.py [check]

A tutorial is Markdown. Its ```python blocks are run from top to bottom in one namespace, in a folder that is
thrown away; what one prints stands in the ```text block below it. `check` changes nothing and ends with 1
where a tutorial tells something that is no longer true.
"""

import contextlib
import io
import os
import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "tutorials"
STEP = re.compile(r"```python\n(?P<code>.*?)```\n(?:\n```text\n.*?```\n)?", re.DOTALL)


def main() -> int:
    check = sys.argv[1:] == ["check"]
    stale = []
    for path in sorted(FOLDER.glob("*.md")):
        written = path.read_text("utf-8")
        told = run(written, path.name)
        if told != written:
            stale.append(path.name)
            if not check:
                path.write_text(told, "utf-8")
        print(f"{path.name}: {'as written' if told == written else 'out of date' if check else 'written'}")
    return 1 if check and stale else 0


def run(text: str, name: str) -> str:
    """The same tutorial with what its steps print now."""
    space: dict[str, Any] = {"__name__": "__main__"}

    def step(found: re.Match[str]) -> str:
        code = found["code"]
        line = text[: found.start("code")].count("\n")
        said = io.StringIO()
        with contextlib.redirect_stdout(said):
            exec(compile("\n" * line + code, name, "exec"), space)
        block = f"```python\n{code}```\n"
        return f"{block}\n```text\n{said.getvalue()}```\n" if said.getvalue() else block

    with elsewhere():
        return STEP.sub(step, text)


@contextlib.contextmanager
def elsewhere() -> Iterator[None]:
    """Work in an empty folder, and leave nothing behind."""
    before = Path.cwd()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        try:
            yield
        finally:
            os.chdir(before)


if __name__ == "__main__":
    sys.exit(main())
