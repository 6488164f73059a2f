"""How the visits ask those above them what a visit would bring about, before it is saved."""

from dataclasses import dataclass

from django.dispatch import Signal

from clinic.registry.models import TreatmentCourse
from clinic.visits.models import Visit

# Before the save: a receiver answers with a list of BaselineTaken, which a person then confirms.
visit_typed = Signal()  # patient, visited_on, findings, laboratory, visit: the one amended or None


@dataclass(frozen=True)
class BaselineTaken:
    """The visit typed would be the baseline of a treatment, in place of the present one."""

    course: TreatmentCourse
    present: Visit
    changing: int  # scores that would come out otherwise
