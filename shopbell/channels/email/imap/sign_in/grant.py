"""A grant: what lets the desk into a mailbox without a password. Somebody signed in at its service and agreed.

It is a refresh token, by which the desk gets access tokens that are good for an hour or so. Both lie sealed, as does
the client's secret. A service may take it back at any time; then it says `refused` until somebody signs in again.
"""

from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from shopbell.core.sealed import SealedField, Unreadable

from ..mailbox import Mailbox
from .service import SERVICES, Client, Service, operators_client

EARLY = timedelta(minutes=2)  # a token that is about to end is not begun with


class Refusal(models.TextChoices):
    REVOKED = "revoked"  # the person's permission is gone: they must sign in again
    CLIENT = "client"  # the desk itself is not known there any more: a new secret is needed


class Grant(models.Model):
    mailbox = models.OneToOneField(Mailbox, models.CASCADE, related_name="grant")
    service_kind = models.CharField(max_length=10)
    client_id = models.CharField(max_length=300, blank=True, help_text="empty: the operator's client")
    client_secret = SealedField(blank=True)
    tenant = models.CharField(max_length=100, blank=True)
    authorize_url = models.CharField(max_length=500, blank=True, help_text="of another server")
    token_url = models.CharField(max_length=500, blank=True)
    scope = models.CharField(max_length=500, blank=True)
    refresh_token = SealedField()
    access_token = SealedField()
    expires_at = models.DateTimeField()
    refused = models.CharField(max_length=10, blank=True, choices=Refusal)
    refused_words = models.CharField(max_length=300, blank=True, help_text="what the service said")
    signed_in_at = models.DateTimeField()
    signed_in_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    @property
    def service(self) -> Service:
        return SERVICES[self.service_kind]

    @property
    def service_name(self) -> str:
        """What people know the service by: another server by its host."""
        return str(self.service.label) if self.service.is_known else urlsplit(self.token_url).netloc

    @property
    def client(self) -> Client:
        """Its own client, else the operator's of now: a secret that they renewed counts at once."""
        if not self.client_id and (operators := operators_client(self.service_kind)):
            return operators
        secret = "" if isinstance(self.client_secret, Unreadable) else self.client_secret
        return Client(self.client_id, secret, self.tenant)

    @property
    def where_to_ask(self) -> str:
        address = self.service.token_url or self.token_url
        return self.service.of_tenant(address, self.client.tenant)

    @property
    def is_readable(self) -> bool:
        """Whether the desk's key opens what is sealed in it."""
        return not any(
            isinstance(each, Unreadable)
            for each in (self.refresh_token, self.access_token, self.client_secret)
        )

    def serves(self, now: datetime, but_not: str = "") -> bool:
        """Whether its access token can be used."""
        return self.is_readable and self.access_token != but_not and self.expires_at > now + EARLY

    @property
    def refusal(self) -> str:
        """Why the service gives no access any more, and who must do what; empty while it does."""
        if not self.is_readable:
            return _t(
                "What lets the desk into this account can no longer be read, because the desk's SHOPBELL_SECRET_KEY is "
                "another one now. Sign in again, or name the earlier key in SHOPBELL_OLD_SECRET_KEYS."
            )
        words = {Refusal.REVOKED: REVOKED, Refusal.CLIENT: UNKNOWN_CLIENT}.get(self.refused)  # type: ignore[call-overload]
        if not words:
            return ""
        return str(words) % {
            "service": self.service_name,
            "user": self.mailbox.user,
            "words": self.refused_words or "–",
        }


REVOKED = _(
    "%(service)s no longer lets the desk into the account %(user)s: its permission has ended or was "
    "taken back (%(words)s). Somebody who can sign in to this account must press “Sign in again” in "
    "the inbox's settings. Mail that arrives until then stays on the mail server and is fetched "
    "afterwards."
)
UNKNOWN_CLIENT = _(
    "%(service)s does not accept the desk's client id and secret for the account %(user)s (%(words)s). Whoever "
    "registered the desk there must look whether the secret has run out, make a new one and sign in with it again in "
    "the inbox's settings. What arrives until then stays on the mail server and is fetched afterwards."
)


def grant_of(mailbox: Mailbox) -> Grant | None:
    return Grant.objects.filter(mailbox=mailbox.pk).first() if mailbox.pk else None


def is_own_host(address: str) -> bool:
    """Whether the operator named the server of `address` as one of their own network (SHOPBELL_MAIL_SIGN_IN_HOSTS)."""
    return urlsplit(address).netloc.lower() in settings.MAIL_SIGN_IN_HOSTS
