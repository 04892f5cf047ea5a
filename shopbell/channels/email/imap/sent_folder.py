"""The Sent folder of a mailbox: what agents write in an ordinary mail program joins its ticket (see `sent.py`).

It has a cursor of its own. Read is what is sent from the day on which somebody asks for it.
"""

from collections import Counter
from threading import Event

from django.db import models
from django.utils.translation import gettext as _
from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError

from ..raw_mail import Door
from .connection import words_of
from .fetch import fetch
from .folder import Folder
from .listing import is_passing
from .mailbox import Mailbox

SENT = b"\\Sent"  # how servers mark it (RFC 6154)


class SentFolder(Folder):
    door = Door.SENT
    mailbox = models.OneToOneField(Mailbox, models.CASCADE, related_name="sent")
    folder = models.CharField(max_length=200, blank=True, help_text="empty until it was found")
    is_chosen = models.BooleanField(help_text="an admin named it; else it is the one that the server marks")

    @property
    def account(self) -> Mailbox:
        return self.mailbox


def choose_sent(mailbox: Mailbox, *, is_read: bool, name: str = "") -> None:
    """Have the Sent folder of `mailbox` read, that called `name` or the one that its server marks; or none.

    Another one than before is read from its next mail on.
    """
    old = SentFolder.objects.filter(mailbox=mailbox).first()
    if is_read and old and name == (old.folder if old.is_chosen else ""):
        return
    if old:
        old.delete()
    if is_read:
        SentFolder.objects.create(mailbox=mailbox, folder=name, is_chosen=bool(name))


def fetch_sent(sent: SentFolder, client: IMAPClient, halt: Event, hang_ups: Counter[int]) -> bool:
    """Take in what is new there; returns whether it could be read. What is in its way stops no mail that comes in."""
    try:
        if not _find(sent, client):
            return False
        fetch(sent, client, halt, hang_ups)
    except IMAPClientError as error:
        if is_passing(error):
            raise
        sent.update(error=words_of(error)[:2000])
        return False
    return True


def _find(sent: SentFolder, client: IMAPClient) -> bool:
    """Whether it is known, or the server marks one; another one than before is read from its first new mail on."""
    if sent.is_chosen or (sent.folder and client.folder_exists(sent.folder)):
        return True
    name = client.find_special_folder(SENT)
    if not name:
        sent.update(error=_("The mail server marks no folder as the one for sent mail. Enter its name here."))
    elif name != sent.folder:
        sent.update(folder=name, uid_validity=None, last_uid=0)
    return bool(name)
