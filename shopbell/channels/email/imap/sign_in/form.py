"""What a sign-in asks first: which account, and what its service knows the desk by."""

from urllib.parse import urlsplit

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from shopbell.channels.inbox import Inbox

from ..mailbox import ENCRYPTION, Mailbox
from .attempt import Attempt
from .grant import grant_of, is_own_host
from .service import Service, operators_client


class SignInForm(forms.Form):
    user = forms.CharField(
        label=_("Mailbox"),
        help_text=_("Its e-mail address. For a shared mailbox: the shared address, not your own."),
        max_length=320,
    )
    client_id = forms.CharField(
        label=_("Client id"),
        help_text=_("The service shows it after you have registered the desk there. Copy it from there."),
        max_length=300,
    )
    client_secret = forms.CharField(
        label=_("Client secret"),
        help_text=_("Shown beside the client id. Leave it empty to keep the one that is stored."),
        max_length=500,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    tenant = forms.RegexField(
        r"^[A-Za-z0-9.-]+$",
        label=_("Directory (tenant) id"),
        help_text=_(
            "Microsoft shows it beside the client id. Leave it empty only if you registered the app for every "
            "organisation."
        ),
        max_length=100,
        required=False,
    )
    host = forms.CharField(label=_("IMAP server"), max_length=255)
    port = forms.IntegerField(label=_("Port"), min_value=1, max_value=65535, initial=993)
    encryption = forms.ChoiceField(label=_("Encryption"), choices=ENCRYPTION, initial="tls")
    authorize_url = forms.CharField(
        label=_("Address to sign in"), help_text=_("The server's authorization endpoint."), max_length=500
    )
    token_url = forms.CharField(
        label=_("Address for tokens"), help_text=_("The server's token endpoint."), max_length=500
    )
    scope = forms.CharField(
        label=_("Scope"),
        help_text=_("What to ask for, such as: imap offline_access"),
        max_length=500,
        required=False,
    )

    def __init__(self, data, inbox: Inbox, service: Service, begun: Attempt | None = None):
        """`begun` is what was filled in before."""
        self.inbox, self.service = inbox, service
        mailbox = Mailbox.objects.filter(inbox=inbox).first()
        grant = grant_of(mailbox) if mailbox else None
        self.known = begun or (grant if grant and grant.service_kind == service.kind else None)
        names = ("client_id", "tenant", "authorize_url", "token_url", "scope")
        initial = {name: getattr(self.known, name) for name in names} if self.known else {}
        if mailbox and (self.known or service.host in ("", mailbox.host)):
            initial |= {name: getattr(mailbox, name) for name in ("host", "port", "encryption", "user")}
        if begun:
            initial |= {name: getattr(begun, name) for name in ("host", "port", "encryption", "user")}
        super().__init__(data, initial={"user": inbox.address} | initial, prefix="sign-in")
        self._leave_out_what_is_known()

    def _leave_out_what_is_known(self) -> None:
        if self.service.is_known:
            for name in ("host", "port", "encryption", "authorize_url", "token_url", "scope"):
                del self.fields[name]
        if operators_client(self.service.kind):
            for name in ("client_id", "client_secret", "tenant"):
                del self.fields[name]
        elif not self.service.has_tenant:
            del self.fields["tenant"]

    def clean_authorize_url(self) -> str:
        return _require_address(self.cleaned_data["authorize_url"])

    def clean_token_url(self) -> str:
        return _require_address(self.cleaned_data["token_url"])

    def clean(self) -> dict:
        words = super().clean() or {}
        if "client_secret" in self.fields and not words.get("client_secret"):
            self._reuse_secret(words)
        return words

    def _reuse_secret(self, words: dict) -> None:
        """The secret that is kept goes where it was written for, and nowhere else."""
        kept, is_same = self.known, False
        if kept:
            is_same = kept.client_id == words.get("client_id") and kept.token_url == words.get(
                "token_url", ""
            )
        if kept and is_same and isinstance(kept.client_secret, str):
            words["client_secret"] = kept.client_secret
        elif self.service.is_known:
            self.add_error("client_secret", _t("Enter the secret of this client."))

    def attempt(self) -> Attempt:
        """Of the valid form."""
        words = {"host": self.service.host, **self.cleaned_data}
        return Attempt(inbox_id=self.inbox.pk, service_kind=self.service.kind, **words)


def _require_address(address: str) -> str:
    """An https address, or one of a server that the operator named as their own."""
    try:
        parts = urlsplit(address)
        is_address = bool(parts.hostname) and not parts.username and parts.scheme in ("https", "http")
    except ValueError:
        is_address = False
    if not is_address or not (parts.scheme == "https" or is_own_host(address)):
        raise forms.ValidationError(
            _t(
                "Enter an address that begins with https://, unless SHOPBELL_MAIL_SIGN_IN_HOSTS names its "
                "server."
            )
        )
    return address
