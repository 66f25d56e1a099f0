from django.urls import path

from regard.web.results import file_views, planning_views, views

app_name = "results"
urlpatterns = [
    path("surveys/<uuid:pk>/results/", views.one, name="one"),
    path("surveys/<uuid:pk>/results/now/", views.now, name="now"),
    path("surveys/<uuid:pk>/planning/", planning_views.planning, name="planning"),
    *(
        path(f"surveys/<uuid:pk>/results.{form}", file_views.file, {"form": form}, name=form)
        for form in file_views.TYPES
    ),
]
