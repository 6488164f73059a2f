"""A visit's page: first who does not get it, and what must not stand on it."""

import re
from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

from django.test import Client
from django.urls import reverse

from clinic.accounts.models import Centre, User
from clinic.registry.models import Patient
from clinic.registry.treatment import start_course
from clinic.visits.models import Visit
from scoring.models import MAX_ATTEMPTS, Recomputation
from scoring.services import mark_due, recompute_if_due
from tests.clinic.dashboard.course import active, better, course, lab, register, see
from tests.clinic.dashboard.queries import queries_of
from tests.people import let_in


def page_of(client: Client, visit: Visit) -> str:
    answer = client.get(reverse("dashboard:visit", args=[visit.uuid]))
    assert answer.status_code == 200
    return answer.content.decode()


def last_visit(patient: Patient) -> Visit:
    visit = patient.visits.last()
    assert visit
    return visit


def test_an_unknown_visit_is_not_found(at_desk: Client) -> None:
    assert at_desk.get(reverse("dashboard:visit", args=[uuid4()])).status_code == 404


def test_another_centres_visit_is_not_found_and_a_reviewer_is_refused(
    client: Client, neri: User, greco: User, rossi: User, milan: Centre, today: date
) -> None:
    visit = last_visit(course(rossi, milan, "P-101", today))
    address = reverse("dashboard:visit", args=[visit.uuid])

    for person, status in ((neri, 404), (greco, 403)):
        let_in(client, person)
        answer = client.get(address)
        assert answer.status_code == status
        assert "P-101" not in answer.content.decode()


def test_while_pending_or_failed_no_old_score_stands_on_it(
    at_desk: Client, rossi: User, milan: Centre, today: date
) -> None:
    patient = course(rossi, milan, "P-101", today)
    mark_due(patient.pk)
    pending = page_of(at_desk, last_visit(patient))
    Recomputation.objects.filter(patient=patient).update(attempts=MAX_ATTEMPTS)
    failed = page_of(at_desk, last_visit(patient))

    assert "Being recomputed" in pending
    assert "could not be recomputed" in failed
    assert "57.5" not in pending + failed
    assert "every 3s" in pending
    assert "every 3s" not in failed


def test_a_visits_page_is_told_when_its_scores_are_others_than_it_shows(
    at_desk: Client, rossi: User, milan: Centre, today: date
) -> None:
    patient = course(rossi, milan, "P-101", today)
    shown = page_of(at_desk, last_visit(patient))
    asks = re.findall(r'hx-get="([^"]+seen=[^"]*)"', shown)[0]
    assert at_desk.get(asks).status_code == 204

    mark_due(patient.pk)
    assert "Being recomputed" in at_desk.get(asks).content.decode()


def test_each_measure_stands_with_everything_its_points_come_from(
    at_desk: Client, rossi: User, milan: Centre, today: date
) -> None:
    text = page_of(at_desk, last_visit(course(rossi, milan, "P-101", today)))

    for words in (
        "57.5",
        "Moderate",
        "Physician global",
        "10 cm",
        "MMT8",
        "&gt; 15–25",
        "15 × limit",
        "2016 ACR/EULAR total improvement score",
        "Computed",
        "minimal from 20",
    ):
        assert words in text, words


def test_a_missing_measure_is_named_with_where_it_is_missing(
    at_desk: Client, rossi: User, milan: Centre, today: date
) -> None:
    patient = course(rossi, milan, "P-101", today, days=(-100,))
    visit = see(patient, rossi, today - timedelta(days=5), better(haq=None))
    recompute_if_due(patient.pk)

    text = page_of(at_desk, visit)
    assert '<span class="chip undetermined">Undetermined</span>' in text
    assert "not assessed at this visit" in text
    assert "Missing: HAQ-DI." in text


def test_a_changed_upper_limit_is_flagged(
    at_desk: Client, rossi: User, milan: Centre, today: date
) -> None:
    patient = course(rossi, milan, "P-101", today, days=(-100,))
    visit = see(
        patient,
        rossi,
        today - timedelta(days=5),
        better(laboratory=[lab("ck", "1140", "U/L", "200")]),
    )
    recompute_if_due(patient.pk)

    text = page_of(at_desk, visit)
    assert "The upper limit of normal of CK has changed: 190, now 200 U/L." in text


def test_another_muscle_instrument_leaves_no_score_and_says_why(
    at_desk: Client, rossi: User, milan: Centre, today: date
) -> None:
    patient = course(rossi, milan, "P-101", today, days=(-100,))
    visit = see(
        patient,
        rossi,
        today - timedelta(days=5),
        better(muscle_instrument="mmt8_right", muscle_strength=Decimal(70)),
    )
    recompute_if_due(patient.pk)

    page = page_of(at_desk, visit)
    assert "The muscle instrument is not the one of the baseline. Use the instrument" in page
    assert "At the baseline: MMT8, both sides (0-150)." in page


def test_a_baseline_says_that_it_is_one(
    at_desk: Client, rossi: User, milan: Centre, today: date
) -> None:
    patient = course(rossi, milan, "P-101", today)
    baseline = patient.visits.first()
    assert baseline

    assert "This visit is the baseline" in page_of(at_desk, baseline)


def test_a_visit_of_two_episodes_shows_both(
    at_desk: Client, rossi: User, milan: Centre, today: date
) -> None:
    patient = course(rossi, milan, "P-101", today, days=(-100, -60))
    start_course(
        patient=patient,
        by=rossi,
        drug="rituximab",
        role="index",
        started_on=today - timedelta(days=40),
        is_new_episode=True,
    )
    visit = see(patient, rossi, today - timedelta(days=5), better())
    recompute_if_due(patient.pk)

    text = page_of(at_desk, visit)
    assert "Response to Anakinra" in text
    assert "Response to Rituximab" in text


def test_what_was_not_assessed_says_so_and_another_unit_is_converted(
    at_desk: Client, rossi: User, milan: Centre, today: date
) -> None:
    patient = register(rossi, milan, "P-101")
    visit = see(
        patient,
        rossi,
        today,
        active(
            haq=None,
            note="Rash <b>fading</b>",
            laboratory=[lab("crp", "1.2", "mg/dL", "0.5"), lab("ferritin", "90", "ug/L", None)],
        ),
    )

    text = page_of(at_desk, visit)
    for words in ("not assessed", "= 12 mg/L", "2.4 × limit", "µg/L", "&lt;b&gt;fading"):
        assert words in text, words


def test_the_page_asks_the_same_questions_whatever_the_number_of_visits(
    at_desk: Client, rossi: User, milan: Centre, today: date
) -> None:
    few = last_visit(course(rossi, milan, "P-101", today, days=(-100, -10)))
    many = last_visit(course(rossi, milan, "P-102", today, days=range(-100, 0, 10)))

    assert len(queries_of(lambda: page_of(at_desk, few))) == len(
        queries_of(lambda: page_of(at_desk, many))
    )
