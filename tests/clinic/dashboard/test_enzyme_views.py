"""The page on which the muscle enzyme is chosen: first what is refused."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from clinic.accounts.models import Centre, User
from clinic.registry.models import Patient
from clinic.registry.treatment import Dose, end_course, start_course
from clinic.visits.models import Visit
from clinic.visits.services import amend_visit
from scoring.models import Episode, Score
from scoring.services import choose_enzyme, recompute_if_due
from tests.clinic.dashboard.course import active, better, lab, register, see, treat
from tests.entries import entries_on
from tests.people import let_in

CK, LDH = lab("ck", "1900", "U/L", "190"), lab("ldh", "480", "U/L", "240")


@pytest.fixture
def start(today: date) -> date:
    return today - timedelta(days=100)


@pytest.fixture
def patient(rossi: User, milan: Centre, start: date) -> Patient:
    """CK ten times its limit, LDH twice its own; at the follow-up only LDH is better."""
    patient = register(rossi, milan, "P-101")
    treat(patient, rossi, start)
    see(patient, rossi, start, active(laboratory=[CK, LDH]))
    later = [CK, lab("ldh", "240", "U/L", "240")]
    see(patient, rossi, start + timedelta(days=60), better(laboratory=later))
    recompute_if_due(patient.pk)
    return patient


def address(patient: Patient, name: str = "enzyme") -> str:
    return reverse(f"dashboard:{name}", args=[patient.uuid])


def page_of(desk: Client, patient: Patient) -> str:
    return desk.get(address(patient)).content.decode()


def opened(desk: Client, patient: Patient, **typed: Any) -> dict[str, Any]:
    """The form as it is opened, and what is typed over it."""
    return entries_on(page_of(desk, patient)) | typed


def amend_baseline(patient: Patient, by: User, laboratory: list[Any]) -> None:
    visit: Visit = patient.visits.all()[0]
    amend_visit(
        visit=visit, by=by, reason="slip", version=visit.version, **active(laboratory=laboratory)
    )


def test_data_entry_and_another_centre_stay_outside(
    client: Client, verdi: User, neri: User, patient: Patient
) -> None:
    for person, status in ((verdi, 403), (neri, 404)):
        let_in(client, person)
        for name in ("enzyme", "enzyme_preview"):
            answer = client.post(address(patient, name), {"enzyme": "ldh", "reason": "x"})
            assert answer.status_code == status
            assert "P-101" not in answer.content.decode()
    assert Episode.objects.get().enzyme is None


def test_before_there_is_an_index_treatment_there_is_nothing_to_choose(
    at_desk: Client, rossi: User, milan: Centre
) -> None:
    assert at_desk.get(address(register(rossi, milan, "P-102"))).status_code == 404


@pytest.mark.parametrize("reason", ["", "   "])
def test_a_choice_without_a_reason_is_not_saved(
    reason: str, at_desk: Client, patient: Patient
) -> None:
    typed = opened(at_desk, patient, enzyme="ldh", reason=reason)
    answer = at_desk.post(address(patient), typed)
    assert "This field is required." in answer.content.decode()
    assert 'value="ldh" checked' in answer.content.decode()
    assert Episode.objects.get().enzyme is None


def test_an_enzyme_that_is_left_out_cannot_be_followed(at_desk: Client, patient: Patient) -> None:
    typed = opened(at_desk, patient, enzyme="ck", excluded_enzymes=["ck"], reason="statin")
    assert (
        "This enzyme is left out: count it again"
        in at_desk.post(address(patient), typed).content.decode()
    )
    assert Episode.objects.get().enzyme is None


def test_an_enzyme_without_its_limit_cannot_be_chosen_and_is_marked(
    at_desk: Client, rossi: User, patient: Patient
) -> None:
    amend_baseline(patient, rossi, [CK, lab("ldh", "480", "U/L", None)])
    page = page_of(at_desk, patient)
    assert 'value="ldh" disabled' in page
    assert "LDH has no upper limit of normal at the baseline: enter the limit there" in page
    answer = at_desk.post(address(patient), opened(at_desk, patient, enzyme="ldh", reason="x"))
    assert "enter the limit there" in answer.content.decode()
    assert Episode.objects.get().enzyme is None


def test_a_choice_that_somebody_made_meanwhile_is_shown_beside_ones_own(
    at_desk: Client, rossi: User, patient: Patient
) -> None:
    typed = opened(at_desk, patient, enzyme="ldh", reason="lung disease")
    choose_enzyme(
        episode=Episode.objects.get(), by=rossi, use=None, exclude=["alt", "ast"], reason="drug"
    )
    answer = at_desk.post(address(patient), typed)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "<td>ALT, AST</td><td>none</td>" in page
    assert "lung disease" in page
    assert Episode.objects.get().enzyme is None
    assert at_desk.post(address(patient), entries_on(page)).status_code == 302
    assert Episode.objects.get().enzyme == "ldh"


def test_a_baseline_that_was_amended_meanwhile_is_shown_first(
    at_desk: Client, rossi: User, patient: Patient
) -> None:
    typed = opened(at_desk, patient, enzyme="ldh", reason="lung disease")
    amend_baseline(patient, rossi, [CK, lab("ldh", "960", "U/L", "240")])
    answer = at_desk.post(address(patient), typed)
    assert answer.status_code == 409
    assert "changed while you were choosing" in answer.content.decode()
    assert "960" in answer.content.decode()


class TestWhatStandsThere:
    def test_every_enzyme_with_its_limit_and_multiple_and_which_is_followed_and_why(
        self, at_desk: Client, patient: Patient
    ) -> None:
        page = page_of(at_desk, patient)
        assert "CK is followed: the most abnormal at the baseline." in page
        for text in ("1900", "190", ">10<", "480", "240", ">2<"):
            assert text in page
        assert page.count("not measured at the baseline") == 3

    def test_two_equally_abnormal_ones_are_told_with_their_order(
        self, at_desk: Client, rossi: User, patient: Patient
    ) -> None:
        amend_baseline(patient, rossi, [lab("ck", "380", "U/L", "190"), LDH])
        page = page_of(at_desk, patient)
        assert "CK is followed: CK, LDH are equally abnormal" in page
        assert "the order CK, Aldolase, LDH, AST, ALT counts" in page

    def test_a_value_in_another_unit_stands_in_the_unit_of_the_scores_too(
        self, at_desk: Client, rossi: User, patient: Patient
    ) -> None:
        amend_baseline(patient, rossi, [lab("ck", "30", "ukat/L", "3"), LDH])
        page = page_of(at_desk, patient)
        assert "30 " in page
        assert "1800 U/L" in page

    def test_without_a_baseline_the_way_to_one(
        self, at_desk: Client, rossi: User, milan: Centre, start: date
    ) -> None:
        patient = register(rossi, milan, "P-103")
        treat(patient, rossi, start)
        see(patient, rossi, start + timedelta(days=30), active())
        recompute_if_due(patient.pk)
        page = page_of(at_desk, patient)
        assert "There is no baseline visit yet" in page
        assert address(patient, "baseline") in page
        answer = at_desk.post(address(patient), {"enzyme": "ck", "reason": "x"})
        assert "There is no baseline visit yet" in answer.content.decode()

    def test_without_any_enzyme_at_the_baseline_what_to_do(
        self, at_desk: Client, rossi: User, patient: Patient
    ) -> None:
        amend_baseline(patient, rossi, [])
        page = page_of(at_desk, patient)
        assert "No muscle enzyme was measured at the baseline" in page
        assert reverse("visits:amend", args=[patient.visits.all()[0].uuid]) in page
        assert "No enzyme can be followed" in page

    def test_a_childs_page_says_so(
        self, at_desk: Client, rossi: User, milan: Centre, start: date
    ) -> None:
        child = register(rossi, milan, "P-104", born=start - timedelta(days=12 * 366))
        treat(child, rossi, start)
        see(child, rossi, start, active())
        see(child, rossi, start + timedelta(days=30), better())
        recompute_if_due(child.pk)
        assert "juvenile" in page_of(at_desk, child)

    def test_each_of_several_episodes_has_its_own(
        self, at_desk: Client, rossi: User, patient: Patient, start: date
    ) -> None:
        first = Episode.objects.get().course
        end_course(course=first, by=rossi, ended_on=start + timedelta(days=61))
        later = start + timedelta(days=70)
        start_course(
            patient=patient,
            by=rossi,
            drug="anakinra",
            role="index",
            route="subcutaneous",
            started_on=later,
            doses=[Dose(later, Decimal(100))],
            is_new_episode=True,
        )
        see(patient, rossi, later, active(laboratory=[LDH]))
        recompute_if_due(patient.pk)
        assert "LDH is followed" in page_of(at_desk, patient)
        asked = at_desk.get(address(patient), {"course": str(first.uuid)}).content.decode()
        assert "CK is followed" in asked


class TestWhatItWouldChange:
    def preview(self, desk: Client, patient: Patient, **typed: Any) -> str:
        return desk.post(address(patient, "enzyme_preview"), typed).content.decode()

    def test_the_scores_are_shown_before_and_after(self, at_desk: Client, patient: Patient) -> None:
        page = self.preview(at_desk, patient, enzyme="ldh")
        assert "LDH is followed, because it is chosen." in page
        assert "1 of 1 scores comes out otherwise." in page
        before = Score.objects.current().get()
        assert f">{before.total}<" in page
        assert f">{before.total + Decimal('7.5')}<" in page
        assert Episode.objects.get().enzyme is None

    def test_the_same_choice_changes_none(self, at_desk: Client, patient: Patient) -> None:
        assert "The score of the one follow-up stays as it is." in self.preview(
            at_desk, patient, enzyme="ck"
        )

    def test_leaving_out_every_enzyme_leaves_bounds(
        self, at_desk: Client, patient: Patient
    ) -> None:
        page = self.preview(at_desk, patient, excluded_enzymes=["ck", "ldh"])
        assert "No enzyme can be followed" in page
        assert "–" in page

    def test_without_a_follow_up_none_changes(
        self, at_desk: Client, rossi: User, milan: Centre, start: date
    ) -> None:
        patient = register(rossi, milan, "P-105")
        treat(patient, rossi, start)
        see(patient, rossi, start, active())
        recompute_if_due(patient.pk)
        assert "There is no follow-up yet" in self.preview(at_desk, patient)

    def test_what_makes_no_sense_is_said(self, at_desk: Client, patient: Patient) -> None:
        page = self.preview(at_desk, patient, enzyme="ck", excluded_enzymes=["ck"])
        assert "This enzyme is left out: count it again" in page


class TestAfterSaving:
    def test_an_enzyme_is_followed_with_its_reason(
        self, at_desk: Client, rossi: User, patient: Patient
    ) -> None:
        typed = opened(at_desk, patient, enzyme="ldh", reason="statin")
        assert at_desk.post(address(patient), typed).status_code == 302
        recompute_if_due(patient.pk)
        assert Score.objects.current().get().enzyme == "ldh"
        shown = at_desk.get(reverse("dashboard:patient", args=[patient.uuid])).content.decode()
        assert "LDH. Chosen (reason: statin)" in shown
        assert address(patient) in shown

    def test_the_rule_is_returned_to_with_a_reason(
        self, at_desk: Client, rossi: User, patient: Patient
    ) -> None:
        for enzyme in ("ldh", ""):
            at_desk.post(address(patient), opened(at_desk, patient, enzyme=enzyme, reason="tried"))
        episode = Episode.objects.get()
        assert (episode.enzyme, episode.enzyme_reason) == (None, None)

    def test_enzymes_are_left_out(self, at_desk: Client, patient: Patient) -> None:
        typed = opened(at_desk, patient, excluded_enzymes=["alt", "ck"], reason="statin")
        assert at_desk.post(address(patient), typed).status_code == 302
        assert Episode.objects.get().excluded_enzymes == ["ck", "alt"]
        assert "the most abnormal of those that are not left out" in page_of(at_desk, patient)

    def test_a_limit_taken_away_later_is_told_where_the_score_stands(
        self, at_desk: Client, rossi: User, patient: Patient
    ) -> None:
        at_desk.post(address(patient), opened(at_desk, patient, enzyme="ldh", reason="statin"))
        amend_baseline(patient, rossi, [CK, lab("ldh", "480", "U/L", None)])
        recompute_if_due(patient.pk)
        shown = at_desk.get(reverse("dashboard:patient", args=[patient.uuid])).content.decode()
        assert "LDH is chosen, but has no value with an upper limit of normal" in shown

    def test_a_limit_that_changed_is_told_with_both(
        self, at_desk: Client, rossi: User, patient: Patient, start: date
    ) -> None:
        see(
            patient,
            rossi,
            start + timedelta(days=90),
            better(laboratory=[lab("ck", "1140", "U/L", "200")]),
        )
        recompute_if_due(patient.pk)
        shown = at_desk.get(reverse("dashboard:patient", args=[patient.uuid])).content.decode()
        assert "The upper limit of normal of CK has changed: 190, now 200 U/L." in shown
