"""The named people of the tests."""

from allauth.mfa.models import Authenticator
from django.test import Client

from clinic.accounts.models import Centre, Membership, User
from clinic.accounts.roles import Role
from clinic.accounts.second_factor import SESSION_KEY

PASSWORD = "a long walk along the canal"


def make_person(username: str, role: Role, centre: Centre) -> User:
    """An account with one role at one centre."""
    user = User.objects.create_user(username, password=PASSWORD)
    Membership.objects.create(user=user, centre=centre, role=role)
    return user


def let_in(client: Client, person: User) -> None:
    """Past the password and, where the role needs one, the second factor."""
    client.force_login(person)
    if person.needs_second_factor:
        app, _ = Authenticator.objects.get_or_create(
            user=person, type=Authenticator.Type.TOTP, defaults={"data": {"secret": "A" * 32}}
        )
        session = client.session
        session[SESSION_KEY] = app.pk
        session.save()
