"""People who sign in, the centres they belong to, and the tokens of their programs."""

from collections.abc import Iterator
from datetime import datetime
from functools import cached_property

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from clinic.accounts.roles import SECOND_FACTOR, Permission, Role, permissions_of


class Centre(models.Model):
    """A hospital unit that treats patients; people see the patients of their own centres."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    is_demonstration = models.BooleanField(_("demonstration"), default=False)

    def __str__(self) -> str:
        return self.name


class User(AbstractUser):
    """An account. Its roles stand in its memberships, one per centre."""

    # Accounts with a published password: they cannot sign in outside a demonstration.
    is_demonstration = models.BooleanField(_("demonstration"), default=False)
    # Sessions opened before are over, also where the account is open again.
    sessions_ended_at = models.DateTimeField(_("sessions ended"), null=True, blank=True)

    @cached_property
    def roles_by_centre(self) -> dict[int, Role]:
        """Role per centre id: one query for each request, whatever is asked afterwards."""
        return {held.centre_id: Role(held.role) for held in self.memberships.all()}

    def may(self, permission: Permission) -> bool:
        """Whether any of this person's memberships grants the permission."""
        return any(permission in permissions_of(role) for role in self.roles_by_centre.values())

    def centres_for(self, permission: Permission) -> list[int]:
        """Ids of the centres at which this person holds the permission."""
        return [
            centre_id
            for centre_id, role in self.roles_by_centre.items()
            if permission in permissions_of(role)
        ]

    def get_session_auth_hash(self) -> str:
        return self._since_sessions_ended(super().get_session_auth_hash())

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        return map(self._since_sessions_ended, super().get_session_auth_fallback_hash())

    def _since_sessions_ended(self, of_password: str) -> str:
        ended = self.sessions_ended_at
        return f"{of_password} {ended.isoformat()}" if ended else of_password

    @property
    def needs_second_factor(self) -> bool:
        return any(role in SECOND_FACTOR for role in self.roles_by_centre.values())

    @property
    def display_name(self) -> str:
        return self.get_full_name() or self.username


class Membership(models.Model):
    """One person's role at one centre."""

    user = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="memberships", verbose_name=_("person")
    )
    centre = models.ForeignKey(
        Centre, on_delete=models.PROTECT, related_name="memberships", verbose_name=_("centre")
    )
    role = models.CharField(_("role"), max_length=20, choices=Role)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "centre"], name="one_role_per_centre"),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="known_role"),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}, {self.centre}"


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def in_force(self, now: datetime) -> "ApiTokenQuerySet":
        """Neither expired nor revoked."""
        return self.filter(revoked_at__isnull=True, expires_at__gt=now)


class ApiToken(models.Model):
    """A program's key to the REST API, read-only: only its hash is kept."""

    user = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="tokens", verbose_name=_("person")
    )
    label = models.CharField(_("label"), max_length=80)
    key_sha256 = models.CharField(_("key"), max_length=64, unique=True)
    created_at = models.DateTimeField(_("made"), auto_now_add=True)
    expires_at = models.DateTimeField(_("ends"))
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]

    def __str__(self) -> str:
        return self.label
