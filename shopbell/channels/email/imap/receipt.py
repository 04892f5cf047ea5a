"""A receipt: this UID of a mailbox was taken. Written in the transaction that keeps the mail, or that holds it back.

It is a row of its own, since a raw mail says too little: one mail may lie under two UIDs and is kept once, and what
was erased here is not missing, though the server lists it still.
"""

from collections.abc import Iterable
from typing import Any

from django.db import connection, models

from ..raw_mail import Door
from .folder import Folder
from .further_folder import FurtherFolder
from .mailbox import Mailbox


class Receipt(models.Model):
    mailbox = models.ForeignKey(Mailbox, models.CASCADE, related_name="receipts", db_index=False)
    door = models.CharField(max_length=10, choices=Door)
    further = models.ForeignKey(
        FurtherFolder,
        models.CASCADE,
        null=True,
        related_name="receipts",
        db_index=False,
        help_text="the folder, where it is neither the one that mail arrives in nor the Sent folder",
    )
    uid_validity = models.BigIntegerField()
    uid = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["mailbox", "door", "uid_validity", "uid"],
                condition=models.Q(further=None),
                name="receipt_once",
            ),
            models.UniqueConstraint(
                fields=["further", "uid_validity", "uid"],
                condition=models.Q(further__isnull=False),
                name="receipt_once_in_further",
            ),
        ]


def give_receipts(folder: Folder, uids: Iterable[int]) -> None:
    """Note that these mails were taken, in the transaction that keeps them. A second time changes nothing."""
    values = {**_of(folder), "uid_validity": folder.uid_validity}
    Receipt.objects.bulk_create([Receipt(uid=uid, **values) for uid in uids], ignore_conflicts=True)


def forget_receipts(folder: Folder) -> None:
    """The server numbers its mails anew, or the folder is another one: the old numbers say nothing."""
    Receipt.objects.filter(**_of(folder)).delete()


def _of(folder: Folder) -> dict[str, Any]:
    return {"mailbox": folder.account, "door": folder.door, "further_id": folder.further_id}


def without_receipt(folder: Folder, uids: list[int]) -> list[int]:
    """Those of `uids` that were never taken, in order."""
    here = IN_FURTHER if folder.further_id else IN_ITS_DOOR
    places = [folder.further_id] if folder.further_id else [folder.account.pk, folder.door.value]
    with connection.cursor() as cursor:
        cursor.execute(WITHOUT.format(here=here), [uids, *places, folder.uid_validity])
        return [uid for (uid,) in cursor.fetchall()]


WITHOUT = """
    select listed.uid from unnest(%s::bigint[]) listed(uid)
     where not exists (select 1 from channel_email_receipt receipt
                        where {here} and receipt.uid_validity = %s and receipt.uid = listed.uid)
     order by listed.uid
"""
IN_ITS_DOOR = "receipt.mailbox_id = %s and receipt.door = %s and receipt.further_id is null"
IN_FURTHER = "receipt.further_id = %s"
