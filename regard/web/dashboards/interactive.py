"""The script that makes charts interactive: where it stands once the worker has built it."""

import hashlib
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.urls import reverse

NAME = "vega.js"


def bundle_path() -> Path:
    """Where the worker writes the script; beside it stands the same compressed."""
    return Path(settings.DATA) / "vega" / NAME


def compressed_path() -> Path:
    """The same script, compressed by gzip."""
    return bundle_path().with_suffix(".js.gz")


def bundle_url(slug: str) -> str:
    """The address of the script, with a hash of its content; empty until there is one."""
    found = bundle_hash()
    return reverse("dashboards:vega", args=[slug, found]) if found else ""


def bundle_hash() -> str:
    """Sixteen digits of the content's hash; empty where the script or its compressed form is missing."""
    path = bundle_path()
    if not path.exists() or not compressed_path().exists():
        return ""
    stat = path.stat()
    return _hash(path, stat.st_mtime_ns, stat.st_size)


@lru_cache(maxsize=4)
def _hash(path: Path, _changed: int, _size: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]
