from django.urls import path

from regard.web.dashboards import people

app_name = "customers"
urlpatterns = [
    path("customers/", people.customers, name="list"),
    path("customers/<uuid:pk>/", people.customer, name="detail"),
    path("customers/<uuid:pk>/owner/", people.own, name="own"),
]
