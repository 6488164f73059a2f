"""Roles and accounts, changed by an administrator of the person's centres."""

import pytest

from clinic.accounts.models import Centre, Membership, User
from clinic.accounts.roles import Role
from clinic.accounts.services import NotTheirsToChange, change_role, close_account, reopen_account
from clinic.audit.models import AuditEvent
from tests.people import let_in, make_person


def role_of(person: User, centre: Centre) -> str | None:
    return (
        Membership.objects.filter(user=person, centre=centre).values_list("role", flat=True).first()
    )


def test_nobody_changes_their_own_role_or_closes_their_own_account(bianchi, milan):
    with pytest.raises(NotTheirsToChange):
        change_role(user=bianchi, centre=milan, role=Role.EXPORTER, by=bianchi, reason="r")
    with pytest.raises(NotTheirsToChange):
        close_account(user=bianchi, by=bianchi, reason="r")
    assert role_of(bianchi, milan) == Role.ADMINISTRATOR


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_only_administrators_change_roles(rossi, milan, role):
    other = make_person("other", role, milan)
    with pytest.raises(NotTheirsToChange):
        change_role(user=rossi, centre=milan, role=Role.CENTRE_LEAD, by=other, reason="r")
    with pytest.raises(NotTheirsToChange):
        close_account(user=rossi, by=other, reason="r")


def test_an_administrator_gives_no_role_at_a_foreign_centre(bianchi, rossi, rome):
    with pytest.raises(NotTheirsToChange):
        change_role(user=rossi, centre=rome, role=Role.CLINICIAN, by=bianchi, reason="r")
    assert role_of(rossi, rome) is None


def test_who_also_works_elsewhere_is_not_shut_out_from_here(bianchi, rossi, rome):
    Membership.objects.create(user=rossi, centre=rome, role=Role.CLINICIAN)
    with pytest.raises(NotTheirsToChange):
        close_account(user=rossi, by=bianchi, reason="r")
    assert User.objects.get(pk=rossi.pk).is_active


def test_a_change_of_role_is_written_down_with_its_reason(bianchi, rossi, milan):
    change_role(user=rossi, centre=milan, role=Role.CENTRE_LEAD, by=bianchi, reason="new lead")
    event = AuditEvent.objects.filter(table="accounts_membership").first()
    assert (event.actor, event.reason) == ("bianchi", "new lead")
    assert (event.old, event.new) == ({"role": "clinician"}, {"role": "centre_lead"})
    assert role_of(rossi, milan) == Role.CENTRE_LEAD


def test_a_role_is_given_and_ended(bianchi, rossi, milan):
    change_role(user=rossi, centre=milan, role=None, by=bianchi, reason="left")
    change_role(user=rossi, centre=milan, role=None, by=bianchi, reason="twice")
    assert role_of(rossi, milan) is None
    change_role(user=rossi, centre=milan, role=Role.REVIEWER, by=bianchi, reason="back")
    assert role_of(rossi, milan) == Role.REVIEWER


def test_closing_and_reopening(bianchi, rossi):
    close_account(user=rossi, by=bianchi, reason="left")
    assert not User.objects.get(pk=rossi.pk).is_active
    reopen_account(user=rossi, by=bianchi, reason="back")
    assert User.objects.get(pk=rossi.pk).is_active
    assert [e.reason for e in AuditEvent.objects.filter(operation="update")[:2]] == [
        "back",
        "left",
    ]


def test_the_page_lists_the_people_of_ones_centres_and_nobody_elses(client, bianchi, rossi, rome):
    make_person("romano", Role.CLINICIAN, rome)
    User.objects.create_user("newcomer")
    let_in(client, bianchi)
    page = client.get("/people/")
    assert {person.username for person in page.context["people"]} == {
        "bianchi",
        "rossi",
        "newcomer",
    }
    romano = User.objects.get(username="romano")
    assert client.get(f"/people/{romano.pk}/").status_code == 404
    assert client.post(f"/people/{romano.pk}/close/", {"reason": "r"}).status_code == 404
    assert User.objects.get(pk=romano.pk).is_active


def test_the_page_asks_a_fixed_number_of_queries(
    client, bianchi, milan, django_assert_max_num_queries
):
    for n in range(20):
        make_person(f"person{n}", Role.CLINICIAN, milan)
    let_in(client, bianchi)
    with django_assert_max_num_queries(6):
        client.get("/people/")


def test_a_change_without_a_reason_changes_nothing(client, bianchi, rossi, milan):
    let_in(client, bianchi)
    prefix = f"centre-{milan.pk}"
    page = client.post(f"/people/{rossi.pk}/roles/{milan.pk}/", {f"{prefix}-role": "exporter"})
    assert page.status_code == 200
    assert "This field is required" in page.content.decode()
    assert 'value="exporter" selected' in page.content.decode()
    assert role_of(rossi, milan) == Role.CLINICIAN
    assert client.post(f"/people/{rossi.pk}/close/", {"reason": " "}).status_code == 200
    assert User.objects.get(pk=rossi.pk).is_active


def test_the_page_changes_a_role_and_closes_and_reopens(client, bianchi, rossi, milan):
    let_in(client, bianchi)
    prefix = f"centre-{milan.pk}"
    client.post(
        f"/people/{rossi.pk}/roles/{milan.pk}/",
        {f"{prefix}-role": "reviewer", f"{prefix}-reason": "moved"},
    )
    assert role_of(rossi, milan) == Role.REVIEWER
    client.post(f"/people/{rossi.pk}/close/", {"reason": "left"})
    assert "closed" in client.get(f"/people/{rossi.pk}/").content.decode()
    client.post(f"/people/{rossi.pk}/reopen/", {"reason": "back"})
    assert User.objects.get(pk=rossi.pk).is_active


def test_one_is_not_offered_to_change_oneself(client, bianchi, milan):
    let_in(client, bianchi)
    page = client.get(f"/people/{bianchi.pk}/").content.decode()
    assert "Another administrator" in page
    assert "Close account" not in page
    prefix = f"centre-{milan.pk}"
    refused = client.post(
        f"/people/{bianchi.pk}/roles/{milan.pk}/",
        {f"{prefix}-role": "exporter", f"{prefix}-reason": "r"},
    )
    assert refused.status_code == 403
    assert client.post(f"/people/{bianchi.pk}/close/", {"reason": "r"}).status_code == 403


def test_a_foreign_centre_in_the_address_is_not_found(client, bianchi, rossi, rome):
    let_in(client, bianchi)
    prefix = f"centre-{rome.pk}"
    page = client.post(
        f"/people/{rossi.pk}/roles/{rome.pk}/",
        {f"{prefix}-role": "exporter", f"{prefix}-reason": "r"},
    )
    assert page.status_code == 404
