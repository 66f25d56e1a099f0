"""Addresses of reports, below those of a workspace."""

from django.urls import path

from regard.web.reports import views

app_name = "reports"
urlpatterns = [
    path("reports/", views.live, name="live"),
    path("reports/live/<str:ending>/", views.live_file, name="live-file"),
    path("reports/make/", views.make_one, name="make"),
    path("reports/<uuid:pk>/", views.one, name="one"),
    path("reports/<uuid:pk>/<str:ending>/", views.file, name="file"),
]
