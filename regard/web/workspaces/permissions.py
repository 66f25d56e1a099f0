"""Who may do what: a short list of permissions and a readable list of roles."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Permission(models.TextChoices):
    FEEDBACK_VIEW = "feedback.view", _("read numbers and feedback")
    FEEDBACK_CORRECT = "feedback.correct", _("correct what a text was read as")
    FEEDBACK_EXPORT = "feedback.export", _("download feedback")
    FEEDBACK_IMPORT = "feedback.import", _("import files and undo imports")
    THEME_CURATE = "theme.curate", _("merge, split, rename, move and retire themes")
    SURVEY_VIEW = "survey.view", _("see surveys and their results")
    SURVEY_EDIT = "survey.edit", _("write, publish and close surveys")
    SURVEY_SEND = "survey.send", _("choose whom to ask, and send")
    VIEW_EDIT = "view.edit", _("save and share views")
    INTENTION_EDIT = "intention.edit", _("say what the company wants to be known for")
    CHANGE_EDIT = "change.edit", _("enter changes and decisions, and tell customers of them")
    ALERT_EDIT = "alert.edit", _("have views watched")
    REPORT_EDIT = "report.edit", _("write findings, make and send reports")
    REVENUE_VIEW = "revenue.view", _("see revenue and customers at risk")
    CUSTOMER_VIEW = "customer.view", _("see customers by name")
    CUSTOMER_EDIT = "customer.edit", _("say who owns a customer")
    MEMBER_VIEW = "member.view", _("see who is a member")
    MEMBER_MANAGE = "member.manage", _("invite members, change roles")
    WORKSPACE_MANAGE = "workspace.manage", _("change the settings of the workspace")
    API_MANAGE = "api.manage", _("make tokens and webhooks")
    AUDIT_VIEW = "audit.view", _("read the audit trail")
    OWNER_MANAGE = "owner.manage", _("make and unmake owners, remove the workspace")


class Role(models.TextChoices):
    OWNER = "owner", _("Owner")
    ADMIN = "admin", _("Admin")
    ANALYST = "analyst", _("Analyst")
    AGENT = "agent", _("Agent")
    VIEWER = "viewer", _("Viewer")


_VIEWER = {Permission.FEEDBACK_VIEW, Permission.SURVEY_VIEW, Permission.MEMBER_VIEW}
_AGENT = _VIEWER | {Permission.CUSTOMER_VIEW, Permission.FEEDBACK_CORRECT}
_ANALYST = _AGENT | {
    Permission.FEEDBACK_EXPORT,
    Permission.FEEDBACK_IMPORT,
    Permission.THEME_CURATE,
    Permission.SURVEY_EDIT,
    Permission.SURVEY_SEND,
    Permission.VIEW_EDIT,
    Permission.INTENTION_EDIT,
    Permission.CHANGE_EDIT,
    Permission.ALERT_EDIT,
    Permission.REPORT_EDIT,
    Permission.REVENUE_VIEW,
    Permission.CUSTOMER_EDIT,
}
_ADMIN = _ANALYST | {
    Permission.MEMBER_MANAGE,
    Permission.WORKSPACE_MANAGE,
    Permission.API_MANAGE,
    Permission.AUDIT_VIEW,
}

PERMISSIONS: dict[str, frozenset[Permission]] = {
    Role.OWNER: frozenset(Permission),
    Role.ADMIN: frozenset(_ADMIN),
    Role.ANALYST: frozenset(_ANALYST),
    Role.AGENT: frozenset(_AGENT),
    Role.VIEWER: frozenset(_VIEWER),
}


def may(role: str, permission: Permission) -> bool:
    """Whether somebody with `role` may do what `permission` names; an unknown role may do nothing."""
    return permission in PERMISSIONS.get(role, frozenset())
