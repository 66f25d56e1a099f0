from django.urls import URLPattern

app_name = "positioning"
urlpatterns: list[URLPattern] = []
