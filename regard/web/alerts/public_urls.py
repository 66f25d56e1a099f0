"""The address that readers open from an e-mail of an alert; it answers 404 without a valid token."""

from django.urls import path

from regard.web.alerts import stopping_views

app_name = "alerts-public"
urlpatterns = [path("alerts/stop/<str:key>/", stopping_views.stop, name="stop")]
