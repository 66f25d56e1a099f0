"""Addresses of reports, findings and the weekly digest, below those of a workspace."""

from django.urls import path

from regard.web.reports import digest_views, finding_views, schedule_views, views

app_name = "reports"
urlpatterns = [
    path("reports/", views.live, name="live"),
    path("reports/live/<str:ending>/", views.live_file, name="live-file"),
    path("reports/make/", views.make_one, name="make"),
    path("reports/findings/", finding_views.every, name="findings"),
    path("reports/findings/new/", finding_views.new, name="new-finding"),
    path("reports/findings/<uuid:pk>/retirement/", finding_views.retire_one, name="retire-finding"),
    path("reports/digest/", digest_views.own, name="digest"),
    path("reports/digest/preview/", digest_views.preview, name="digest-preview"),
    path("reports/schedule/", schedule_views.every, name="schedule"),
    path("reports/schedule/<uuid:pk>/", schedule_views.one, name="one-schedule"),
    path("reports/<uuid:pk>/", views.one, name="one"),
    path("reports/<uuid:pk>/<str:ending>/", views.file, name="file"),
]
