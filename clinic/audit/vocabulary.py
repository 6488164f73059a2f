"""What the trail's page calls the tables, and which values it does not print.

Tables are named by their names in the database: the trail stands below the apps it watches and
outlives them. A test holds every audited table and every identifying field to these lists.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

TABLE_WORDS: dict[str, str | Promise] = {
    "account_emailaddress": _("E-mail address"),
    "account_emailconfirmation": _("E-mail confirmation"),
    "mfa_authenticator": _("Second factor"),
    "accounts_centre": _("Centre"),
    "accounts_user": _("Account"),
    "accounts_membership": _("Role"),
    "accounts_apitoken": _("Key of a program"),
    "registry_patient": _("Patient"),
    "registry_identity": _("Identity"),
    "registry_antibodyresult": _("Antibody"),
    "registry_patientmanifestation": _("Manifestation"),
    "registry_treatmentcourse": _("Treatment"),
    "registry_doseperiod": _("Dose"),
    "studies_study": _("Study"),
    "studies_consent": _("Consent"),
    "studies_pseudonym": _("Pseudonym"),
    "visits_visit": _("Visit"),
    "visits_labresult": _("Laboratory"),
    "visits_relapse": _("Relapse"),
    "scoring_episode": _("Response episode"),
    "scoring_score": _("Score"),
    "literature_review": pgettext_lazy("literature", "Review"),
    "literature_searchrun": pgettext_lazy("literature", "Search"),
    "literature_flowcount": _("Flow of the review"),
    "literature_report": _("Report"),
    "literature_case": _("Case in the literature"),
    "literature_casevalue": _("Value in the literature"),
    "export_transfer": _("Export"),
}

OPERATION_WORDS: dict[str, str | Promise] = {
    "insert": _("added"),
    "update": _("changed"),
    "delete": _("removed"),
}

SOURCE_WORDS: dict[str, str | Promise] = {
    "page": _("in a page"),
    "api": _("by a program"),
    "task": _("by the recomputation"),
    "command": _("on the command line"),
    "database": _("in the database"),
}

# Printed only for those who may see identities at the row's centre. Reasons are printed for all:
# why something was changed is what an auditor asks, and each form says who reads its reason.
IDENTIFYING_COLUMNS: dict[str, frozenset[str]] = {
    "registry_patient": frozenset({"date_of_birth"}),
    "registry_identity": frozenset({"family_name", "given_name", "hospital_number", "tax_code"}),
    "visits_visit": frozenset({"note"}),
    "visits_relapse": frozenset({"action"}),
}

# Printed for nobody: they would join a pseudonym to its patient.
LINKING_COLUMNS: dict[str, frozenset[str]] = {
    "studies_pseudonym": frozenset({"value"}),
}

# Left out of the page: they carry nothing to read, or repeat the row's own heading.
SILENT_COLUMNS = frozenset(
    {"id", "uuid", "form_token", "patient_id", "version"}
    # A score's page explains them.
    | {"fingerprint", "inputs", "units", "instruments", "measures"}
    | {"supersedes_id", "changes", "causes", "ceased_causes"}
)

# By which of its values a row is called where another one points to it.
TITLE_COLUMNS: dict[str, str] = {
    "accounts_centre": "name",
    "accounts_user": "username",
    "accounts_apitoken": "label",
    "registry_patient": "code",
    "registry_antibodyresult": "antibody",
    "registry_patientmanifestation": "kind",
    "registry_treatmentcourse": "drug",
    "registry_doseperiod": "started_on",
    "studies_study": "title",
    "visits_visit": "visited_on",
    "visits_labresult": "analyte",
    "visits_relapse": "occurred_on",
    "literature_review": "title",
    "literature_searchrun": "database",
    "literature_flowcount": "key",
    "literature_report": "label",
    "literature_case": "label",
    "literature_casevalue": "variable",
}
