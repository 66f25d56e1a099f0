"""The alerts of the sample workspace: views that people keep, ready to be watched."""

from datetime import datetime

from django.utils.translation import override

from regard.web.accounts.models import User
from regard.web.dashboards.addresses import Address
from regard.web.dashboards.saving import save

EVERYBODY = ("admin", "analyst", "agent", "viewer")
VIEWS = (
    ("Ease of groups 团体客户的费力度", {"metric": "ces", "segment": ("group",), "compare": "previous"}),
    (
        "Complaints about delivery 对配送的抱怨",
        {"factor": ("delivery",), "polarity": ("negative",), "period": "180"},
    ),
    ("Loyalty by segment 各客群的忠诚度", {"metric": "nps", "by": "segment", "period": "365"}),
)


def load(*, by: User, at: datetime) -> None:
    """Three views that everybody sees, ready to be watched."""
    with override("en"):
        for name, choices in VIEWS:
            save(Address(**choices), name=name, note="", roles=EVERYBODY, by=by, at=at)
