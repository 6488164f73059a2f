"""Who gets in where, written by hand: one line an address.

The letters are the roles that get in:
C clinician, D data entry, R reviewer, E exporter, L centre lead, A auditor, M administrator.
`?` means that nobody has to sign in. What an address names (a patient, a visit ...) says which
things of one's own and of a foreign centre are tried in its place.

A new address fails the walk until its line stands here.
"""

from dataclasses import dataclass, field

from clinic.accounts.roles import Role

LETTERS = {
    "C": Role.CLINICIAN,
    "D": Role.DATA_ENTRY,
    "R": Role.REVIEWER,
    "E": Role.EXPORTER,
    "L": Role.CENTRE_LEAD,
    "A": Role.AUDITOR,
    "M": Role.ADMINISTRATOR,
}
EVERYBODY = "CDRELAM"

# Things that belong to a centre or a person; the others (a study, a review) are everybody's.
SCOPED = {"patient", "visit", "score", "course", "relapse", "person", "centre", "key"}


@dataclass(frozen=True)
class Address:
    name: str
    opens_to: str
    names: dict[str, str] = field(default_factory=dict)  # part of the address -> what it names
    is_form: bool = False  # shows a form and takes it; any other page is only looked at
    is_post_only: bool = False

    @property
    def roles(self) -> set[Role]:
        return {LETTERS[letter] for letter in self.opens_to if letter != "?"}

    @property
    def is_public(self) -> bool:
        return "?" in self.opens_to

    @property
    def is_allauths(self) -> bool:
        return self.name.startswith(("account_", "mfa_"))

    @property
    def is_scoped(self) -> bool:
        return bool(SCOPED & set(self.names.values()))


PATIENT = {"uuid": "patient"}
VISIT = {"uuid": "visit"}
COURSE = {"uuid": "course"}
DOSE = COURSE | {"pk": "dose"}
STUDY = {"slug": "study"}

ADDRESSES = [
    # Health
    Address("healthz", "?" + EVERYBODY),
    Address("readyz", "?" + EVERYBODY),
    # Sign-in
    Address("account_login", "?" + EVERYBODY),
    Address("account_logout", "?" + EVERYBODY),
    Address("mfa_authenticate", "?" + EVERYBODY),
    Address("accounts:language", "?" + EVERYBODY, is_post_only=True),
    # One's own account
    Address("accounts:start", EVERYBODY),
    Address("accounts:account", EVERYBODY),
    Address("accounts:session", EVERYBODY),
    Address("account_change_password", EVERYBODY),
    Address("account_reauthenticate", EVERYBODY),
    Address("mfa_reauthenticate", EVERYBODY),
    Address("mfa_index", EVERYBODY),
    Address("mfa_activate_totp", EVERYBODY),
    Address("mfa_deactivate_totp", EVERYBODY),
    Address("mfa_view_recovery_codes", EVERYBODY),
    Address("mfa_generate_recovery_codes", EVERYBODY),
    Address("mfa_download_recovery_codes", EVERYBODY),
    Address("accounts:create_token", "E", is_post_only=True),
    Address("accounts:revoke_token", EVERYBODY, {"pk": "key"}, is_post_only=True),
    # People
    Address("accounts:people", "M"),
    Address("accounts:person", "M", {"pk": "person"}),
    Address(
        "accounts:change_role", "M", {"pk": "person", "centre_pk": "centre"}, is_post_only=True
    ),
    Address("accounts:remove_second_factor", "M", {"pk": "person"}, is_post_only=True),
    Address("accounts:close_account", "M", {"pk": "person"}, is_post_only=True),
    Address("accounts:reopen_account", "M", {"pk": "person"}, is_post_only=True),
    # Audit trail
    Address("audit:trail", "LA"),
    # Patients
    Address("registry:patients", "CDL", is_form=True),
    Address("registry:register", "CDL", is_form=True),
    Address("registry:inclusion", "CDL", is_post_only=True),
    Address("registry:correct", "CDL", PATIENT, is_form=True),
    Address("registry:start_course", "CL", PATIENT, is_form=True),
    Address("registry:change_dose", "CL", COURSE, is_form=True),
    Address("registry:doses_after", "CL", COURSE),
    Address("registry:correct_dose", "CL", DOSE, is_form=True),
    Address("registry:withdraw_dose", "CL", DOSE, is_form=True),
    Address("registry:correct_course", "CL", COURSE, is_form=True),
    Address("registry:end_course", "CL", COURSE, is_form=True),
    Address("registry:withdraw_course", "CL", COURSE, is_form=True),
    # Visits
    Address("visits:record", "CDL", PATIENT, is_form=True),
    Address("visits:before", "CDL", PATIENT),
    Address("visits:amend", "CDL", VISIT, is_form=True),
    Address("visits:record_relapse", "CL", PATIENT, is_form=True),
    Address("visits:withdraw_relapse", "CL", {"uuid": "relapse"}, is_form=True),
    Address("visits:relapse_dose", "CL", PATIENT),
    # Dashboard
    Address("dashboard:review", "CDL"),
    Address("dashboard:patient", "CDL", PATIENT),
    Address("dashboard:visit", "CDL", VISIT),
    Address("dashboard:withdraw_visit", "CDL", VISIT, is_form=True),
    Address("dashboard:restore_visit", "CDL", VISIT, is_form=True),
    Address("dashboard:score", "CDL", {"uuid": "score"}),
    Address("dashboard:scores", "CDL", PATIENT),
    Address("dashboard:score_panel", "CDL", PATIENT, is_post_only=True),
    Address("dashboard:baseline", "CL", PATIENT, is_form=True),
    Address("dashboard:baseline_preview", "CL", PATIENT, is_post_only=True),
    Address("dashboard:enzyme", "CL", PATIENT, is_form=True),
    Address("dashboard:enzyme_preview", "CL", PATIENT, is_post_only=True),
    Address("dashboard:cohort", "CRL"),
    Address("dashboard:combined", "CRL"),
    # Literature
    Address("literature:reviews", "CRL"),
    Address("literature:review", "CRL", {"slug": "review"}),
    # Studies and what leaves
    Address("studies:studies", "CELAM"),
    Address("studies:study", "CELAM", STUDY),
    Address("studies:add_study", "M", is_form=True),
    Address("studies:record_consent", "CL", STUDY, is_form=True),
    Address("studies:withdraw_consent", "CL", {"slug": "study", "uuid": "patient"}, is_form=True),
    Address("export:columns", "CELAM"),
    Address("export:schema", "CELAM"),
    Address("export:rows", "E", STUDY),
    Address("export:stored_score", "CDL", {"uuid": "score"}),
    # What scores numbers that are sent or typed, and keeps none
    Address("export:score", EVERYBODY, is_post_only=True),
    Address("dashboard:calculator", EVERYBODY, is_form=True),
]
