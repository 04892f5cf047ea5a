"""The part of an inbox's form that says by which server its mail leaves.

As with the account that it fetches from: an empty password keeps the one that is there, for the same server and user
alone, and what was changed is tried before it is kept.
"""

import smtplib

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from shopbell.core.errors import Refused

from ...inbox import Inbox
from ..imap.mailbox import ENCRYPTION
from .way_out import NOBODY, SignIn, WayOut, connect

TRY_SECONDS = 10
WHERE = ["host", "port", "encryption", "user"]
KEPT = [*WHERE, "sign_in", "secret", "per_minute"]
NAMES = ["out_sign_in", *(f"out_{name}" for name in WHERE), "out_secret", "out_per_minute"]


class WayOutForm(forms.Form):
    way: WayOut | None
    written: WayOut | None = None  # as it was found good
    inbox: Inbox

    out_sign_in = forms.ChoiceField(
        label=_("Mail leaves by"),
        help_text=_(
            "The account's sign-in needs nothing more at Google and Microsoft: their servers are known."
        ),
        choices=[("", _("The mail server of the desk")), *SignIn.choices],
        required=False,
    )
    out_host = forms.CharField(
        label=_("SMTP server"),
        help_text=_("Only for a server that the desk does not know."),
        max_length=255,
        required=False,
    )
    out_port = forms.IntegerField(
        label=_("SMTP port"),
        help_text=_("587 with STARTTLS, 465 with TLS."),
        min_value=1,
        max_value=65535,
        initial=587,
        required=False,
    )
    out_encryption = forms.ChoiceField(
        label=_("SMTP encryption"),
        help_text=_("Without any, mail and password travel in plain."),
        choices=ENCRYPTION,
        initial="starttls",
        required=False,
    )
    out_user = forms.CharField(
        label=_("SMTP user"),
        help_text=_("Empty for a server that asks for none."),
        max_length=320,
        required=False,
    )
    out_secret = forms.CharField(
        label=_("SMTP password"),
        help_text=_("Kept as it is when you leave this empty."),
        max_length=500,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    out_per_minute = forms.IntegerField(
        label=_("Mails a minute"),
        help_text=_(
            "At most so many; the others wait their turn. 0 for no limit. Microsoft 365 takes 30, and Google locks an "
            "account for a day after 500 to 2,000 mails."
        ),
        min_value=0,
        max_value=100_000,
        initial=30,
        required=False,
    )

    def clean_way_out(self, words: dict) -> None:
        """Find what is wrong with the way out in `words`, which may also take the account's sign-in away."""
        if not words.get("out_sign_in") or self.errors:
            return
        has_no_grant = not words.get("host") or bool(words.get("secret"))
        if words["out_sign_in"] == SignIn.GRANT and has_no_grant:
            self.add_error("out_sign_in", NOBODY)
            return
        try:
            way = self.written = self._written(words)
        except Refused as refusal:
            self.add_error("out_sign_in", str(refusal))
            return
        if not way.host:
            self.add_error("out_host", _t("Enter the name of the mail server."))
        elif way.sign_in == SignIn.PASSWORD and way.user and not way.secret:
            self.add_error(
                "out_secret", _t("Write the password: the one kept here goes to no other server or user.")
            )
        elif self._is_new(way):
            self._try_way(way)

    def _written(self, words: dict) -> WayOut:
        """The way as written, not saved."""
        old = self.way
        way = WayOut(inbox=self.inbox, sign_in=words["out_sign_in"])
        way.host, way.user = words["out_host"].strip(), words["out_user"].strip()
        way.port, way.encryption = words["out_port"] or 587, words["out_encryption"] or "starttls"
        if words["out_per_minute"] is not None:
            way.per_minute = words["out_per_minute"]
        if way.sign_in == SignIn.GRANT:
            service, way.user = way.grant().service, ""
            if service.smtp_host:
                way.host, way.port, way.encryption = service.smtp_host, 587, "starttls"
            return way
        is_same = old is not None and all(getattr(old, name) == getattr(way, name) for name in WHERE)
        way.secret = words["out_secret"] or (old.secret if old and is_same else "")
        return way

    def _is_new(self, way: WayOut) -> bool:
        names = [*WHERE, "sign_in", "secret"]
        return self.way is None or any(getattr(self.way, name) != getattr(way, name) for name in names)

    def _try_way(self, way: WayOut) -> None:
        try:
            self._try_sender(way, connect(way, timeout=TRY_SECONDS))
        except Refused as refusal:
            self.add_error("out_sign_in", str(refusal))
        except (OSError, smtplib.SMTPException) as error:
            field = "out_secret" if isinstance(error, smtplib.SMTPAuthenticationError) else "out_host"
            self.add_error(
                field, _t("The mail server does not answer: %(error)s") % {"error": str(error)[:200]}
            )

    def _try_sender(self, way: WayOut, connection: smtplib.SMTP) -> None:
        """Whether the account may write from the inbox's address: many may from their own alone."""
        address = self.inbox.address
        with connection:
            code, text = connection.mail(address) if address else (250, b"")
        if code >= 500:
            words = _t(
                "%(server)s takes no mail from %(address)s with this account (%(error)s). Allow it there, or sign in "
                "with the account of that address."
            )
            error = f"{code} {text.decode('utf-8', 'replace')}"[:200]
            raise Refused(words % {"server": way.host, "address": address, "error": error})

    def keep_way_out(self, inbox: Inbox) -> None:
        """Put the valid form into the way out of `inbox`, in the caller's transaction."""
        way = self.written
        if way is None:
            WayOut.objects.filter(inbox=inbox).delete()
            return
        values = {name: getattr(way, name) for name in KEPT}
        WayOut.objects.update_or_create(inbox=inbox, defaults=values)


def way_now(way: WayOut | None) -> dict:
    """What the form begins with."""
    return {f"out_{name}": getattr(way, name) for name in [*WHERE, "sign_in", "per_minute"]} if way else {}
