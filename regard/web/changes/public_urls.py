"""What anybody may read: the decisions of a company that has turned its page on; else 404."""

from django.urls import path

from regard.web.changes import public_views

app_name = "decisions"
urlpatterns = [
    path("decisions/stop/<str:key>/", public_views.unsubscribe, name="unsubscribe"),
    path("decisions/<slug:key>/", public_views.decisions, name="page"),
    path("decisions/<slug:key>/<uuid:pk>/", public_views.decision, name="one"),
]
