"""A further folder of a mailbox: one whose mail is taken in as that of the folder it arrives in is.

Each has a cursor and a count of its own, and is read from the day on which an admin chose it. What lies in several
folders, or was moved from one to the other, is one mail (`raw_mail.py`). How they take turns says `further_round.py`.
"""

from django.db import models

from ..raw_mail import Door
from .folder import Folder
from .mailbox import Mailbox


class FurtherFolder(Folder):
    mailbox = models.ForeignKey(Mailbox, models.CASCADE, related_name="further")
    is_junk = models.BooleanField(help_text="the mail server puts there what it holds for spam")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mailbox", "folder"], name="further_folder_once"),
        ]

    def __str__(self) -> str:
        return self.folder

    @property
    def door(self) -> Door:  # type: ignore[override]
        return Door.JUNK if self.is_junk else Door.IMAP

    @property
    def account(self) -> Mailbox:
        return self.mailbox

    @property
    def further_id(self) -> int | None:
        return self.pk


def choose_further(mailbox: Mailbox, wanted: dict[str, bool]) -> None:
    """Have these folders read besides the one that mail arrives in; each with whether it is the Junk folder.

    One that was read before goes on; one that is new is read from its next mail on.
    """
    there = {(each.folder, each.is_junk): each for each in FurtherFolder.objects.filter(mailbox=mailbox)}
    for known in there.keys() - wanted.items():
        there[known].delete()
    for name, is_junk in wanted.items() - there.keys():
        FurtherFolder.objects.create(mailbox=mailbox, folder=name, is_junk=is_junk)
