"""What a mail server put into its Junk folder and somebody took out of there again, into a folder of wanted mail.

Whoever moved it, in a mail program or by the server's own second thoughts, says that it is no spam: it leaves the view
Spam as well. The other way says nothing: a ticket that agents are at does not vanish because its mail was filed away.
"""

from collections.abc import Iterable

from shopbell.tickets.event import Event, Verb
from shopbell.tickets.spam import unmark_spam
from shopbell.tickets.ticket import Ticket

from ..email_message import EmailMessage
from ..mime.headers import peek
from ..raw_mail import Arrival, Door, RawMail
from .judging import SERVER


def take_out_of_junk(arrivals: Iterable[Arrival]) -> None:
    """Let in those that are known from the Junk folder, in the transaction of whoever found them elsewhere."""
    for arrival in arrivals:
        mails = RawMail.objects.filter(
            inbox=arrival.inbox_id, fingerprint=peek(arrival.raw)[1], door=Door.JUNK
        )
        if not mails.exists():
            continue
        rows = list(mails.values_list("pk", flat=True))
        # one that still waits is judged as any other mail is from now on
        RawMail.objects.filter(pk__in=rows).update(door=Door.IMAP)
        for mail in EmailMessage.objects.select_related("message__ticket").filter(raw__in=rows):
            if _is_held_by_server(mail.message.ticket):
                unmark_spam(mail.message.ticket, by=SERVER)


def _is_held_by_server(ticket: Ticket) -> bool:
    """Whether nobody but the mail server has judged it."""
    judged = Event.objects.filter(ticket=ticket, verb__in=[Verb.MARKED_SPAM, Verb.UNMARKED_SPAM])
    last = judged.order_by("pk").last()
    return last is not None and last.verb == Verb.MARKED_SPAM and last.rule == SERVER
