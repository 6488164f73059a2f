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


class Unusable(TextChoices):
    """Why an enzyme cannot be followed from a baseline, and what to fix."""

    NOT_MEASURED = (
        "not_measured",
        _("%(enzyme)s was not measured at the baseline: enter it there, or follow another enzyme."),
    )
    ONLY_A_BOUND = (
        "only_a_bound",
        _("%(enzyme)s is given at the baseline as a bound only: follow another enzyme."),
    )
    WITHOUT_ULN = (
        "without_uln",
        _(
            "%(enzyme)s has no upper limit of normal at the baseline: enter the limit there, or"
            " follow another enzyme."
        ),
    )


class NoScore(TextChoices):
    """Why a visit has no score, in short; `advice` says what to fix.

    The last three also stand on stored rows.
    """

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
    MUSCLE_SIDE_DIFFERS = (
        "muscle_side_differs",
        _("The muscle strength is of the other side than at the baseline."),
    )
    CMAS_FOR_AN_ADULT = "cmas_for_an_adult", _("CMAS is an instrument for children.")

    @property
    def advice(self) -> Promise:
        """What to fix, as a sentence; of a baseline, what it is for."""
        return _ADVICE[self]

    @property
    def is_about_instrument(self) -> bool:
        """Whether a reader needs to know which muscle instrument the baseline has."""
        return self in {self.MUSCLE_INSTRUMENT_DIFFERS, self.MUSCLE_SIDE_DIFFERS}


class Ceased(TextChoices):
    """Why a visit that was scored is no follow-up any more."""

    VISIT_WITHDRAWN = "visit_withdrawn", _("The visit was withdrawn.")
    BEFORE_TREATMENT = (
        "before_treatment",
        _("The visit is no longer after the first day of the index treatment."),
    )
    NO_BASELINE = "no_baseline", _("There is no baseline visit any more.")
    COURSE_WITHDRAWN = "course_withdrawn", _("The treatment was withdrawn.")
    NO_INDEX_TREATMENT = "no_index_treatment", _("The treatment is no longer an index treatment.")


_ADVICE: dict[NoScore, Promise] = {
    NoScore.NO_INDEX_TREATMENT: _(
        "Enter it with its first day; the latest visit of the 90 days before becomes the baseline."
    ),
    NoScore.NO_BASELINE: _(
        "Record the visit of the first day of treatment or of the 90 days before, or choose an"
        " older visit as the baseline."
    ),
    NoScore.IS_BASELINE: _("Later visits are scored against it."),
    NoScore.BEFORE_BASELINE: _("If its date is wrong, correct it; else choose another baseline."),
    NoScore.BEFORE_TREATMENT: _(
        "Correct its date or the first day of the treatment, whichever is wrong."
    ),
    NoScore.MUSCLE_INSTRUMENT_DIFFERS: _(
        "Use the instrument of the baseline, or correct the visit at which the wrong one was"
        " chosen."
    ),
    NoScore.MUSCLE_SIDE_DIFFERS: _(
        "Test the side of the baseline, or correct the visit at which the wrong side was chosen."
    ),
    NoScore.CMAS_FOR_AN_ADULT: _(
        "Enter an MMT at the baseline and at this visit, or correct the date of birth."
    ),
}
