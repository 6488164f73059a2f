"""manage.py add_account"""

import pytest
from django.core.management import CommandError, call_command

from clinic.accounts.models import Centre, User
from clinic.accounts.roles import Role
from clinic.audit.models import AuditEvent

COMMAND = "clinic.accounts.management.commands.add_account"


def add(*arguments: str, role: str = "clinician", centre: str = "Milan") -> None:
    call_command("add_account", *arguments, "--role", role, "--centre", centre)


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


def test_a_weak_password_is_refused_and_leaves_nothing(db, monkeypatch):
    monkeypatch.setattr(f"{COMMAND}.getpass", lambda prompt: "secret")
    with pytest.raises(CommandError, match="12 characters"):
        add("rossi", "--new-centre")
    assert not User.objects.exists()
    assert not Centre.objects.exists()


def test_two_different_passwords_are_refused(milan, monkeypatch):
    typed = iter(["a long walk along the canal", "a long walk along the river"])
    monkeypatch.setattr(f"{COMMAND}.getpass", lambda prompt: next(typed))
    with pytest.raises(CommandError, match="not the same"):
        add("rossi")


def test_an_account_is_made_with_a_password_that_is_printed_once(db, capsys):
    add("costa", "--generate-password", "--new-centre", role="administrator")
    said, password = capsys.readouterr().out.strip().split("\n")
    assert said == "costa may come in: administrator, Milan"
    user = User.objects.get()
    assert user.check_password(password.removeprefix("password "))
    assert user.roles_by_centre == {Centre.objects.get().pk: Role.ADMINISTRATOR}
    assert {e.source for e in AuditEvent.objects.all()} == {"command"}


def test_or_with_one_that_is_typed(milan, monkeypatch):
    monkeypatch.setattr(f"{COMMAND}.getpass", lambda prompt: "a long walk along the canal")
    add("rossi")
    assert User.objects.get().check_password("a long walk along the canal")
