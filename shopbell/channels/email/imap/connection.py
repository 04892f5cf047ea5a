"""A connection to an IMAP account: encrypted as its settings say, and signed in."""

import contextlib
import re

from django.conf import settings
from imapclient import IMAPClient

from ..tls import context_for
from .mailbox import Mailbox
from .sign_in.grant import Grant, grant_of
from .sign_in.xoauth2 import sign_in

BYTES = re.compile(r"""\bb(?P<mark>['"])(?P<words>.*?)(?P=mark)""", re.DOTALL)


def words_of(error: Exception) -> str:
    """What a server said, without the marks that Python puts around bytes."""
    return BYTES.sub(lambda match: match["words"], str(error))


def connect(mailbox: Mailbox, timeout: float | None = None, grant: Grant | None = None) -> IMAPClient:
    """Signed in to the account of `mailbox`, by its password, or by its grant where it has none.

    OSError or IMAPClientError when that fails, Refused with who must do what. `grant` is one that is being tried.
    """
    grant = grant or (None if mailbox.secret else grant_of(mailbox))
    password = "" if grant else mailbox.password()
    context = context_for(mailbox.host)
    client = IMAPClient(
        mailbox.host, mailbox.port, ssl=mailbox.encryption == "tls", timeout=timeout or settings.EMAIL_TIMEOUT,
        use_uid=True, ssl_context=context if mailbox.encryption == "tls" else None,
    )  # fmt: skip
    try:
        if mailbox.encryption == "starttls":
            client.starttls(context)
        if grant:
            sign_in(client, mailbox, grant)
        else:
            client.login(mailbox.user, password)
    except BaseException:
        with contextlib.suppress(Exception):
            client.shutdown()
        raise
    return client
