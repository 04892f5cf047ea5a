"""What a message has more when it came by e-mail: its headers, and the raw mail it was read from."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from shopbell.core.prepared_insert import PreparedInsert
from shopbell.tickets.message import Message

from .raw_mail import RawMail


class EmailMessage(PreparedInsert):
    message = models.OneToOneField(Message, models.CASCADE, primary_key=True, related_name="email")
    raw = models.ForeignKey(RawMail, models.PROTECT, related_name="email_messages")
    fingerprint = models.CharField(max_length=64, unique=True, help_text="one mail is one message")
    external_id = models.CharField(max_length=500, blank=True, db_index=True, help_text="its Message-ID")
    from_name = models.CharField(max_length=300, blank=True)
    from_address = models.CharField(max_length=320, blank=True)
    reply_to = models.CharField(
        max_length=320, blank=True, help_text="where answers go, when not to from_address"
    )
    to = ArrayField(models.CharField(max_length=320), default=list)
    cc = ArrayField(models.CharField(max_length=320), default=list)
    subject = models.CharField(max_length=1000, blank=True)
    references = ArrayField(models.CharField(max_length=500), default=list)
    is_automatic = models.BooleanField(default=False, help_text="a program wrote it: never answered by one")
    sent_at = models.DateTimeField(null=True, help_text="as its Date header says")
    protection = models.CharField(max_length=15, blank=True, help_text="smime-signed, pgp-encrypted …")
    calendars = ArrayField(
        models.TextField(),
        default=list,
        db_default=[],
        help_text="what its cards are made of, to be said in any language",
    )
    defects = ArrayField(models.CharField(max_length=300), default=list, help_text="what was broken in it")

    class Meta:
        indexes = [models.Index(fields=["from_address", "-message"], name="mail_by_sender")]

    @property
    def answer_address(self) -> str:
        return self.reply_to or self.from_address
