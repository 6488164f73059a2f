"""What the visit form asks of the visits before it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from clinic.registry.models import Patient
from clinic.visits.models import LabResult, Visit


@dataclass(frozen=True)
class LastValue:
    """The latest assessment of one measure, and its day."""

    value: Decimal
    on: date


@dataclass(frozen=True)
class History:
    """The patient's visits before a day, in their order: what a visit of that day compares with."""

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

    def last_limit(self, analyte: str) -> tuple[LabResult, date] | None:
        """The latest result that came with its upper limit, in the unit of the last result."""
        last = self.last_result(analyte)
        known = [
            (result, day)
            for day, result in self.results(analyte)
            if last and result.uln is not None and result.unit == last[0].unit
        ]
        return known[-1] if known else None

    def results(self, analyte: str) -> list[tuple[date, LabResult]]:
        return [
            (visit.visited_on, result)
            for visit in self.visits
            for result in visit.laboratory.all()
            if result.analyte == analyte
        ]


def history(patient: Patient, *, before: date, other_than: Visit | None = None) -> History:
    """The visits of the days before; a visit that is amended is none of them. Two queries."""
    earlier = patient.visits.filter(visited_on__lt=before).prefetch_related("laboratory")
    return History([visit for visit in earlier if visit != other_than], before)


def visits_on(patient: Patient, day: date, *, other_than: Visit | None = None) -> list[Visit]:
    """The visits of a day, for the question whether this is the same one."""
    others = patient.visits.filter(visited_on=day)
    return list(others.exclude(pk=other_than.pk) if other_than else others)
