from django.urls import path

from regard.web.dashboards import theme_acts, theme_pages

urlpatterns = [
    path("themes/", theme_pages.themes, name="themes"),
    path("themes/none/", theme_pages.none, name="theme-none"),
    path("themes/acts/<uuid:pk>/undoing/", theme_acts.undo, name="theme-undo"),
    path("themes/<str:key>/", theme_pages.theme, name="theme"),
    path("themes/<str:key>/name/", theme_acts.rename, name="theme-rename"),
    path("themes/<str:key>/merging/", theme_acts.merge, name="theme-merge"),
    path("themes/<str:key>/parts/", theme_acts.split, name="theme-split"),
    path("themes/<str:key>/place/", theme_acts.move, name="theme-move"),
    path("themes/<str:key>/retirement/", theme_acts.retire, name="theme-retire"),
]
