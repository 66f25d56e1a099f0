"""What is there after the very first start: the sample workspace and somebody who can open it."""

import os
import secrets

from django.conf import settings
from django.utils import timezone

from regard.perception.text.compiling import is_compiled
from regard.web.accounts.models import User
from regard.web.insights.jobs import archive_due, read_due
from regard.web.insights.sample_loading import load

SAMPLE_OWNER = "owner@lanternway.example"
NOTE = "sample-sign-in.txt"


def sign_in_line(*, load_sample: bool) -> str:
    """Load the sample where nobody has used this database yet; how to sign in to it, if it is still so."""
    path = settings.DATA / NOTE
    if load_sample and not User.objects.exists():
        password = secrets.token_urlsafe(9)
        owner = User.objects.create_user(SAMPLE_OWNER, password, name="Sam Palmer")
        load(by=owner, at=timezone.now())
        while is_compiled() and any([read_due(), archive_due()]):  # so that the first page is full
            pass  # else the worker compiles and reads behind the first page, which says so
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(password + "\n")
    return _line(path.read_text("utf-8").strip() if path.exists() else "")


def _line(password: str) -> str:
    owner = User.objects.filter(email=SAMPLE_OWNER).first()
    if owner is not None and password and owner.check_password(password):
        return f"Sign in as {SAMPLE_OWNER} with the password {password}"
    return "Sign in with your e-mail and password" if User.objects.exists() else ""
