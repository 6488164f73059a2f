from django.apps import AppConfig


class StudiesConfig(AppConfig):
    name = "clinic.studies"
    label = "studies"
