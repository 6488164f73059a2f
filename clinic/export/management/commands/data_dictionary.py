"""`manage.py data_dictionary`: prints docs/data-dictionary.md from the columns."""

from typing import Any

from django.core.management.base import BaseCommand

from clinic.export.dictionary import as_markdown


class Command(BaseCommand):
    help = "Prints the data dictionary of the study export."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(as_markdown(), ending="")
