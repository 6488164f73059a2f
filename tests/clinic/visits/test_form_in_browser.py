"""The visit form in a browser: keyboard, scales, the live score, questions."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from clinic.accounts.models import User
from clinic.registry.models import Patient
from clinic.visits.laboratory import LabValue
from clinic.visits.models import Visit
from clinic.visits.services import amend_visit, record_visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def scale(page: Page, number_id: str) -> Locator:
    return page.locator("[data-vas]", has=page.locator(f"#{number_id}"))


def test_a_whole_visit_is_typed_by_keyboard_alone(form: Page, ada: Patient, today: date) -> None:
    expect(form.locator("#id_physician_global_cm")).to_be_focused()
    # Enter goes on to the next value; limits, units and the instrument are those of last time.
    for text in ["3", "3,0", "2", "140", "0,5", "190", "", "", "", "", "<5", "", ""]:
        form.keyboard.type(text)
        form.keyboard.press("Enter")
    expect(form.locator("#id_note")).to_be_focused()
    form.keyboard.type("No chest pain.")
    expect(form.locator(".panel-score")).to_have_text("92.5")
    form.keyboard.press("Control+Enter")
    form.wait_for_url(f"**{reverse('dashboard:patient', args=[ada.uuid])}")
    visit = ada.visits.get(visited_on=today)
    assert visit.physician_global_cm == 3
    assert visit.muscle_strength == 140
    assert visit.haq == Decimal("0.5")
    assert visit.note == "No chest pain."
    results = {result.analyte: result for result in visit.laboratory.all()}
    assert set(results) == {"ck", "crp"}
    assert (results["ck"].uln, results["crp"].comparator) == (190, "<")


def test_the_tab_key_follows_the_consultation(form: Page) -> None:
    order = []
    form.locator("#id_visited_on").focus()
    for _ in range(80):
        form.keyboard.press("Tab")
        name = form.evaluate("document.activeElement.name || document.activeElement.id || ''")
        if name and name not in order:
            order.append(name)
        if name == "save-visit":
            break
    named = [
        "physician_global_cm",
        "patient_global_cm",
        "extramuscular_global_cm",
        "muscle_strength",
        "haq",
        "ck-value",
        "alt-value",
        "crp-value",
        "troponin_t_hs-value",
        "has_fever",
        "has_adverse_event",
        "note",
        "save-visit",
    ]
    assert [name for name in order if name in named] == named


def test_a_scale_starts_unset_and_the_slider_sets_it(form: Page) -> None:
    physician = scale(form, "id_physician_global_cm")
    slider = physician.locator(".vas-slider")
    expect(physician.locator(".vas-unset")).to_be_visible()
    assert slider.get_attribute("aria-valuetext") == "not assessed"
    assert physician.locator(".vas-last").get_attribute("d") == "M80 2v16"
    box = slider.bounding_box()
    assert box
    form.mouse.click(box["x"] + 10 + (box["width"] - 20) * 0.3, box["y"] + box["height"] / 2)
    expect(form.locator("#id_physician_global_cm")).to_have_value("3.0")
    expect(physician.locator(".vas-unset")).to_be_hidden()
    expect(physician.locator(".change")).to_have_text("−5")
    physician.locator(".clear").click()
    expect(form.locator("#id_physician_global_cm")).to_have_value("")
    expect(physician.locator(".vas-unset")).to_be_visible()


def test_the_mark_of_the_last_visit_is_never_covered_by_words(
    form: Page, ada: Patient, rossi: User, today: date
) -> None:
    record_visit(
        patient=ada,
        by=rossi,
        visited_on=today - timedelta(days=1),
        physician_global_cm=Decimal(5),
        patient_global_cm=Decimal("3.1"),
        extramuscular_global_cm=Decimal("6.9"),
    )
    form.reload()
    for line in form.locator("[data-vas] .vas-line").all():
        mark = line.locator(".vas-last").bounding_box()
        words = line.locator(".vas-unset").bounding_box()
        assert mark
        assert words
        assert mark["x"] > words["x"] + words["width"] or mark["x"] + mark["width"] < words["x"]


def test_a_click_where_the_hidden_thumb_stands_counts_too(form: Page) -> None:
    """The unset slider rests at the last value, 8."""
    slider = scale(form, "id_physician_global_cm").locator(".vas-slider")
    box = slider.bounding_box()
    assert box
    form.mouse.click(box["x"] + 10 + (box["width"] - 20) * 0.8, box["y"] + box["height"] / 2)
    expect(form.locator("#id_physician_global_cm")).to_have_value("8.0")


def test_the_arrow_keys_move_a_scale_and_delete_clears_it(form: Page) -> None:
    slider = scale(form, "id_patient_global_cm").locator(".vas-slider")
    slider.focus()
    form.keyboard.press("ArrowLeft")
    expect(form.locator("#id_patient_global_cm")).to_have_value("6.9")
    form.keyboard.press("Delete")
    expect(form.locator("#id_patient_global_cm")).to_have_value("")


def test_the_score_follows_what_is_typed(form: Page) -> None:
    expect(form.locator(".panel-none")).to_have_text("Nothing assessed yet")
    form.locator("#id_physician_global_cm").fill("3")
    expect(form.locator(".panel-score")).to_have_text("20.0–100.0")
    form.locator("#id_haq").fill("7")
    expect(form.locator(".panel-refused")).to_contain_text("HAQ-DI")
    expect(form.locator(".lab-row[data-analyte=ck] .followed")).to_be_visible()
    expect(form.locator(".lab-row[data-analyte=ldh] .followed")).to_be_hidden()


def test_a_laboratory_value_shows_what_it_means_at_once(form: Page) -> None:
    row = form.locator(".lab-row[data-analyte=ck]")
    form.locator("#id_ck-value").fill("570")
    expect(row.locator(".times")).to_have_text("3.00")
    expect(row.locator(".change")).to_have_text("−1330")
    form.locator("#id_ck-unit").select_option("ukat/L")
    expect(form.locator("#id_ck-uln")).to_have_value("")  # it was printed in the other unit
    expect(row.locator(".times")).to_have_text("")


def test_leaving_with_something_typed_is_asked_about(form: Page) -> None:
    asked = []
    form.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    form.locator("#id_haq").fill("1")
    form.locator(".patient-code").click()
    form.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    expect(form.locator("#id_haq")).to_have_value("1")


def test_a_refused_visit_comes_back_with_everything_and_the_focus_at_the_fault(
    form: Page, ada: Patient
) -> None:
    form.locator("#id_physician_global_cm").fill("3,6")
    form.locator("#id_haq").fill("7")
    form.locator("#id_ck-value").fill("<5")
    form.locator("#save-visit").click()
    expect(form.locator("#id_haq_error")).to_have_text("7 is outside 0-3.")
    expect(form.locator("#id_haq")).to_be_focused()
    expect(form.locator("#id_physician_global_cm")).to_have_value("3,6")
    expect(form.locator("#id_ck-value")).to_have_value("<5")
    assert ada.visits.count() == 1


def test_strength_and_haq_say_their_full_names_to_who_listens(form: Page) -> None:
    listened = form.locator("#visit-form").aria_snapshot()
    assert 'textbox "Muscle strength, total of the instrument"' in listened
    assert 'combobox "Instrument of muscle strength"' in listened
    assert 'textbox "HAQ-DI, disability index"' in listened


def test_a_fault_in_the_other_assay_is_opened_and_takes_the_focus(form: Page) -> None:
    form.locator(".other-assay summary").click()
    other = form.locator(".other-assay .lab-row").get_attribute("data-analyte")
    form.locator(f"#id_{other}-uln").fill("0")
    form.locator("#save-visit").click()
    expect(form.locator(f"#id_{other}-uln")).to_be_focused()
    expect(form.locator(f"#id_{other}-uln_error")).to_be_visible()


def test_a_second_visit_on_the_day_is_kept_when_it_is_another_one(
    form: Page, ada: Patient, rossi: User, today: date
) -> None:
    record_visit(patient=ada, by=rossi, visited_on=today, haq=Decimal(2))
    form.locator("#id_haq").fill("1,5")
    form.locator("#save-visit").click()
    expect(form.locator(".notice.question")).to_contain_text("Is this the same visit?")
    expect(form.locator("#id_haq")).to_have_value("1,5")
    form.get_by_role("button", name="Keep as another visit").click()
    form.wait_for_url(f"**{reverse('dashboard:patient', args=[ada.uuid])}")
    assert set(ada.visits.filter(visited_on=today).values_list("haq", flat=True)) == {
        Decimal(2),
        Decimal("1.5"),
    }


def test_two_clicks_save_one_visit(form: Page, ada: Patient, today: date) -> None:
    form.locator("#id_haq").fill("1")
    form.locator("#save-visit").dblclick()
    form.wait_for_url(f"**{reverse('dashboard:patient', args=[ada.uuid])}")
    assert ada.visits.filter(visited_on=today).count() == 1


def test_an_amended_baseline_needs_its_reason(form: Page, baseline: Visit, ada: Patient) -> None:
    form.goto(reverse("visits:amend", args=[baseline.uuid]))
    expect(form.locator("#id_haq")).to_have_value("2")
    form.locator("#id_haq").fill("2,25")
    form.locator("#save-visit").click()
    expect(form.locator("#id_reason_error")).to_be_visible()
    form.locator("#id_reason").fill("Read from the chart")
    form.locator("#save-visit").click()
    form.wait_for_url(f"**{reverse('dashboard:patient', args=[ada.uuid])}")
    assert Visit.objects.get(pk=baseline.pk).haq == Decimal("2.25")


def test_somebody_elses_amendment_can_be_taken_over_field_by_field(
    form: Page, baseline: Visit, verdi: User, ada: Patient
) -> None:
    form.goto(reverse("visits:amend", args=[baseline.uuid]))
    form.locator("#id_haq").fill("1")
    form.locator("#id_reason").fill("Mine")
    amend_visit(
        visit=baseline,
        by=verdi,
        reason="Theirs",
        version=1,
        haq=Decimal(3),
        physician_global_cm=Decimal("6.5"),
        laboratory=[LabValue("ck", Decimal(1800), "U/L", Decimal(190))],
    )
    with form.expect_response(f"**{reverse('visits:amend', args=[baseline.uuid])}") as answer:
        form.locator("#save-visit").click()
    assert answer.value.status == 409
    expect(form.locator(".newer", has_text="Saved meanwhile: 3")).to_be_visible()
    form.locator("[data-vas] .newer button").click()
    form.locator(".lab-row[data-analyte=ck] .newer button").click()
    expect(form.locator("#id_physician_global_cm")).to_have_value("6.5")
    form.locator("#save-visit").click()
    form.wait_for_url(f"**{reverse('dashboard:patient', args=[ada.uuid])}")
    amended = Visit.objects.get(pk=baseline.pk)
    assert (amended.haq, amended.physician_global_cm) == (1, Decimal("6.5"))
    assert amended.laboratory.get(analyte="ck").value == 1800
