from django.urls import path

from regard.web.dashboards import downloads, mix_pages, views
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
    path("explore/records.csv", downloads.export_csv, name="export-csv"),
    path("explore/records.xlsx", downloads.export_xlsx, name="export-xlsx"),
    path("explore/chart.csv", downloads.chart_csv, name="chart-csv"),
    path("explore/chart.xlsx", downloads.chart_xlsx, name="chart-xlsx"),
    path("records/<uuid:pk>/", views.record, name="record"),
    path("records/<uuid:pk>/why/", why, name="why"),
    path("vega/<str:content_hash>.js", views.vega, name="vega"),
]
