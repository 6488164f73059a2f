"""Forms of sign-in, of one's own account and of the people page."""

from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm
from allauth.mfa.base.forms import AuthenticateForm as CodeForm
from allauth.mfa.base.forms import ReauthenticateForm as CodeAgainForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from clinic.accounts.attribution import acting
from clinic.accounts.roles import Role


class LabelsOnly(forms.Form):
    """allauth repeats each label inside its field; the label above is enough."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class SignInForm(LabelsOnly, LoginForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs |= {
            "autofocus": True,
            "autocapitalize": "none",
            "spellcheck": "false",
        }


class ConfirmPasswordForm(LabelsOnly, ReauthenticateForm):
    pass


class NewPasswordForm(LabelsOnly, ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].help_text = _(
            "At least 12 characters. Length protects; a sentence is easier than signs."
        )

    def clean(self) -> dict[str, Any] | None:
        if self.user.is_demonstration:
            raise ValidationError(
                _("The password of a demonstration account is published and stays as it is.")
            )
        return super().clean()


class DigitsOnly(LabelsOnly):
    """A phone shows its digits, and spaces between groups of digits do not matter."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= {"inputmode": "numeric", "autofocus": True}


class SignInCodeForm(DigitsOnly, CodeForm):
    """What a code writes is written by the person, who is not yet the request's."""

    def clean_code(self) -> str:
        with acting(by=self.user):
            code: str = super().clean_code()
            return code

    def save(self) -> None:
        with acting(by=self.user):
            super().save()


class ConfirmCodeForm(DigitsOnly, CodeAgainForm):
    pass


class SetUpCodeForm(DigitsOnly, ActivateTOTPForm):
    pass


class TokenForm(forms.Form):
    """A new key: which program it is for, and how long it lasts."""

    label = forms.CharField(label=_("Program"), max_length=80)
    days = forms.TypedChoiceField(
        label=_("Lasts"),
        coerce=int,
        choices=[(30, _("30 days")), (90, _("90 days")), (365, _("a year"))],
        initial=90,
    )


class RoleForm(forms.Form):
    """A person's role at one centre; empty for none."""

    role = forms.ChoiceField(
        label=_("Role"), choices=[("", _("No role")), *Role.choices], required=False
    )
    reason = forms.CharField(label=_("Reason"), max_length=200)


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=200)
