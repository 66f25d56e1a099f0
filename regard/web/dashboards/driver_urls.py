from django.urls import path

from regard.web.dashboards import driver_pages

app_name = "drivers"
urlpatterns = [
    path("", driver_pages.drivers, name="page"),
    path("chart.json", driver_pages.chart_json, name="chart-json"),
]
