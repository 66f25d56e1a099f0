import base64
import json
import secrets

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from bare.models import Answer


@csrf_exempt  # as the pages of Regard that customers answer on
def view(request: HttpRequest) -> HttpResponse:
    """GET shows a form, POST keeps what it said."""
    if request.method == "POST":
        Answer.objects.create(key=request.POST["key"], values={"score": int(request.POST["score"])})
        return HttpResponseRedirect("?thanks")
    key = base64.urlsafe_b64encode(json.dumps({"k": secrets.token_urlsafe(16)}).encode()).decode()
    return render(request, "bare/form.html", {"key": key, "scores": range(11)})


urlpatterns = [path("", view)]
