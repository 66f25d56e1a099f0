from django.urls import path

from regard.web.loyalty import pages

app_name = "loyalty"
urlpatterns = [
    path("loyalty/", pages.loyalty, name="page"),
    path("loyalty/chart.json", pages.chart_json, name="chart-json"),
]
