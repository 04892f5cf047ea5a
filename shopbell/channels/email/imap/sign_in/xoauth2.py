"""Signing in to a mail server with an access token: the SASL mechanism XOAUTH2 of Google and Microsoft."""

import json

from django.utils.translation import gettext as _
from imapclient import IMAPClient
from imapclient.exceptions import LoginError

from shopbell.core.errors import Refused

from ..listing import is_passing
from ..mailbox import Mailbox
from .access import access_token
from .grant import Grant


class Conversation:
    """What the desk says: the token; and to the challenge that tells an error, an empty line, which ends it."""

    def __init__(self, user: str, token: str):
        self._first: str | None = f"user={user}\1auth=Bearer {token}\1\1"
        self.error = ""

    def __call__(self, challenge: bytes) -> str:
        said, self._first = self._first, None
        if said is not None:
            return said
        self.error = _status(challenge)
        return ""


def sign_in(client: IMAPClient, mailbox: Mailbox, grant: Grant) -> None:
    """Sign `client` in. A token that the server takes no more, though it should, is renewed once.

    Raises Refused with who must do what, OSError or IMAPClientError when the server fails.
    """
    token = access_token(grant)
    error = _try(client, mailbox.user, token)
    if error is None:
        return
    if grant.pk is not None:
        fresh = access_token(grant, but_not=token)
        error = _try(client, mailbox.user, fresh)
        if error is None:
            return
    words = _(
        "%(server)s does not let %(user)s in with the sign-in of %(service)s (%(error)s). Look whether that is the "
        "account that was signed in to, whether it may use IMAP, and whether the permission covers mail. Then sign in "
        "again."
    )
    service = grant.service_name
    raise Refused(words % {"server": mailbox.host, "user": mailbox.user, "service": service, "error": error})


def _try(client: IMAPClient, user: str, token: str) -> str | None:
    """None when the server lets us in, else what it said."""
    conversation = Conversation(user, token)
    try:
        client.sasl_login("XOAUTH2", conversation)
    except LoginError as error:
        if is_passing(error):
            raise
        return conversation.error or str(error).replace(token, "…")[:200]
    return None


def _status(challenge: bytes) -> str:
    """The status of an error challenge: `{"status":"401","schemes":"Bearer","scope":"https://mail.google.com/"}`."""
    try:
        told = json.loads(challenge)
        return str(told["status"])[:60]
    except (ValueError, TypeError, KeyError):
        return " ".join(challenge.decode("utf-8", "replace").split())[:200]
