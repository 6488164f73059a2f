"""Addresses of patients and their treatment."""

from django.urls import path

from clinic.registry import dose_views, treatment_views, views

app_name = "registry"
urlpatterns = [
    path("patients/", views.patients, name="patients"),
    path("patients/new/", views.register, name="register"),
    path("patients/new/inclusion/", views.inclusion, name="inclusion"),
    path("patients/<uuid:uuid>/correct/", views.correct, name="correct"),
    path("patients/<uuid:uuid>/treatments/new/", treatment_views.start_course, name="start_course"),
    path("treatments/<uuid:uuid>/dose/", dose_views.change_dose, name="change_dose"),
    path("treatments/<uuid:uuid>/dose/after/", dose_views.doses_after, name="doses_after"),
    path("treatments/<uuid:uuid>/doses/<int:pk>/", dose_views.correct_dose, name="correct_dose"),
    path(
        "treatments/<uuid:uuid>/doses/<int:pk>/withdraw/",
        dose_views.withdraw_dose,
        name="withdraw_dose",
    ),
    path("treatments/<uuid:uuid>/correct/", treatment_views.correct_course, name="correct_course"),
    path(
        "treatments/<uuid:uuid>/withdraw/", treatment_views.withdraw_course, name="withdraw_course"
    ),
    path("treatments/<uuid:uuid>/end/", treatment_views.end_course, name="end_course"),
]
