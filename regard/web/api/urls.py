from django.urls import path

from regard.web.api import views

app_name = "api"
urlpatterns = [
    path("settings/api/", views.tokens, name="tokens"),
    path("settings/api/tokens/<uuid:pk>/revocation/", views.revoke_token, name="revoke"),
    path("settings/api/webhooks/", views.webhooks, name="webhooks"),
    path("settings/api/webhooks/<uuid:pk>/", views.webhook, name="webhook"),
    path("settings/api/deliveries/<uuid:pk>/", views.again, name="again"),
    path("settings/api/manual/", views.manual, name="manual"),
]
