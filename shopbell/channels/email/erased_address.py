"""Addresses of the erased in tickets of others: to whom something was sent there, or was going to be; who wrote in a
side conversation; and whom the heads of other people's mails name.

What was sent stays, to "…". What waits to be sent by itself does not leave for them; a reply whose addressees name
them comes back to its author, since it cannot be written to "…". The mails of others stay, with "(erased)" in the
place of the address, in the mail as it came too: or reading it anew would bring the address back.
"""

import re
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Case, CharField, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from shopbell.channels.delivery import MAILBOX, Delivery, State
from shopbell.customers.erasure import Doomed
from shopbell.customers.mail_address import base
from shopbell.tickets.draft import Draft
from shopbell.tickets.event import Event, Verb
from shopbell.tickets.first_message import FirstMessage
from shopbell.tickets.message import Kind, Message
from shopbell.tickets.rule_note import reword_rule_note
from shopbell.tickets.scheduled_reply import ScheduledReply

from .email_message import EmailMessage
from .joining.flood import Flood
from .mime.headers import HEAD_END
from .mime.part import head_start
from .raw_mail import RawMail, replace_bytes
from .side import SideConversation, SideMessage

NOBODY = "…"
ERASED = b"(erased)"  # a comment to whoever parses it: no address and no name


def forget_addresses(doomed: Doomed) -> None:
    """Blank the addresses of the erased wherever tickets of others say that something went to them."""
    if not doomed.addresses:
        return
    named = re.compile("|".join(_named(address) for address in doomed.addresses), re.IGNORECASE)
    _forget_deliveries(doomed, named)
    _forget_floods(doomed, named)
    _forget_side_authors(doomed, named)
    _forget_heads(doomed)
    _forget_notes(doomed, named)
    written_to = Q(recipients__overlap=doomed.addresses) | Q(cc__overlap=doomed.addresses)
    for side in SideConversation.objects.filter(written_to):
        for line in ("recipients", "cc"):
            setattr(side, line, [each for each in getattr(side, line) if each not in doomed.addresses])
        side.save(update_fields=["recipients", "cc"])
    for table in (Draft, FirstMessage, ScheduledReply):
        for written in table.objects.exclude(addressees={}):
            if (addressees := _without(written.addressees, named)) != written.addressees:
                table.objects.filter(pk=written.pk).update(addressees=addressees)
    ScheduledReply.objects.filter(shown_to__in=doomed.addresses).update(shown_to=NOBODY)


def _forget_deliveries(doomed: Doomed, named: re.Pattern) -> None:
    mailboxes = {base(address) for address in doomed.addresses}
    known = Delivery.objects.alias(mailbox=MAILBOX).filter(
        mailbox__in=mailboxes, recipient__in=doomed.addresses
    )
    elsewhere = known.exclude(message__ticket__customer__in=doomed.ids)
    rows = dict(elsewhere.values_list("pk", "message_id"))
    deliveries = Delivery.objects.filter(pk__in=rows)
    deliveries.filter(state=State.QUEUED).update(state=State.CANCELLED, finished_at=timezone.now())
    # by its number, since each recipient of a message is another
    number = Cast("pk", CharField())
    deliveries.update(
        recipient=Concat(Value(f"{NOBODY} "), number),
        error=Case(When(error="", then=Value("")), default=Value(NOBODY)),  # servers name whom they refuse
    )
    _forget_in(Event.objects.filter(message__in=rows.values()), named)


def _forget_floods(doomed: Doomed, named: re.Pattern) -> None:
    floods = Flood.objects.filter(Q(address__in=doomed.addresses) | Q(reply_to__in=doomed.addresses))
    wrote = EmailMessage.objects.filter(from_address__in=doomed.addresses).values("message__ticket")
    told = Event.objects.filter(ticket__in=wrote, verb=Verb.FLOODED)
    _forget_in(told.exclude(ticket__customer__in=doomed.ids), named)
    floods.delete()


def _forget_side_authors(doomed: Doomed, named: re.Pattern) -> None:
    wrote = SideMessage.objects.filter(author_address__in=doomed.addresses)
    for said in wrote.exclude(message__ticket__customer__in=doomed.ids):
        told = Event.objects.filter(message=said.pk, verb=Verb.SIDE_ANSWERED)
        author = rf"(?<!\w){re.escape(said.author)}(?!\w)"  # never empty: the address, where there is no name
        _forget_in(told, re.compile(f"{named.pattern}|{author}", re.IGNORECASE))
        SideMessage.objects.filter(pk=said.pk).update(author_name="", author_address=NOBODY)


def _forget_heads(doomed: Doomed) -> None:
    """Take the erased out of the heads of mails that stay: they stand in Cc, or wrote to a side conversation."""
    asked = Q(to__overlap=doomed.addresses) | Q(cc__overlap=doomed.addresses)
    wrote = Q(from_address__in=doomed.addresses) | Q(reply_to__in=doomed.addresses)
    mails = EmailMessage.objects.filter(asked | wrote).exclude(message__ticket__customer__in=doomed.ids)
    for mail in mails.exclude(message__customer__in=doomed.ids):
        for name in ("to", "cc"):
            setattr(mail, name, [each for each in getattr(mail, name) if each not in doomed.addresses])
        if mail.reply_to in doomed.addresses:
            mail.reply_to = ""
        if mail.from_address in doomed.addresses:
            mail.from_address, mail.from_name = "", NOBODY
        mail.save(update_fields=["to", "cc", "reply_to", "from_address", "from_name"])
        for raw in RawMail.objects.filter(fingerprint=mail.fingerprint):
            _forget_head(raw, doomed.addresses)


def _forget_notes(doomed: Doomed, named: re.Pattern) -> None:
    """What the desk's rules wrote of the erased: that mail to them came back, or that they were written to."""
    naming = [Q(told__data__icontains=address) for address in doomed.addresses]
    notes = Message.objects.filter(reduce(or_, naming), kind=Kind.NOTE)
    for note in notes.exclude(ticket__customer__in=doomed.ids):
        reword_rule_note(note, lambda said: named.sub(NOBODY, said))


def _forget_head(raw: RawMail, addresses: list[str]) -> None:
    """Blank the addresses, with the names in front of them, in the head of the mail as it came."""
    try:
        content = raw.raw
    except OSError:  # the store has lost its bytes, and with them what they said
        return
    end = HEAD_END.search(content, head_start(content))
    head, body = (content[: end.start()], content[end.start() :]) if end else (content, b"")
    named = re.compile(b"|".join(_named_in_head(each) for each in addresses), re.IGNORECASE)
    if (blank := named.sub(ERASED, head)) != head:
        replace_bytes(raw, blank + body)


def _named_in_head(address: str) -> bytes:
    plain = rb"(?<![\w.+-])" + re.escape(address.encode()) + rb"(?![\w-]|\.\w)"
    return (
        rb"(?:\"[^\"\r\n]{0,200}\"\s*|(?:[^,;:<>\"\r\n]|\r?\n[ \t]){0,200})<\s*" + plain + rb"\s*>|" + plain
    )


def _forget_in(events: QuerySet[Event], named: re.Pattern) -> None:
    for event in events:
        if (data := _without(event.data, named)) != event.data:
            Event.objects.filter(pk=event.pk).update(data=data)


def _without(data: dict[str, Any], named: re.Pattern) -> dict[str, Any]:
    return {name: named.sub(NOBODY, said) if isinstance(said, str) else said for name, said in data.items()}


def _named(address: str) -> str:
    """The address, with the name in front of it as people write it, but not as the end of a longer one."""
    return rf"(?:[^,;<>]*<\s*)?(?<![\w.+-]){re.escape(address)}(?![\w-]|\.\w)(?:\s*>)?"
