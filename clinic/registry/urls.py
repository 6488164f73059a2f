from django.http import HttpRequest, HttpResponse
from django.urls import path


def placeholder(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("to be built")


app_name = "registry"
urlpatterns = [
    path("patients/", placeholder, name="patients"),
    path("patients/new/", placeholder, name="register"),
    path("patients/<uuid:uuid>/correct/", placeholder, name="correct"),
    path("patients/<uuid:uuid>/treatments/new/", placeholder, name="start_course"),
    path("treatments/<uuid:uuid>/dose/", placeholder, name="change_dose"),
    path("treatments/<uuid:uuid>/end/", placeholder, name="end_course"),
]
