"""Addresses of the pages that show scores."""

from django.urls import path

from clinic.dashboard import (
    baseline_views,
    calculator,
    cohort_views,
    enzyme_views,
    panel,
    score_views,
    views,
    withdrawal_views,
)

app_name = "dashboard"
urlpatterns = [
    path("", views.review, name="review"),
    path("patients/<uuid:uuid>/", views.patient, name="patient"),
    path("visits/<uuid:uuid>/", views.visit, name="visit"),
    path("visits/<uuid:uuid>/withdraw/", withdrawal_views.withdraw, name="withdraw_visit"),
    path("visits/<uuid:uuid>/restore/", withdrawal_views.restore, name="restore_visit"),
    path("scores/<uuid:uuid>/", score_views.score, name="score"),
    path("patients/<uuid:uuid>/scores/", views.scores, name="scores"),
    path("patients/<uuid:uuid>/score-panel/", panel.score_panel, name="score_panel"),
    path("patients/<uuid:uuid>/baseline/", baseline_views.baseline, name="baseline"),
    path(
        "patients/<uuid:uuid>/baseline/preview/",
        baseline_views.baseline_preview,
        name="baseline_preview",
    ),
    path("patients/<uuid:uuid>/enzyme/", enzyme_views.enzyme, name="enzyme"),
    path(
        "patients/<uuid:uuid>/enzyme/preview/", enzyme_views.enzyme_preview, name="enzyme_preview"
    ),
    path("calculator/", calculator.calculator, name="calculator"),
    path("cohort/", cohort_views.cohort, name="cohort"),
    path("cohort/table/", cohort_views.combined, name="combined"),
]
