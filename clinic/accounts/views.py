"""One's own account: roles, language, password, second factor and keys of programs."""

from allauth.mfa.totp.views import ActivateTOTPView
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from clinic import refusals
from clinic.accounts import second_factor, services
from clinic.accounts.access import SignedInRequest, any_account, requires
from clinic.accounts.forms import SetUpCodeForm, TokenForm
from clinic.accounts.models import ApiToken
from clinic.accounts.roles import Permission

# Where a person's day begins: the first page of these that their roles open.
STARTS = (
    (Permission.SEE_PATIENTS, "dashboard:review"),
    (Permission.SEE_COHORT, "dashboard:cohort"),
    (Permission.ADMINISTER, "accounts:people"),
    (Permission.SEE_STUDIES, "studies:studies"),
    (Permission.SEE_AUDIT, "audit:trail"),
)


class SetUpSecondFactor(ActivateTOTPView):
    """allauth's, but the session that sets the app up has shown it."""

    def form_valid(self, form: SetUpCodeForm) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        second_factor.remember(self.request, self.request.user)
        return response


@any_account
@require_safe
def start(request: SignedInRequest) -> HttpResponseRedirect:
    held = (page for permission, page in STARTS if request.user.may(permission))
    return redirect(next(held, "accounts:account"))


@any_account
@require_safe
def session(request: SignedInRequest) -> JsonResponse:
    """For a form that was opened long ago: who is signed in, and the token its sending needs."""
    return JsonResponse({"account": request.user.username, "token": get_token(request)})


@any_account
@require_safe
def account(request: SignedInRequest) -> HttpResponse:
    return _page(request, TokenForm())


@requires(Permission.EXPORT)
@require_POST
def create_token(request: SignedInRequest) -> HttpResponse:
    """Answers with the page that shows the key: it is stored nowhere, so nothing is redirected."""
    form = TokenForm(request.POST)
    if form.is_valid():
        with refusals.shown_at(form):
            _token, key = services.create_token(by=request.user, **form.cleaned_data)
            return _page(request, TokenForm(), new_key=key)
    return _page(request, form)


@any_account
@require_POST
def revoke_token(request: SignedInRequest, pk: int) -> HttpResponse:
    token = get_object_or_404(ApiToken, pk=pk, user=request.user)
    services.revoke_token(token=token, by=request.user)
    messages.success(request, _("The key “%(label)s” opens nothing any more.") % vars(token))
    return redirect("accounts:account")


def _page(request: SignedInRequest, form: TokenForm, new_key: str | None = None) -> HttpResponse:
    user = request.user
    return render(
        request,
        "accounts/account.html",
        {
            "memberships": user.memberships.select_related("centre").order_by("centre__name"),
            "has_second_factor": second_factor.is_set_up(user),
            "tokens": ApiToken.objects.in_force(timezone.now()).filter(user=user),
            "form": form,
            "new_key": new_key,
        },
    )
