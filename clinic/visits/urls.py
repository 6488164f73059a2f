"""Addresses of visits and relapses."""

from django.urls import path

from clinic.visits import relapse_views, views

app_name = "visits"
urlpatterns = [
    path("patients/<uuid:uuid>/visits/new/", views.record, name="record"),
    path("patients/<uuid:uuid>/visits/before/", views.before, name="before"),
    path("visits/<uuid:uuid>/amend/", views.amend, name="amend"),
    path("patients/<uuid:uuid>/relapses/new/", relapse_views.record, name="record_relapse"),
    path("relapses/<uuid:uuid>/withdraw/", relapse_views.withdraw, name="withdraw_relapse"),
    path("patients/<uuid:uuid>/relapses/dose/", relapse_views.dose, name="relapse_dose"),
]
