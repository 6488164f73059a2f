"""The page of the trail: whose rows a person reads, and what of them."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils import timezone

from clinic.accounts.models import ApiToken, Centre, Membership, User
from clinic.accounts.roles import Role
from clinic.audit.context import recording
from clinic.audit.models import AuditEvent
from clinic.audit.selectors import ROWS_A_PAGE
from clinic.registry.models import Patient
from clinic.registry.services import PatientFacts, correct_patient, register_patient
from clinic.studies.models import Pseudonym, Study
from clinic.visits.models import LabResult
from clinic.visits.services import amend_visit, record_visit
from literature.models import Review
from scoring.services import choose_enzyme, recompute_if_due
from tests.people import let_in, make_person


@pytest.fixture
def rome(db) -> Centre:
    return Centre.objects.create(name="Rome")


@pytest.fixture
def carla(rome) -> Patient:
    """Carla Romano, patient in Rome."""
    return register_patient(
        by=make_person("conti", Role.CLINICIAN, rome),
        centre=rome,
        facts=PatientFacts(code="R-777", date_of_birth=date(1961, 9, 3), sex="female"),
        identity={"family_name": "Romano", "given_name": "Carla"},
    )


@pytest.fixture
def lead(milan) -> User:
    return make_person("lead", Role.CENTRE_LEAD, milan)


@pytest.fixture
def auditor(milan) -> User:
    return make_person("auditor", Role.AUDITOR, milan)


def read(client, person: User, query: str = "") -> str:
    let_in(client, person)
    return client.get(f"/audit/{query}").content.decode()


@pytest.mark.parametrize("role", [Role.CENTRE_LEAD, Role.AUDITOR])
def test_a_row_of_a_foreign_centre_is_not_read(client, ada, carla, milan, role):
    page = read(client, make_person("reader", role, milan))
    assert "P-001" in page
    for foreign in ("R-777", "Romano", "Carla", "1961", "3 Sep"):
        assert foreign not in page


def test_nor_found_by_its_code(client, carla, lead):
    page = read(client, lead, "?patient=R-777")
    assert "Nothing was written that fits" in page


def test_nor_is_a_row_of_a_patient_whose_centre_is_not_told(client, lead, rossi):
    AuditEvent.objects.create(
        at=timezone.now(),
        table="visits_visit",
        row="1",
        operation="insert",
        source="page",
        new={"note": "whose?"},
    )
    assert "whose?" not in read(client, lead)


def test_an_account_is_read_at_its_centres_and_nowhere_else(client, auditor, rome, milan):
    make_person("romolo", Role.CLINICIAN, rome)
    both = make_person("ubique", Role.CLINICIAN, rome)
    Membership.objects.create(user=both, centre=milan, role=Role.CLINICIAN)
    User.objects.create_user("newcomer")
    ApiToken.objects.create(
        user=User.objects.get(username="romolo"),
        label="key of Rome",
        key_sha256="f" * 64,
        expires_at=timezone.now(),
    )
    page = read(client, auditor)
    assert "ubique" in page
    assert "newcomer" in page
    assert "romolo" not in page
    assert "key of Rome" not in page


def test_what_belongs_to_nobody_is_read_by_all_who_read_the_trail(client, auditor):
    Review.objects.create(slug="r", title="Of anakinra", question="q", guideline="g", source="s")
    assert "Of anakinra" in read(client, auditor)


def test_names_and_free_text_are_shown_to_those_who_may_see_identities(
    client, ada, rossi, lead, auditor
):
    record_visit(patient=ada, by=rossi, visited_on=date(2026, 3, 1), note="her son Piero called")
    for hidden in ("Bianchi", "1 May 1970", "Piero"):
        assert hidden in read(client, lead)
        assert hidden not in read(client, auditor)
    assert "not shown" in read(client, auditor)


def test_an_auditor_reads_why_something_was_decided(client, ada, anakinra, rossi, auditor):
    recompute_if_due(ada.pk)
    choose_enzyme(
        episode=anakinra.episode, by=rossi, use=None, exclude=["alt"], reason="methotrexate"
    )
    assert read(client, auditor).count("methotrexate") == 2  # the change's and the column's


def test_who_may_see_identities_elsewhere_sees_none_here(client, ada, rome, milan):
    reader = make_person("reader", Role.AUDITOR, milan)
    Membership.objects.create(user=reader, centre=rome, role=Role.CENTRE_LEAD)
    assert "Bianchi" not in read(client, reader)


def test_a_password_and_a_pseudonym_are_shown_to_nobody(client, rossi, ada, lead):
    rossi.set_password("new")
    rossi.save()
    study = Study.objects.create(slug="s", title="S", approval_number="1/2", committee="c")
    Pseudonym.objects.create(study=study, patient=ada, value="7K3QX-9D2MR")
    page = read(client, lead)
    assert "7K3QX" not in page
    assert rossi.password not in page


def test_a_change_reads_from_old_to_new_in_the_words_of_its_field(client, ada, rossi, lead):
    let_in(client, lead)
    visit = record_visit(
        patient=ada, by=rossi, visited_on=date(2026, 3, 1), physician_global_cm=Decimal("3.2")
    )
    amend_visit(
        visit=visit,
        by=rossi,
        reason="typed the wrong line",
        version=1,
        physician_global_cm=Decimal("1.8"),
        has_fever=True,
        visited_on=date(2026, 3, 2),
    )
    entry = client.get("/audit/").context["entries"][0]
    assert (entry.what, entry.done, entry.patient_code) == ("Visit", "changed", "P-001")
    assert entry.event.reason == "typed the wrong line"
    assert [(c.name, c.old, c.new) for c in entry.changes] == [
        ("date of visit", "1 Mar 2026", "2 Mar 2026"),
        ("physician global", "3.2", "1.8"),
        ("fever", None, "yes"),
    ]


def test_numbers_choices_and_owners_read_alike_on_both_engines(client, ada, rossi, lead):
    let_in(client, lead)
    visit = record_visit(patient=ada, by=rossi, visited_on=date(2026, 3, 1))
    LabResult.objects.create(
        visit=visit, analyte="ck", value=Decimal(310), unit="U/L", canonical_value=Decimal("310.5")
    )
    entries = client.get("/audit/").context["entries"]
    added = {c.name: c.new for c in entries[0].changes}
    assert added["value"] == "310"
    assert added["value in the unit of the scores"] == "310.5"
    assert added["visit"] == "1 Mar 2026"
    assert (entries[0].what, entries[0].title) == ("Laboratory", "CK")
    patient = next(e for e in entries if e.what == "Patient")
    assert {c.name: c.new for c in patient.changes} == {
        "registry code": "P-001",
        "centre": "Milan",
        "date of birth": "1 May 1970",
        "sex": "Female",
        "illustrative": "no",
    }
    account = next(e for e in entries if e.what == "Role")
    assert {c.name: c.new for c in account.changes}["person"] == "lead"


def test_a_row_of_a_table_that_is_gone_is_still_read(client, lead, milan):
    """The trail outlives what it names."""
    AuditEvent.objects.create(
        at=timezone.now(),
        table="registry_formertable",
        row="7",
        operation="update",
        source="page",
        centre_id=milan.pk,
        old={"colour": "red", "user_id": 3},
        new={"colour": {"en": "green"}, "user_id": None},
    )
    let_in(client, lead)
    entry = next(e for e in client.get("/audit/").context["entries"] if e.event.row == "7")
    assert entry.what == "registry_formertable"
    assert [(c.name, c.old, c.new) for c in entry.changes] == [
        ("colour", "red", '{"en": "green"}'),
        ("user_id", "3", None),
    ]


def test_an_instant_reads_in_local_time_on_both_engines(client, rossi, auditor):
    let_in(client, auditor)
    rossi.last_login = datetime(2026, 1, 31, 23, 30, 5, tzinfo=UTC)
    rossi.save()
    (change,) = client.get("/audit/").context["entries"][0].changes
    assert change.new == "1 Feb 2026, 00:30:05"


def test_the_trail_is_narrowed_to_a_person_a_thing_a_patient_and_a_day(
    client, ada, rossi, lead, milan
):
    with recording(by=lead):
        Centre.objects.filter(pk=milan.pk).update(name="Milano")
    let_in(client, lead)

    def entries(query):
        return client.get(f"/audit/?{query}").context["entries"]

    assert {e.event.actor for e in entries("person=rossi")} == {"rossi"}
    assert {e.what for e in entries("table=registry_identity")} == {"Identity"}
    assert {e.patient_code for e in entries("patient=P-001")} == {"P-001"}
    today = timezone.localdate()
    assert entries(f"day={today}")
    assert not entries("day=2020-01-01")
    assert not entries("person=rossi&table=accounts_centre")


def test_a_patient_is_found_by_a_former_code(client, ada, rossi, lead):
    correct_patient(patient=ada, by=rossi, reason="renumbered", code="P-900")
    let_in(client, lead)
    entries = client.get("/audit/?patient=P-001").context["entries"]
    assert {e.patient_code for e in entries} == {"P-900"}


def test_the_pages_follow_one_another_without_gap_or_repetition(client, lead, milan):
    for n in range(ROWS_A_PAGE + 20):
        Centre.objects.filter(pk=milan.pk).update(name=f"Milan {n}")
    let_in(client, lead)
    first = client.get("/audit/?table=accounts_centre")
    Centre.objects.filter(pk=milan.pk).update(name="written between the two pages")
    second = client.get(f"/audit/?{first.context['older']}")
    seen = [e.event.pk for page in (first, second) for e in page.context["entries"]]
    assert len(seen) == ROWS_A_PAGE + 21
    assert seen == sorted(set(seen), reverse=True)
    assert second.context["older"] is None
    assert second.context["newest"] == "table=accounts_centre"


@pytest.mark.parametrize("query", ["?before=x", "?before=-1", "?before=" + "9" * 40, "?before=%00"])
def test_a_page_that_is_no_number_is_not_found(client, lead, query):
    let_in(client, lead)
    assert client.get(f"/audit/{query}").status_code == 404


@pytest.mark.parametrize("query", ["?table=auth_group", "?day=yesterday", "?patient=" + "x" * 50])
def test_a_condition_that_makes_no_sense_finds_nothing_and_says_so(client, lead, ada, query):
    let_in(client, lead)
    page = client.get(f"/audit/{query}")
    assert page.status_code == 200
    assert page.context["entries"] == []
    assert page.context["form"].errors


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("9999-12-31", "This day is in the future."),
        ("0001-01-01", "The trail begins after this day."),
        ("1999-12-31", "The trail begins after this day."),
    ],
)
def test_a_day_on_which_nothing_can_have_been_written_is_refused_at_its_field(
    client, lead, day, said
):
    let_in(client, lead)
    page = client.get(f"/audit/?day={day}")
    assert page.status_code == 200
    assert page.context["form"].errors["day"] == [said]
    assert said in page.content.decode()


def test_the_page_asks_a_fixed_number_of_queries(
    client, lead, rossi, milan, django_assert_max_num_queries
):
    for n in range(30):
        register_patient(
            by=rossi,
            centre=milan,
            facts=PatientFacts(code=f"P-{n}", date_of_birth=date(1970, 1, 1), sex="male"),
            identity={"family_name": "X", "given_name": "Y"},
        )
    let_in(client, lead)
    with django_assert_max_num_queries(3 + 4):
        client.get("/audit/")
