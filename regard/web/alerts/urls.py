from django.urls import path

from regard.web.alerts import event_views, views

app_name = "alerts"
urlpatterns = [
    path("alerts/", views.every, name="every"),
    path("alerts/new/<uuid:pk>/", views.new, name="new"),
    path("alerts/watched/<uuid:pk>/", views.one, name="one"),
    path("alerts/watched/<uuid:pk>/ending/", views.end, name="end"),
    path("alerts/watched/<uuid:pk>/readers/", views.readers, name="readers"),
    path("alerts/events/<uuid:pk>/", event_views.event, name="event"),
    path("alerts/events/<uuid:pk>/closing/", event_views.close, name="close_event"),
    path("alerts/<uuid:pk>/", views.told, name="told"),
    path("alerts/<uuid:pk>/closing/", views.close, name="close"),
]
