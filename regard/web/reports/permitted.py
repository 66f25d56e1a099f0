"""What of a report a reader may see: money is for those who may see revenue."""

from dataclasses import replace

from regard.web.reports.board import MONEY, PARTS
from regard.web.reports.content import Content
from regard.web.workspaces.models import Membership
from regard.web.workspaces.permissions import Permission


def parts_for(membership: Membership) -> tuple[str, ...]:
    """The parts of the board's report that this member may see."""
    may_see = membership.may(Permission.REVENUE_VIEW)
    return tuple(part for part in PARTS if may_see or part != MONEY)


def for_reader(content: Content, membership: Membership) -> Content:
    """A kept report as this member may see it."""
    return content if MONEY in parts_for(membership) else replace(content, money=None)
