"""`manage.py load_demonstration`: the letter's cohort with illustrative visits, and accounts."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from clinic.accounts.demonstration import DEMONSTRATION_TOTP_SECRET
from clinic.accounts.roles import SECOND_FACTOR
from clinic.demonstration.accounts import ACCOUNTS
from clinic.demonstration.loading import (
    DemonstrationSwitchedOff,
    HoldsRealPatients,
    load_demonstration,
)
from scoring.services import sweep


class Command(BaseCommand):
    help = "Loads the demonstration cohort and prints its accounts. A second run adds nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            load_demonstration(timezone.localdate())
        except DemonstrationSwitchedOff:
            raise CommandError(
                "This installation is not a demonstration (RISPOSTA_DEMONSTRATION is off)."
            ) from None
        except HoldsRealPatients:
            raise CommandError(
                "This database holds a centre that is not a demonstration; nothing was loaded."
            ) from None
        if not settings.CELERY_BROKER_URL:
            sweep()  # what the load left due; with a broker its workers do this
        self._print_accounts()

    def _print_accounts(self) -> None:
        for account in ACCOUNTS:
            self.stdout.write(f"account {account.username} {account.password} {account.role}")
            if account.role in SECOND_FACTOR:
                self.stdout.write(f"totp {account.username} {DEMONSTRATION_TOTP_SECRET}")
