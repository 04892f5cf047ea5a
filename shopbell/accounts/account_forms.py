"""The forms of allauth in the words of the desk: their work is allauth's, what people read is ours."""

from allauth.account import forms as account
from allauth.mfa.webauthn import forms as webauthn
from django.utils.translation import gettext_lazy as _


def _said(form, **labels) -> None:
    """Give the fields their labels; a placeholder would only say the same again."""
    for name, label in labels.items():
        form.fields[name].label = label
        form.fields[name].widget.attrs.pop("placeholder", None)


class ResetPasswordForm(account.ResetPasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _said(self, email=_("E-mail"))


class ResetPasswordKeyForm(account.ResetPasswordKeyForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _said(self, password1=_("New password"), password2=_("The same once more"))


class ChangePasswordForm(account.ChangePasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _said(
            self,
            oldpassword=_("Current password"),
            password1=_("New password"),
            password2=_("The same once more"),
        )


class SetPasswordForm(account.SetPasswordForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        _said(self, password1=_("New password"), password2=_("The same once more"))


class AddPasskeyForm(webauthn.AddWebAuthnForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name")
        self.fields["name"].help_text = _("What you know it by: laptop, phone, key on the ring.")
        if "passwordless" in self.fields:
            self.fields["passwordless"].label = _("Opens the desk without the password")
            self.fields["passwordless"].help_text = _(
                "It then asks for your finger, your face or its PIN. Without this it is only the second step."
            )
