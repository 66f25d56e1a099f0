from django.urls import path

from regard.web.insights import views

app_name = "insights"
urlpatterns = [path("progress/", views.progress, name="progress")]
