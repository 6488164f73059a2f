"""The dashboard's pages in a real browser: keys, accessibility, widths."""

import re
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from clinic.accounts.models import Centre, User
from clinic.registry.models import Patient
from clinic.visits.services import record_relapse
from scoring.services import mark_due, recompute_if_due
from tests.browser import SignIn
from tests.clinic.dashboard.course import active, better, register, see, treat

# What a page looks like depends on no engine; beside SQLite the rounds take equally long.
pytestmark = [pytest.mark.browser, pytest.mark.sqlite, pytest.mark.django_db(transaction=True)]

# With the edges at which columns leave the review list.
WIDTHS = (1440, 1361, 1280, 1241, 1180, 1141, 1081, 1024, 901, 820, 720, 701, 390, 320)
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")


@pytest.fixture
def desk(page: Page, sign_in: SignIn, open_demonstration: None) -> Page:
    """Dr Rossi before the review list."""
    sign_in(page, User.objects.get(username="rossi"))
    page.goto(reverse("dashboard:review"))
    return page


def addresses() -> dict[str, str]:
    patient = Patient.objects.get(code="P-002")
    undetermined = patient.visits.get(extramuscular_global_cm=None)
    return {
        "review": reverse("dashboard:review"),
        "patient": reverse("dashboard:patient", args=[patient.uuid]),
        "visit": reverse("dashboard:visit", args=[undetermined.uuid]),
        "score": reverse("dashboard:score", args=[undetermined.scores.get().uuid]),
        "baseline": reverse("dashboard:baseline", args=[patient.uuid]),
        "enzyme": reverse("dashboard:enzyme", args=[patient.uuid]),
        "withdraw": reverse("dashboard:withdraw_visit", args=[undetermined.uuid]),
        "cohort": reverse("dashboard:cohort"),
        "combined": reverse("dashboard:combined"),
    }


def seen_with_everything_to_say(today: date) -> Patient:
    """Undetermined, with each of the flags of a row, on a date that is written out long."""
    rossi = User.objects.get(username="rossi")
    patient = register(rossi, Centre.objects.get(), "P-010")
    days = [today - timedelta(days=ago) for ago in (150, 100, 20)]
    treat(patient, rossi, days[0])
    see(patient, rossi, days[0], active())
    see(patient, rossi, days[1], better())
    worse = better(
        physician_global_cm=Decimal("8.5"),
        haq=Decimal("2.5"),
        extramuscular_global_cm=None,
        muscle_strength=None,
        muscle_instrument="",
        has_adverse_event=True,
    )
    see(patient, rossi, days[2], worse)
    record_relapse(patient=patient, by=rossi, occurred_on=days[2], organ="muscle")
    recompute_if_due(patient.pk)
    return patient


def fits(page: Page) -> bool:
    """At once, or as soon as the figures are drawn anew."""
    for _ in range(20):
        if page.evaluate("document.documentElement.scrollWidth <= innerWidth"):
            return True
        page.wait_for_timeout(100)
    return False


def faults(page: Page) -> list[str]:
    return [
        f"{violation['id']}: {violation['nodes'][0]['html'][:120]}"
        for violation in Axe().run(page).response["violations"]
    ]


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_page_keeps_the_rules_of_accessibility(
    scheme: Literal["light", "dark"], desk: Page
) -> None:
    desk.emulate_media(color_scheme=scheme)
    found = {}
    for name, address in addresses().items():
        desk.goto(address)
        desk.wait_for_load_state("networkidle")
        found[name] = faults(desk)

    assert not any(found.values()), found


@pytest.mark.parametrize("language", ["en", "it"])
def test_no_page_is_wider_than_the_screen(language: str, desk: Page) -> None:
    crowded = seen_with_everything_to_say(timezone.localdate())
    desk.set_extra_http_headers({"Accept-Language": language})
    asked = addresses() | {
        "crowded patient": reverse("dashboard:patient", args=[crowded.uuid]),
        "crowded visit": reverse("dashboard:visit", args=[crowded.visits.all()[2].uuid]),
    }
    too_wide = []
    for name, address in asked.items():
        desk.goto(address)
        desk.wait_for_load_state("networkidle")
        for width in WIDTHS:
            desk.set_viewport_size({"width": width, "height": 900})
            if not fits(desk):
                too_wide.append((name, width))

    assert too_wide == []


def test_the_list_is_gone_through_by_arrows_and_opened_by_enter(desk: Page) -> None:
    codes = desk.locator(".row-link").all_inner_texts()
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("ArrowDown")
    expect(desk.locator(".row-link").nth(1)).to_be_focused()
    desk.keyboard.press("ArrowUp")
    desk.keyboard.press("Enter")

    expect(desk.locator("h1")).to_contain_text(codes[0])


def test_enter_alone_starts_the_review_with_the_first(desk: Page) -> None:
    first = desk.locator(".row-link").first.inner_text()
    desk.keyboard.press("Enter")

    expect(desk.locator("h1")).to_contain_text(first)


def test_arrows_in_a_filter_do_not_move_the_rows(desk: Page) -> None:
    desk.keyboard.press("f")
    expect(desk.locator("#filter")).to_be_focused()
    desk.keyboard.press("ArrowDown")

    expect(desk.locator(".row-link:focus")).to_have_count(0)


def test_a_filter_works_by_itself_and_stands_in_the_address(desk: Page) -> None:
    desk.get_by_label("Antibody").select_option("jo1")

    expect(desk.locator(".row-link")).to_have_text(["P-003"])
    assert "antibody=jo1" in desk.url


def test_a_part_of_the_title_keeps_those_it_counts(desk: Page) -> None:
    desk.locator(".summary a").first.click()

    assert "view=to-see" in desk.url
    expect(desk.locator(".row-link")).to_have_count(
        int(desk.locator(".tabs a[aria-current] .count").inner_text())
    )


def test_the_whole_row_is_the_link(desk: Page) -> None:
    row = desk.locator(".review tbody tr", has=desk.locator(".row-link")).first
    code = row.locator(".row-link").inner_text()
    box = row.locator(".c-flags").bounding_box()
    assert box
    desk.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)

    expect(desk.locator("h1")).to_contain_text(code)


def test_a_recomputed_score_appears_in_the_list_and_focus_stays(desk: Page) -> None:
    patient = Patient.objects.get(code="P-003")
    mark_due(patient.pk)
    desk.reload()
    row = desk.locator("tr", has=desk.get_by_role("link", name="P-003"))
    expect(row).to_contain_text("Recomputing")
    row.locator(".row-link").focus()
    recompute_if_due(patient.pk)

    expect(row).to_contain_text("95.0")
    expect(row.locator(".row-link")).to_be_focused()


def test_a_list_one_comes_back_to_shows_what_changed_meanwhile(desk: Page) -> None:
    row = desk.locator("tr", has=desk.get_by_role("link", name="P-003"))
    expect(row).to_contain_text("95.0")
    mark_due(Patient.objects.get(code="P-003").pk)
    desk.evaluate("document.dispatchEvent(new Event('visibilitychange'))")

    expect(row).to_contain_text("Recomputing")


def test_a_recomputed_score_appears_on_the_visits_page_without_a_reload(desk: Page) -> None:
    patient = Patient.objects.get(code="P-003")
    visit = patient.visits.last()
    assert visit
    mark_due(patient.pk)
    desk.goto(reverse("dashboard:visit", args=[visit.uuid]))
    expect(desk.get_by_text("Being recomputed")).to_be_visible()
    desk.evaluate("window.sameDocument = true")
    recompute_if_due(patient.pk)

    expect(desk.locator(".visit-score")).to_contain_text("95.0")
    expect(desk.get_by_text("Being recomputed")).to_have_count(0)
    assert desk.evaluate("window.sameDocument")


def test_a_score_being_recomputed_leaves_its_open_page_and_comes_back(desk: Page) -> None:
    patient = Patient.objects.get(code="P-003")
    score = patient.visits.latest("visited_on").scores.get()
    desk.goto(reverse("dashboard:score", args=[score.uuid]))
    expect(desk.locator(".worksheet")).to_contain_text("95.0")
    desk.evaluate("window.sameDocument = true")
    mark_due(patient.pk)
    desk.evaluate("document.body.dispatchEvent(new Event('look'))")
    expect(desk.get_by_text("Being recomputed").first).to_be_visible()
    expect(desk.locator("main")).not_to_contain_text("95.0")
    recompute_if_due(patient.pk)

    expect(desk.locator(".worksheet")).to_contain_text("95.0")
    assert desk.evaluate("window.sameDocument")


@pytest.mark.parametrize("name", ["patient", "visit", "score"])
def test_a_page_left_open_beyond_its_session_asks_to_sign_in(name: str, desk: Page) -> None:
    desk.goto(addresses()[name])
    desk.context.clear_cookies()
    desk.evaluate("document.body.dispatchEvent(new Event('look'))")

    expect(desk).to_have_url(re.compile(r"/sign-in/"))
    expect(desk.get_by_label("Password")).to_have_count(1)


def test_a_new_visit_is_a_key_away(desk: Page) -> None:
    desk.goto(addresses()["patient"])
    desk.keyboard.press("n")

    expect(desk).to_have_url(re.compile(r"/visits/new/$"))


def test_the_keys_of_a_page_are_listed_on_a_question_mark(desk: Page) -> None:
    desk.keyboard.press("?")
    expect(desk.locator("#keys")).to_contain_text("From patient to patient")

    desk.goto(addresses()["patient"])
    desk.keyboard.press("?")
    expect(desk.locator("#keys")).to_contain_text("New visit")


def test_the_numbers_of_the_figures_are_a_key_away(desk: Page) -> None:
    desk.goto(addresses()["patient"])
    tables = desk.locator("details.numbers table")
    expect(tables.first).to_be_hidden()
    desk.keyboard.press("t")
    expect(tables).to_have_count(2)
    for table in tables.all():
        expect(table).to_be_visible()
    expect(tables.first).to_contain_text("Troponin T, hs")


def test_paper_shows_the_first_visit_and_every_dose_of_a_taper(desk: Page) -> None:
    desk.goto(addresses()["patient"])
    folded = desk.locator("details:not(.numbers)")
    closed = folded.evaluate_all("(all) => all.filter((one) => !one.open).length")
    assert closed, "nothing was folded, so nothing was tried"

    desk.emulate_media(media="print")
    expect(desk.locator("details:not(.numbers):not([open])")).to_have_count(0)
    expect(desk.locator("details.numbers[open]")).to_have_count(0)
    desk.emulate_media(media="screen")
    expect(desk.locator("details:not(.numbers):not([open])")).to_have_count(closed)


def test_the_combined_table_fits_paper_across(desk: Page) -> None:
    desk.goto(addresses()["combined"])
    desk.emulate_media(media="print")
    # A4 across, without its margins, at 96 px an inch.
    desk.set_viewport_size({"width": 1031, "height": 700})

    assert desk.locator(".table-scroll").evaluate("(part) => part.scrollWidth <= part.clientWidth")
    assert desk.evaluate(
        "[...document.styleSheets].flatMap((sheet) => [...sheet.cssRules])"
        ".some((rule) => rule instanceof CSSPageRule && rule.style.size === 'landscape')"
    )


def test_a_phone_shows_where_one_is(desk: Page) -> None:
    desk.set_viewport_size({"width": 320, "height": 800})
    desk.goto(reverse("studies:studies"))
    box = desk.locator(".sidebar [aria-current]").bounding_box()

    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 320


def test_a_phone_shows_the_points_of_a_visit_and_the_doses_of_a_patient(desk: Page) -> None:
    desk.set_viewport_size({"width": 390, "height": 800})
    for name, part in (("visit", "tfoot strong"), ("patient", ".treatments .row-actions a")):
        desk.goto(addresses()[name])
        box = desk.locator(part).first.bounding_box()
        assert box, name
        assert box["x"] + box["width"] <= 390, name


@pytest.mark.parametrize("name", ["patient", "cohort"])
def test_each_figure_has_a_name_and_points_to_its_numbers(name: str, desk: Page) -> None:
    desk.goto(addresses()[name])
    figures = desk.locator("[data-figure]")
    names = set()
    for figure in figures.all():
        expect(figure).to_have_role("img")
        numbers = desk.locator(f"table[id='{figure.get_attribute('aria-details')}']")
        expect(numbers).to_have_count(1)
        expect(figure).to_have_accessible_description("The same numbers as a table")
        names.add(figure.get_attribute("aria-label") or figure.get_attribute("aria-labelledby"))

    assert None not in names
    assert len(names) == figures.count() > 0


@pytest.mark.parametrize("name", ["review", "patient", "visit", "cohort", "combined"])
def test_every_table_has_a_caption(name: str, desk: Page) -> None:
    desk.goto(addresses()[name])

    expect(desk.locator("table").first).to_be_attached()
    expect(desk.locator("table:not(:has(caption))")).to_have_count(0)
