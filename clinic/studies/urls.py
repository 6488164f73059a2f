from django.http import HttpRequest, HttpResponse
from django.urls import path


def placeholder(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("to be built")


app_name = "studies"
urlpatterns = [
    path("studies/", placeholder, name="studies"),
    path("studies/<slug:slug>/", placeholder, name="study"),
]
