"""A parsed mail made a message: whose it is, which ticket it joins or opens, and what is kept of it."""

import uuid

from shopbell.channels.inbox import TicketInbox
from shopbell.channels.registry import without_keys
from shopbell.core import blob
from shopbell.core.file_type import BEGIN, type_of
from shopbell.core.virus_check import have_checked
from shopbell.customers.block import is_blocked
from shopbell.customers.identity import Kind
from shopbell.tickets.attachment import Attachment, clean_name
from shopbell.tickets.message import Message, add_note, receive_message
from shopbell.tickets.message import storable as storable_text
from shopbell.tickets.opening import open_with_message
from shopbell.tickets.spam import is_spam, mark_spam
from shopbell.tickets.status import Status
from shopbell.tickets.ticket import Ticket, one_line

from .authenticity.verdict import Standing, Verdict
from .author import author_of, customer_of, writer_in
from .auto_reply import is_auto_reply
from .blind_answer import side_of_blind_copy
from .confirm import confirm_address
from .echo import find_echo, is_our_id, note_echo
from .email_message import EmailMessage
from .flood import begin_flood, gathering_ticket, is_flooding
from .likely import Why, note_likely, same_subject
from .marker import without_markers
from .mime.body import File
from .mime.invitation import LONGEST_KEPT
from .new_question import note_new_question, why_new
from .opening import without_pixels
from .parse import Inbound
from .passed_on import Passed, find_passed_on, keep_passed_on
from .raw_mail import Door, RawMail
from .sender_check import keep_verdict
from .side import SideConversation, find_side, receive_side_message
from .spam.judging import Mail, hold, judge
from .suppression import lift_for
from .threading import Thread, find_thread
from .token import without_tokens
from .two_inboxes import first_named_inbox, note_other_inbox

NAMESPACE = uuid.UUID("5e7bb0de-1a67-4c2b-9a53-6d0a3c1f0a11")


def write(raw: RawMail, inbound: Inbound, verdict: Verdict | None) -> Message:
    """The message of a mail that is not known yet, in the caller's transaction. IntegrityError if it is, after all.

    `verdict` is on its sender, None when nobody was asked.
    """
    if echo := find_echo(inbound, is_forged=_is_forged(verdict)):
        message = note_echo(echo, raw, client_id_of(raw))
        keep_headers(message, raw, inbound)
        return message
    elif side := _side(raw, inbound, verdict):
        message = receive_side_message(side, inbound.sender, **_words(raw, inbound))
    elif passed := find_passed_on(raw, inbound, verdict):
        return _pass_on(passed, raw, inbound, verdict)
    else:
        message = _write(raw, inbound, verdict)
    keep_verdict(keep_headers(message, raw, inbound), verdict)
    keep_files(message, inbound)
    if inbound.sender and not is_automatic(raw, inbound) and _is_credible(verdict):
        lift_for(inbound.sender.address)
    return message


def _pass_on(passed: Passed, raw: RawMail, outer: Inbound, verdict: Verdict | None) -> Message:
    """What a customer wrote to an agent, who forwarded it. `verdict` is on the agent and tells nothing of them.

    Who is not proven to be that agent vouches for nothing: the mail inside is judged as any other.
    """
    thread, inbound = find_thread(outer, raw.recipients), passed.forwarded.inbound
    likely = Thread(likely=thread.ticket or thread.likely)
    is_unwanted = inbound.sender is not None and is_blocked(Kind.EMAIL, inbound.sender.address)
    message = _open(likely, raw, inbound, None, is_unwanted=is_unwanted, is_vouched=passed.is_proven)
    if is_unwanted:
        mark_spam(message.ticket, held=True)
    keep_verdict(keep_headers(message, raw, inbound), verdict)
    keep_files(message, inbound)
    keep_passed_on(message, passed, raw.received_at)
    return message


def _side(raw: RawMail, inbound: Inbound, verdict: Verdict | None) -> SideConversation | None:
    found = find_side(inbound, raw.recipients, is_forged=_is_forged(verdict))
    return found or side_of_blind_copy(inbound, raw.recipients)


def _write(raw: RawMail, inbound: Inbound, verdict: Verdict | None) -> Message:
    """What a customer wrote, in the ticket that it answers or in a new one."""
    thread = find_thread(inbound, raw.recipients, is_forged=_is_forged(verdict))
    author = author_of(inbound)
    is_unwanted = author is not None and is_blocked(Kind.EMAIL, author.address)
    if is_unwanted and thread.ticket and not is_spam(thread.ticket):
        thread = Thread()  # what a blocked sender writes stands apart, where it disturbs nobody
    if thread.ticket:
        message = _join(thread, raw, inbound, verdict)
    else:
        message = _open(thread, raw, inbound, verdict, is_unwanted=is_unwanted)
    if is_unwanted:
        mark_spam(message.ticket, held=True)
    return message


def _words(raw: RawMail, inbound: Inbound) -> dict:
    return {**said(inbound), "client_id": client_id_of(raw), "at": raw.received_at}


def client_id_of(raw: RawMail) -> uuid.UUID:
    """The same for the same mail: a second time it is no second message."""
    return uuid.uuid5(NAMESPACE, raw.fingerprint)


def said(inbound: Inbound) -> dict[str, str]:
    """What it says. What our own mails let their readers do is taken out of its quotes: others may read them too."""
    words = {name: getattr(inbound, name) for name in ("text", "html", "quoted_text", "quoted_html")}
    words = {
        name: without_pixels(without_markers(without_tokens(without_keys(each))))
        for name, each in words.items()
    }
    return {
        name: each.replace("\0", "") if "html" in name else storable_text(each)
        for name, each in words.items()
    }


def _is_forged(verdict: Verdict | None) -> bool:
    return verdict is not None and verdict.standing == Standing.FORGED


def _is_credible(verdict: Verdict | None) -> bool:
    return verdict is None or verdict.proves_mailbox


def _join(thread: Thread, raw: RawMail, inbound: Inbound, verdict: Verdict | None) -> Message:
    assert thread.ticket is not None
    if thread.proof and inbound.sender and _is_credible(verdict) and not is_automatic(raw, inbound):
        confirm_address(thread.ticket, thread.proof, inbound.sender.address)
    customer = writer_in(thread.ticket, inbound)
    is_by_itself = inbound.auto_submitted and is_auto_reply(raw.raw)
    words, solved_at = _words(raw, inbound), thread.ticket.solved_at
    why = None if is_automatic(raw, inbound) else why_new(thread.ticket, inbound, raw.received_at)
    is_unwanted = is_spam(thread.ticket) and judge(_mail(raw, inbound, verdict), thread, customer) is not None
    message, is_new = receive_message(
        thread.ticket,
        customer=customer,
        channel="email",
        is_automatic=is_by_itself,
        is_unwanted=is_unwanted,
        **words,
    )
    if why and solved_at and is_new:
        note_new_question(message, why, solved_at)
    return message


def _open(
    thread: Thread,
    raw: RawMail,
    inbound: Inbound,
    verdict: Verdict | None,
    *,
    is_unwanted: bool = False,
    is_vouched: bool = False,
) -> Message:
    """A new ticket; of a mail that is not known to be unwanted, and that no agent vouches for, spam is held."""
    customer, words = customer_of(raw, inbound, is_forged=_is_forged(verdict)), _words(raw, inbound)
    found = None if is_unwanted or is_vouched else judge(_mail(raw, inbound, verdict), thread, customer)
    is_somebody = inbound.sender is not None or customer.identities.exists()
    sender = (
        inbound.sender.address if inbound.sender else "",
        _reply_to(inbound),
        customer if is_somebody else None,
    )
    is_flood = is_flooding(*sender, raw.received_at)
    if is_flood and (gathering := gathering_ticket(*sender)):
        if not is_somebody:
            customer.delete()  # made for this mail alone
        return receive_message(
            gathering,
            customer=customer if is_somebody else gathering.customer,
            channel="email",
            is_unwanted=is_unwanted or found is not None,
            **words,
        )[0]
    inbox = first_named_inbox(raw, inbound)
    message = open_with_message(
        customer=customer,
        channel="email",
        subject=inbound.subject,
        team=inbox.team if inbox else None,
        **words,
    )
    if inbox:
        TicketInbox.objects.create(ticket=message.ticket, inbox=inbox)
        if inbox != raw.inbox:
            note_other_inbox(message.ticket, raw.inbox)
    if is_flood:
        begin_flood(message.ticket, *sender)
    _tell_likely(message, thread.likely, is_forged=_is_forged(verdict))
    if found:
        hold(message, found)
    return message


def _tell_likely(message: Message, likely: Ticket | None, *, is_forged: bool) -> None:
    """Say where `message`, which opened a ticket, seems to belong. Nobody is asked to attach what is forged."""
    ticket = message.ticket
    if likely:
        add_note(ticket, _likely_sentence(likely, is_forged=is_forged), by="Threading")
    if likely and not is_forged:
        note_likely(message, likely, Why.CLOSED if likely.status == Status.CLOSED else Why.STRANGER)
    elif not likely and (same := same_subject(ticket, message.created_at)):
        note_likely(message, same, Why.SUBJECT)


def _mail(raw: RawMail, inbound: Inbound, verdict: Verdict | None) -> Mail:
    author = author_of(inbound)
    return Mail(raw, inbound, verdict, author.address if author else "")


def keep_files(message: Message, inbound: Inbound) -> None:
    """All files of a mail, whatever their size: the limit of uploads is for people who can be told."""
    if not inbound.files:
        return
    keys = blob.put_many([file.content for file in inbound.files])
    have_checked(keys)
    Attachment.objects.bulk_create(
        Attachment(message=message, blob=key, size_bytes=len(file.content), **file_fields(file))
        for file, key in zip(inbound.files, keys, strict=True)
    )


def file_fields(file: File) -> dict:
    """A file of a mail as its attachment keeps it, without its bytes."""
    return {
        "name": clean_name(file.name),
        "content_type": type_of(file.content[:BEGIN], storable(file.content_type, 200)),
        "content_id": storable(one_line(file.content_id), 300),
        "is_inline": file.is_inline,
    }


def keep_headers(message: Message, raw: RawMail, inbound: Inbound) -> EmailMessage:
    return EmailMessage.objects.create(
        message=message, raw=raw, fingerprint=raw.fingerprint, **header_fields(raw, inbound)
    )


def header_fields(raw: RawMail, inbound: Inbound) -> dict:
    """The headers of a mail as its row keeps them."""
    sender = inbound.sender
    return {
        "external_id": storable(inbound.message_id, 500),
        "from_name": storable(sender.name if sender else inbound.sender_text, 300),
        "from_address": storable(sender.address, 320) if sender else "",
        "reply_to": _reply_to(inbound),
        "to": [storable(each.address, 320) for each in inbound.to],
        "cc": [storable(each.address, 320) for each in inbound.cc],
        "subject": storable(inbound.subject, 1000),
        "references": [storable(each, 500) for each in inbound.answers],
        "is_automatic": is_automatic(raw, inbound),
        "sent_at": inbound.date,
        "protection": inbound.protection,
        "calendars": [storable(each, LONGEST_KEPT) for each in inbound.calendars],
        "defects": [storable(each, 300) for each in inbound.defects[:20]],
    }


def _reply_to(inbound: Inbound) -> str:
    """Where it asks to be answered, when that is not where it came from."""
    asked = inbound.reply_to[0].address if inbound.reply_to else ""
    return storable(asked, 320) if inbound.sender and asked != inbound.sender.address else ""


def is_automatic(raw: RawMail, inbound: Inbound) -> bool:
    """Whether a program wrote it: it says so, it came without a sender to answer (RFC 5321 §4.5.5), or the desk did."""
    return (
        inbound.is_from_machine
        or (raw.door in {Door.SMTP, Door.LMTP} and not raw.sender)
        or is_our_id(inbound.message_id)
    )


def storable(text: str, length: int) -> str:
    """`text` as a short column can keep it."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()[:length]


def _likely_sentence(likely: Ticket, *, is_forged: bool) -> str:
    """What the note says. Who reads it may not see that ticket: its number stands in the hint, for those who may."""
    if is_forged:
        return (
            "This refers to another ticket, but its sender is forged: it does not come from where it says. "
            "Do not act on it, and tell them nothing about any other ticket."
        )
    if likely.status == Status.CLOSED:
        return "This answers another ticket, which is closed."
    return (
        "This refers to another ticket, but who sent it takes no part in that one. "
        "Check before you tell them anything about it."
    )
