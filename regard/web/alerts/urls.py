from django.urls import path

from regard.web.alerts import views

app_name = "alerts"
urlpatterns = [
    path("alerts/", views.every, name="every"),
    path("alerts/new/<uuid:pk>/", views.new, name="new"),
    path("alerts/watched/<uuid:pk>/", views.one, name="one"),
    path("alerts/watched/<uuid:pk>/ending/", views.end, name="end"),
    path("alerts/<uuid:pk>/", views.told, name="told"),
    path("alerts/<uuid:pk>/closing/", views.close, name="close"),
]
