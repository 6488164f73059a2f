"""What the ledger must hold, worked out again from the visits and courses as they stand."""

from collections import defaultdict
from datetime import timedelta
from typing import Any

from clinic.registry.models import Patient, TreatmentCourse
from clinic.visits.models import Visit
from scoring.criteria.cases import read_case
from scoring.episodes import scores_of
from scoring.models import Episode, Score
from tests.scoring.criteria.twin import twin_score

BASELINE_DAYS = timedelta(days=90)


def assert_as_from_scratch(patient: Patient) -> None:
    """The scores shown of a patient are those of her visits, no more and no fewer."""
    patient = Patient.objects.get(pk=patient.pk)
    visits = list(patient.visits.prefetch_related("laboratory"))
    expected = {}
    for episode in _episodes(patient):
        baseline = _baseline(episode, visits)
        computed = scores_of(patient, episode.course, episode, visits)
        assert set(computed) == _followups(episode.course, visits, baseline)
        for visit_id, score in computed.items():
            assert score.baseline == baseline
            expected[episode.pk, visit_id] = facts(score)
    stored = Score.objects.up_to_date().filter(episode__course__patient=patient)
    assert {(score.episode_id, score.visit_id): facts(score) for score in stored} == expected
    for score in stored:
        if score.problem is None:
            assert_as_the_twin(score)


def assert_chains_are_whole() -> None:
    """Each visit of an episode has one chain; only its last row is open, unless it has ceased."""
    chains: dict[tuple[int, int], list[Score]] = defaultdict(list)
    for row in Score.objects.order_by("id"):
        chains[row.episode_id, row.visit_id].append(row)
    for chain in chains.values():
        assert [row.supersedes_id for row in chain] == [None, *(row.pk for row in chain[:-1])]
        assert all(row.superseded_at for row in chain[:-1])
        last = chain[-1]
        assert (last.superseded_at is None) is (last.ceased is None)
        for before, row in zip([None, *chain], chain, strict=False):
            assert row.causes
            if before is None:
                assert not row.changes
            elif before.ceased is None:
                assert row.changes
            assert row.ceased is None or row.ceased_causes


def rows_of_the_ledger() -> dict[int, dict[str, Any]]:
    return {row["id"]: row for row in Score.objects.values()}


def facts(score: Score) -> tuple[Any, ...]:
    return (
        score.baseline_id,
        score.population,
        score.criteria_version,
        score.fingerprint,
        score.inputs,
        score.units,
        score.instruments,
        score.measures,
        score.problem,
        score.total,
        score.lower,
        score.upper,
        score.attainable,
        score.category,
    )


def assert_as_the_twin(score: Score) -> None:
    twin = twin_score(read_case(score.inputs))
    assert (score.total, score.lower, score.upper, score.attainable, score.category) == twin[3:]


def _episodes(patient: Patient) -> list[Episode]:
    index = Episode.objects.filter(
        course__patient=patient, course__role="index", course__withdrawn_at__isnull=True
    )
    return list(index.select_related("course"))


def _baseline(episode: Episode, visits: list[Visit]) -> Visit | None:
    """By the words of docs/criteria.md: the designated visit, else the latest of 90 days."""
    start = episode.course.started_on
    assert start is not None
    for visit in visits:
        if visit.pk == episode.designated_baseline_id:
            return visit if visit.visited_on <= start else None
    near = [v for v in visits if start - BASELINE_DAYS <= v.visited_on <= start]
    return max(near, key=lambda visit: (visit.visited_on, visit.pk), default=None)


def _followups(course: TreatmentCourse, visits: list[Visit], baseline: Visit | None) -> set[int]:
    if baseline is None or course.started_on is None:
        return set()
    return {visit.pk for visit in visits if visit.visited_on > course.started_on}
