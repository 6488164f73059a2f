"""Those of allauth's pages that are reachable, under the names by which it knows them.

Nobody signs up, resets a password by mail or manages addresses here, so these are not routed.
"""

from allauth.account import views as account
from allauth.mfa.base import views as code
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.totp import views as totp
from django.urls import path
from django.views.generic import RedirectView

from clinic.accounts.access import any_account, public
from clinic.accounts.views import SetUpSecondFactor

# allauth sends here after its own changes; the account page says all of it.
second_factor = RedirectView.as_view(pattern_name="accounts:account")

urlpatterns = [
    path("sign-in/", public(account.login), name="account_login"),
    path("sign-in/code/", public(code.authenticate), name="mfa_authenticate"),
    path("sign-out/", public(account.logout), name="account_logout"),
    path("account/password/", any_account(account.password_change), name="account_change_password"),
    path("account/confirm/", any_account(account.reauthenticate), name="account_reauthenticate"),
    path("account/confirm/code/", any_account(code.reauthenticate), name="mfa_reauthenticate"),
    path("account/second-factor/", any_account(second_factor), name="mfa_index"),
    path(
        "account/second-factor/set-up/",
        any_account(SetUpSecondFactor.as_view()),
        name="mfa_activate_totp",
    ),
    path(
        "account/second-factor/remove/",
        any_account(totp.deactivate_totp),
        name="mfa_deactivate_totp",
    ),
    path(
        "account/recovery-codes/",
        any_account(recovery.view_recovery_codes),
        name="mfa_view_recovery_codes",
    ),
    path(
        "account/recovery-codes/new/",
        any_account(recovery.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "account/recovery-codes/download/",
        any_account(recovery.download_recovery_codes),
        name="mfa_download_recovery_codes",
    ),
]
