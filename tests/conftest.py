"""What every test shares: a folder of its own for what is kept, and the labelled data where it is."""

import os
from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[1].parent / "shared" / "data"
CI = os.environ.get("CI") == "true"


@pytest.fixture
def shared() -> Path:
    """The folder of labelled data; the test skips where it is missing, and fails there under CI."""
    if not SHARED.is_dir():
        if CI:
            pytest.fail(f"CI needs the labelled data in {SHARED}")
        pytest.skip("the labelled data is not beside this checkout")
    return SHARED


@pytest.fixture(autouse=True)
def _kept_apart(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """Uploads and archives of a test go into its own folder."""
    settings = request.getfixturevalue("settings")
    settings.DATA = tmp_path
    settings.UPLOADS = tmp_path / "uploads"
    settings.ARCHIVE = tmp_path / "archive"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
