from typing import Any

app_name = "insights"
urlpatterns: list[Any] = []
