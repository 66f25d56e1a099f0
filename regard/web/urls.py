"""Every address. Pages of a workspace stand under /w/<its address>/."""

from allauth.account import views as account
from django.urls import include, path
from django.views.i18n import set_language

from regard.web.workspaces.starting import healthy, start

urlpatterns = [
    path("", start, name="start"),
    path("healthz", healthy, name="healthz"),
    path("language/", set_language, name="set_language"),
    path("sign-in/", account.login, name="account_login"),
    path("sign-out/", account.logout, name="account_logout"),
    path("password/", account.password_change, name="account_change_password"),
    path("people/", include("regard.web.accounts.urls")),
    path("", include("regard.web.workspaces.urls")),
    path("", include("regard.web.answering.public_urls")),
    path("", include("regard.web.channels.public_urls")),
    path("", include("regard.web.widget.public_urls")),
    path("", include("regard.web.reports.public_urls")),
    path("", include("regard.web.api.public_urls")),
    path("", include("regard.web.changes.public_urls")),
    path("", include("regard.web.alerts.public_urls")),
    path("w/<slug:slug>/", include("regard.web.dashboards.customer_urls")),
    path("w/<slug:slug>/", include("regard.web.listening.urls")),
    path("w/<slug:slug>/", include("regard.web.surveys.urls")),
    path("w/<slug:slug>/", include("regard.web.contacts.urls")),
    path("w/<slug:slug>/", include("regard.web.answering.urls")),
    path("w/<slug:slug>/", include("regard.web.results.urls")),
    path("w/<slug:slug>/", include("regard.web.insights.urls")),
    path("w/<slug:slug>/", include("regard.web.dashboards.urls")),
    path("w/<slug:slug>/", include("regard.web.tiers.urls")),
    path("w/<slug:slug>/", include("regard.web.positioning.urls")),
    path("w/<slug:slug>/", include("regard.web.loyalty.urls")),
    path("w/<slug:slug>/", include("regard.web.changes.urls")),
    path("w/<slug:slug>/", include("regard.web.alerts.urls")),
    path("w/<slug:slug>/", include("regard.web.reports.urls")),
    path("w/<slug:slug>/", include("regard.web.channels.urls")),
    path("w/<slug:slug>/", include("regard.web.widget.urls")),
    path("w/<slug:slug>/", include("regard.web.api.urls")),
    path("w/<slug:slug>/themes/", include("regard.web.dashboards.theme_urls")),
    path("w/<slug:slug>/metrics/", include("regard.web.dashboards.card_urls")),
    path("w/<slug:slug>/drivers/", include("regard.web.dashboards.driver_urls")),
    path("w/<slug:slug>/views/", include("regard.web.dashboards.saved_urls")),
    path("w/<slug:slug>/records/<uuid:pk>/corrections/", include("regard.web.dashboards.correction_urls")),
]
