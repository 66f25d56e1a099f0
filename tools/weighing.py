"""What a page weighs, compressed: itself and every style sheet and script that it loads."""

import gzip
import re
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders

LINKED = re.compile(r'(?:href|src)="([^"]+\.(?:css|js))"')
IMPORTED = re.compile(r'(?:from|import) "(\./[^"]+\.js)"')


def weight(html: str) -> int:
    """Bytes of a page and of all that it links to here and that this imports, each compressed by itself.

    The script that makes charts interactive is no part of it: it comes after the page, once, and is kept.
    """
    return _packed(html.encode()) + sum(_packed(_content(name)) for name in loaded(html))


def loaded(html: str) -> list[str]:
    """The names of the style sheets and scripts, each once."""
    ours = settings.STATIC_URL
    found = dict.fromkeys(link.removeprefix(ours) for link in LINKED.findall(html) if link.startswith(ours))
    waiting = list(found)
    while waiting:
        name = waiting.pop()
        folder = name.rpartition("/")[0]
        for other in IMPORTED.findall(_content(name).decode()):
            linked = f"{folder}/{other.removeprefix('./')}"
            if linked not in found:
                found[linked] = None
                waiting.append(linked)
    return list(found)


@lru_cache(maxsize=256)
def _content(name: str) -> bytes:
    path = finders.find(name)
    if path is None:
        raise LookupError(f"{name} is no file of ours")
    return Path(path).read_bytes()


@lru_cache(maxsize=256)
def _packed(content: bytes) -> int:
    return len(gzip.compress(content))
