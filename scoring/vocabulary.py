"""The words a page prints for the codes of scores."""

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from scoring.criteria import enzyme, points


class Category(TextChoices):
    NONE = points.Category.NONE, _("None")
    MINIMAL = points.Category.MINIMAL, _("Minimal")
    MODERATE = points.Category.MODERATE, _("Moderate")
    MAJOR = points.Category.MAJOR, _("Major")
    UNDETERMINED = points.Category.UNDETERMINED, _("Undetermined")


# The name that a stored score carries, and how a page prints it.
CRITERIA: dict[str, str | Promise] = {
    "2016 ACR/EULAR total improvement score": _("2016 ACR/EULAR total improvement score"),
}


class Measure(TextChoices):
    PHYSICIAN_GLOBAL = points.Measure.PHYSICIAN_GLOBAL, _("Physician global")
    PATIENT_GLOBAL = points.Measure.PATIENT_GLOBAL, _("Patient global")
    MMT = points.Measure.MMT, _("Muscle strength")
    HAQ = points.Measure.HAQ, "HAQ-DI"
    ENZYME = points.Measure.ENZYME, _("Muscle enzyme")
    EXTRAMUSCULAR = points.Measure.EXTRAMUSCULAR, _("Extramuscular")


class Flag(TextChoices):
    ULN_CHANGED = (
        enzyme.Flag.ULN_CHANGED,
        _("The upper limit of normal changed since the baseline."),
    )
    ENZYME_WITHOUT_ULN = (
        enzyme.Flag.ENZYME_WITHOUT_ULN,
        _("An enzyme of the baseline has no upper limit of normal and cannot be followed."),
    )
    CHOSEN_ENZYME_UNUSABLE = (
        enzyme.Flag.CHOSEN_ENZYME_UNUSABLE,
        _("The chosen enzyme has no value with an upper limit of normal at the baseline."),
    )


class NoScore(TextChoices):
    """Why a visit has no score. The last two also stand on stored rows."""

    NO_INDEX_TREATMENT = "no_index_treatment", _("No index treatment has been started.")
    NO_BASELINE = "no_baseline", _("There is no baseline visit yet.")
    IS_BASELINE = "is_baseline", _("This visit is the baseline.")
    BEFORE_BASELINE = "before_baseline", _("This visit is before the baseline.")
    BEFORE_TREATMENT = (
        "before_treatment",
        _("This visit is not after the first day of the index treatment."),
    )
    MUSCLE_INSTRUMENT_DIFFERS = (
        "muscle_instrument_differs",
        _("The muscle instrument is not the one of the baseline."),
    )
    CMAS_FOR_AN_ADULT = "cmas_for_an_adult", _("CMAS is an instrument for children.")
