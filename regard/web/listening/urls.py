from typing import Any

app_name = "listening"
urlpatterns: list[Any] = []
