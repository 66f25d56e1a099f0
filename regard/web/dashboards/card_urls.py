from django.urls import path

from regard.web.dashboards import card_pages

app_name = "cards"
urlpatterns = [
    path("", card_pages.every, name="every"),
    path("<slug:metric>/", card_pages.one, name="one"),
    path("changes/<uuid:pk>/withdrawal/", card_pages.withdraw, name="withdraw"),
]
