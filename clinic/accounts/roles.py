"""Who may do what: the roles and the matrix, as data.

docs/roles.md prints this matrix; a test holds the two together.
"""

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    CLINICIAN = "clinician", _("Clinician")
    DATA_ENTRY = "data_entry", _("Data entry")
    REVIEWER = "reviewer", _("Reviewer")
    EXPORTER = "exporter", _("Exporter")
    CENTRE_LEAD = "centre_lead", _("Centre lead")
    AUDITOR = "auditor", _("Auditor")
    ADMINISTRATOR = "administrator", _("Administrator")


class Permission(StrEnum):
    SEE_PATIENTS = "see_patients"  # clinical pages, by registry code
    SEE_IDENTITIES = "see_identities"  # names and identifiers
    REGISTER_PATIENTS = "register_patients"  # identity, antibodies, manifestations
    TREAT = "treat"  # courses, doses, relapses
    RECORD_VISITS = "record_visits"
    CHOOSE_BASELINE = "choose_baseline"  # designated baseline, enzyme choice
    SEE_COHORT = "see_cohort"  # pseudonymous: cohort page, combined table
    SEE_LITERATURE = "see_literature"
    SEE_STUDIES = "see_studies"
    ADD_STUDIES = "add_studies"
    RECORD_CONSENT = "record_consent"
    EXPORT = "export"
    SEE_AUDIT = "see_audit"
    ADMINISTER = "administer"  # accounts and memberships


_C, _D, _R, _E, _L, _A, _M = Role  # in the order above

GRANTS: dict[Permission, frozenset[Role]] = {
    Permission.SEE_PATIENTS: frozenset({_C, _D, _L}),
    Permission.SEE_IDENTITIES: frozenset({_C, _D, _L}),
    Permission.REGISTER_PATIENTS: frozenset({_C, _D, _L}),
    Permission.TREAT: frozenset({_C, _L}),
    Permission.RECORD_VISITS: frozenset({_C, _D, _L}),
    Permission.CHOOSE_BASELINE: frozenset({_C, _L}),
    Permission.SEE_COHORT: frozenset({_C, _R, _L}),
    Permission.SEE_LITERATURE: frozenset({_C, _R, _L}),
    Permission.SEE_STUDIES: frozenset({_C, _E, _L, _A, _M}),
    Permission.ADD_STUDIES: frozenset({_M}),
    Permission.RECORD_CONSENT: frozenset({_C, _L}),
    Permission.EXPORT: frozenset({_E}),
    Permission.SEE_AUDIT: frozenset({_L, _A}),
    Permission.ADMINISTER: frozenset({_M}),
}

# Roles that export or administer sign in with a second factor.
SECOND_FACTOR: frozenset[Role] = GRANTS[Permission.EXPORT] | GRANTS[Permission.ADMINISTER]


def permissions_of(role: Role) -> frozenset[Permission]:
    """The permissions a role grants at the centre of the membership that carries it."""
    return frozenset(permission for permission, roles in GRANTS.items() if role in roles)
