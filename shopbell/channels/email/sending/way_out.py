"""An inbox's own way out: a mail server that takes its mail, instead of the desk's (SHOPBELL_MAIL_URL).

For an account at Google or Microsoft, which take no passwords: the grant that fetches its mail sends it too, by the
SASL mechanism XOAUTH2, and is renewed and told of as for fetching. Or any server, by name and password.
"""

import smtplib

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from shopbell.channels.inbox import Inbox
from shopbell.core.errors import Refused
from shopbell.core.mail_server import has_mail_server
from shopbell.core.prepared import Prepared
from shopbell.core.sealed import SealedField, Unreadable
from shopbell.core.settings_picture import Facet

from .. import tls
from ..imap.mailbox import ENCRYPTION, Mailbox
from ..imap.sign_in.access import access_token
from ..imap.sign_in.grant import Grant, grant_of
from ..imap.sign_in.xoauth2 import Conversation
from .pace import Limits

NOBODY = _("Nobody is signed in to the account of this inbox, so it cannot send. Sign in to it.")


class SignIn(models.TextChoices):
    GRANT = "grant", _("The sign-in of this inbox's account (Google, Microsoft …)")
    PASSWORD = "password", _("A mail server of its own, by name and password")  # noqa: S105 (no password)


class WayOut(models.Model):
    inbox = models.OneToOneField(Inbox, models.CASCADE, related_name="way_out")
    sign_in = models.CharField(max_length=8, choices=SignIn)
    host = models.CharField(_("SMTP server"), max_length=255)
    port = models.PositiveIntegerField(_("port"), default=587)
    encryption = models.CharField(_("encryption"), max_length=8, default="starttls", choices=ENCRYPTION)
    user = models.CharField(
        _("user"), max_length=320, blank=True, help_text="empty: a server that asks for none"
    )
    secret = SealedField(_("password"), blank=True)
    per_minute = models.PositiveIntegerField(_("mails a minute"), default=30, help_text="0: no limit")

    def __str__(self) -> str:
        return self.host

    @property
    def provider(self) -> str:
        """Whose pace it is: an account's, since such servers count by account."""
        return f"{self.host} {self.user or self.inbox_id}"[:255]

    @property
    def limits(self) -> Limits:
        return {60: self.per_minute} if self.per_minute else {}

    def grant(self) -> Grant:
        """What lets the desk in. Raises Refused when nobody is signed in to the inbox's account."""
        mailbox = Mailbox.objects.filter(inbox=self.inbox_id).first()
        if mailbox is None or (grant := grant_of(mailbox)) is None:
            raise Refused(str(NOBODY))
        return grant


def way_of(inbox: Inbox | None) -> WayOut | None:
    """The own way of `inbox`; None where its mail leaves by the desk's."""
    return OF_INBOX.first(inbox=inbox.pk) if inbox and inbox.pk else None


OF_INBOX = Prepared(lambda inbox: WayOut.objects.filter(inbox=inbox), inbox=int)  # each mail asks twice


def mail_leaves(inbox: Inbox | None) -> bool:
    """Whether mail of `inbox` leaves this desk at all."""
    return has_mail_server() or way_of(inbox) is not None


def connect(way: WayOut, timeout: float | None = None) -> smtplib.SMTP:
    """Signed in to the server of `way`. OSError or SMTPException when that fails, Refused with who must do what."""
    context, timeout = tls.context_for(way.host), timeout or settings.EMAIL_TIMEOUT
    connection: smtplib.SMTP
    if way.encryption == "tls":
        connection = smtplib.SMTP_SSL(
            way.host, way.port, settings.MAIL_DOMAIN, timeout=timeout, context=context
        )
    else:
        connection = smtplib.SMTP(way.host, way.port, settings.MAIL_DOMAIN, timeout=timeout)
    try:
        connection.ehlo_or_helo_if_needed()
        if way.encryption == "starttls":
            connection.starttls(
                context=context
            )  # SMTPNotSupportedError before any password, where it has none
            connection.ehlo()
        _sign_in(connection, way)
    except BaseException:
        connection.close()
        raise
    return connection


def _sign_in(connection: smtplib.SMTP, way: WayOut) -> None:
    if way.sign_in == SignIn.GRANT:
        _by_grant(connection, way, way.grant())
    elif isinstance(way.secret, Unreadable):
        raise Refused(
            _t(
                "The password of this mail server can no longer be read, because the desk's SHOPBELL_SECRET_KEY is "
                "another one now. Write it again, or name the earlier key in SHOPBELL_OLD_SECRET_KEYS."
            )
        )
    elif way.user:
        connection.login(way.user, way.secret)


def _by_grant(connection: smtplib.SMTP, way: WayOut, grant: Grant) -> None:
    """With an access token; one that the server takes no more, though it should, is renewed once.

    A token opens the whole account, so it goes to its service alone, and not where somebody may listen.
    """
    is_heard = way.encryption == "none" and not tls.is_local(way.host)
    if is_heard or (grant.service.smtp_host and way.host.lower() != grant.service.smtp_host):
        words = _t(
            "The sign-in of %(service)s goes to its own mail server alone, and never in plain. Choose again by which "
            "server mail of this inbox leaves."
        )
        raise Refused(words % {"service": grant.service_name})
    user, token = grant.mailbox.user, access_token(grant)
    if _takes(connection, user, token) is None:
        return
    error = _takes(connection, user, access_token(grant, but_not=token))
    if error is None:
        return
    words = _t(
        "%(server)s does not let %(user)s send with the %(service)s sign-in (%(error)s). Check that the "
        "account may send by SMTP, and that the permission covers it. Then sign in again."
    )
    raise Refused(words % {"server": way.host, "user": user, "service": grant.service_name, "error": error})


def _takes(connection: smtplib.SMTP, user: str, token: str) -> str | None:
    """None when the server lets us in, else what it said. Raises what will pass."""
    conversation = Conversation(user, token)
    try:
        connection.auth("XOAUTH2", lambda challenge=None: conversation(challenge or b""))
    except smtplib.SMTPAuthenticationError as error:
        if error.smtp_code < 500:
            raise
        said = (
            error.smtp_error.decode("utf-8", "replace")
            if isinstance(error.smtp_error, bytes)
            else error.smtp_error
        )
        return conversation.error or f"{error.smtp_code} {said}".replace(token, "…")[:200]
    return None


def _told(name: str, label, **more) -> Facet:
    """What the history of an inbox tells of its way out. None of it is put back: the password would be missing."""

    def read(inbox):
        way = way_of(inbox)
        return getattr(way, name) if way else None

    return Facet(f"way_out.{name}", label, read, **more)


WAY_FACETS = [
    _told("sign_in", _("mail leaves by")),
    _told("host", _("SMTP server")),
    _told("port", _("SMTP port")),
    _told("encryption", _("SMTP encryption")),
    _told("user", _("SMTP user")),
    _told("secret", _("SMTP password"), is_secret=True),
    _told("per_minute", _("mails a minute by SMTP")),
]
