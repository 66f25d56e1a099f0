from django.urls import path

from regard.web.answering import member_views

app_name = "answering"
urlpatterns = [
    path("surveys/<uuid:pk>/links/", member_views.links, name="links"),
    path("links/<uuid:pk>/code.svg", member_views.code, name="code"),
    path("surveys/<uuid:pk>/doubts/", member_views.doubts, name="doubts"),
    path("links/<uuid:pk>/limits/", member_views.limits, name="limits"),
    path("links/<uuid:pk>/closure/", member_views.close, name="close-link"),
]
