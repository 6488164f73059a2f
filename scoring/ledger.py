"""The ledger of scores: what a computation adds to it and closes in it, and why."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F
from django.utils import timezone

from clinic.registry.models import TreatmentCourse
from clinic.registry.vocabulary import CourseRole
from clinic.visits.models import Visit
from scoring.causes import Noted, of_row
from scoring.episodes import EpisodeScores, is_followup
from scoring.models import Score
from scoring.vocabulary import Ceased

Chains = dict[int, dict[int, Score]]  # the last row of each visit, by episode and visit
OF_A_MEASURE = ("change_percent", "points", "lower", "upper", "attainable")
# The instruments say more than the ranges that follow from them; a problem is no input.
NOT_COMPARED = frozenset({"ranges.mmt", "problem"})


@dataclass
class Entries:
    """What one computation writes."""

    added: list[Score] = field(default_factory=list)  # `supersedes` names the row each replaces
    ceased: list[Score] = field(default_factory=list)  # with `ceased` and its causes

    def write(self) -> None:
        """Close and add rows. At most one statement for every different reason to close."""
        now = timezone.now()
        replaced = [row.supersedes_id for row in self.added if row.supersedes_id]
        if replaced:
            open_rows = Score.objects.current().filter(pk__in=replaced)
            open_rows.update(superseded_at=now)
        for (why, causes), keys in self._closings().items():
            Score.objects.filter(pk__in=keys).update(
                superseded_at=now, ceased=why, ceased_causes=json.loads(causes)
            )
        Score.objects.bulk_create(self.added)

    def _closings(self) -> dict[tuple[str | None, str], list[int]]:
        """The same causes close many rows: a baseline that is gone, a course withdrawn."""
        found = defaultdict(list)
        for row in self.ceased:
            found[row.ceased, json.dumps(row.ceased_causes)].append(row.pk)
        return found


def chains_of(patient_id: int) -> Chains:
    """The last row, current or closed, of each visit in each of the patient's episodes.

    One query. Rows carry the uuids of visit and baseline, which causes and changes name.
    """
    last = Score.objects.filter(episode__course__patient_id=patient_id, successor__isnull=True)
    found: Chains = defaultdict(dict)
    for row in last.annotate(visit_uuid=F("visit__uuid"), baseline_uuid=F("baseline__uuid")):
        found[row.episode_id][row.visit_id] = row
    return found


def enter(
    entries: Entries,
    course: TreatmentCourse,
    computed: EpisodeScores,
    chain: Mapping[int, Any],
    visits: Mapping[int, Visit],
    causes: Iterable[Noted],
) -> None:
    """Note in `entries` how the computed scores of one course differ from its last rows.

    `visits` are the patient's that stand, by id. No query.
    """
    causes = list(causes)
    for visit_id, row in computed.items():
        before = chain.get(visit_id)
        written = [course.uuid, row.visit.uuid, row.baseline.uuid]
        if before:
            if before.superseded_at is None and is_same(before, row):
                continue
            written.append(before.baseline_uuid)
            row.supersedes, row.changes = before, changes_between(before, row)
        row.causes = of_row(causes, written)
        entries.added.append(row)
    for visit_id, before in chain.items():
        if visit_id not in computed and before.superseded_at is None:
            before.ceased = why_ceased(course, visits.get(visit_id))
            written = [course.uuid, before.visit_uuid, before.baseline_uuid]
            before.ceased_causes = of_row(causes, written)
            entries.ceased.append(before)


def why_ceased(course: TreatmentCourse, visit: Visit | None) -> Ceased:
    """Why a visit has no score in the episode of this course any more; None: it was withdrawn."""
    if course.withdrawn_at is not None:
        return Ceased.COURSE_WITHDRAWN
    if course.role != CourseRole.INDEX:
        return Ceased.NO_INDEX_TREATMENT
    if visit is None:
        return Ceased.VISIT_WITHDRAWN
    return Ceased.NO_BASELINE if is_followup(course, visit) else Ceased.BEFORE_TREATMENT


def is_same(before: Score, after: Score) -> bool:
    """Whether two rows rest on the same inputs and say the same, whichever program wrote them."""
    return before.fingerprint == after.fingerprint and _result(before) == _result(after)


def changes_between(before: Any, after: Score) -> list[dict[str, Any]]:
    """What is different from the row before: a list of {"field", "before", "after"}.

    Fields are those of `inputs` by their path ("followup.enzymes.ck.uln"), then "units.ck",
    "baseline.muscle_instrument", "baseline_visit" (uuids), "criteria" and "criteria_version".
    "program_version" alone: the same inputs, and another result. Empty: a follow-up again.
    """
    old, new = dict(_facts(before, before.baseline_uuid)), dict(_facts(after, after.baseline.uuid))
    found = [
        {"field": name, "before": old.get(name), "after": new.get(name)}
        for name in {**new, **old}
        if (old.get(name) or None) != (new.get(name) or None)  # nothing left out, and no choice
    ]
    if found or _result(before) == _result(after):
        return found
    versions = {"before": before.program_version, "after": after.program_version}
    return [{"field": "program_version", **versions}]


def _facts(row: Score, baseline_uuid: Any) -> Iterator[tuple[str, Any]]:
    yield "baseline_visit", str(baseline_uuid)
    for path, value in _leaves(row.inputs):
        if path not in NOT_COMPARED:
            yield path, value
    for side, instrument in row.instruments.items():
        yield f"{side}.muscle_instrument", instrument
    for name, unit in row.units.items():
        yield f"units.{name}", unit
    yield "criteria", row.criteria
    yield "criteria_version", row.criteria_version


def _leaves(written: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in written.items():
        if isinstance(value, Mapping):
            yield from _leaves(value, f"{path}{name}.")
        else:
            yield f"{path}{name}", value


def _result(row: Score) -> tuple[Any, ...]:
    """What a row says. Measures by what a score rests on: a later program may store more."""
    return (
        row.problem,
        row.total,
        row.lower,
        row.upper,
        row.attainable,
        row.category,
        row.enzyme,
        row.missing,
        row.flags,
        {
            name: [measure.get(key) for key in OF_A_MEASURE]
            for name, measure in row.measures.items()
        },
    )
