"""A folder of an IMAP account that the desk reads, with its cursor and the count of it.

The cursor is UIDVALIDITY and the last UID, never the unread flag: what somebody has read in another program is
fetched all the same, and nothing on the server is changed.
"""

from urllib.parse import quote

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from ..raw_mail import Door


class Folder(models.Model):
    door: Door
    folder = models.CharField(_("folder"), max_length=200)
    since = models.DateTimeField(
        default=timezone.now, null=True, help_text="older mail is left alone; null takes all"
    )
    uid_validity = models.BigIntegerField(null=True)
    last_uid = models.BigIntegerField(default=0)
    error = models.TextField(blank=True)
    fetched_at = models.DateTimeField(null=True)
    failing_since = models.DateTimeField(null=True, help_text="since when it could not be fetched from")
    # the count (`reconcile.py`); the database knows the defaults too: a process of the version before names none
    counted_from = models.BigIntegerField(
        default=0, db_default=0, help_text="UIDs up to this were fetched before receipts were kept"
    )
    counted_at = models.DateTimeField(null=True)
    listed_count = models.BigIntegerField(default=0, db_default=0, help_text="mails that the server listed")
    missing_count = models.BigIntegerField(
        default=0, db_default=0, help_text="of those the ones that are not here"
    )

    class Meta:
        abstract = True

    @property
    def account(self):
        """The mailbox that it is a folder of."""
        raise NotImplementedError

    @property
    def further_id(self) -> int | None:
        """The row of it where it is a further folder, by which its receipts are told from those of the others."""
        return None

    @property
    def place(self) -> str:
        """Where its mails lie. UIDs say nothing beyond it, nor does UIDVALIDITY: two servers may count alike."""
        account = self.account
        return " ".join(quote(part) for part in (account.host, account.user, self.folder))

    @property
    def gap(self) -> str:
        """What the last count found missing, as a sentence; empty when nothing was."""
        if not self.missing_count:
            return ""
        words = _t(
            "The folder “%(folder)s” of %(account)s lists %(listed)s mails, and %(missing)s of them are not here."
        )
        listed, missing = f"{self.listed_count:,}", f"{self.missing_count:,}"
        return words % {
            "folder": self.folder, "account": self.account.user, "listed": listed, "missing": missing,
        }  # fmt: skip

    def update(self, **values) -> None:
        """Write these columns alone: the settings page may be writing the others."""
        type(self)._default_manager.filter(pk=self.pk).update(**values)
        for name, value in values.items():
            setattr(self, name, value)
