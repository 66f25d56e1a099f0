"""Pages with personal data are kept by no cache."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase


class PrivatePages:
    """Answer everything but static files with `Cache-Control: no-store` unless the view said otherwise."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-store"
        return response
