"""The registry's choices: those that literature shares, and its own."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from clinic.words import Antibody, Drug, Manifestation, Sex
from scoring.criteria.glucocorticoid import SYSTEMIC_ROUTES

__all__ = [
    "SYSTEMIC_ROUTES",
    "Antibody",
    "AntibodyMethod",
    "Cause",
    "CourseRole",
    "Drug",
    "Manifestation",
    "Route",
    "Sex",
]


class AntibodyMethod(TextChoices):
    ELISA = "elisa", "ELISA"
    IMMUNOBLOT = "immunoblot", _("Immunoblot")
    IMMUNOPRECIPITATION = "immunoprecipitation", _("Immunoprecipitation")
    OTHER = "other", _("Other")


class CourseRole(TextChoices):
    PRIOR = "prior", _("Prior")
    INDEX = "index", _("Index")
    CONCOMITANT = "concomitant", _("Concomitant")


class Cause(TextChoices):
    """What makes a patient's scores due to be computed again."""

    PATIENT_REGISTERED = "patient_registered", _("patient registered")
    PATIENT_CORRECTED = "patient_corrected", _("patient's particulars corrected")
    COURSE_STARTED = "course_started", _("treatment recorded")
    COURSE_ENDED = "course_ended", _("treatment ended")
    COURSE_CORRECTED = "course_corrected", _("treatment corrected")
    COURSE_WITHDRAWN = "course_withdrawn", _("treatment withdrawn")
    DOSES_CHANGED = "doses_changed", _("doses changed")
    VISIT_RECORDED = "visit_recorded", _("visit recorded")
    VISIT_AMENDED = "visit_amended", _("visit amended")
    VISIT_WITHDRAWN = "visit_withdrawn", _("visit withdrawn")
    VISIT_RESTORED = "visit_restored", _("visit restored")
    BASELINE_DESIGNATED = "baseline_designated", _("baseline designated")
    BASELINE_RELEASED = "baseline_released", _("designated baseline withdrawn")
    ENZYME_CHOSEN = "enzyme_chosen", _("enzyme chosen")
    NEW_CRITERIA = "new_criteria", _("new version of the criteria")
    NEW_PROGRAM = "new_program", _("new version of the program")
    RESCORE = "rescore", _("everything computed again")


class Route(TextChoices):
    ORAL = "oral", _("by mouth")
    SUBCUTANEOUS = "subcutaneous", _("subcutaneous")
    INTRAVENOUS = "intravenous", _("intravenous")
    OTHER = "other", _("other")
