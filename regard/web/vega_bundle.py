"""The script that makes charts interactive, from the libraries inside vl-convert: no CDN, no build step."""

import os
import tempfile
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

import vl_convert

# all that static/js/chart.js asks for; vega-embed brings the interpreter that a strict policy needs
SNIPPET = "export const embed = vegaEmbed;"


def build(target: Path) -> Path:
    """Write the script to the file `target`, whole or not at all, unless this very version is there."""
    if not _is_current(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        _replace(target, (_first_line() + vl_convert.javascript_bundle(snippet=SNIPPET)).encode())
    return target


def _first_line() -> str:
    snippet = sha256(SNIPPET.encode()).hexdigest()[:12]
    made_by = version("vl-convert-python")
    return f"/* Vega, Vega-Lite, vega-embed (BSD-3-Clause); vl-convert {made_by}; {snippet} */\n"


def _is_current(target: Path) -> bool:
    if not target.exists():
        return False
    with target.open(encoding="utf-8") as file:
        return file.readline() == _first_line()


def _replace(target: Path, content: bytes) -> None:
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    draft = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.chmod(0o644)
        draft.replace(target)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
