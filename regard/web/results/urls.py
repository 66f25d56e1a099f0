from django.urls import path

from regard.web.results import file_views, views

app_name = "results"
urlpatterns = [
    path("surveys/<uuid:pk>/results/", views.one, name="one"),
    *(
        path(f"surveys/<uuid:pk>/results.{form}", file_views.file, {"form": form}, name=form)
        for form in file_views.TYPES
    ),
]
