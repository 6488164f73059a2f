"""The people of one's centres: their roles, and whether they may come in."""

from collections.abc import Callable

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from clinic import refusals
from clinic.accounts import services
from clinic.accounts.access import SignedInRequest, requires
from clinic.accounts.forms import ReasonForm, RoleForm
from clinic.accounts.models import Centre, User
from clinic.accounts.roles import Permission, Role
from clinic.accounts.selectors import people_administered_by


@requires(Permission.ADMINISTER)
@require_safe
def people(request: SignedInRequest) -> HttpResponse:
    return render(request, "accounts/people.html", {"people": people_administered_by(request.user)})


@requires(Permission.ADMINISTER)
@require_safe
def person(request: SignedInRequest, pk: int) -> HttpResponse:
    return _page(request, _found(request, pk))


@requires(Permission.ADMINISTER)
@require_POST
def change_role(request: SignedInRequest, pk: int, centre_pk: int) -> HttpResponse:
    user = _found(request, pk)
    centre = get_object_or_404(_centres(request.user), pk=centre_pk)
    form = RoleForm(request.POST, prefix=f"centre-{centre.pk}")
    if form.is_valid():
        role = Role(form.cleaned_data["role"]) if form.cleaned_data["role"] else None
        reason = form.cleaned_data["reason"]
        with refusals.shown_at(form):
            services.change_role(
                user=user, centre=centre, role=role, by=request.user, reason=reason
            )
            messages.success(request, _("The role is changed."))
            return redirect("accounts:person", pk=pk)
    return _page(request, user, refused=form)


@requires(Permission.ADMINISTER)
@require_POST
def close(request: SignedInRequest, pk: int) -> HttpResponse:
    return _with_reason(request, pk, "account", services.close_account, _("The account is closed."))


@requires(Permission.ADMINISTER)
@require_POST
def reopen(request: SignedInRequest, pk: int) -> HttpResponse:
    return _with_reason(
        request, pk, "account", services.reopen_account, _("The account is open again.")
    )


@requires(Permission.ADMINISTER)
@require_POST
def remove_second_factor(request: SignedInRequest, pk: int) -> HttpResponse:
    return _with_reason(
        request, pk, "factor", services.remove_second_factor, _("The second factor is removed.")
    )


def _with_reason(
    request: SignedInRequest, pk: int, prefix: str, verb: Callable[..., object], said: str
) -> HttpResponse:
    user = _found(request, pk)
    form = ReasonForm(request.POST, prefix=prefix)
    if form.is_valid():
        with refusals.shown_at(form):
            verb(user=user, by=request.user, reason=form.cleaned_data["reason"])
            messages.success(request, said)
            return redirect("accounts:person", pk=pk)
    return _page(request, user, refused=form)


def _found(request: SignedInRequest, pk: int) -> User:
    return get_object_or_404(people_administered_by(request.user), pk=pk)


def _centres(user: User) -> QuerySet[Centre]:
    return Centre.objects.filter(pk__in=user.centres_for(Permission.ADMINISTER)).order_by("name")


def _page(
    request: SignedInRequest, user: User, refused: RoleForm | ReasonForm | None = None
) -> HttpResponse:
    """A role form for each centre of the one who asks, and forms for account and second factor.

    The refused one stands in its place, with what was typed.
    """
    held = {m.centre_id: m.role for m in user.memberships.all()}
    forms: dict[str | None, RoleForm | ReasonForm] = {
        prefix: ReasonForm(prefix=prefix) for prefix in ("account", "factor")
    }
    centres = {f"centre-{centre.pk}": centre for centre in _centres(request.user)}
    for prefix, centre in centres.items():
        forms[prefix] = RoleForm(prefix=prefix, initial={"role": held.get(centre.pk, "")})
    if refused is not None:
        forms[refused.prefix] = refused
    context = {
        "person": user,
        "role_forms": [(centre, forms[prefix]) for prefix, centre in centres.items()],
        "account_form": forms["account"],
        "factor_form": forms["factor"],
        "is_self": user == request.user,
        "may_switch": services.administers(request.user, user),
    }
    return render(request, "accounts/person.html", context)
