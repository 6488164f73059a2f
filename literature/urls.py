"""Addresses of the systematic reviews."""

from django.urls import path

from literature import views

app_name = "literature"
urlpatterns = [
    path("literature/", views.reviews, name="reviews"),
    path("literature/<slug:slug>/", views.review, name="review"),
]
