"""What the dashboards keep."""

from regard.web.dashboards.saved_models import SavedView, ViewRemoval

__all__ = ["SavedView", "ViewRemoval"]
