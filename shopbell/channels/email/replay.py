"""Trying a quarantined mail once more: the fault may have been mended since, or the limit raised."""

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError

from shopbell.core import blob
from shopbell.core.errors import Refused
from shopbell.core.storable import storable_name
from shopbell.tickets.message import Message

from .held_back import name_as_others
from .imap.connection import connect, words_of
from .imap.fetch import too_large_sentence
from .imap.stuck_mail import StuckMail
from .inbound import process
from .mime.headers import peek
from .raw_mail import RawMail


def replay(raw: RawMail) -> Message | None:
    """Process a quarantined mail, after fetching it when it lies on its server still; returns the message.

    Raises Refused with what is in the way of fetching it.
    """
    stuck = StuckMail.objects.select_related("mailbox", "raw").filter(raw=raw, is_on_server=True).first()
    return process((_bring(stuck, raw) if stuck else name_as_others(raw)).pk)


def _bring(stuck: StuckMail, row: RawMail) -> RawMail:
    """The row with all the bytes of the mail; another row when the desk has got it by another way."""
    content = _fetch(stuck)
    key, (message_id, fingerprint) = blob.put(content), peek(content)
    with transaction.atomic():
        known = RawMail.objects.filter(inbox=row.inbox, fingerprint=fingerprint).first()
        if known:
            row.delete()
            return known
        row.blob, row.size_bytes, row.fingerprint = key, len(content), fingerprint
        row.external_id = storable_name(message_id, 500)
        row.save(update_fields=["blob", "size_bytes", "fingerprint", "external_id"])
        StuckMail.objects.filter(pk=stuck.pk).update(is_on_server=False)
    return row


def _fetch(stuck: StuckMail) -> bytes:
    if stuck.mailbox is None:
        raise Refused(_("The account that this mail lies in is not set here any more."))
    folder = next((each for each in stuck.mailbox.folders() if each.place == stuck.place), None)
    if folder is None:
        raise Refused(_("This mail lies in another account or folder than the one that is set here now."))
    if stuck.is_gone:
        raise Refused(_("The mail is no longer on the mail server."))
    try:
        client = connect(stuck.mailbox)
        try:
            content = _content(stuck, client, folder.folder)
        finally:
            client.logout()
    except (OSError, IMAPClientError) as error:
        raise Refused(
            _("The mail server will not hand it over: %(error)s") % {"error": words_of(error)[:500]}
        ) from error
    if content is None:
        raise Refused(_("The mail server lists this mail but will not hand it over."))
    if not _is_the_same(stuck.raw.raw, content):
        raise Refused(_("The mail server has another mail in its place now."))
    return content


def _is_the_same(head: bytes, content: bytes) -> bool:
    """Whether `content` is the mail of which `head` was kept; of some the server gave out nothing at first."""
    message_id = peek(head)[0]
    return message_id == peek(content)[0] if message_id else content.startswith(head.rstrip(b"\r\n"))


def _content(stuck: StuckMail, client: IMAPClient, folder: str) -> bytes | None:
    status = client.select_folder(folder, readonly=True)
    if int(status[b"UIDVALIDITY"]) != stuck.uid_validity:
        raise Refused(
            _("The mail server has numbered its mails anew. The desk looks for this one by itself.")
        )
    size_bytes = client.fetch([stuck.uid], ["RFC822.SIZE"]).get(stuck.uid, {}).get(b"RFC822.SIZE")
    if size_bytes is None:
        raise Refused(_("The mail is no longer on the mail server."))
    if size_bytes > settings.MAIL_MAX_BYTES:
        raise Refused(too_large_sentence(size_bytes))
    return client.fetch([stuck.uid], ["BODY.PEEK[]"]).get(stuck.uid, {}).get(b"BODY[]")
