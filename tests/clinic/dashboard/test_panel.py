"""The live score beside the visit form."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from clinic.accounts.models import User
from clinic.audit.models import AuditEvent
from clinic.registry.models import Patient, TreatmentCourse
from clinic.visits.laboratory import LabValue
from clinic.visits.models import Visit
from clinic.visits.services import record_visit
from scoring.models import Recomputation
from scoring.services import recompute_if_due
from tests.clinic.visits.typing import ck, typed
from tests.people import let_in

pytestmark = pytest.mark.django_db

BETTER = {
    "physician_global_cm": "3",
    "patient_global_cm": "3,0",
    "muscle_strength": "140",
    "haq": "0.5",
    "extramuscular_global_cm": "2",
    "ck_value": "190",
    "ck_uln": "190",
}


@pytest.fixture
def baseline(ada: Patient, anakinra: TreatmentCourse, rossi: User) -> Visit:
    """All six measures, on the day anakinra starts."""
    assert anakinra.started_on
    return record_visit(
        patient=ada,
        by=rossi,
        visited_on=anakinra.started_on,
        physician_global_cm=Decimal(8),
        patient_global_cm=Decimal(7),
        extramuscular_global_cm=Decimal(7),
        muscle_strength=Decimal(100),
        muscle_instrument="mmt8_both_sides",
        haq=Decimal(2),
        laboratory=[LabValue("ck", Decimal(1900), "U/L", Decimal(190))],
    )


def address(patient: Patient) -> str:
    return reverse("dashboard:score_panel", args=[patient.uuid])


def panel(client: Client, patient: Patient, day: date | None = None, **entries: str) -> str:
    response = client.post(address(patient), typed(day, **entries))
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_another_centres_patient_is_404(client: Client, neri: User, ada: Patient) -> None:
    let_in(client, neri)
    assert client.post(address(ada), typed()).status_code == 404


def test_a_reviewer_gets_403(client: Client, greco: User, ada: Patient) -> None:
    let_in(client, greco)
    response = client.post(address(ada), typed())
    assert response.status_code == 403
    assert "P-001" not in response.content.decode()


def test_findings_do_not_travel_in_an_address(at_desk: Client, ada: Patient) -> None:
    assert at_desk.get(address(ada)).status_code == 405


def test_nothing_typed_into_the_panel_is_stored(
    at_desk: Client, ada: Patient, baseline: Visit
) -> None:
    before = AuditEvent.objects.count()
    panel(at_desk, ada, **BETTER)
    assert ada.visits.count() == 1
    assert AuditEvent.objects.count() == before


def test_without_index_treatment_it_says_so(at_desk: Client, ada: Patient) -> None:
    assert "No index treatment has been started." in panel(at_desk, ada, **BETTER)


def test_without_baseline_it_says_so(
    at_desk: Client, ada: Patient, anakinra: TreatmentCourse
) -> None:
    assert "There is no baseline visit yet." in panel(at_desk, ada, **BETTER)


def test_on_the_first_day_the_visit_is_the_baseline(
    at_desk: Client, ada: Patient, anakinra: TreatmentCourse
) -> None:
    shown = panel(at_desk, ada, anakinra.started_on, **BETTER)
    assert "This visit is the baseline." in shown
    assert "panel-score" not in shown


def test_of_an_untouched_form_no_score_is_shown_but_what_to_begin_with(
    at_desk: Client, ada: Patient, baseline: Visit
) -> None:
    shown = panel(at_desk, ada)
    assert "Nothing assessed yet" in shown
    assert "Begin with: Physician global." in shown
    assert "<dt>Highest this baseline allows</dt><dd>100.0</dd>" in shown
    for early in ("panel-score", "ruler", "Missing", "undetermined", "contributions", "trend-now"):
        assert early not in shown, early


def test_what_the_baseline_lacks_is_not_what_to_begin_with(
    at_desk: Client, ada: Patient, baseline: Visit
) -> None:
    Visit.objects.filter(pk=baseline.pk).update(physician_global_cm=None)
    assert "Begin with: Patient global." in panel(at_desk, ada)


def test_an_untouched_form_keeps_the_line_of_the_earlier_scores(
    at_desk: Client, ada: Patient, rossi: User, baseline: Visit, today: date
) -> None:
    day = today - timedelta(days=1)
    record_visit(patient=ada, by=rossi, visited_on=day, physician_global_cm=Decimal(3))
    recompute_if_due(ada.pk)
    shown = panel(at_desk, ada)
    assert "panel-trend" in shown
    assert "trend-now" not in shown


def test_one_measure_is_enough_for_a_range(at_desk: Client, ada: Patient, baseline: Visit) -> None:
    shown = panel(at_desk, ada, physician_global_cm="3")
    assert "Nothing assessed yet" not in shown
    assert '<p class="panel-score">20.0–100.0</p>' in shown


def test_without_a_usable_day_it_says_so(at_desk: Client, ada: Patient, baseline: Visit) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    shown = panel(at_desk, ada, tomorrow, **BETTER)
    assert "The date of the visit is missing or cannot be right." in shown


def test_a_whole_visit_shows_its_total_its_category_and_each_contribution(
    at_desk: Client, ada: Patient, baseline: Visit
) -> None:
    shown = panel(at_desk, ada, **BETTER)
    # points of the table, in its order: 20, 7.5, 27.5, 10, 7.5 and 20
    assert '<p class="panel-score">92.5</p>' in shown
    assert 'class="chip major"' in shown
    assert "8 → 3" in shown
    assert "26.7 %" in shown
    assert 'data-followed="ck"' in shown
    assert "Missing:" not in shown


def test_a_missing_measure_widens_the_score_and_is_named(
    at_desk: Client, ada: Patient, baseline: Visit
) -> None:
    shown = panel(at_desk, ada, **BETTER | {"physician_global_cm": "", "haq": ""})
    assert '<p class="panel-score">62.5–92.5</p>' in shown
    assert "Missing: Physician global, HAQ-DI" in shown


def test_bounds_of_two_categories_are_undetermined(
    at_desk: Client, ada: Patient, baseline: Visit
) -> None:
    shown = panel(at_desk, ada, physician_global_cm="3", patient_global_cm="3")
    assert "Undetermined: minimal to major" in shown


def test_what_is_refused_counts_as_missing_and_is_named(
    at_desk: Client, ada: Patient, baseline: Visit
) -> None:
    shown = panel(at_desk, ada, **BETTER | {"haq": "5", "ck_value": "<5"})
    assert "Not usable as typed, counted as missing: HAQ-DI, CK" in shown
    assert "Missing: HAQ-DI, CK" in shown


def test_a_measure_that_got_worse_is_named_though_the_score_hides_it(
    at_desk: Client, ada: Patient, baseline: Visit
) -> None:
    shown = panel(at_desk, ada, **BETTER | {"muscle_strength": "90"})
    assert "<dt>Worse than baseline</dt><dd>MMT8</dd>" in shown


def test_another_instrument_than_the_baselines_gives_the_reason(
    at_desk: Client, ada: Patient, baseline: Visit
) -> None:
    shown = panel(
        at_desk, ada, **BETTER | {"muscle_instrument": "mmt8_right", "muscle_strength": "70"}
    )
    assert "The muscle instrument is not the one of the baseline." in shown
    assert "Use the instrument of the baseline, or correct the visit" in shown
    assert "At the baseline: MMT8, both sides (0-150)." in shown


def test_the_panel_gives_the_score_that_is_stored_later(
    at_desk: Client, ada: Patient, rossi: User, baseline: Visit, today: date
) -> None:
    at_desk.post(reverse("visits:record", args=[ada.uuid]), typed(**BETTER))
    recompute_if_due(ada.pk)
    visit = ada.visits.get(visited_on=today)
    assert f'<p class="panel-score">{visit.scores.get().total}</p>' in panel(
        at_desk, ada, **BETTER | {"visit": str(visit.uuid)}
    )


def test_a_visit_that_is_amended_does_not_stand_in_its_own_trend(
    at_desk: Client, ada: Patient, rossi: User, baseline: Visit, today: date
) -> None:
    record_visit(patient=ada, by=rossi, visited_on=today, haq=Decimal(1))
    recompute_if_due(ada.pk)
    visit = ada.visits.get(visited_on=today)
    assert "Last score" in panel(at_desk, ada, **BETTER)
    assert "First score of this treatment" in panel(
        at_desk, ada, **BETTER | {"visit": str(visit.uuid)}
    )


def test_while_scores_are_recomputed_no_old_one_is_drawn(
    at_desk: Client, ada: Patient, rossi: User, baseline: Visit, today: date
) -> None:
    record_visit(patient=ada, by=rossi, visited_on=today, haq=Decimal(1))
    assert Recomputation.objects.get(patient=ada).is_pending
    shown = panel(at_desk, ada, **BETTER)
    assert "Earlier scores are being recomputed" in shown
    assert "panel-trend" not in shown


def test_a_child_is_measured_by_the_childrens_thresholds(
    at_desk: Client, ada: Patient, rossi: User, baseline: Visit, today: date
) -> None:
    Patient.objects.filter(pk=ada.pk).update(date_of_birth=today - timedelta(days=15 * 365))
    shown = panel(at_desk, ada, **BETTER)
    assert "juvenile" in shown
    assert ">70</text>" in shown
    assert ">60</text>" not in shown


@pytest.mark.parametrize("visits", [1, 10])
def test_the_database_is_asked_as_often_for_many_visits_as_for_one(
    at_desk: Client, ada: Patient, rossi: User, baseline: Visit, today: date, visits: int
) -> None:
    for number in range(visits):
        day = today - timedelta(days=number + 1)
        record_visit(patient=ada, by=rossi, visited_on=day, laboratory=[ck()])
    recompute_if_due(ada.pk)
    with CaptureQueriesContext(connection) as asked:
        panel(at_desk, ada, **BETTER)
    # session, user, memberships; patient; course, visits, baseline's results; scores
    assert len(asked) == 8


def test_no_name_is_read_for_the_panel(at_desk: Client, ada: Patient, baseline: Visit) -> None:
    with CaptureQueriesContext(connection) as asked:
        panel(at_desk, ada, **BETTER)
    assert not any("registry_identity" in query["sql"] for query in asked)


def test_what_would_decide_an_open_response_is_said(
    at_desk: Client, ada: Patient, baseline: Visit
) -> None:
    shown = panel(
        at_desk,
        ada,
        physician_global_cm="3",
        patient_global_cm="7",
        muscle_strength="104",
        extramuscular_global_cm="4",
        ck_value="190",
    )
    # 20, 0, 10, missing, 7.5 and 15 are 52.5: HAQ-DI must earn 7.5, more than 15 % of 3
    assert "HAQ-DI 1.5 or lower makes the response major." in shown
