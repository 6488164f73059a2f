"""What the visit form asks of the visits before it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone

from clinic.registry.models import Patient
from clinic.visits.models import LabResult, Visit


@dataclass(frozen=True)
class LastValue:
    """The latest assessment of one measure, and its day."""

    value: Decimal
    on: date


@dataclass(frozen=True)
class History:
    """The patient's visits before the one that is typed, in the order of their days."""

    visits: Sequence[Visit]
    until: date

    @property
    def last_visit(self) -> Visit | None:
        return self.visits[-1] if self.visits else None

    def last(self, field: str, **same: Any) -> LastValue | None:
        """The latest value of a field of Visit, of visits where other fields are the `same`."""
        for visit in reversed(self.visits):
            value = getattr(visit, field)
            if value is not None and all(getattr(visit, name) == v for name, v in same.items()):
                return LastValue(value, visit.visited_on)
        return None

    def last_result(self, analyte: str) -> tuple[LabResult, date] | None:
        for visit in reversed(self.visits):
            for result in visit.laboratory.all():
                if result.analyte == analyte:
                    return result, visit.visited_on
        return None

    def results(self, analyte: str) -> list[tuple[date, LabResult]]:
        return [
            (visit.visited_on, result)
            for visit in self.visits
            for result in visit.laboratory.all()
            if result.analyte == analyte
        ]


def history(patient: Patient, *, before: Visit | None = None) -> History:
    """All visits, or those before the one that is amended. Two queries."""
    visits = list(patient.visits.prefetch_related("laboratory"))
    if before is not None:
        place = (before.visited_on, before.pk)
        visits = [visit for visit in visits if (visit.visited_on, visit.pk) < place]
    return History(visits, before.visited_on if before else timezone.localdate())


def visits_on(patient: Patient, day: date, *, other_than: Visit | None = None) -> list[Visit]:
    """The visits of a day, for the question whether this is the same one."""
    others = patient.visits.filter(visited_on=day)
    return list(others.exclude(pk=other_than.pk) if other_than else others)
