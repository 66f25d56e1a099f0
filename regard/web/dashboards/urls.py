from django.urls import path

from regard.web.dashboards import mix_pages, views
from regard.web.dashboards.why import why

app_name = "dashboards"
urlpatterns = [
    path("home/", views.home, name="home"),
    path("explore/", views.explore, name="explore"),
    path("explore/mix/", mix_pages.mix, name="mix"),
    path("explore/mix.json", mix_pages.chart_json, name="mix-json"),
    path("explore/words/", views.words, name="words"),
    path("explore/chart.svg", views.chart_svg, name="chart"),
    path("explore/chart.json", views.chart_json, name="chart-json"),
    path("explore/records.csv", views.export_csv, name="export-csv"),
    path("explore/records.xlsx", views.export_xlsx, name="export-xlsx"),
    path("records/<uuid:pk>/", views.record, name="record"),
    path("records/<uuid:pk>/why/", why, name="why"),
    path("vega/<str:content_hash>.js", views.vega, name="vega"),
]
