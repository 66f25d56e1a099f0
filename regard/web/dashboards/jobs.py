"""The worker's part: build the script that makes charts interactive, once for each version of it."""

import gzip

from regard.web import vega_bundle
from regard.web.dashboards.interactive import bundle_path, compressed_path
from regard.web.workspaces.leases import held

LEASE = "dashboards.bundle"
SECONDS = 60.0  # it takes several, and holds nothing up


def bundle_due() -> bool:
    """Build the script and its compressed form where they are missing; whether anything was written."""
    if bundle_path().exists() and compressed_path().exists():
        return False
    with held(LEASE, seconds=SECONDS) as hold:
        if hold is None:
            return False
        built = vega_bundle.build(bundle_path())
        draft = compressed_path().with_suffix(".draft")
        draft.write_bytes(gzip.compress(built.read_bytes(), mtime=0))
        draft.replace(compressed_path())
    return True
