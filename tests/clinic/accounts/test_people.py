"""Roles and accounts, changed by an administrator of the person's centres."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.utils import timezone

from clinic.accounts.models import Centre, Membership, User
from clinic.accounts.roles import Role
from clinic.accounts.services import NotTheirsToChange, change_role, close_account, reopen_account
from clinic.accounts.tokens import find_token
from clinic.audit.models import AuditEvent
from tests.clinic.accounts.conftest import key_for
from tests.people import let_in, make_person


def role_of(person: User, centre: Centre) -> str | None:
    return (
        Membership.objects.filter(user=person, centre=centre).values_list("role", flat=True).first()
    )


def test_nobody_changes_their_own_role_or_closes_their_own_account(costa, milan):
    with pytest.raises(NotTheirsToChange):
        change_role(user=costa, centre=milan, role=Role.EXPORTER, by=costa, reason="r")
    with pytest.raises(NotTheirsToChange):
        close_account(user=costa, by=costa, reason="r")
    assert role_of(costa, milan) == Role.ADMINISTRATOR


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_only_administrators_change_roles(rossi, milan, role):
    other = make_person("other", role, milan)
    with pytest.raises(NotTheirsToChange):
        change_role(user=rossi, centre=milan, role=Role.CENTRE_LEAD, by=other, reason="r")
    with pytest.raises(NotTheirsToChange):
        close_account(user=rossi, by=other, reason="r")


def test_an_administrator_gives_no_role_at_a_foreign_centre(costa, rossi, rome):
    with pytest.raises(NotTheirsToChange):
        change_role(user=rossi, centre=rome, role=Role.CLINICIAN, by=costa, reason="r")
    assert role_of(rossi, rome) is None


def test_who_also_works_elsewhere_is_not_shut_out_from_here(costa, rossi, rome):
    Membership.objects.create(user=rossi, centre=rome, role=Role.CLINICIAN)
    with pytest.raises(NotTheirsToChange):
        close_account(user=rossi, by=costa, reason="r")
    assert User.objects.get(pk=rossi.pk).is_active


def test_a_change_of_role_is_written_down_with_its_reason(costa, rossi, milan):
    change_role(user=rossi, centre=milan, role=Role.CENTRE_LEAD, by=costa, reason="new lead")
    event = AuditEvent.objects.filter(table="accounts_membership").first()
    assert (event.actor, event.reason) == ("costa", "new lead")
    assert (event.old, event.new) == ({"role": "clinician"}, {"role": "centre_lead"})
    assert role_of(rossi, milan) == Role.CENTRE_LEAD


def test_a_role_is_given_and_ended(costa, rossi, milan):
    change_role(user=rossi, centre=milan, role=None, by=costa, reason="left")
    change_role(user=rossi, centre=milan, role=None, by=costa, reason="twice")
    assert role_of(rossi, milan) is None
    change_role(user=rossi, centre=milan, role=Role.REVIEWER, by=costa, reason="back")
    assert role_of(rossi, milan) == Role.REVIEWER


def test_closing_and_reopening(costa, rossi):
    close_account(user=rossi, by=costa, reason="left")
    assert not User.objects.get(pk=rossi.pk).is_active
    reopen_account(user=rossi, by=costa, reason="back")
    assert User.objects.get(pk=rossi.pk).is_active
    assert [e.reason for e in AuditEvent.objects.filter(operation="update")[:2]] == [
        "back",
        "left",
    ]


def test_a_reopened_account_has_none_of_its_sessions_and_keys_back(client, costa, romano):
    key = key_for(romano)
    let_in(client, romano)
    assert client.get("/account/").status_code == 200
    close_account(user=romano, by=costa, reason="left")
    reopen_account(user=User.objects.get(pk=romano.pk), by=costa, reason="back")
    assert client.get("/account/").headers["Location"].startswith("/sign-in/")
    assert find_token(key) is None
    let_in(client, User.objects.get(pk=romano.pk))
    assert client.get("/account/").status_code == 200


def test_a_key_that_ends_with_its_account_is_written_down_as_ended(costa, romano):
    key_for(romano)
    key_for(romano, revoked_at=timezone.now() - timedelta(days=3))
    close_account(user=romano, by=costa, reason="left")
    (event,) = AuditEvent.objects.filter(table="accounts_apitoken", operation="update")
    assert (event.actor, event.reason, set(event.new)) == ("costa", "left", {"revoked_at"})


def test_a_session_opened_after_the_account_was_reopened_stays_open_under_an_old_key(
    client, costa, rossi, settings
):
    """As while the installation's secret is being replaced."""
    close_account(user=rossi, by=costa, reason="left")
    rossi = reopen_account(user=rossi, by=costa, reason="back")
    let_in(client, User.objects.get(pk=rossi.pk))
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another secret of fifty characters at the very least"
    assert client.get("/account/").status_code == 200


def test_the_page_lists_the_people_of_ones_centres_and_nobody_elses(client, costa, rossi, rome):
    make_person("conti", Role.CLINICIAN, rome)
    User.objects.create_user("newcomer")
    let_in(client, costa)
    page = client.get("/people/")
    assert {person.username for person in page.context["people"]} == {
        "costa",
        "rossi",
        "newcomer",
    }
    conti = User.objects.get(username="conti")
    assert client.get(f"/people/{conti.pk}/").status_code == 404
    assert client.post(f"/people/{conti.pk}/close/", {"account-reason": "r"}).status_code == 404
    assert User.objects.get(pk=conti.pk).is_active


def test_the_page_asks_a_fixed_number_of_queries(
    client, costa, milan, django_assert_max_num_queries
):
    for n in range(20):
        make_person(f"person{n}", Role.CLINICIAN, milan)
    let_in(client, costa)
    with django_assert_max_num_queries(7):
        client.get("/people/")


def test_a_change_without_a_reason_changes_nothing(client, costa, rossi, milan):
    let_in(client, costa)
    prefix = f"centre-{milan.pk}"
    page = client.post(f"/people/{rossi.pk}/roles/{milan.pk}/", {f"{prefix}-role": "exporter"})
    assert page.status_code == 200
    assert "This field is required" in page.content.decode()
    assert 'value="exporter" selected' in page.content.decode()
    assert role_of(rossi, milan) == Role.CLINICIAN
    assert client.post(f"/people/{rossi.pk}/close/", {"account-reason": " "}).status_code == 200
    assert User.objects.get(pk=rossi.pk).is_active


def test_the_page_changes_a_role_and_closes_and_reopens(client, costa, rossi, milan):
    let_in(client, costa)
    prefix = f"centre-{milan.pk}"
    client.post(
        f"/people/{rossi.pk}/roles/{milan.pk}/",
        {f"{prefix}-role": "reviewer", f"{prefix}-reason": "moved"},
    )
    assert role_of(rossi, milan) == Role.REVIEWER
    client.post(f"/people/{rossi.pk}/close/", {"account-reason": "left"})
    assert "closed" in client.get(f"/people/{rossi.pk}/").content.decode()
    client.post(f"/people/{rossi.pk}/reopen/", {"account-reason": "back"})
    assert User.objects.get(pk=rossi.pk).is_active


def test_one_is_not_offered_to_change_oneself(client, costa, milan):
    let_in(client, costa)
    page = client.get(f"/people/{costa.pk}/").content.decode()
    assert "Another administrator" in page
    assert "Close account" not in page
    prefix = f"centre-{milan.pk}"
    refused = client.post(
        f"/people/{costa.pk}/roles/{milan.pk}/",
        {f"{prefix}-role": "exporter", f"{prefix}-reason": "r"},
    )
    assert refused.status_code == 403
    assert client.post(f"/people/{costa.pk}/close/", {"account-reason": "r"}).status_code == 403


def test_a_foreign_centre_in_the_address_is_not_found(client, costa, rossi, rome):
    let_in(client, costa)
    prefix = f"centre-{rome.pk}"
    page = client.post(
        f"/people/{rossi.pk}/roles/{rome.pk}/",
        {f"{prefix}-role": "exporter", f"{prefix}-reason": "r"},
    )
    assert page.status_code == 404


def test_a_lost_phone_is_forgotten_with_a_reason_and_never_ones_own(client, costa, romano):
    let_in(client, costa)
    path = f"/people/{romano.pk}/second-factor/remove/"
    assert client.post(path, {"factor-reason": ""}).status_code == 200
    assert Authenticator.objects.filter(user=romano).exists()
    assert client.post(path, {"factor-reason": "phone lost"}).status_code == 302
    assert not Authenticator.objects.filter(user=romano).exists()
    event = AuditEvent.objects.filter(table="mfa_authenticator").first()
    assert (event.operation, event.reason, event.account_id) == ("delete", "phone lost", romano.pk)
    own = f"/people/{costa.pk}/second-factor/remove/"
    assert client.post(own, {"factor-reason": "r"}).status_code == 403
    assert Authenticator.objects.filter(user=costa).exists()
