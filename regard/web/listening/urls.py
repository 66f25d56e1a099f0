from django.urls import path

from regard.web.listening import views

app_name = "listening"
urlpatterns = [
    path("imports/", views.imports, name="list"),
    path("imports/<uuid:pk>/", views.detail, name="detail"),
    path("imports/<uuid:pk>/columns/", views.mapping, name="mapping"),
    path("imports/<uuid:pk>/layout/", views.layout, name="layout"),
    path("imports/<uuid:pk>/progress/", views.progress, name="progress"),
    path("imports/<uuid:pk>/start/", views.start, name="start"),
    path("imports/<uuid:pk>/undo/", views.undo, name="undo"),
    path("imports/<uuid:pk>/again/", views.again, name="again"),
    path("imports/<uuid:pk>/throw-away/", views.throw_away, name="throw-away"),
    path("imports/<uuid:pk>/refused.csv", views.refused, name="refused"),
]
