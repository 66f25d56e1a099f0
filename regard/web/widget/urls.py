from django.urls import path

from regard.web.widget import views

app_name = "widget"
urlpatterns = [
    path("surveys/<uuid:pk>/widgets/", views.every, name="every"),
    path("widgets/<uuid:pk>/", views.one, name="one"),
]
