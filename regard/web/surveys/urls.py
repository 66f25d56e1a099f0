from django.urls import path

from regard.web.surveys import views

app_name = "surveys"
urlpatterns = [
    path("surveys/", views.every, name="every"),
    path("surveys/new/", views.new, name="new"),
    path("surveys/<uuid:pk>/", views.one, name="one"),
    path("surveys/<uuid:pk>/publication/", views.publish, name="publish"),
    path("surveys/<uuid:pk>/closure/", views.closure, name="closure"),
]
