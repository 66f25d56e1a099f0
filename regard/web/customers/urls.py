from typing import Any

app_name = "customers"
urlpatterns: list[Any] = []
