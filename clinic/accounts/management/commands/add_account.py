"""`manage.py add_account USERNAME --role ROLE --centre NAME`: the way into a new installation."""

import secrets
import sys
from argparse import ArgumentParser
from getpass import getpass
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, transaction

from clinic.accounts.attribution import unattended
from clinic.accounts.models import Centre, User
from clinic.accounts.roles import Role
from clinic.accounts.services import add_account

# Without letters and digits that are taken for one another.
LEGIBLE = "abcdefghijkmnpqrstuvwxyz23456789"


class Command(BaseCommand):
    help = "Make an account with one role at one centre."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--role", required=True, choices=Role.values)
        parser.add_argument("--centre", required=True, metavar="NAME")
        parser.add_argument("--new-centre", action="store_true", help="make the centre as well")
        parser.add_argument(
            "--generate-password", action="store_true", help="draw one and print it, do not ask"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            _expect_centre(options["centre"], is_new=options["new_centre"])
            password = draw_password() if options["generate_password"] else _asked()
            validate_password(password, User(username=options["username"]))
            with unattended("command"), transaction.atomic():
                centre, _ = Centre.objects.get_or_create(name=options["centre"])
                user = add_account(
                    username=options["username"],
                    password=password,
                    role=Role(options["role"]),
                    centre=centre,
                )
        except ValidationError as refusal:
            raise CommandError(" ".join(refusal.messages)) from refusal
        except DatabaseError as error:
            raise CommandError(f"The database is not ready, migrate it first: {error}") from error
        self.stdout.write(f"{user.username} may come in: {options['role']}, {centre}")
        if options["generate_password"]:
            self.stdout.write(f"password {password}")


def draw_password() -> str:
    """Four groups of five characters: 100 bits, and easy to copy by hand."""
    drawn = "".join(secrets.choice(LEGIBLE) for _ in range(20))
    return "-".join(drawn[i : i + 5] for i in range(0, 20, 5))


def _expect_centre(name: str, *, is_new: bool) -> None:
    """Before anybody types a password."""
    names = list(Centre.objects.values_list("name", flat=True))
    if name not in names and not is_new:
        known = ", ".join(names) or "none yet"
        raise CommandError(f"There is no centre {name!r} ({known}). --new-centre makes it.")


def _asked() -> str:
    if not sys.stdin.isatty():
        raise CommandError("No terminal to ask for a password on: --generate-password draws one.")
    password = getpass("Password: ")
    if password != getpass("Once more: "):
        raise CommandError("The two passwords are not the same.")
    return password
