"""Every address of the application."""

from django.urls import include, path

from clinic import health

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("", include("clinic.dashboard.urls")),
    path("", include("clinic.registry.urls")),
    path("", include("clinic.visits.urls")),
    path("", include("clinic.studies.urls")),
    path("", include("clinic.audit.urls")),
    path("", include("clinic.accounts.urls")),
    path("", include("literature.urls")),
    path("account/", include("allauth.urls")),
]
