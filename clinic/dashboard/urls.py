from django.http import HttpRequest, HttpResponse
from django.urls import path

from clinic.dashboard import panel, views


def placeholder(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("to be built")


app_name = "dashboard"
urlpatterns = [
    path("", views.review, name="review"),
    path("patients/<uuid:uuid>/", views.patient, name="patient"),
    path("visits/<uuid:uuid>/", placeholder, name="visit"),
    path("patients/<uuid:uuid>/scores/", views.scores, name="scores"),
    path("patients/<uuid:uuid>/score-panel/", panel.score_panel, name="score_panel"),
    path("patients/<uuid:uuid>/baseline/", placeholder, name="baseline"),
    path("cohort/", placeholder, name="cohort"),
    path("cohort/table/", placeholder, name="combined"),
]
