"""Keep what was compiled apart for each state of the code.

numba looks only at the file of a kernel, not at those that it calls: after a change elsewhere it would go on
with what it compiled before. So the kernels stand in a folder that is named for all the code of this package.
"""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import numba

PACKAGE = Path(__file__).parent
# without `_nrt` numba counts references, which takes more than half of the time of a short text
BORROWED: Any = {"cache": True, "nogil": True, "_nrt": False}
Kernel = TypeVar("Kernel", bound=Callable[..., Any])


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


def kernel(function: Kernel) -> Kernel:
    """Compile a function over arrays that it is given; it makes none itself."""
    return cast(Kernel, numba.njit(**BORROWED)(function))


def part(function: Kernel) -> Kernel:
    """The same for a function that becomes part of those that call it."""
    return cast(Kernel, numba.njit(forceinline=True, **BORROWED)(function))
