"""The demonstration's accounts, one for each role. Names are common ones, passwords published."""

from dataclasses import dataclass

from clinic.accounts.demonstration import enrol_demonstration_totp
from clinic.accounts.models import Centre, Membership, User
from clinic.accounts.roles import Role


@dataclass(frozen=True)
class DemonstrationAccount:
    username: str
    title: str  # stands before the family name where a page names the person
    family_name: str
    password: str
    role: Role


ACCOUNTS: tuple[DemonstrationAccount, ...] = (
    DemonstrationAccount("rossi", "Dr", "Rossi", "harbour-lantern-27", Role.CLINICIAN),
    DemonstrationAccount("bianchi", "", "Bianchi", "orchard-compass-41", Role.DATA_ENTRY),
    DemonstrationAccount("ferrari", "Dr", "Ferrari", "granite-meadow-58", Role.REVIEWER),
    DemonstrationAccount("romano", "", "Romano", "copper-sparrow-63", Role.EXPORTER),
    DemonstrationAccount("conti", "Prof", "Conti", "velvet-glacier-74", Role.CENTRE_LEAD),
    DemonstrationAccount("greco", "", "Greco", "walnut-beacon-86", Role.AUDITOR),
    DemonstrationAccount("costa", "", "Costa", "marble-thicket-95", Role.ADMINISTRATOR),
)


def create_accounts(centre: Centre) -> dict[Role, User]:
    """The accounts with their one membership, by role."""
    return {account.role: _create(account, centre) for account in ACCOUNTS}


def _create(account: DemonstrationAccount, centre: Centre) -> User:
    user = User.objects.create_user(
        account.username,
        password=account.password,
        first_name=account.title,
        last_name=account.family_name,
        is_demonstration=True,
    )
    Membership.objects.create(user=user, centre=centre, role=account.role)
    if user.needs_second_factor:
        enrol_demonstration_totp(user)
    return user
