from django.urls import path

from regard.web.loyalty import listing, pages, risk_pages

app_name = "loyalty"
urlpatterns = [
    path("loyalty/", pages.loyalty, name="page"),
    path("loyalty/chart.json", pages.chart_json, name="chart-json"),
    path("loyalty/customers.csv", listing.customers, name="customers-csv"),
    path("loyalty/leaving.csv", listing.leaving, name="leaving-csv"),
    path("loyalty/paying.csv", listing.paying, name="paying-csv"),
    path("loyalty/at-risk/", risk_pages.at_risk, name="at-risk"),
    path("loyalty/at-risk/customers.csv", risk_pages.export, name="at-risk-csv"),
    path("loyalty/at-risk/<str:who>/<uuid:pk>/step/", risk_pages.step, name="step"),
    path("loyalty/at-risk/<str:who>/<uuid:pk>/owner/", risk_pages.own, name="own"),
]
