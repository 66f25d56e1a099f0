"""Addresses that customers open from a message; each answers 404 without a valid token."""

from django.urls import path

from regard.web.channels import hooks, public_views, text_hooks

app_name = "channels-public"
urlpatterns = [
    path("u/<str:key>/", public_views.unsubscribe, name="unsubscribe"),
    path("me/<str:key>/", public_views.me, name="me"),
    path("me/<str:key>/export/", public_views.export, name="export"),
    path("hooks/mail/<str:key>/", hooks.mail, name="hook"),
    path("hooks/text/<str:key>/", text_hooks.texts, name="text-hook"),
]
