"""What the worker does for imports, a second or so at a time."""

import time

from regard.web.listening.models import ImportBatch, ImportState
from regard.web.listening.working import go_on

SECONDS = 1.5


def check_due() -> bool:
    """Go on with the dry runs that were asked for."""
    return _sweep(ImportState.CHECKING)


def import_due() -> bool:
    """Go on with imports, and with undoing them."""
    return _sweep(ImportState.IMPORTING, ImportState.UNDOING)


def _sweep(*states: ImportState) -> bool:
    until = time.monotonic() + SECONDS
    worked = False
    for batch in ImportBatch.due(*states)[:20]:
        worked = go_on(batch, until=until) or worked
        if time.monotonic() >= until:
            break
    return worked
