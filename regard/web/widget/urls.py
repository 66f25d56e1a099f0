from django.urls import path

from regard.web.widget import preview_views, views

app_name = "widget"
urlpatterns = [
    path("surveys/<uuid:pk>/widgets/", views.every, name="every"),
    path("widgets/<uuid:pk>/", views.one, name="one"),
    path("surveys/<uuid:pk>/preview/widget/", preview_views.page, name="preview"),
    path("surveys/<uuid:pk>/preview/widget.js", preview_views.script, name="preview-script"),
]
