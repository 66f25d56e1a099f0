from django.urls import path

from regard.web.channels import preview_views, views

app_name = "channels"
urlpatterns = [
    path("settings/senders/", views.every, name="every"),
    path("settings/senders/new/", views.new, name="new"),
    path("settings/senders/text/", views.new_text, name="new-text"),
    path("settings/senders/<uuid:pk>/", views.one, name="one"),
    path("settings/senders/<uuid:pk>/trial/", views.trial, name="trial"),
    path("settings/senders/<uuid:pk>/removal/", views.removal, name="removal"),
    path("surveys/<uuid:pk>/preview/mail/", preview_views.draft, name="preview"),
    path(
        "surveys/<uuid:pk>/draft/questions/<str:name>/preview/mail/",
        preview_views.question,
        name="question-preview",
    ),
]
