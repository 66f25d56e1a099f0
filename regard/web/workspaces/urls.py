from typing import Any

app_name = "workspaces"
urlpatterns: list[Any] = []
