"""The choices of a visit: instruments, analytes, units, organs."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from scoring.criteria.limits import CMAS, MMT8_BOTH_SIDES, MMT8_ONE_SIDE, MMT_TOTAL, Limit


class MuscleInstrument(TextChoices):
    MMT8_BOTH_SIDES = "mmt8_both_sides", _("MMT8, both sides (0-150)")
    MMT8_RIGHT = "mmt8_right", _("MMT8, right side (0-80)")
    MMT8_LEFT = "mmt8_left", _("MMT8, left side (0-80)")
    MMT_TOTAL = "mmt_total", _("Total MMT (0-260)")
    CMAS = "cmas", _("CMAS (0-52, children)")


MUSCLE_LIMITS: dict[str, Limit] = {
    MuscleInstrument.MMT8_BOTH_SIDES: MMT8_BOTH_SIDES,
    MuscleInstrument.MMT8_RIGHT: MMT8_ONE_SIDE,
    MuscleInstrument.MMT8_LEFT: MMT8_ONE_SIDE,
    MuscleInstrument.MMT_TOTAL: MMT_TOTAL,
    MuscleInstrument.CMAS: CMAS,
}
# The weaker side stays the weaker one: a response is measured on the side of the baseline.
ONE_SIDED = frozenset({MuscleInstrument.MMT8_RIGHT, MuscleInstrument.MMT8_LEFT})


class Analyte(TextChoices):
    """In the order of the form. Each has a canonical unit and limits in scoring.criteria."""

    CK = "ck", "CK"
    ALDOLASE = "aldolase", _("Aldolase")
    LDH = "ldh", "LDH"
    AST = "ast", "AST"
    ALT = "alt", "ALT"
    CRP = "crp", _("CRP")
    FERRITIN = "ferritin", _("Ferritin")
    TROPONIN_T_HS = "troponin_t_hs", _("Troponin T, hs")
    TROPONIN_T = "troponin_t", _("Troponin T")


class Comparator(TextChoices):
    """The laboratory's own mark where a value lies beyond what it can measure."""

    BELOW = "<", _("below")
    ABOVE = ">", _("above")


class Organ(TextChoices):
    LUNG = "lung", _("Lung")
    HEART = "heart", _("Heart")
    MUSCLE = "muscle", _("Muscle")
    JOINTS = "joints", _("Joints")
    SKIN = "skin", _("Skin")
    SYSTEMIC = "systemic", _("Systemic")
