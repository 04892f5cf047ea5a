"""A sign-in that has begun: an admin went to the account's service, which sends them back with a code.

It waits in the session of the browser that began it, sealed, and is good once and for ten minutes. What comes back must
name its `state`, so that nobody can make an admin finish a sign-in that they did not begin (RFC 6749 §10.12); and only
the desk has the `verifier`, so that a code that leaks on its way is worth nothing (RFC 7636).
"""

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import MutableMapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from imapclient.exceptions import IMAPClientError

from shopbell.accounts.agent import Agent
from shopbell.channels.inbox import Inbox
from shopbell.core.errors import Refused
from shopbell.core.sealed import CannotOpen, seal, unseal

from ..connection import connect
from ..mailbox import Mailbox, is_same_user
from ..sent_folder import SentFolder
from .grant import Grant
from .token_request import Later, Tokens, TurnedDown, redeem

KEY = "mail-sign-in"
GOOD_SECONDS = 10 * 60
TRY_SECONDS = 10
Session = MutableMapping[str, Any]


@dataclass(frozen=True)
class Attempt:
    inbox_id: int
    service_kind: str
    user: str
    host: str
    port: int = 993
    encryption: str = "tls"
    client_id: str = ""
    client_secret: str = ""
    tenant: str = ""
    authorize_url: str = ""
    token_url: str = ""
    scope: str = ""
    state: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(48))
    began_at: float = field(default_factory=lambda: timezone.now().timestamp())

    @property
    def is_over(self) -> bool:
        return timezone.now().timestamp() > self.began_at + GOOD_SECONDS

    @property
    def address(self) -> str:
        """Where the admin goes to sign in and agree."""
        grant = self._grant()
        service = grant.service
        asked = {
            "response_type": "code",
            "client_id": grant.client.id,
            "redirect_uri": callback(),
            "scope": self.scope or service.scope,
            "state": self.state,
            "code_challenge": _challenge(self.verifier),
            "code_challenge_method": "S256",
            "login_hint": self.user,
            **dict(service.more),
        }
        where = service.of_tenant(service.authorize_url or self.authorize_url, grant.client.tenant)
        return f"{where}{'&' if '?' in where else '?'}{urlencode(asked)}"

    @property
    def service_name(self) -> str:
        return self._grant().service_name

    def again(self) -> "Attempt":
        """The same once more: what was used is good no longer."""
        return replace(self, state=secrets.token_urlsafe(32), verifier=secrets.token_urlsafe(48))

    def _grant(self) -> Grant:
        """As it would be, with nothing in it yet."""
        names = (
            "service_kind",
            "client_id",
            "client_secret",
            "tenant",
            "authorize_url",
            "token_url",
            "scope",
        )
        return Grant(mailbox=self._mailbox(), **{name: getattr(self, name) for name in names})

    def _mailbox(self) -> Mailbox:
        return Mailbox(host=self.host, port=self.port, encryption=self.encryption, user=self.user, secret="")

    def complete(self, code: str, *, by: Agent) -> None:
        """Get the tokens, try the account with them, and keep both. Raises Refused; then nothing has changed."""
        tokens = self._redeem(code)
        if not tokens.refresh_token:
            words = _(
                "%(service)s let the desk in for an hour only. Let its scope ask for access that lasts."
            )
            raise Refused(words % {"service": self.service_name})
        grant = self._grant()
        grant.access_token, grant.refresh_token = tokens.access_token, tokens.refresh_token
        grant.expires_at, grant.signed_in_at, grant.signed_in_by = tokens.expires_at, timezone.now(), by
        self._try(grant)
        self._keep(grant)

    def _redeem(self, code: str) -> Tokens:
        grant = self._grant()
        try:
            return redeem(grant, code=code, verifier=self.verifier, callback=callback())
        except TurnedDown as error:
            words = _(
                "%(service)s gave no access: %(error)s. Check the client ID, the secret and the callback "
                "address."
            )
            raise Refused(words % {"service": grant.service_name, "error": error}) from error
        except Later as error:
            words = _("%(service)s did not answer as it should (%(error)s). Sign in again in a minute.")
            raise Refused(words % {"service": grant.service_name, "error": error}) from error

    def _try(self, grant: Grant) -> None:
        old = self._known_mailbox()
        folder = old.folder if old else "INBOX"
        try:
            client = connect(grant.mailbox, timeout=TRY_SECONDS, grant=grant)
            try:
                client.select_folder(folder, readonly=True)
            finally:
                client.logout()
        except (OSError, IMAPClientError) as error:
            words = _("The sign-in worked, but the account does not answer: %(error)s")
            raise Refused(words % {"error": str(error)[:200]}) from error

    def _known_mailbox(self) -> Mailbox | None:
        return Mailbox.objects.filter(inbox=self.inbox_id).first()

    @transaction.atomic
    def _keep(self, grant: Grant) -> None:
        """The password of before goes.

        At another server the same user's mail is looked through again from where it was wanted, since what came in
        meanwhile may lie there under any number; nothing is doubled. Another user's is read from now on.
        """
        inbox = Inbox.objects.select_for_update().get(pk=self.inbox_id)
        old = self._known_mailbox()
        values: dict[str, Any] = {
            "host": self.host, "port": self.port, "encryption": self.encryption, "user": self.user, "secret": "",
            "error": "",
        }  # fmt: skip
        if old and not is_same_user(old.user, self.user):
            values |= {"uid_validity": None, "last_uid": 0, "since": timezone.now()}
            SentFolder.objects.filter(mailbox=old).delete()
        elif old and (old.host.lower(), old.user.lower()) != (self.host.lower(), self.user.lower()):
            values |= {"uid_validity": None, "last_uid": 0}
            SentFolder.objects.filter(mailbox=old).update(uid_validity=None, last_uid=0)
        mailbox, _is_new = Mailbox.objects.update_or_create(inbox=inbox, defaults=values)
        Grant.objects.filter(mailbox=mailbox).delete()
        grant.mailbox = mailbox
        grant.save()


def callback() -> str:
    """The address to which services send people back: it is registered there, and one for all inboxes."""
    return f"{settings.SITE_URL}{reverse('mail-signed-in')}"


def begin(session: Session, attempt: Attempt) -> None:
    session[KEY] = seal(json.dumps(asdict(attempt)))


def begun(session: Session) -> Attempt | None:
    """The attempt that waits in this session, while it is good."""
    try:
        attempt = Attempt(**json.loads(unseal(session.get(KEY, ""))))
    except (CannotOpen, ValueError, TypeError):
        return None
    return None if attempt.is_over else attempt


def take_up(session: Session, state: str) -> Attempt:
    """The attempt that `state` names, once. Raises Refused when it is another's, too old, or done."""
    attempt = begun(session)
    if attempt is None or not hmac.compare_digest(attempt.state.encode(), state.encode()):
        raise Refused(
            _("This sign-in was begun more than ten minutes ago, or in another browser. Start again.")
        )
    del session[KEY]
    return attempt


def _challenge(verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")
