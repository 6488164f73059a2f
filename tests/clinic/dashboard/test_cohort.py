"""The letter's summary, computed: first who does not count."""

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from clinic.accounts.models import Centre, User
from clinic.accounts.roles import Role
from clinic.dashboard.cohort import Summary, summary
from clinic.dashboard.selectors.cohort import members
from clinic.registry.models import AntibodyResult
from clinic.registry.taper import change_dose
from clinic.registry.treatment import Dose, start_course
from clinic.visits.models import Visit
from clinic.visits.services import record_relapse
from scoring.services import mark_due, recompute_if_due
from tests.clinic.dashboard.course import active, better, course, register, see, treat
from tests.clinic.dashboard.queries import queries_of
from tests.people import let_in, make_person

COHORT = reverse("dashboard:cohort")


def of(centre: Centre) -> Summary:
    return summary(members([centre.pk]))


def test_without_anybody_nothing_is_summed(milan: Centre) -> None:
    found = of(milan)

    assert (found.n, found.start_mg.text, found.months.text, found.major) == (0, None, None, 0)


def test_who_was_not_started_on_anakinra_is_no_member(
    rossi: User, milan: Centre, today: date
) -> None:
    other = register(rossi, milan, "P-101")
    start_course(
        patient=other,
        by=rossi,
        drug="rituximab",
        role="index",
        started_on=today - timedelta(days=50),
    )
    before = register(rossi, milan, "P-102")
    start_course(patient=before, by=rossi, drug="anakinra", role="prior")

    assert members([milan.pk]) == []


def test_who_does_not_meet_the_rule_is_counted_apart(
    rossi: User, milan: Centre, today: date
) -> None:
    course(rossi, milan, "P-101", today)
    course(rossi, milan, "P-102", today)
    AntibodyResult.objects.filter(patient__code="P-102").update(is_positive=False)
    course(rossi, milan, "P-103", today)
    AntibodyResult.objects.filter(patient__code="P-103").update(method="immunoblot")

    found = of(milan)
    assert (found.n, found.not_included, found.not_evaluable) == (1, 1, 1)


def test_of_who_does_not_meet_the_rule_nothing_is_read_but_that(
    rossi: User, milan: Centre, today: date
) -> None:
    patient = course(rossi, milan, "P-101", today)
    record_relapse(patient=patient, by=rossi, occurred_on=today, organ="lung")
    recompute_if_due(patient.pk)
    AntibodyResult.objects.update(is_positive=False)

    (member,) = members([milan.pk])
    assert (member.visits, member.relapses, member.glucocorticoids) == ([], [], [])
    assert (member.scored, member.categories, member.population) == ([], [], None)


def test_another_centres_patients_are_no_members(
    rossi: User, milan: Centre, neri: User, turin: Centre, today: date
) -> None:
    course(neri, turin, "P-201", today)

    assert members([milan.pk]) == []


def test_an_unknown_starting_dose_is_left_out_of_the_median(
    rossi: User, milan: Centre, today: date
) -> None:
    course(rossi, milan, "P-101", today)
    unknown = register(rossi, milan, "P-102")
    start_course(
        patient=unknown,
        by=rossi,
        drug="anakinra",
        role="index",
        started_on=today - timedelta(days=50),
    )

    found = of(milan)
    assert (found.n, found.start_mg.text, found.start_mg.n) == (2, "50 [50–50]", 1)


def test_a_pending_patients_response_is_not_counted(
    rossi: User, milan: Centre, today: date
) -> None:
    patient = course(rossi, milan, "P-101", today, days=(-100,))
    remission = active(
        physician_global_cm=Decimal(0),
        patient_global_cm=Decimal(0),
        haq=Decimal(0),
        extramuscular_global_cm=Decimal(0),
        muscle_strength=Decimal(150),
    )
    see(patient, rossi, today - timedelta(days=5), remission)
    assert (of(milan).major, of(milan).pending) == (0, 1)

    recompute_if_due(patient.pk)
    assert (of(milan).major, of(milan).pending) == (1, 0)


def test_a_relapse_counts_below_10_mg_of_a_taper_and_after_the_start_only(
    rossi: User, milan: Centre, today: date
) -> None:
    for number, (mg, day) in enumerate([("10", -10), ("7.5", -10), ("7.5", -200)], start=1):
        patient = course(rossi, milan, f"P-10{number}", today)
        (prednisone,) = patient.courses.filter(drug="prednisone")
        change_dose(course=prednisone, by=rossi, dose=Dose(today - timedelta(days=20), Decimal(mg)))
        record_relapse(
            patient=patient, by=rossi, occurred_on=today + timedelta(days=day), organ="lung"
        )

    assert of(milan).relapsed == ["Patient 2"]


def test_adverse_events_count_on_treatment_and_unassessed_ones_are_told(
    rossi: User, milan: Centre, today: date
) -> None:
    patient = register(rossi, milan, "P-101")
    treat(patient, rossi, today - timedelta(days=100))
    see(patient, rossi, today - timedelta(days=110), active(has_adverse_event=True))
    see(patient, rossi, today - timedelta(days=50), better(has_adverse_event=True))
    see(patient, rossi, today - timedelta(days=5), better(has_adverse_event=None))

    found = of(milan)
    assert (found.adverse_events, found.visits, found.events_not_assessed) == (1, 2, 1)


@pytest.mark.usefixtures("demonstration")
def test_the_demonstration_gives_the_letters_summary() -> None:
    found = of(Centre.objects.get())

    assert found.n == 3
    assert found.start_mg.text == "75 [50–80]"
    assert found.months.text == "8 [5–9]"
    assert found.major == 3
    assert found.relapsed == ["Patient 2"]
    assert found.adverse_events == 0
    assert found.rule == "Hyndman-Fan type 6, (n+1)p"
    assert found.is_all_illustrative


@pytest.mark.usefixtures("demonstration")
def test_the_page_prints_the_letters_summary_and_both_figures_of_each(client: Client) -> None:
    let_in(client, User.objects.get(username="ferrari"))
    text = client.get(COHORT).content.decode()

    for words in (
        "75 [50–80]",
        "8 [5–9]",
        "3/3",
        "Patient 2",
        "Hyndman-Fan type 6, (n+1)p",
        "illustrative data",
        "project's own illustration",
    ):
        assert words in text.replace("&#x27;", "'"), words
    for number in (1, 2, 3):
        assert f'data-figure="inflammation-{number}"' in text
        assert f'data-figure="response-{number}"' in text
    assert "P-001" not in text


def test_data_entry_gets_403(client: Client, verdi: User) -> None:
    let_in(client, verdi)

    for name in ("cohort", "combined"):
        assert client.get(reverse(f"dashboard:{name}")).status_code == 403


def test_a_clinician_of_one_centre_who_reviews_at_another_sees_the_second_ones_cohort_only_as_such(
    client: Client, rossi: User, milan: Centre, neri: User, turin: Centre, today: date
) -> None:
    course(rossi, milan, "P-101", today)
    course(neri, turin, "P-201", today, antibody="pl12")
    let_in(client, make_person("esposito", Role.REVIEWER, turin))

    text = client.get(COHORT).content.decode()
    assert "anti-PL12" in text
    assert "anti-Jo1" not in text


def test_the_page_asks_the_same_questions_of_2_and_of_6_patients(
    at_desk: Client, rossi: User, milan: Centre, today: date
) -> None:
    for number in range(2):
        course(rossi, milan, f"P-10{number}", today)
    few = queries_of(lambda: at_desk.get(COHORT))
    for number in range(4):
        course(rossi, milan, f"P-20{number}", today)

    assert len(queries_of(lambda: at_desk.get(COHORT))) == len(few)


def test_a_pending_cohort_says_so_instead_of_a_count(
    at_desk: Client, rossi: User, milan: Centre, today: date
) -> None:
    patient = course(rossi, milan, "P-101", today)
    mark_due(patient.pk)

    text = at_desk.get(COHORT).content.decode()
    assert "Being recomputed" in text
    assert "0/1" not in text


@pytest.mark.usefixtures("demonstration")
@pytest.mark.parametrize("page", [COHORT, reverse("dashboard:combined")])
def test_a_reviewer_reads_days_of_treatment_and_no_date(client: Client, page: str) -> None:
    let_in(client, User.objects.get(username="ferrari"))
    text = client.get(page).content.decode()
    dates = {
        form.format(day=visit.visited_on)
        for visit in Visit.objects.all()
        for form in ("{day.day} {day:%B} {day.year}", "{day:%Y-%m-%d}", "{day:%d/%m/%Y}")
    }
    assert dates
    assert not [date for date in dates if date in text]
    assert page != COHORT or "day 98" in text


# --- Time to a first response ---------------------------------------------------------------


def times(found: Summary) -> list[tuple[str, str | None, int, int, int]]:
    return [
        (str(time.name), time.days.text, time.days.n, time.not_later_than, time.censored)
        for time in found.times
    ]


def test_who_has_no_score_has_no_time(rossi: User, milan: Centre, today: date) -> None:
    course(rossi, milan, "P-101", today, days=(-10,))

    assert times(of(milan)) == [
        ("Minimal", None, 0, 0, 0),
        ("Moderate", None, 0, 0, 0),
        ("Major", None, 0, 0, 0),
    ]


def test_who_never_reached_a_response_is_censored_and_not_in_the_median(
    rossi: User, milan: Centre, today: date
) -> None:
    course(rossi, milan, "P-101", today, days=(-100, -60))
    course(rossi, milan, "P-102", today, days=(-100, -80))
    never = course(rossi, milan, "P-103", today, days=(-100,))
    see(never, rossi, today, active())
    recompute_if_due(never.pk)

    assert times(of(milan)) == [
        ("Minimal", "30 [20–40]", 2, 0, 1),
        ("Moderate", "30 [20–40]", 2, 0, 1),
        ("Major", None, 0, 0, 3),
    ]


def test_a_time_that_bounds_leave_open_is_told_as_not_later_than(
    at_desk: Client, rossi: User, milan: Centre, today: date
) -> None:
    patient = course(rossi, milan, "P-101", today, days=(-100,))
    unsure = better(haq=None, extramuscular_global_cm=None)
    see(patient, rossi, today - timedelta(days=80), unsure)
    see(patient, rossi, today - timedelta(days=60), better())
    recompute_if_due(patient.pk)

    assert times(of(milan))[1:] == [("Moderate", "40 [40–40]", 1, 1, 0), ("Major", None, 0, 0, 1)]
    text = " ".join(re.sub(r"<[^>]+>", " ", at_desk.get(COHORT).content.decode()).split())
    assert "Moderate 40 [40–40] n = 1, 1 not later than that day, 0 censored" in text
    assert "Major – n = 0, 1 censored" in text


def test_without_current_scores_no_time_is_told(
    at_desk: Client, rossi: User, milan: Centre, today: date
) -> None:
    patient = course(rossi, milan, "P-101", today)
    assert "Days to the first response" in at_desk.get(COHORT).content.decode()
    mark_due(patient.pk)
    assert "Days to the first response" not in at_desk.get(COHORT).content.decode()
