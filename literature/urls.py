from django.http import HttpRequest, HttpResponse
from django.urls import path


def placeholder(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("to be built")


app_name = "literature"
urlpatterns = [
    path("literature/", placeholder, name="reviews"),
    path("literature/<slug:slug>/", placeholder, name="review"),
]
