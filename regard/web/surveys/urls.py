from django.urls import path

from regard.web.surveys import draft_views, file_views, preview_views, views

app_name = "surveys"
urlpatterns = [
    path("surveys/", views.every, name="every"),
    path("surveys/new/", views.new, name="new"),
    path("surveys/import/", file_views.bring, name="import"),
    path("surveys/<uuid:pk>/file/", file_views.take, name="file"),
    path("surveys/<uuid:pk>/", views.one, name="one"),
    path("surveys/<uuid:pk>/publication/", views.publish, name="publish"),
    path("surveys/<uuid:pk>/closure/", views.closure, name="closure"),
    path("surveys/<uuid:pk>/draft/", draft_views.draft, name="draft"),
    path("surveys/<uuid:pk>/draft/questions/", draft_views.add, name="add"),
    path("surveys/<uuid:pk>/draft/questions/<str:name>/", draft_views.question, name="question"),
    path("surveys/<uuid:pk>/draft/questions/<str:name>/place/", draft_views.act, name="act"),
    path(
        "surveys/<uuid:pk>/draft/questions/<str:name>/preview/",
        preview_views.question_preview,
        name="question-preview",
    ),
    path("surveys/<uuid:pk>/draft/pages/<str:name>/", draft_views.page, name="page"),
    path("surveys/<uuid:pk>/preview/", preview_views.preview, name="preview"),
]
