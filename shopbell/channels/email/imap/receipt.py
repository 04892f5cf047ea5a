"""A receipt: this UID of a mailbox was taken. Written in the transaction that keeps the mail, or that holds it back.

It is a row of its own, since a raw mail says too little: one mail may lie under two UIDs and is kept once, and what
was erased here is not missing, though the server lists it still.
"""

from collections.abc import Iterable

from django.db import connection, models

from ..raw_mail import Door
from .folder import Folder
from .mailbox import Mailbox


class Receipt(models.Model):
    mailbox = models.ForeignKey(Mailbox, models.CASCADE, related_name="receipts", db_index=False)
    door = models.CharField(max_length=10, choices=Door)
    uid_validity = models.BigIntegerField()
    uid = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mailbox", "door", "uid_validity", "uid"], name="receipt_once")
        ]


def give_receipts(folder: Folder, uids: Iterable[int]) -> None:
    """Note that these mails were taken, in the transaction that keeps them. A second time changes nothing."""
    values = {"mailbox": folder.account, "door": folder.door, "uid_validity": folder.uid_validity}
    Receipt.objects.bulk_create([Receipt(uid=uid, **values) for uid in uids], ignore_conflicts=True)


def forget_receipts(folder: Folder) -> None:
    """The server numbers its mails anew, or the folder is another one: the old numbers say nothing."""
    Receipt.objects.filter(mailbox=folder.account, door=folder.door).delete()


def without_receipt(folder: Folder, uids: list[int]) -> list[int]:
    """Those of `uids` that were never taken, in order."""
    with connection.cursor() as cursor:
        cursor.execute(WITHOUT, [uids, folder.account.pk, folder.door.value, folder.uid_validity])
        return [uid for (uid,) in cursor.fetchall()]


WITHOUT = """
    select listed.uid from unnest(%s::bigint[]) listed(uid)
     where not exists (select 1 from channel_email_receipt receipt where receipt.mailbox_id = %s
                          and receipt.door = %s and receipt.uid_validity = %s and receipt.uid = listed.uid)
     order by listed.uid
"""
