"""Addresses that customers open; each answers 404 without a valid token."""

from django.urls import path

from regard.web.answering import views

app_name = "answer"
urlpatterns = [
    path("s/<str:token>/", views.link, name="link"),
    path("i/<str:token>/", views.invited, name="invited"),
    path("i/<str:token>/more/", views.trap, name="trap"),
    path("a/<str:key>/", views.again, name="again"),
]
