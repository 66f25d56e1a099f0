"""What the dashboards keep."""

from regard.web.dashboards.card_models import ChangeWithdrawal, MetricChange
from regard.web.dashboards.opened_models import Opened
from regard.web.dashboards.saved_models import SavedView, ViewRemoval

__all__ = ["ChangeWithdrawal", "MetricChange", "Opened", "SavedView", "ViewRemoval"]
