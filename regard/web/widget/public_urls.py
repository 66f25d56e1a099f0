"""Addresses that other pages load; each answers 404 without a key."""

from django.urls import path

from regard.web.widget import framing

app_name = "widget-public"
urlpatterns = [
    path("e/<str:key>/regard.js", framing.script, name="script"),
    path("e/<str:key>/", framing.frame, name="frame"),
    path("e/<str:key>/a/<str:answer>/", framing.again, name="again"),
]
