"""The desk's own mail (invitations, new passwords) leaves by the same way as replies to customers.

Django's `send_mail` ends here: one mail per recipient, through `transport`, so that one setting
(SHOPBELL_MAIL_URL) and one outbox hold for everything.
"""

from collections.abc import Sequence
from email.utils import make_msgid, parseaddr

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string
from django.utils.translation import get_language, get_language_bidi

from .dress import linked
from .outgoing import OutgoingMail
from .transport import send
from .wording import paragraphs

AUTOMATIC = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}  # RFC 3834 §5


class DeskMail(BaseEmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Send each to each of its recipients; raises DeliveryError. A letter hears when it is handed over."""
        mails = [
            (each, _outgoing(each, recipient)) for each in email_messages for recipient in each.recipients()
        ]
        for message, mail in mails:
            send(mail, getattr(message, "hand_over", None) or (lambda: None))
        return len(mails)


def _outgoing(message: EmailMessage, recipient: str) -> OutgoingMail:
    sender_name, sender = parseaddr(message.from_email)
    name, address = parseaddr(recipient)
    text = str(message.body).strip()
    headers = {"Message-ID": make_msgid(domain=settings.MAIL_DOMAIN), **AUTOMATIC, **message.extra_headers}
    return OutgoingMail(
        sender=sender,
        envelope_sender="",
        sender_name=sender_name,
        recipient=address,
        recipient_name=name,
        reply_to=", ".join(message.reply_to),
        subject=str(message.subject),
        text=text,
        html=letter_html(str(message.subject), text, sender_name or "Shopbell"),
        headers=headers,
    )


def letter_html(subject: str, text: str, house: str) -> str:
    """The HTML part of a letter in the language of this moment, from `house`."""
    context = {
        "language": get_language() or settings.LANGUAGE_CODE,
        "direction": "rtl" if get_language_bidi() else "ltr",
        "subject": subject,
        "text": text,
        "paragraphs": paragraphs,
        "linked": linked,
        "house": house,
    }
    return render_to_string("email/letter.html", context)
