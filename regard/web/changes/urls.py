from django.urls import path

from regard.web.changes import telling_views, views

app_name = "changes"
urlpatterns = [
    path("changes/promised/", views.promised, name="promised"),
    path("changes/", views.every, name="every"),
    path("changes/new/", views.new, name="new"),
    path("changes/page/", views.public_page, name="page"),
    path("changes/<uuid:pk>/publication/", views.publish, name="publish"),
    path("changes/<uuid:pk>/", views.one, name="one"),
    path("changes/<uuid:pk>/change/", views.rewrite, name="rewrite"),
    path("changes/<uuid:pk>/beginning/", views.begin, name="begin"),
    path("changes/<uuid:pk>/refusal/", views.turn_down, name="turn-down"),
    path("changes/<uuid:pk>/telling/", telling_views.tell, name="tell"),
    path("changes/<uuid:pk>/held-out.csv", telling_views.held_out, name="held-out"),
    path("changes/<uuid:pk>/told/", telling_views.told, name="told"),
    path("changes/<uuid:pk>/progress/", views.progress, name="progress"),
    path("changes/<uuid:pk>/texts/", views.correct, name="correct"),
    path("changes/<uuid:pk>/remarks/", views.remark, name="remark"),
    path("changes/<uuid:pk>/picks/", views.pick, name="pick"),
]
