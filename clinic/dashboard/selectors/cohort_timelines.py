"""The timelines of some members of the cohort, for their small figures."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch

from clinic.dashboard.rows import Timeline
from clinic.dashboard.selectors.cohort import Member
from clinic.dashboard.selectors.timelines import population_of, timeline_of, visit_rows
from clinic.registry.models import Patient, TreatmentCourse
from scoring.models import Score
from scoring.selectors import baseline_in


@dataclass(frozen=True)
class MemberTimeline:
    """One member; `number` is the one that stands in the label."""

    number: int
    member: Member
    patient: Patient
    timeline: Timeline


def member_timelines(numbered: Sequence[tuple[int, Member]], today: date) -> list[MemberTimeline]:
    """Eight queries, whatever the number of members."""
    shown = [member.patient_id for _number, member in numbered]
    courses = Prefetch("courses", TreatmentCourse.objects.select_related("episode"))
    patients = {
        patient.pk: patient
        for patient in Patient.objects.filter(pk__in=shown).prefetch_related(
            "antibodies", courses, "courses__doses", "visits__laboratory", "relapses"
        )
    }
    scores = _scores([member.course_id for _number, member in numbered])
    return [
        MemberTimeline(
            number,
            member,
            patients[member.patient_id],
            _timeline(patients[member.patient_id], member, scores[member.course_id], today),
        )
        for number, member in numbered
    ]


def _timeline(patient: Patient, member: Member, scores: dict[int, Score], today: date) -> Timeline:
    courses, visits = list(patient.courses.all()), list(patient.visits.all())
    course = member.course_in(courses)
    baseline = baseline_in(course, visits).baseline
    day = baseline.visited_on if baseline else member.started_on
    population = population_of(scores.values(), patient, day)
    until = max([visit.visited_on for visit in visits], default=today)
    rows = visit_rows(visits, scores)
    return timeline_of(course, rows, courses, patient.relapses.all(), population, until)


def _scores(courses: Sequence[int]) -> dict[int, dict[int, Score]]:
    """Those in force by course and visit."""
    found: dict[int, dict[int, Score]] = defaultdict(dict)
    rows = Score.objects.up_to_date().filter(episode__course_id__in=courses)
    for score in rows.select_related("episode"):
        found[score.episode.course_id][score.visit_id] = score
    return found
