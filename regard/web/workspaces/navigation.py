"""What every page shows around itself: the rail, the switcher, the theme."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from regard.web.workspaces.models import Membership
from regard.web.workspaces.permissions import Permission

# name of the address, label, icon, what it takes to see it
RAIL = (
    ("dashboards:home", _("Home"), "home", Permission.FEEDBACK_VIEW),
    ("dashboards:explore", _("Explore"), "explore", Permission.FEEDBACK_VIEW),
    ("themes:list", _("Themes"), "themes", Permission.FEEDBACK_VIEW),
    ("positioning:map", _("Perception map"), "map", Permission.FEEDBACK_VIEW),
    ("surveys:every", _("Surveys"), "surveys", Permission.SURVEY_VIEW),
    ("drivers:page", _("Drivers"), "reports", Permission.FEEDBACK_VIEW),
    ("positioning:influence", _("Influence factors"), "reports", Permission.FEEDBACK_VIEW),
    ("loyalty:page", _("Loyalty and money"), "history", Permission.REVENUE_VIEW),
    ("reports:live", _("Reports"), "reports", Permission.FEEDBACK_VIEW),
    ("cards:every", _("What the numbers mean"), "info", Permission.FEEDBACK_VIEW),
    ("changes:every", _("Changes"), "actions", Permission.FEEDBACK_VIEW),
    ("alerts:every", _("Alerts"), "alerts", Permission.FEEDBACK_VIEW),
    ("contacts:every", _("Whom to ask"), "inbox", Permission.SURVEY_VIEW),
    ("customers:list", _("Customers"), "customers", Permission.CUSTOMER_VIEW),
    ("listening:list", _("Import"), "listening", Permission.FEEDBACK_IMPORT),
    ("workspaces:members", _("Members"), "members", Permission.MEMBER_VIEW),
    ("workspaces:settings", _("Settings"), "settings", Permission.WORKSPACE_MANAGE),
)
THEMES = ("light", "dark")


@dataclass(frozen=True)
class Item:
    label: Any
    url: str
    icon: str
    current: bool
    badge: str = ""


def navigation(request: HttpRequest) -> dict[str, Any]:
    """The context of base.html."""
    chosen = request.COOKIES.get("theme", "")
    context: dict[str, Any] = {"theme": chosen if chosen in THEMES else "system"}
    membership: Membership | None = getattr(request, "membership", None)
    if membership is None:
        return context
    slug = membership.workspace.slug
    others = Membership.of(request.user)
    return context | {
        "navigation": _rail(request, membership, slug),
        "workspaces": [
            {"name": row.workspace.name, "url": reverse("dashboards:home", args=[row.workspace.slug])}
            for row in others
        ],
        "can_remove_sample": membership.may(Permission.OWNER_MANAGE),
    }


def _rail(request: HttpRequest, membership: Membership, slug: str) -> list[Item]:
    shown = [entry for entry in RAIL if membership.may(entry[3])]
    urls = {name: reverse(name, args=[slug]) for name, _label, _icon, _permission in shown}
    current = max(
        (name for name, url in urls.items() if request.path.startswith(url)),
        key=lambda name: len(urls[name]),
        default=None,
    )
    return [Item(label, urls[name], icon, name == current) for name, label, icon, _permission in shown]
