"""Ways in: whether mail for an inbox has a way to the desk, as far as the desk can know.

It cannot see a mail server that would hand mail over. So an inbox counts as connected once it has an account that is
fetched from, or once any mail has come.
"""

from django.db.models import Exists, OuterRef, QuerySet

from shopbell.channels.inbox import Inbox

from .imap.mailbox import Mailbox
from .raw_mail import RawMail


def unconnected() -> list[Inbox]:
    """E-mail inboxes in use that no mail has come to, and that fetch none."""
    return list(_unconnected().order_by("pk"))


def is_unconnected(inbox: Inbox) -> bool:
    return _unconnected().filter(pk=inbox.pk).exists()


def _unconnected() -> QuerySet[Inbox]:
    here = OuterRef("pk")
    reached = Exists(Mailbox.objects.filter(inbox=here)) | Exists(RawMail.objects.filter(inbox=here))
    return Inbox.objects.filter(channel="email", is_active=True).exclude(reached)
