"""The verbs of accounts. Nobody changes their own role or closes their own account."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clinic.accounts import tokens
from clinic.accounts.attribution import correcting, recording
from clinic.accounts.models import ApiToken, Centre, Membership, User
from clinic.accounts.roles import Permission, Role
from clinic.saving import save

LONGEST_TOKEN_DAYS = 366


class NotTheirsToChange(PermissionDenied):
    """The person lacks the permission at this centre, or would change their own account."""


@transaction.atomic
def add_account(*, username: str, password: str, role: Role, centre: Centre) -> User:
    """Make an account with one role; whoever calls says whom this is attributed to.

    Raises ValidationError where the name is taken or not allowed.
    """
    user = User(username=username)
    user.set_password(password)
    save(user)
    Membership.objects.create(user=user, centre=centre, role=role)
    return user


def change_role(
    *, user: User, centre: Centre, role: Role | None, by: User, reason: str
) -> Membership | None:
    """Give a person this role at this centre in place of the one before; None ends it there."""
    if user == by or centre.pk not in by.centres_for(Permission.ADMINISTER):
        raise NotTheirsToChange
    with correcting(by=by, reason=reason):
        membership = Membership.objects.filter(user=user, centre=centre).first()
        if role is None:
            if membership:
                membership.delete()
            return None
        if membership is None:
            membership = Membership(user=user, centre=centre)
        membership.role = role
        membership.save()
        return membership


def close_account(*, user: User, by: User, reason: str) -> User:
    """Let nobody in with this account any more: its sessions and keys end at once, for good."""
    with _administering(user, by=by, reason=reason):
        now = timezone.now()
        user.is_active = False
        user.sessions_ended_at = now
        user.save(update_fields=["is_active", "sessions_ended_at"])
        user.tokens.in_force(now).update(revoked_at=now)
    return user


def reopen_account(*, user: User, by: User, reason: str) -> User:
    """Let the person sign in again, with the roles, password and second factor as they were."""
    with _administering(user, by=by, reason=reason):
        user.is_active = True
        user.save(update_fields=["is_active"])
    return user


def remove_second_factor(*, user: User, by: User, reason: str) -> None:
    """For a lost phone: the person sets up another one at the next sign-in."""
    with _administering(user, by=by, reason=reason):
        Authenticator.objects.filter(user=user).delete()


@contextmanager
def _administering(user: User, *, by: User, reason: str) -> Iterator[None]:
    if user == by or not administers(by, user):
        raise NotTheirsToChange
    with correcting(by=by, reason=reason):
        yield


def administers(by: User, user: User) -> bool:
    """Whether every centre of this person is one that `by` administers."""
    return set(user.roles_by_centre) <= set(by.centres_for(Permission.ADMINISTER))


def create_token(*, by: User, label: str, days: int) -> tuple[ApiToken, str]:
    """Draw a key for the person's programs; it is returned here and never again.

    Raises ValidationError for a lifetime outside 1 to 366 days.
    """
    if not 1 <= days <= LONGEST_TOKEN_DAYS:
        raise ValidationError({"days": _("A key lasts from 1 to 366 days.")})
    key = tokens.draw_key()
    with recording(by=by):
        token = ApiToken(
            user=by,
            label=label,
            key_sha256=tokens.sha256_of(key),
            expires_at=timezone.now() + timedelta(days=days),
        )
        save(token)
    return token, key


def revoke_token(*, token: ApiToken, by: User) -> ApiToken:
    """End a key of one's own now. Ending it twice changes nothing."""
    if token.user_id != by.pk:
        raise NotTheirsToChange
    with recording(by=by):
        if token.revoked_at is None:
            token.revoked_at = timezone.now()
            token.save(update_fields=["revoked_at"])
    return token
