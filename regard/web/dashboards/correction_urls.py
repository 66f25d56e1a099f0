from django.urls import path

from regard.web.dashboards import correcting

app_name = "corrections"
urlpatterns = [
    path("", correcting.correct, name="correct"),
    path("<uuid:correction>/retraction/", correcting.retract, name="retract"),
]
