"""A connection to an IMAP account: encrypted as its settings say, and signed in."""

import contextlib

from django.conf import settings
from imapclient import IMAPClient

from ..tls import context_for
from .mailbox import Mailbox


def connect(mailbox: Mailbox, timeout: float | None = None) -> IMAPClient:
    """Signed in to the account of `mailbox`. OSError or IMAPClientError when that fails, Refused without a password."""
    password = mailbox.password()
    context = context_for(mailbox.host)
    client = IMAPClient(
        mailbox.host, mailbox.port, ssl=mailbox.encryption == "tls", timeout=timeout or settings.EMAIL_TIMEOUT,
        use_uid=True, ssl_context=context if mailbox.encryption == "tls" else None,
    )  # fmt: skip
    try:
        if mailbox.encryption == "starttls":
            client.starttls(context)
        client.login(mailbox.user, password)
    except BaseException:
        with contextlib.suppress(Exception):
            client.shutdown()
        raise
    return client
