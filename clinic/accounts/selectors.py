"""Accounts as the people page shows them."""

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, Q, QuerySet

from clinic.accounts.models import Membership, User
from clinic.accounts.roles import Permission


def people_administered_by(user: User) -> QuerySet[User]:
    """The accounts of the centres this person administers, and those that have no centre."""
    centres = user.centres_for(Permission.ADMINISTER)
    theirs = Membership.objects.filter(user=OuterRef("pk"))
    factor = Authenticator.objects.filter(user=OuterRef("pk"), type=Authenticator.Type.TOTP)
    return (
        User.objects.filter(Q(Exists(theirs.filter(centre__in=centres))) | ~Q(Exists(theirs)))
        .annotate(has_second_factor=Exists(factor))
        .prefetch_related("memberships__centre")
        .order_by("-is_active", "username")
    )
