"""The alerts of the sample workspace: views that people keep, and one that was watched since summer."""

from datetime import datetime, timedelta

from regard.web.accounts.models import User
from regard.web.alerts import watching
from regard.web.alerts.watching import Terms, address_of, watched_of
from regard.web.dashboards.addresses import Address
from regard.web.dashboards.saved_models import SavedView
from regard.web.dashboards.saving import save
from regard.web.insights.watch_study import recorded

EVERYBODY = ("admin", "analyst", "agent", "viewer")
SINCE = timedelta(days=90)
EASE = Address(metric="ces", segment=("group",), compare="previous")
VIEWS = {
    "Complaints about delivery 对配送的抱怨": Address(
        factor=("delivery",), polarity=("negative",), period="180"
    ),
    "Loyalty by segment 各客群的忠诚度": Address(metric="nps", by="segment", period="365"),
}


def load(*, by: User, at: datetime) -> None:
    """Two views that everybody sees, and the ease of groups, which the worker then watches day by day."""
    for name, address in VIEWS.items():
        save(address, name=name, note="", roles=EVERYBODY, by=by, at=at)
    view = save(EASE, name="Ease of groups 团体客户的便利度", note="", roles=EVERYBODY, by=by, at=at)
    _watched(view, by=by, at=at)


def _watched(view: SavedView, *, by: User, at: datetime) -> None:
    terms = Terms("down", run_length=1095, baseline_days=90)
    found = recorded(watched_of(address_of(view.query)))
    watching.begin(view, terms, readers=[], language="en", by=by, at=at - SINCE, found=found)
