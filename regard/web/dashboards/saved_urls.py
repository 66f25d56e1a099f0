from django.urls import path

from regard.web.dashboards import saved_views

app_name = "saved"
urlpatterns = [
    path("", saved_views.every, name="every"),
    path("new/", saved_views.new, name="new"),
    path("address/", saved_views.readdress, name="address"),
    path("<uuid:pk>/", saved_views.one, name="one"),
    path("<uuid:pk>/removal/", saved_views.remove, name="remove"),
]
