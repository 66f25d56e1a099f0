from django.urls import path

from regard.web.results import views

app_name = "results"
urlpatterns = [
    path("surveys/<uuid:pk>/results/", views.one, name="one"),
]
