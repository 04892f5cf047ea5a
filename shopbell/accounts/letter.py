"""A letter to an agent: mailed by a job, so that a mail server that is away neither loses it nor breaks a page.

Letters carry links that open accounts. So the job knows a letter by its number only, the letter itself lies sealed
in its row, and the row goes when it is sent: neither the list of failed jobs nor a log ever shows a link.
"""

import json
import logging

from django.core.mail import EmailMessage
from django.db import models
from procrastinate.contrib.django import app as jobs

from shopbell.core.sealed import SealedField, Unreadable

SEND = "accounts.send_letter"
log = logging.getLogger(__name__)


class Letter(models.Model):
    content = SealedField(help_text="recipient, subject and text as JSON")
    created_at = models.DateTimeField(auto_now_add=True)


def send_soon(to: str, subject: str, text: str) -> None:
    """Mail `text` once this transaction commits, again and again while the mail server does not take it."""
    letter = Letter.objects.create(content=json.dumps([to, subject, text]))
    jobs.configure_task(SEND).defer(letter_id=letter.pk)


def send_kept(letter_id: int) -> None:
    """Mail a letter that waits; does nothing when it has left."""
    letter = Letter.objects.filter(pk=letter_id).first()
    if letter is None:
        return
    if isinstance(
        letter.content, Unreadable
    ):  # the link in it was signed with the same key, and opens nothing
        log.warning("Letter %s was sealed with a key that is gone, and is not sent", letter_id)
    else:
        send_letter(*json.loads(letter.content))
    letter.delete()


def send_letter(to: str, subject: str, text: str) -> None:
    EmailMessage(subject, text, to=[to]).send()
