"""manage.py add_account"""

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

from clinic.accounts.models import Centre, User
from clinic.accounts.roles import Role
from clinic.audit.models import AuditEvent

COMMAND = "clinic.accounts.management.commands.add_account"


def add(*arguments: str, role: str = "clinician", centre: str = "Milan") -> None:
    call_command("add_account", *arguments, "--role", role, "--centre", centre)


@pytest.fixture
def type_in(monkeypatch):
    """A terminal on which these passwords are typed, the last one again and again."""

    def type_in(*passwords: str) -> None:
        typed = [*passwords]
        monkeypatch.setattr(f"{COMMAND}.sys.stdin.isatty", lambda: True)
        monkeypatch.setattr(
            f"{COMMAND}.getpass", lambda prompt: typed.pop(0) if typed[1:] else typed[0]
        )

    return type_in


def test_an_unknown_centre_is_not_made_by_a_slip(milan):
    with pytest.raises(CommandError, match="There is no centre 'Mailand' \\(Milan\\)"):
        add("rossi", "--generate-password", centre="Mailand")
    assert Centre.objects.count() == 1


def test_an_unknown_role_is_refused(milan):
    with pytest.raises(CommandError, match="invalid choice"):
        add("rossi", "--generate-password", role="boss")


def test_a_name_that_is_taken_is_refused(rossi):
    with pytest.raises(CommandError, match="already exists"):
        add("rossi", "--generate-password")


def test_a_weak_password_is_refused_and_leaves_nothing(db, type_in):
    type_in("secret")
    with pytest.raises(CommandError, match="12 characters"):
        add("rossi", "--new-centre")
    assert not User.objects.exists()
    assert not Centre.objects.exists()


def test_two_different_passwords_are_refused(milan, type_in):
    type_in("a long walk along the canal", "a long walk along the river")
    with pytest.raises(CommandError, match="not the same"):
        add("rossi")


def test_nobody_is_asked_for_the_password_of_a_centre_that_is_not_there(milan, type_in):
    type_in()  # the first question fails
    with pytest.raises(CommandError, match="There is no centre"):
        add("rossi", centre="Mailand")


def test_without_a_terminal_the_option_is_named(milan):
    with pytest.raises(CommandError, match="--generate-password"):
        add("rossi")


def test_a_database_without_tables_is_told_what_it_needs(db, monkeypatch):
    def fail(*args, **kwargs):
        raise OperationalError("no such table")

    monkeypatch.setattr(Centre.objects, "values_list", fail)
    with pytest.raises(CommandError, match="migrate it first"):
        add("rossi", "--generate-password")


def test_an_account_is_made_with_a_password_that_is_printed_once(db, capsys):
    add("costa", "--generate-password", "--new-centre", role="administrator")
    said, password = capsys.readouterr().out.strip().split("\n")
    assert said == "costa may come in: administrator, Milan"
    user = User.objects.get()
    assert user.check_password(password.removeprefix("password "))
    assert user.roles_by_centre == {Centre.objects.get().pk: Role.ADMINISTRATOR}
    assert {e.source for e in AuditEvent.objects.all()} == {"command"}


def test_or_with_one_that_is_typed(milan, type_in):
    type_in("a long walk along the canal")
    add("rossi")
    assert User.objects.get().check_password("a long walk along the canal")
