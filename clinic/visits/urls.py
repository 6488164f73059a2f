from django.http import HttpRequest, HttpResponse
from django.urls import path


def placeholder(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("to be built")


app_name = "visits"
urlpatterns = [
    path("patients/<uuid:uuid>/visits/new/", placeholder, name="record"),
    path("visits/<uuid:uuid>/amend/", placeholder, name="amend"),
    path("patients/<uuid:uuid>/relapses/new/", placeholder, name="record_relapse"),
]
