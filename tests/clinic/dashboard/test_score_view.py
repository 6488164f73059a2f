"""A score's page: first who does not get it, and what must not stand on it as current."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from clinic.accounts.models import Centre, User
from clinic.registry.models import Patient
from clinic.visits.services import amend_visit, withdraw_visit
from scoring.criteria.explanation_json import to_json
from scoring.explanations import explanation_of
from scoring.models import MAX_ATTEMPTS, Recomputation, Score
from scoring.services import choose_enzyme, designate_baseline, mark_due, recompute_if_due
from tests.clinic.dashboard.course import active, better, course, lab, register, see, treat
from tests.clinic.dashboard.queries import queries_of
from tests.people import let_in
from tests.scoring.findings import put_in_place_of


@pytest.fixture
def patient(rossi: User, milan: Centre, today: date) -> Patient:
    """57.5 points at the last visit."""
    return course(rossi, milan, "P-101", today)


def last_score(patient: Patient) -> Score:
    return Score.objects.current().filter(episode__course__patient=patient).latest("id")


def page_of(client: Client, row: Score) -> str:
    answer = client.get(reverse("dashboard:score", args=[row.uuid]))
    assert answer.status_code == 200
    return answer.content.decode()


def amended(row: Score, by: User, reason: str = "typing slip", **changes: Any) -> Score:
    """The row in force after the follow-up was amended."""
    visit = row.visit
    visit.refresh_from_db()
    amend_visit(visit=visit, by=by, reason=reason, version=visit.version, **better(**changes))
    recompute_if_due(visit.patient_id)
    return Score.objects.get(supersedes=row)


# --- Who and what not -----------------------------------------------------------------------


def test_an_unknown_score_is_not_found(at_desk: Client) -> None:
    assert at_desk.get(reverse("dashboard:score", args=[uuid4()])).status_code == 404


def test_another_centres_score_is_not_found_and_a_reviewer_is_refused(
    client: Client, neri: User, greco: User, patient: Patient
) -> None:
    address = reverse("dashboard:score", args=[last_score(patient).uuid])
    for person, status in ((neri, 404), (greco, 403)):
        let_in(client, person)
        answer = client.get(address)
        assert answer.status_code == status
        assert "P-101" not in answer.content.decode()


def test_while_pending_or_failed_nothing_of_the_row_stands_on_it(
    at_desk: Client, patient: Patient
) -> None:
    row = last_score(patient)
    mark_due(patient.pk)
    pending = page_of(at_desk, row)
    Recomputation.objects.filter(patient=patient).update(attempts=MAX_ATTEMPTS)
    failed = page_of(at_desk, row)

    assert "Being recomputed" in pending
    assert "every 3s" in pending
    assert "could not be recomputed" in failed
    assert "every 3s" not in failed
    for words in ("57.5", "Measure by measure", "Inputs as used", "chip moderate"):
        assert words not in pending + failed


def test_a_superseded_row_says_so_and_leads_to_the_one_in_force(
    at_desk: Client, patient: Patient, rossi: User
) -> None:
    before = last_score(patient)
    after = amended(before, rossi, physician_global_cm=Decimal("7.9"))
    old, new = page_of(at_desk, before), page_of(at_desk, after)

    assert "was superseded on" in old
    assert reverse("dashboard:score", args=[after.uuid]) in old
    assert "57.5" in old
    assert "was superseded on" not in new


def test_a_superseded_row_waits_for_nothing(at_desk: Client, patient: Patient, rossi: User) -> None:
    before = last_score(patient)
    amended(before, rossi, physician_global_cm=Decimal("7.9"))
    mark_due(patient.pk)
    text = page_of(at_desk, before)

    assert "every 3s" not in text
    assert "57.5" in text
    assert "42.5" not in text  # the row in force, which is being computed anew


def test_a_score_of_a_withdrawn_visit_says_that_none_holds(
    at_desk: Client, patient: Patient, rossi: User
) -> None:
    row = last_score(patient)
    visit = row.visit
    withdraw_visit(visit=visit, by=rossi, reason="another patient's")
    recompute_if_due(patient.pk)
    text = page_of(at_desk, row)

    assert "The visit was withdrawn." in text
    assert "no other has taken its place" in text
    assert "another patient&#x27;s" in text
    assert reverse("dashboard:visit", args=[visit.uuid]) in text  # where by whom and why stands


def test_another_versions_score_is_told_as_it_was_stored(at_desk: Client, patient: Patient) -> None:
    row = last_score(patient)
    measures = row.measures | {
        "mmt": row.measures["mmt"] | {"band": {"over": "3", "to": "9"}, "points": "9"}
    }
    older = put_in_place_of(row, criteria_version="0.9", measures=measures)
    text = page_of(at_desk, older)

    assert "Another version of the criteria made this score" in text
    assert "&gt; 3–9" in text
    assert "version 0.9" in text
    assert "minimal from" not in text
    assert 'class="number w-cell' not in text


def test_an_open_page_follows_its_score(at_desk: Client, patient: Patient, rossi: User) -> None:
    row = last_score(patient)
    address = reverse("dashboard:score", args=[row.uuid])
    seen = at_desk.get(address).context["edition"]
    assert at_desk.get(address, {"seen": seen}).status_code == 204
    amended(row, rossi, physician_global_cm=Decimal("7.9"))
    assert "was superseded on" in at_desk.get(address, {"seen": seen}).content.decode()


# --- What stands on it ----------------------------------------------------------------------


def test_it_can_be_checked_by_hand(at_desk: Client, patient: Patient) -> None:
    row = last_score(patient)
    text = page_of(at_desk, row)

    for words in (
        "57.5",
        "Moderate",
        "Physician global",
        "10 cm",
        "+20",
        "&gt; 15–25",
        "15 × limit",
        "1140 U/L, limit 190",
        "limit 190</span>",
        "MMT8, both sides (0-150)",
        "2016 ACR/EULAR total improvement score",
        "minimal from 20, moderate from 40, major from 60",
        "Definition of improvement of 2004: met",
        "Deterioration: not met",
        row.fingerprint,
        row.program_version,
        reverse("dashboard:visit", args=[row.baseline.uuid]),
        reverse("dashboard:visit", args=[row.visit.uuid]),
        "first score",
        "in force",
    ):
        assert words in text, words
    assert text.count("fell here") == 6


def test_the_page_prints_the_numbers_of_the_explanation(at_desk: Client, patient: Patient) -> None:
    row = last_score(patient)
    text = page_of(at_desk, row)
    explanation = explanation_of(row)
    assert explanation is not None
    for one in to_json(explanation)["measures"].values():
        assert f'<span class="points">{one["points"]}</span>' in text
        assert f"+{round(Decimal(one['change_percent']), 1).normalize():f}<" in text


def test_what_is_missing_is_told_with_what_would_decide(
    at_desk: Client, patient: Patient, rossi: User
) -> None:
    row = amended(last_score(patient), rossi, haq=None)
    text = page_of(at_desk, row)

    assert "50.0–60.0" in text
    assert "Undetermined: moderate to major" in text
    assert "HAQ-DI: not assessed at this visit. From its value at the baseline" in text
    assert "HAQ-DI 0.75 or lower makes the response major." in text
    assert "With a measure missing there is no total." in text


def test_a_worse_measure_is_named_in_words(at_desk: Client, patient: Patient, rossi: User) -> None:
    row = amended(last_score(patient), rossi, muscle_strength=Decimal(97))
    text = page_of(at_desk, row)
    assert "MMT8: 100 at the baseline, 97 at this visit (−2 %)." in text


def test_a_row_without_a_score_says_what_to_fix_and_what_was_used(
    at_desk: Client, patient: Patient, rossi: User
) -> None:
    row = amended(
        last_score(patient), rossi, muscle_instrument="mmt8_right", muscle_strength=Decimal(70)
    )
    text = page_of(at_desk, row)
    assert "The muscle instrument is not the one of the baseline." in text
    assert "MMT8, both sides (0-150) / MMT8, right side (0-80)" in text
    assert "Measure by measure" not in text


def test_a_changed_limit_and_a_chosen_enzyme_are_told(
    at_desk: Client, patient: Patient, rossi: User
) -> None:
    first = last_score(patient)
    row = amended(first, rossi, laboratory=[lab("ck", "1140", "U/L", "210")])
    choose_enzyme(episode=row.episode, by=rossi, use="ck", exclude=["ldh"], reason="lung disease")
    recompute_if_due(patient.pk)
    text = page_of(at_desk, last_score(patient))
    assert "The upper limit of normal of CK has changed: 190, now 210 U/L." in text
    assert "CK. Chosen; left out: LDH (reason: lung disease)" in text
    assert "enzyme chosen, rossi" in text


def test_a_confirmed_deterioration_is_told(
    at_desk: Client, rossi: User, milan: Centre, today: date
) -> None:
    patient = register(rossi, milan, "P-102")
    days = [today - timedelta(days=ago) for ago in (100, 60, 20)]
    treat(patient, rossi, days[0])
    see(patient, rossi, days[0], active())
    for day in days[1:]:
        see(patient, rossi, day, active(extramuscular_global_cm=Decimal(9)))
    recompute_if_due(patient.pk)
    first, second = Score.objects.current().order_by("visit__visited_on")
    assert "Deterioration: met at this visit, not at the one before" in page_of(at_desk, first)
    assert "Deterioration: met, and confirmed by the visit before" in page_of(at_desk, second)


def test_past_18_the_response_of_an_adult_stands_beside_it(
    at_desk: Client, rossi: User, milan: Centre, today: date
) -> None:
    born = date(today.year - 18, today.month, 1) - timedelta(days=20)
    patient = register(rossi, milan, "P-103", born=born)
    start = born.replace(year=born.year + 18) - timedelta(days=60)
    treat(patient, rossi, start)
    see(patient, rossi, start, active())
    see(patient, rossi, today, better())
    recompute_if_due(patient.pk)
    text = page_of(at_desk, last_score(patient))
    assert "Past the 18th birthday" in text
    assert "By an adult's the response would be: moderate." in text
    assert "Parent or patient global" in text
    assert "CHAQ" in text


# --- History --------------------------------------------------------------------------------


def test_the_history_says_what_changed_and_why(
    at_desk: Client, patient: Patient, rossi: User
) -> None:
    first = last_score(patient)
    second = amended(first, rossi, reason="read from the wrong line", haq=Decimal(1))
    text = page_of(at_desk, second)

    assert "HAQ-DI at this visit: 1.5 → 1" in " ".join(text.split())
    assert "visit amended, rossi" in text
    assert "read from the wrong line" in text
    assert reverse("dashboard:score", args=[first.uuid]) in text


def test_another_baseline_is_told_by_its_day(
    at_desk: Client, rossi: User, milan: Centre, today: date
) -> None:
    patient = register(rossi, milan, "P-104")
    days = [today - timedelta(days=ago) for ago in (130, 100, 20)]
    earlier = see(patient, rossi, days[0], active(haq=Decimal(3)))
    treat(patient, rossi, days[1])
    see(patient, rossi, days[1], active())
    see(patient, rossi, days[2], better())
    recompute_if_due(patient.pk)
    row = last_score(patient)
    designate_baseline(episode=row.episode, by=rossi, visit=earlier, reason="before steroids")
    recompute_if_due(patient.pk)
    text = " ".join(page_of(at_desk, last_score(patient)).split())
    assert "before steroids" in text
    assert "HAQ-DI at the baseline: 2 → 3" in text
    assert "Baseline: " in text


def test_the_page_asks_as_often_however_long_the_history(
    at_desk: Client, patient: Patient, rossi: User
) -> None:
    row = last_score(patient)
    page_of(at_desk, row)
    once = queries_of(lambda: page_of(at_desk, row))
    for haq in ("1.25", "1", "0.75"):
        row = amended(row, rossi, haq=Decimal(haq))
    assert len(queries_of(lambda: page_of(at_desk, row))) == len(once) == 3
