"""The named people of the tests."""

from clinic.accounts.models import Centre, Membership, User
from clinic.accounts.roles import Role

PASSWORD = "a long walk along the canal"


def make_person(username: str, role: Role, centre: Centre) -> User:
    """An account with one role at one centre."""
    user = User.objects.create_user(username, password=PASSWORD)
    Membership.objects.create(user=user, centre=centre, role=role)
    return user
