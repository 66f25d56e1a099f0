from django.urls import path

from regard.web.tiers import views

app_name = "tiers"
urlpatterns = [
    path("settings/tiers/", views.every, name="every"),
    path("settings/tiers/new/", views.add, name="add"),
    path("settings/tiers/<uuid:pk>/", views.one, name="one"),
    path("settings/tiers/<uuid:pk>/trial/", views.trial, name="trial"),
    path("settings/tiers/<uuid:pk>/agreement/", views.agree, name="agree"),
    path("settings/tiers/<uuid:pk>/withdrawal/", views.withdraw, name="withdraw"),
    path("settings/tiers/<uuid:pk>/change/", views.change, name="change"),
    path("settings/tiers/<uuid:pk>/place/", views.first, name="first"),
    path("settings/tiers/<uuid:pk>/removal/", views.remove, name="remove"),
]
