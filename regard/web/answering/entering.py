"""From the address that somebody opened to what they may answer: across the walls, by its token."""

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery

from regard.instruments.definition import Instrument
from regard.instruments.ordering import paged
from regard.web.answering.models import Link, Response
from regard.web.answering.prepared import Prepared
from regard.web.contacts.models import Invitation
from regard.web.surveys.models import Survey, Version
from regard.web.workspaces.models import Workspace
from regard.web.workspaces.tenancy import in_workspace

TOKEN = re.compile(r"[\w-]{20,64}", re.ASCII)


class Gone(Exception):
    """The address was right, and takes no answers any more; why: "closed", "late", "full" or "used"."""

    def __init__(self, why: str = "closed") -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Entry:
    """What an address opens: one survey in one version, for one invitation or for whoever holds the link."""

    workspace: Workspace
    survey: Survey
    version: Version
    link: Link | None = None
    invitation: Invitation | None = None
    response: Response | None = None

    @property
    def seed(self) -> str:
        """What the order of pages and options is drawn from; empty while nobody in particular answers."""
        if self.response:
            return self.response.seed
        return self.invitation.token_hash[:32] if self.invitation else ""

    @property
    def instrument(self) -> Instrument:
        """What is asked, its pages in the order in which this person sees them."""
        return paged(self.version.instrument, seed=self.seed)

    @contextmanager
    def open(self) -> Iterator[None]:
        """Inside the workspace."""
        with in_workspace(self.workspace):
            yield

    def anew(self) -> "Entry":
        """The same with the answer as it stands now; call it inside the workspace. Raises Gone."""
        rows = Response.objects.select_related("feedback", "customer")
        if self.response is None:
            if self.invitation is None:
                return self
            return replace(self, response=rows.filter(invitation=self.invitation).first())
        now = rows.filter(pk=self.response.pk).first()
        if now is None:
            raise Gone
        return replace(self, response=now)


def _links(token: str) -> QuerySet[Link, Link]:
    newest = Version._base_manager.filter(survey=OuterRef("survey")).order_by("-number")
    rows = Link._base_manager.select_related("workspace", *SURVEY).filter(token=token).order_by()
    return rows.annotate(version_id=Subquery(newest.values("pk")[:1]))


def _invitations(token_hash: str) -> QuerySet[Invitation, Invitation]:
    answer = ("response", "response__feedback", "response__customer")
    rows = Invitation._base_manager.select_related("workspace", *SURVEY, "customer", *answer)
    return rows.filter(token_hash=token_hash).order_by()


def _responses(key_hash: str) -> QuerySet[Response, Response]:
    rows = Response._base_manager.select_related("workspace", *SURVEY, "link", "feedback", "customer")
    return rows.filter(key_hash=key_hash).order_by()


SURVEY = ("survey", "survey__source", "survey__closure")
LINK, INVITATION, RESPONSE = Prepared(_links), Prepared(_invitations), Prepared(_responses)


def by_link(token: str, *, at: datetime) -> Entry | None:
    """What a reusable link opens; None where there is none. Raises Gone."""
    if not TOKEN.fullmatch(token):
        return None
    link = LINK.first(token)
    version: UUID | None = getattr(link, "version_id", None)
    if link is None or version is None:
        return None
    if link.closed_at is not None or hasattr(link.survey, "closure"):
        raise Gone
    if link.expires_at is not None and link.expires_at <= at:
        raise Gone("late")
    return Entry(link.workspace, link.survey, version_of(version), link=link)


def by_invitation(token: str, *, at: datetime) -> Entry | None:
    """What an invitation opens, with the answer that it led to; None where there is none. Raises Gone."""
    if not TOKEN.fullmatch(token):
        return None
    found = INVITATION.first(hashed(token))
    if found is None:
        return None
    if found.withdrawn_at is not None or hasattr(found.survey, "closure"):
        raise Gone
    if found.used_on is not None:
        raise Gone("used")
    if found.expires_at is not None and found.expires_at <= at:
        raise Gone("late")
    response = getattr(found, "response", None)
    version = version_of(response.version_id if response else found.version_id)
    return Entry(found.workspace, found.survey, version, invitation=found, response=response)


def by_answer(key: str) -> Entry | None:
    """What the key of an answer opens: the same answer again."""
    if not TOKEN.fullmatch(key):
        return None
    found = RESPONSE.first(hashed(key))
    if found is None or found.invitation_id is not None:
        return None
    if hasattr(found.survey, "closure"):
        raise Gone
    version = version_of(found.version_id)
    return Entry(found.workspace, found.survey, version, link=found.link, response=found)


@lru_cache(maxsize=256)
def version_of(pk: UUID) -> Version:
    """A version; it never changes, so that a process asks for it once."""
    version: Version = Version._base_manager.get(pk=pk)
    version.instrument  # noqa: B018 - read once, too
    return version


def hashed(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()
