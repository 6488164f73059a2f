"""The choice of the muscle enzyme: what is refused, what it rests on, what it would change."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from clinic.accounts.models import User
from clinic.registry.conflict import ChangedMeanwhile, fingerprint
from clinic.registry.models import Patient
from clinic.visits.laboratory import LabValue
from clinic.visits.models import Visit
from scoring import services
from scoring.criteria.core_set import EnzymeChoice
from scoring.enzyme_choice import (
    baseline_with_laboratory,
    changes,
    enzymes_at,
    facts_of_choice,
)
from scoring.models import Episode, Score
from scoring.vocabulary import NoScore, Unusable
from tests.scoring.findings import active_disease, amend, ck, see, start_anakinra


def ldh(value: str, uln: str | None = "240") -> LabValue:
    return LabValue("ldh", Decimal(value), "U/L", uln and Decimal(uln))


@pytest.fixture
def before(ada: Patient, rossi: User) -> Visit:
    """CK at ten times its limit, LDH at twice its own; then LDH falls and CK stays."""
    start_anakinra(ada, rossi)
    baseline = see(ada, rossi, 0, active_disease(laboratory=[ck("2000"), ldh("480")]))
    see(ada, rossi, 30, active_disease(laboratory=[ck("2000"), ldh("240")]))
    services.recompute_if_due(ada.pk)
    return baseline


def choose(by: User, use: str | None, exclude: list[str] | None = None, **more: Any) -> Episode:
    return services.choose_enzyme(
        episode=Episode.objects.get(), by=by, use=use, exclude=exclude or [], reason="x", **more
    )


# --- What is refused ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("measured", "says"),
    [
        ([ck("2000")], "LDH was not measured at the baseline"),
        ([ck("2000"), ldh("480", uln=None)], "LDH has no upper limit of normal at the baseline"),
    ],
)
def test_an_enzyme_that_cannot_be_followed_is_refused_and_what_to_fix_is_said(
    ada: Patient, rossi: User, before: Visit, measured: list[LabValue], says: str
) -> None:
    amend(before, rossi, active_disease(laboratory=measured))
    services.recompute_if_due(ada.pk)
    with pytest.raises(ValidationError) as refused:
        choose(rossi, "ldh")
    assert says in refused.value.message_dict["enzyme"][0]
    assert Episode.objects.get().enzyme is None
    assert not ada.recomputation.is_pending


def test_an_enzyme_known_as_a_bound_only_is_refused(rossi: User, before: Visit) -> None:
    before.laboratory.filter(analyte="ldh").update(comparator="<")
    with pytest.raises(ValidationError, match="as a bound only"):
        choose(rossi, "ldh")


def test_without_a_baseline_no_enzyme_can_be_chosen(ada: Patient, rossi: User) -> None:
    start_anakinra(ada, rossi)
    see(ada, rossi, 30, active_disease())
    services.recompute_if_due(ada.pk)
    with pytest.raises(ValidationError, match="no baseline yet"):
        choose(rossi, "ck")


def test_a_choice_made_on_an_older_page_is_refused(rossi: User, before: Visit) -> None:
    episode = Episode.objects.get()
    seen = fingerprint(facts_of_choice(episode, baseline_with_laboratory(episode)))
    choose(rossi, None, ["ck"], opened_on=seen)
    with pytest.raises(ChangedMeanwhile):
        choose(rossi, "ldh", opened_on=seen)


def test_a_choice_made_before_the_baseline_was_amended_is_refused(
    rossi: User, before: Visit
) -> None:
    episode = Episode.objects.get()
    seen = fingerprint(facts_of_choice(episode, baseline_with_laboratory(episode)))
    amend(before, rossi, active_disease(laboratory=[ck("2000"), ldh("900")]))
    with pytest.raises(ChangedMeanwhile):
        choose(rossi, "ldh", opened_on=seen)


# --- What stands afterwards -----------------------------------------------------------------


def test_an_enzyme_left_out_needs_no_value_at_the_baseline(rossi: User, before: Visit) -> None:
    assert choose(rossi, None, ["alt"]).excluded_enzymes == ["alt"]


def test_a_chosen_enzyme_whose_limit_is_taken_away_later_is_flagged(
    ada: Patient, rossi: User, before: Visit
) -> None:
    choose(rossi, "ldh")
    amend(before, rossi, active_disease(laboratory=[ck("2000"), ldh("480", uln=None)]))
    services.recompute_if_due(ada.pk)
    score = Score.objects.current().get()
    assert score.flags == ["enzyme_without_uln", "chosen_enzyme_unusable"]
    assert (score.missing, score.total) == (["enzyme"], None)


# --- What it rests on -----------------------------------------------------------------------


def test_each_enzyme_stands_with_its_multiple_or_why_it_cannot_be_followed(before: Visit) -> None:
    before.laboratory.filter(analyte="ldh").update(canonical_uln=None)
    found = {one.enzyme: one for one in enzymes_at(Visit.objects.get(pk=before.pk))}
    assert list(found) == ["ck", "aldolase", "ldh", "ast", "alt"]
    assert (found["ck"].multiple, found["ck"].why_unusable) == (Fraction(10), None)
    assert found["ldh"].unusable is Unusable.WITHOUT_ULN
    assert found["alt"].unusable is Unusable.NOT_MEASURED


def test_a_change_is_told_by_the_code_of_the_stored_score(
    ada: Patient, rossi: User, before: Visit
) -> None:
    course, visits = Episode.objects.get().course, list(ada.visits.all())
    (told,) = changes(course, before, EnzymeChoice("ldh"), visits)
    assert told.is_change
    choose(rossi, "ldh")
    services.recompute_if_due(ada.pk)
    stored = Score.objects.current().get()
    assert not isinstance(told.after, NoScore)
    assert (told.after.total, told.after.enzyme) == (stored.total, stored.enzyme)
    assert stored.total == Decimal("7.5")


def test_the_same_choice_changes_nothing(ada: Patient, before: Visit) -> None:
    course, visits = Episode.objects.get().course, list(ada.visits.all())
    (told,) = changes(course, before, EnzymeChoice(), visits)
    assert not told.is_change
