"""Addresses of the studies and their consents."""

from django.urls import path

from clinic.studies import views
from clinic.studies.forms import NEW

app_name = "studies"
urlpatterns = [
    path("studies/", views.studies, name="studies"),
    path(f"studies/{NEW}/", views.add_study, name="add_study"),
    path("studies/<slug:slug>/", views.study, name="study"),
    path("studies/<slug:slug>/consents/new/", views.record_consent, name="record_consent"),
    path(
        "studies/<slug:slug>/consents/<uuid:uuid>/withdraw/",
        views.withdraw_consent,
        name="withdraw_consent",
    ),
]
