from django.urls import path

from regard.web.dashboards import theme_acts, theme_pages

app_name = "themes"
urlpatterns = [
    path("", theme_pages.themes, name="list"),
    path("merging/", theme_acts.merge_chosen, name="merge-chosen"),
    path("none/", theme_pages.none, name="none"),
    path("acts/<uuid:pk>/undoing/", theme_acts.undo, name="undo"),
    path("draft/acts/<uuid:pk>/removal/", theme_acts.take_out, name="take-out"),
    path("draft/publication/", theme_acts.publish, name="publish"),
    path("draft/disposal/", theme_acts.discard, name="discard"),
    path("<str:key>/", theme_pages.theme, name="detail"),
    path("<str:key>/trend.json", theme_pages.trend_json, name="trend"),
    path("<str:key>/name/", theme_acts.rename, name="rename"),
    path("<str:key>/merging/", theme_acts.merge, name="merge"),
    path("<str:key>/parts/", theme_acts.split, name="split"),
    path("<str:key>/place/", theme_acts.move, name="move"),
    path("<str:key>/retirement/", theme_acts.retire, name="retire"),
]
