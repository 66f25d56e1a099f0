"""Themes of two languages that are perhaps one, put before those who may merge them."""

from regard.perception.text.themes import Theme
from regard.perception.text.themes.twins import twins
from regard.web.insights import theme_drafting, theme_keeping
from regard.web.workspaces.permissions import Permission
from regard.web.workspaces.scope import MemberRequest

Pair = tuple[Theme, Theme]


def proposed(request: MemberRequest) -> list[Pair]:
    """Pairs that could be merged, as the draft has the themes; nothing for those who may not."""
    if not request.membership.may(Permission.THEME_CURATE):
        return []
    kept = theme_keeping.state()
    return twins(theme_drafting.drafted(theme_drafting.open_draft(), kept).themes.tree.values())
