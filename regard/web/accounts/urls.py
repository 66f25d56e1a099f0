from django.urls import path

from regard.web.accounts import views

app_name = "accounts"
urlpatterns = [path("theme/", views.theme, name="theme")]
