"""The review list as a page: first who does not get it."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from clinic.accounts.models import Centre, User
from clinic.registry.models import Patient
from clinic.visits.services import record_relapse
from scoring.models import MAX_ATTEMPTS, Recomputation
from scoring.services import mark_due, recompute_if_due
from tests.clinic.dashboard.course import active, better, course, register, see, treat
from tests.clinic.dashboard.queries import queries_of
from tests.people import let_in

REVIEW = reverse("dashboard:review")
MOST_QUERIES = 8


def text_of(client: Client, address: str = "") -> str:
    answer = client.get(REVIEW + address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_reviewer_gets_403_without_a_word_of_any_patient(
    client: Client, greco: User, rossi: User, milan: Centre, today: date
) -> None:
    course(rossi, milan, "P-101", today)
    let_in(client, greco)

    answer = client.get(REVIEW)
    assert answer.status_code == 403
    assert "P-101" not in answer.content.decode()


def test_another_centres_clinician_sees_an_empty_list(
    client: Client, neri: User, rossi: User, milan: Centre, today: date
) -> None:
    course(rossi, milan, "P-101", today)
    let_in(client, neri)

    text = text_of(client)
    assert "P-101" not in text
    assert "No patients yet" in text


def test_the_list_changes_nothing(at_desk: Client) -> None:
    assert at_desk.post(REVIEW).status_code == 405


def test_a_pending_score_is_neither_shown_nor_drawn(
    at_desk: Client, rossi: User, milan: Centre, today: date
) -> None:
    patient = course(rossi, milan, "P-101", today)
    assert "Moderate" in _row(text_of(at_desk))

    mark_due(patient.pk)
    row = _row(text_of(at_desk))
    assert "Recomputing" in row
    assert "57.5" not in row
    assert "Moderate" not in row
    assert 'class="end moderate"' not in row


def test_a_pending_list_asks_again_and_a_current_one_does_not(
    at_desk: Client, rossi: User, milan: Centre, today: date
) -> None:
    patient = course(rossi, milan, "P-101", today)
    assert 'hx-get="?" hx-trigger="return from:body" ' in text_of(at_desk)

    mark_due(patient.pk)
    assert 'hx-get="?view=to-see"' not in text_of(at_desk)
    assert 'hx-get="?" hx-trigger="return from:body, every 4s" ' in text_of(at_desk)


def test_a_failed_recomputation_is_said_so(
    at_desk: Client, rossi: User, milan: Centre, today: date
) -> None:
    patient = course(rossi, milan, "P-101", today)
    mark_due(patient.pk)
    Recomputation.objects.filter(patient=patient).update(attempts=MAX_ATTEMPTS)

    row = _row(text_of(at_desk))
    assert "Not recomputed" in row
    assert "57.5" not in row


def test_a_row_says_who_when_how_far_and_what_is_wrong(
    at_desk: Client, rossi: User, milan: Centre, today: date
) -> None:
    patient = course(rossi, milan, "P-101", today, days=(-100, -60))
    findings = better(haq=None, muscle_strength=Decimal(90), has_adverse_event=True)
    see(patient, rossi, today - timedelta(days=3), findings)
    record_relapse(patient=patient, by=rossi, occurred_on=today, organ="lung")
    recompute_if_due(patient.pk)

    row = _row(text_of(at_desk))
    for cell in (
        '"c-antibody">anti-Jo1<',
        '"c-day number">100<',
        '"c-last"><span>3 d<',
        '"c-total number">40.0–50.0<',
        "<span>50</span></div></td>",
        "▼</span>Relapse, lung<",
        "Adverse event<",
        "MMT8 worse<",
        "○</span>HAQ-DI<",
    ):
        assert cell in row, cell


def test_the_title_counts_and_leaves_out_what_counts_nobody(
    at_desk: Client, rossi: User, milan: Centre, today: date
) -> None:
    patient = course(rossi, milan, "P-101", today)
    record_relapse(patient=patient, by=rossi, occurred_on=today, organ="lung")
    recompute_if_due(patient.pk)

    text = text_of(at_desk)
    assert "1 to see this week" in text
    assert "1 relapse<" in text
    assert "adverse event" not in text


def test_an_address_carries_nothing_of_a_patient(
    at_desk: Client, rossi: User, milan: Centre, today: date
) -> None:
    patient = course(rossi, milan, "P-101", today)
    text = text_of(at_desk)
    addresses = [part.split('"')[0] for part in text.split('href="')[1:]]

    assert f"/patients/{patient.uuid}/" in addresses
    assert not any("P-101" in address or "1970" in address for address in addresses)


def test_an_illustrative_patient_is_tagged(
    at_desk: Client, rossi: User, milan: Centre, today: date
) -> None:
    course(rossi, milan, "P-101", today)
    assert "illustrative" not in _row(text_of(at_desk))

    Patient.objects.update(is_illustrative=True)
    assert "illustrative" in _row(text_of(at_desk))


def test_an_unassessed_crp_and_an_unknown_dose_say_so(
    at_desk: Client, rossi: User, milan: Centre, today: date
) -> None:
    recompute_if_due(register(rossi, milan, "P-101").pk)

    row = _row(text_of(at_desk))
    assert "not assessed" in row
    assert "not known" in row
    assert "no index treatment" in row


def test_bounds_lie_on_the_thresholds_of_the_stored_scores_population(
    at_desk: Client, rossi: User, milan: Centre, today: date
) -> None:
    """A child at the baseline, grown up on the day the treatment started."""
    start = today - timedelta(days=60)
    born = (start - timedelta(days=5)).replace(year=start.year - 18)
    patient = register(rossi, milan, "P-101", born=born)
    treat(patient, rossi, start)
    see(patient, rossi, start - timedelta(days=20), active())
    see(patient, rossi, today, better(haq=None))
    recompute_if_due(patient.pk)

    row = _row(text_of(at_desk))
    # 30, 45 and 70 of 100 on a ruler of 96
    assert 'd="M0 5H96M28.8 0v10M43.2 0v10M67.2 0v10"' in row
    assert 'href="#bands-juvenile"' in row


def test_an_adults_bounds_lie_on_the_thresholds_of_adults(
    at_desk: Client, rossi: User, milan: Centre, today: date
) -> None:
    patient = course(rossi, milan, "P-101", today, days=(-100,))
    see(patient, rossi, today, better(haq=None))
    recompute_if_due(patient.pk)

    row = _row(text_of(at_desk))
    assert 'd="M0 5H96M19.2 0v10M38.4 0v10M57.6 0v10"' in row
    assert 'href="#bands-adult"' in row


def test_italian_prints_a_decimal_comma_and_keeps_the_drawing(
    at_desk: Client, rossi: User, milan: Centre, today: date
) -> None:
    course(rossi, milan, "P-101", today)
    with translation.override("it"):
        answer = at_desk.get(REVIEW, headers={"Accept-Language": "it"})

    row = _row(answer.content.decode())
    assert "57,5" in row
    assert all("," not in part.split('"')[0] for part in row.split(' d="')[1:])


def test_filters_that_nobody_fits_offer_to_clear_them_and_no_registration(
    at_desk: Client, rossi: User, milan: Centre, today: date
) -> None:
    course(rossi, milan, "P-101", today)

    text = text_of(at_desk, "?view=gaps&sort=code&antibody=pl7&response=major")
    assert "No patient fits these filters" in text
    assert 'href="?view=gaps&amp;sort=code">Clear the filters' in text
    assert "No patients yet" not in text
    assert "Register a patient" not in text
    assert 'class="count"' not in text


def test_an_empty_centre_has_no_filters_to_clear(at_desk: Client) -> None:
    text = text_of(at_desk)
    assert "No patients yet" in text
    assert "Clear the filters" not in text


def test_a_view_without_anybody_offers_everyone(
    at_desk: Client, rossi: User, milan: Centre, today: date
) -> None:
    course(rossi, milan, "P-101", today)

    for address in ("?view=gaps", "?view=gaps&sort=score"):
        assert "Nobody stands in this view." in text_of(at_desk, address)


@pytest.mark.parametrize("address", ["", "?sort=score&antibody=jo1&response=moderate"])
def test_the_list_asks_the_same_few_questions_of_3_and_of_30_patients(
    address: str, at_desk: Client, rossi: User, milan: Centre, today: date
) -> None:
    for number in range(3):
        course(rossi, milan, f"P-1{number:02}", today, days=(-100, -10))
    few = queries_of(lambda: text_of(at_desk, address))
    for number in range(27):
        course(rossi, milan, f"P-2{number:02}", today, days=(-100, -10))
    many = queries_of(lambda: text_of(at_desk, address))

    assert len(few) == len(many) <= MOST_QUERIES, many


def _row(text: str) -> str:
    """From the patient's code to the end of the row."""
    return text[text.index('class="row-link"') :].split("</tr>", maxsplit=1)[0]
