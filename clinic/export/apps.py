from django.apps import AppConfig


class ExportConfig(AppConfig):
    name = "clinic.export"
    label = "export"
