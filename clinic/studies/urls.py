"""Addresses of the studies and their consents."""

from django.urls import path

from clinic.studies import views

app_name = "studies"
urlpatterns = [
    path("studies/", views.studies, name="studies"),
    path("studies/<slug:slug>/", views.study, name="study"),
    path("studies/<slug:slug>/consents/new/", views.record_consent, name="record_consent"),
    path(
        "studies/<slug:slug>/consents/<uuid:uuid>/withdraw/",
        views.withdraw_consent,
        name="withdraw_consent",
    ),
]
