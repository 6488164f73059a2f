from django.apps import AppConfig


class StudiesConfig(AppConfig):
    name = "clinic.studies"
    label = "studies"

    def ready(self) -> None:
        from clinic.studies import receivers  # noqa: F401, PLC0415  # connects them
