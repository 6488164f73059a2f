"""The registry's choices: those that literature shares, and its own."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from clinic.words import Antibody, Drug, Manifestation, Sex
from scoring.criteria.glucocorticoid import SYSTEMIC_ROUTES

__all__ = [
    "SYSTEMIC_ROUTES",
    "Antibody",
    "AntibodyMethod",
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


class Route(TextChoices):
    ORAL = "oral", _("by mouth")
    SUBCUTANEOUS = "subcutaneous", _("subcutaneous")
    INTRAVENOUS = "intravenous", _("intravenous")
    OTHER = "other", _("other")
