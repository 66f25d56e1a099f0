"""Keep what was compiled apart for each state of the code.

numba looks only at the file of a kernel, not at those that it calls: after a change elsewhere it would go on
with what it compiled before. So the kernels stand in a folder that is named for all the code of this package.
"""

import hashlib
from pathlib import Path

import numba

PACKAGE = Path(__file__).parent


def keep_apart() -> Path:
    """Tell numba where to keep the kernels of this state of the code; the folder."""
    told = hashlib.sha256(numba.__version__.encode())
    for file in sorted(PACKAGE.rglob("*.py")):
        told.update(file.read_bytes())
    folder = PACKAGE / "__pycache__" / f"kernels-{told.hexdigest()[:16]}"
    if not numba.config.CACHE_DIR:  # type: ignore[attr-defined]
        numba.config.CACHE_DIR = str(folder)  # type: ignore[attr-defined]
    return folder


def is_compiled() -> bool:
    """Whether the kernels of this code are kept; without them the first texts take a minute longer."""
    return any(Path(numba.config.CACHE_DIR).rglob("*.nbi"))  # type: ignore[attr-defined]


FOLDER = keep_apart()
