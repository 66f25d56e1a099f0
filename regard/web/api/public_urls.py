"""The API; without a token it answers 401, and its description is for everybody."""

from django.urls import path

from regard.web.api.endpoints import api

urlpatterns = [path("api/v1/", api.urls)]
