"""Addresses of the REST interface, below /api/."""

from django.urls import path

from clinic.export import ledger_views, pages, score_views, views

app_name = "export"
urlpatterns = [
    path("v1/studies/<slug:slug>/rows", views.StudyRows.as_view(), name="rows"),
    path("v1/score", score_views.ScoreOfCase.as_view(), name="score"),
    path("v1/scores/<uuid:uuid>", ledger_views.StoredScore.as_view(), name="stored_score"),
    path("columns/", pages.columns, name="columns"),
    path("schema/", views.Schema.as_view(), name="schema"),
]
