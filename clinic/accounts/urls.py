from django.http import HttpRequest, HttpResponse
from django.urls import path


def placeholder(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("to be built")


app_name = "accounts"
urlpatterns = [
    path("account/", placeholder, name="account"),
    path("people/", placeholder, name="people"),
]
