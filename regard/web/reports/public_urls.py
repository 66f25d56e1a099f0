"""The address that members open from a weekly digest; it answers 404 without a valid token."""

from django.urls import path

from regard.web.reports import digest_views

app_name = "reports-public"
urlpatterns = [path("d/<str:key>/", digest_views.unsubscribe, name="unsubscribe")]
