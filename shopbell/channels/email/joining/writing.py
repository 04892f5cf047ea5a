"""A parsed mail made a message: whose it is, and which ticket it joins or opens."""

from shopbell.channels.inbox import TicketInbox
from shopbell.customers.block import is_blocked
from shopbell.customers.identity import Kind
from shopbell.tickets.message import Message, receive_message
from shopbell.tickets.opening import open_with_message
from shopbell.tickets.rule_note import add_rule_note
from shopbell.tickets.spam import is_spam, mark_spam
from shopbell.tickets.status import Status
from shopbell.tickets.ticket import Ticket

from ..authenticity.verdict import Standing, Verdict
from ..parse import Inbound
from ..raw_mail import RawMail
from ..reports.report import is_server, report_in
from ..sender_check import keep_verdict
from ..sending.suppression import lift_for
from ..side import SideConversation, find_side, receive_side_message
from ..spam.judging import Mail, hold, judge
from .absence import find_absence, write_absence
from .agent_answer import find_agent_answer, write_agent_answer
from .author import author_of, customer_of, writer_in
from .auto_reply import nobody_waits
from .blind_answer import side_of_blind_copy
from .confirm import confirm_address
from .echo import find_echo, note_echo
from .flood import begin_flood, gathering_ticket, is_flooding
from .kept import client_id_of, is_automatic, keep_files, keep_headers, reply_to_of, said
from .likely import Why, note_likely, same_subject
from .new_question import note_new_question, why_new
from .passed_on import Passed, find_passed_on, keep_passed_on
from .reaction import find_reacted, keep_reaction
from .threading import Thread, find_thread
from .two_inboxes import first_named_inbox, note_other_inbox


def write(raw: RawMail, inbound: Inbound, verdict: Verdict | None) -> Message:
    """The message of a mail that is not known yet, in the caller's transaction. IntegrityError if it is, after all.

    `verdict` is on its sender, None when nobody was asked.
    """
    if echo := find_echo(inbound, is_forged=_is_forged(verdict)):
        message = note_echo(echo, raw, client_id_of(raw))
        keep_headers(message, raw, inbound)
        return message
    elif reacted := find_reacted(inbound, is_forged=_is_forged(verdict)):
        keep_reaction(reacted, raw, inbound)
        return reacted
    elif side := _side(raw, inbound, verdict):
        message = receive_side_message(side, inbound.sender, **_words(raw, inbound))
    elif passed := find_passed_on(raw, inbound, verdict):
        return _pass_on(passed, raw, inbound, verdict)
    elif answer := find_agent_answer(raw, inbound, verdict):
        message = write_agent_answer(answer, raw, inbound)
    elif ticket := find_absence(raw, inbound, is_forged=_is_forged(verdict)):
        message = write_absence(ticket, raw, inbound)
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


def _is_forged(verdict: Verdict | None) -> bool:
    return verdict is not None and verdict.standing == Standing.FORGED


def _is_report(raw: RawMail, inbound: Inbound) -> bool:
    """Whether a server reports on a mail that is none of ours, as those do whom somebody wrote to in our name."""
    is_machine = is_automatic(raw, inbound) or is_server(inbound.sender)
    return is_machine and report_in(raw.raw) is not None


def _is_credible(verdict: Verdict | None) -> bool:
    return verdict is None or verdict.proves_mailbox


def _join(thread: Thread, raw: RawMail, inbound: Inbound, verdict: Verdict | None) -> Message:
    assert thread.ticket is not None
    if thread.proof and inbound.sender and _is_credible(verdict) and not is_automatic(raw, inbound):
        confirm_address(thread.ticket, thread.proof, inbound.sender.address)
    customer = writer_in(thread.ticket, inbound)
    is_by_itself = nobody_waits(raw.raw, inbound, is_answer=True)
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
    if is_new and thread.proof is None:  # not by the address that we gave for answers
        note_other_inbox(message.ticket, raw.inbox)
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
        reply_to_of(inbound),
        customer if is_somebody else None,
    )
    is_by_itself = not is_vouched and (
        nobody_waits(raw.raw, inbound, is_answer=False) or _is_report(raw, inbound)
    )
    is_flood = is_flooding(*sender, raw.received_at)
    if is_flood and (gathering := gathering_ticket(*sender)):
        if not is_somebody:
            customer.delete()  # made for this mail alone
        return receive_message(
            gathering,
            customer=customer if is_somebody else gathering.customer,
            channel="email",
            is_automatic=is_by_itself,
            is_unwanted=is_unwanted or found is not None,
            **words,
        )[0]
    inbox = first_named_inbox(raw, inbound)
    message = open_with_message(
        customer=customer,
        channel="email",
        subject=inbound.subject,
        team=inbox.team if inbox else None,
        is_automatic=is_by_itself,
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
        # who reads it may not see that ticket: its number stands in the hint, for those who may
        is_closed = likely.status == Status.CLOSED
        why = "likely_forged" if is_forged else "likely_closed" if is_closed else "likely_stranger"
        add_rule_note(ticket, why, by="Threading")
    if likely and not is_forged:
        note_likely(message, likely, Why.CLOSED if likely.status == Status.CLOSED else Why.STRANGER)
    elif not likely and (same := same_subject(ticket, message.created_at)):
        note_likely(message, same, Why.SUBJECT)


def _mail(raw: RawMail, inbound: Inbound, verdict: Verdict | None) -> Mail:
    return Mail(raw, inbound, verdict, author_of(inbound))
