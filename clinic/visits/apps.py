from django.apps import AppConfig


class VisitsConfig(AppConfig):
    name = "clinic.visits"
    label = "visits"

    def ready(self) -> None:
        from clinic.visits import receivers  # noqa: F401, PLC0415  # connects them
