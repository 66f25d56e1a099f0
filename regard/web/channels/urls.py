from django.urls import path

from regard.web.channels import views

app_name = "channels"
urlpatterns = [
    path("settings/senders/", views.every, name="every"),
    path("settings/senders/new/", views.new, name="new"),
    path("settings/senders/text/", views.new_text, name="new-text"),
    path("settings/senders/<uuid:pk>/", views.one, name="one"),
    path("settings/senders/<uuid:pk>/trial/", views.trial, name="trial"),
    path("settings/senders/<uuid:pk>/removal/", views.removal, name="removal"),
]
