"""What withdrawing a visit brings about, told before it is done."""

from collections.abc import Callable

import pytest

from clinic.accounts.models import User
from clinic.registry.models import Patient
from clinic.visits.models import Visit
from clinic.visits.services import restore_visit, withdraw_visit
from scoring.consequences import Consequence, of_restoring, of_withdrawal
from scoring.models import Episode, Score
from scoring.services import designate_baseline, recompute_if_due
from tests.scoring.findings import active_disease, remission, see, start_anakinra


@pytest.fixture
def visits(ada: Patient, rossi: User) -> list[Visit]:
    """Two that can be the baseline, with other findings, and two follow-ups."""
    start_anakinra(ada, rossi)
    seen = [
        see(ada, rossi, -20, remission()),
        see(ada, rossi, 0, active_disease()),
        see(ada, rossi, 30, remission()),
        see(ada, rossi, 60, active_disease()),
    ]
    recompute_if_due(ada.pk)
    return seen


def the_one(found: list[Consequence]) -> Consequence:
    (consequence,) = found
    return consequence


def test_without_an_index_treatment_nothing_depends_on_a_visit(ada: Patient, rossi: User) -> None:
    assert of_withdrawal(see(ada, rossi, 0, active_disease())) == []


def test_a_visit_before_the_baseline_has_no_consequence(visits: list[Visit]) -> None:
    assert of_withdrawal(visits[0]) == []


def test_of_a_follow_up_its_own_score_goes(visits: list[Visit]) -> None:
    told = the_one(of_withdrawal(visits[2]))
    assert (told.present, told.coming) == (visits[1], visits[1])
    assert (told.going, told.added, told.changing) == (1, 0, 0)


def test_of_a_baseline_another_takes_its_place_and_scores_change(visits: list[Visit]) -> None:
    told = the_one(of_withdrawal(visits[1]))
    assert (told.present, told.coming) == (visits[1], visits[0])
    assert (told.going, told.added, told.changing) == (0, 0, 1)


def test_of_the_only_baseline_every_score_goes(visits: list[Visit], rossi: User) -> None:
    withdraw_visit(visit=visits[0], by=rossi, reason="slip")
    told = the_one(of_withdrawal(visits[1]))
    assert (told.coming, told.going) == (None, 2)


def test_a_designated_baseline_comes_back_when_it_is_restored(
    visits: list[Visit], rossi: User
) -> None:
    episode = Episode.objects.get()
    designate_baseline(episode=episode, by=rossi, visit=visits[0], reason="agreed")
    withdraw_visit(visit=visits[0], by=rossi, reason="slip")
    told = the_one(of_restoring(visits[0]))
    assert (told.present, told.coming, told.changing) == (visits[1], visits[0], 1)


@pytest.mark.parametrize("place", [1, 2])
def test_what_is_told_is_what_then_happens(
    ada: Patient, visits: list[Visit], rossi: User, place: int
) -> None:
    def computed(write: Callable[..., Visit]) -> dict[int, tuple[object, ...]]:
        write(visit=visits[place], by=rossi, reason="slip")
        recompute_if_due(ada.pk)
        return current()

    def current() -> dict[int, tuple[object, ...]]:
        scores = Score.objects.up_to_date()
        return {one.visit_id: (one.lower, one.upper, one.category) for one in scores}

    before, told = current(), the_one(of_withdrawal(visits[place]))
    after = computed(withdraw_visit)
    assert told.going == len(before.keys() - after.keys())
    assert told.changing == sum(before[pk] != after[pk] for pk in before.keys() & after.keys())
    back = the_one(of_restoring(visits[place]))
    assert (back.added, back.changing) == (told.going, told.changing)
    assert computed(restore_visit) == before
