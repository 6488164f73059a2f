from django.http import HttpRequest, HttpResponse
from django.urls import path


def placeholder(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("to be built")


app_name = "dashboard"
urlpatterns = [
    path("", placeholder, name="review"),
    path("patients/<uuid:uuid>/", placeholder, name="patient"),
    path("visits/<uuid:uuid>/", placeholder, name="visit"),
    path("patients/<uuid:uuid>/scores/", placeholder, name="scores"),
    path("patients/<uuid:uuid>/score-panel/", placeholder, name="score_panel"),
    path("patients/<uuid:uuid>/baseline/", placeholder, name="baseline"),
    path("cohort/", placeholder, name="cohort"),
    path("cohort/table/", placeholder, name="combined"),
]
