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
    path("api/", include("clinic.export.urls")),
    path("", include("clinic.accounts.sign_in_urls")),
]

handler400 = "clinic.errors.bad_request"
handler403 = "clinic.errors.permission_denied"
handler404 = "clinic.errors.page_not_found"
handler429 = "clinic.errors.too_many_requests"  # asked for by allauth
handler500 = "clinic.errors.server_error"
