from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "clinic.registry"
    label = "registry"
