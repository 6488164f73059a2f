"""What the rows in sight show beside the index: four queries for a page of patients."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import FilteredRelation, Q

from clinic.dashboard.contributions import label_of
from clinic.dashboard.rows import Lab
from clinic.dashboard.selectors.glucocorticoids import glucocorticoids_of
from clinic.dashboard.selectors.review_index import Entry
from clinic.registry.models import Patient
from clinic.visits.models import Visit
from clinic.visits.vocabulary import Analyte
from scoring.criteria.glucocorticoid import GlucocorticoidCourse
from scoring.criteria.points import Measure
from scoring.models import Score


class SeenVisit(NamedTuple):
    """A visit of the small lines; bounds are those in force in the course's episode."""

    day: date
    crp: Lab | None
    lower: Decimal | None
    upper: Decimal | None
    category: str | None
    population: str | None  # whose thresholds hold for the bounds


@dataclass
class Details:
    """One patient's rows."""

    uuid: UUID
    date_of_birth: date
    sex: str
    is_illustrative: bool
    antibodies: list[str] = field(default_factory=list)
    visits: list[SeenVisit] = field(default_factory=list)
    glucocorticoids: list[GlucocorticoidCourse] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)  # measures of the latest score, in words
    worse: list[str] = field(default_factory=list)


def review_details(entries: Sequence[Entry]) -> dict[int, Details]:
    """By patient id. Four queries; none without entries."""
    if not entries:
        return {}
    shown = [entry.patient_id for entry in entries]
    details = _facts(shown)
    for patient_id, visits in _visits(shown, entries).items():
        details[patient_id].visits = visits
    for patient_id, courses in glucocorticoids_of(shown).items():
        details[patient_id].glucocorticoids = courses
    _put_measures(details, entries)
    return details


def _facts(shown: Sequence[int]) -> dict[int, Details]:
    positive = FilteredRelation("antibodies", condition=Q(antibodies__is_positive=True))
    found: Iterable[tuple[Any, ...]] = (
        Patient.objects.filter(pk__in=shown)
        .annotate(positive=positive)
        .order_by("positive__antibody")
        .values_list("pk", "uuid", "date_of_birth", "sex", "is_illustrative", "positive__antibody")
    )
    details: dict[int, Details] = {}
    for patient_id, *facts, antibody in found:
        one = details.setdefault(patient_id, Details(*facts))
        if antibody and antibody not in one.antibodies:
            one.antibodies.append(antibody)
    return details


def _visits(shown: Sequence[int], entries: Sequence[Entry]) -> dict[int, list[SeenVisit]]:
    """In the order of their days. A visit has a row in each episode: the course's one counts."""
    courses = {entry.patient_id: entry.course_id for entry in entries if entry.standing.is_current}
    visits: dict[int, dict[int, SeenVisit]] = defaultdict(dict)
    for pk, patient_id, day, *crp, course_id, lower, upper, category, population in _rows(shown):
        lab = None if crp[0] is None else Lab(*crp)
        if course_id is not None and courses.get(patient_id) == course_id:
            visits[patient_id][pk] = SeenVisit(day, lab, lower, upper, category, population)
        else:
            visits[patient_id].setdefault(pk, SeenVisit(day, lab, None, None, None, None))
    return {patient_id: list(by_pk.values()) for patient_id, by_pk in visits.items()}


def _rows(shown: Sequence[int]) -> Iterable[tuple[Any, ...]]:
    """A row a visit and episode, with its CRP and the score in force."""
    crp = FilteredRelation("laboratory", condition=Q(laboratory__analyte=Analyte.CRP))
    score = FilteredRelation("scores", condition=Q(scores__superseded_at__isnull=True))
    rows: Iterable[tuple[Any, ...]] = (
        Visit.objects.filter(patient_id__in=shown)
        .annotate(crp=crp, score=score)
        .order_by("visited_on", "pk")
        .values_list(
            "pk",
            "patient_id",
            "visited_on",
            "crp__canonical_value",
            "crp__canonical_uln",
            "crp__comparator",
            "score__episode__course_id",
            "score__lower",
            "score__upper",
            "score__category",
            "score__population",
        )
    )
    return rows


def _put_measures(details: dict[int, Details], entries: Sequence[Entry]) -> None:
    """Of the latest score: which measures are missing and which are worse."""
    owners = {entry.score_id: entry.patient_id for entry in entries if entry.score_id}
    scores = Score.objects.filter(pk__in=owners, problem__isnull=True).values_list(
        "pk", "missing", "measures", "inputs", "enzyme"
    )
    for pk, missing, measures, inputs, enzyme in scores.order_by():
        found = details[owners[pk]]
        worse = [name for name, row in measures.items() if _is_worse(row)]
        found.missing = [str(label_of(Measure(name), inputs, enzyme)) for name in missing]
        found.worse = [str(label_of(Measure(name), inputs, enzyme)) for name in worse]


def _is_worse(row: dict[str, str | None]) -> bool:
    change = row["change_percent"]
    return change is not None and change.startswith("-")
