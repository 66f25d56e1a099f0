"""What home tells of customers at risk."""

from django.urls import reverse
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from regard.web.dashboards.figures import count_text
from regard.web.dashboards.notes import Note
from regard.web.dashboards.numbers import Numbers
from regard.web.loyalty.models import RiskCount
from regard.web.workspaces.permissions import Permission
from regard.web.workspaces.scope import MemberRequest

NEEDED = (Permission.REVENUE_VIEW, Permission.CUSTOMER_VIEW)  # as the worklist needs them


def waiting(request: MemberRequest, _numbers: Numbers) -> list[Note]:
    """How many customers at risk nobody looks after yet, as they were counted last."""
    if not all(request.membership.may(one) for one in NEEDED):
        return []
    found = RiskCount.objects.first()
    if found is None or not found.n:
        return []
    title = ngettext(
        "%(n)s customer at risk whom nobody looks after yet",
        "%(n)s customers at risk whom nobody looks after yet",
        found.n,
    )
    detail = _("Nobody talked to them, put them off or settled them; counted on %(day)s at %(time)s UTC")
    when = {"day": date_format(found.at, "MONTH_DAY_FORMAT"), "time": time_format(found.at)}
    url = reverse("loyalty:at-risk", args=[request.workspace.slug])
    return [Note(title % {"n": count_text(found.n)}, detail % when, url)]
