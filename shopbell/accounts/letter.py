"""A letter to an agent: mailed by a job, so that a mail server that is away neither loses it nor breaks a page."""

from django.core.mail import EmailMessage
from procrastinate.contrib.django import app as jobs

SEND = "accounts.send_letter"


def send_soon(to: str, subject: str, text: str) -> None:
    """Mail `text` once this transaction commits, again and again while the mail server does not take it."""
    jobs.configure_task(SEND).defer(to=to, subject=subject, text=text)


def send_letter(to: str, subject: str, text: str) -> None:
    EmailMessage(subject, text, to=[to]).send()
