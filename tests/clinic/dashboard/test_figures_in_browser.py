"""The figures in a real browser. The `page` fixture fails for any breach of the policy."""

from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from clinic.accounts.models import User
from clinic.registry.models import Patient
from clinic.visits.models import Visit
from scoring.services import mark_due, recompute_if_due
from tests.browser import SignIn

# What a page looks like depends on no engine; beside SQLite the rounds take equally long.
pytestmark = [pytest.mark.browser, pytest.mark.sqlite, pytest.mark.django_db(transaction=True)]

DRAWN = "[data-figure='{}'] .main-svg"
CRP_STROKE = """
    [...document.querySelectorAll("[data-figure='inflammation'] .scatterlayer .js-line")]
        .map((line) => getComputedStyle(line).stroke)
"""
LIGHT_CRP, DARK_CRP = "rgb(154, 82, 0)", "rgb(240, 168, 96)"
# With the bar of buttons, which the pages leave out, drawn after all.
BUTTONS_AFTER_ALL = """
    async (name) => {
        const plot = document.querySelector(`[data-figure='${name}']`);
        await Plotly.newPlot(
            plot, plot.data, plot.layout, { ...plot._context, displayModeBar: true });
        return [...plot.querySelectorAll(".modebar-btn")].map((one) => one.dataset.title);
    }
"""


@pytest.fixture
def patient_page(page: Page, sign_in: SignIn, open_demonstration: None) -> Page:
    """P-002, opened by Dr Rossi, both figures drawn."""
    sign_in(page, User.objects.get(username="rossi"))
    page.goto(reverse("dashboard:patient", args=[Patient.objects.get(code="P-002").uuid]))
    for name in ("inflammation", "response"):
        expect(page.locator(DRAWN.format(name)).first).to_be_visible()
    return page


def wait_for_stroke(page: Page, stroke: str) -> None:
    """Until the line of CRP has this colour."""
    for _ in range(50):
        if stroke in page.evaluate(CRP_STROKE):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"{page.evaluate(CRP_STROKE)} without {stroke}")


def test_no_figure_offers_to_send_itself_anywhere(patient_page: Page) -> None:
    for name in ("inflammation", "response"):
        buttons = patient_page.evaluate(BUTTONS_AFTER_ALL, name)
        assert buttons, "the bar of buttons was not drawn, so nothing was tried"
        assert not [button for button in buttons if "share" in button.lower()]


def test_the_page_shows_no_bar_of_buttons(patient_page: Page) -> None:
    expect(patient_page.locator(".modebar-btn")).to_have_count(0)


def test_plotlys_rules_come_from_the_file_and_its_layout_stands(patient_page: Page) -> None:
    assert patient_page.locator("style").count() == 0
    position = patient_page.locator("[data-figure='response'] .main-svg").first.evaluate(
        "(svg) => getComputedStyle(svg).position"
    )
    assert position == "absolute"
    words = patient_page.locator("[data-figure='response']").text_content() or ""
    assert "Relapse, heart, at prednisone 7.5 mg" in words
    assert "35.0–55.0" in words


def test_both_figures_share_their_months(patient_page: Page) -> None:
    ranges = patient_page.evaluate(
        "[...document.querySelectorAll('[data-figure]')].map((one) => one.layout.xaxis.range)"
    )
    assert ranges[0] == ranges[1]


def test_colours_follow_the_page_into_the_dark_without_a_reload(patient_page: Page) -> None:
    assert LIGHT_CRP in patient_page.evaluate(CRP_STROKE)

    patient_page.emulate_media(color_scheme="dark")
    wait_for_stroke(patient_page, DARK_CRP)


def test_paper_is_light_even_where_the_screen_is_dark(patient_page: Page) -> None:
    patient_page.emulate_media(color_scheme="dark")
    wait_for_stroke(patient_page, DARK_CRP)
    patient_page.emulate_media(media="print", color_scheme="dark")
    wait_for_stroke(patient_page, LIGHT_CRP)


@pytest.mark.parametrize("width", [820, 390])
def test_figures_fit_a_narrow_screen(width: int, patient_page: Page) -> None:
    patient_page.set_viewport_size({"width": width, "height": 900})
    patient_page.wait_for_timeout(500)

    assert patient_page.evaluate(
        "[...document.querySelectorAll('[data-figure]')]"
        ".every((one) => one.layout.width === one.clientWidth)"
    )
    assert patient_page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_point_tells_its_day_and_value(patient_page: Page) -> None:
    patient_page.locator("[data-figure='response'] .points path.point").last.hover(force=True)
    expect(patient_page.locator("[data-figure='response'] .hoverlayer")).to_contain_text(
        "67.5 Major"
    )


def test_a_figure_is_saved_as_a_picture(patient_page: Page, tmp_path: Path) -> None:
    with patient_page.expect_download() as started:
        patient_page.get_by_role("button", name="Save picture").first.click()
    file = tmp_path / "figure.svg"
    started.value.save_as(file)

    assert started.value.suggested_filename == "inflammation.svg"
    assert "Prednisone equivalent" in file.read_text(encoding="utf-8")


def test_a_new_score_appears_in_the_figure_without_a_reload(patient_page: Page) -> None:
    patient = Patient.objects.get(code="P-002")
    mark_due(patient.pk)
    patient_page.reload()
    expect(patient_page.get_by_text("Being recomputed").first).to_be_visible()
    patient_page.evaluate("window.sameDocument = true")
    Visit.objects.filter(pk=patient.visits.last().pk).update(haq=None)
    recompute_if_due(patient.pk)

    expect(patient_page.locator(".headline")).to_contain_text("57.5–67.5")
    expect(patient_page.locator("[data-figure='response']")).to_contain_text("57.5–67.5")
    assert patient_page.evaluate("window.sameDocument")


def test_the_cohort_draws_two_small_figures_a_patient_on_shared_axes(
    page: Page, sign_in: SignIn, open_demonstration: None
) -> None:
    sign_in(page, User.objects.get(username="ferrari"))
    page.goto(reverse("dashboard:cohort"))
    for number in (1, 2, 3):
        expect(page.locator(DRAWN.format(f"response-{number}")).first).to_be_visible()
    axes = page.evaluate(
        "[...document.querySelectorAll('[data-figure]')]"
        ".map((one) => JSON.stringify(one.layout.xaxis.range))"
    )

    assert len(axes) == 6
    assert len(set(axes)) == 1
