"""Whether mail leaves this desk. Without a mail server it lies in the outbox folder, and no page may say "sent"."""

from django.conf import settings


def has_mail_server() -> bool:
    return bool(settings.MAIL_URL)
