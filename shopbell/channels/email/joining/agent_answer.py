"""An agent's own answer: written to the customer from their mail program, with the desk in copy.

It has left already, so nothing is delivered. With proof that it comes from the agent's mailbox it is their reply, and
ends the customer's wait; what answers no ticket begins one of the customer's. Without proof, where the desk checks no
senders, it is a note in the ticket that it answers: colleagues act on an agent's word, and anybody can write their
address. What speaks against its sender is like any other mail, and so is an agent's who writes as a customer.
"""

from dataclasses import dataclass

from shopbell.accounts.agent import Agent
from shopbell.channels.inbox import set_inbox
from shopbell.customers.customer import find_or_create_customer
from shopbell.customers.identity import Kind
from shopbell.tickets.message import Message
from shopbell.tickets.rule_note import add_rule_note
from shopbell.tickets.ticket import Ticket, create_ticket

from ..authenticity.verdict import Standing, Verdict
from ..mime.address import Address
from ..parse import Inbound
from ..raw_mail import RawMail
from ..sending.wording import plain_subject
from .kept import client_id_of, said
from .party import is_customer, is_own, is_party
from .passed_on import agent_at
from .sent import write_answer
from .threading import candidates
from .two_inboxes import first_named_inbox

MOST_NAMED = 50


@dataclass(frozen=True)
class AgentAnswer:
    """`ticket` is the one that it answers; None for one that an agent begins with `customer`."""

    agent: Agent
    is_proven: bool
    ticket: Ticket | None
    customer: Address


def find_agent_answer(raw: RawMail, inbound: Inbound, verdict: Verdict | None) -> AgentAnswer | None:
    """What an agent wrote to a customer with the desk in copy; None for all other mail."""
    if not inbound.sender or inbound.is_from_machine or (verdict and not verdict.proves_mailbox):
        return None
    named = [*inbound.to, *inbound.cc][:MOST_NAMED]
    if len(named) < 2 or (agent := agent_at(inbound.sender.address)) is None:
        return None
    others = [each for each in named if not is_own(each.address) and agent_at(each.address) is None]
    if not others:
        return None
    is_proven = verdict is not None and verdict.standing == Standing.VERIFIED
    for ticket, _delivery in candidates(inbound, raw.recipients):
        if is_customer(ticket, inbound.sender.address):
            return None
        if theirs := next((each for each in others if is_party(ticket, each.address)), None):
            return AgentAnswer(agent, is_proven, ticket, theirs)
    is_begun = is_proven and not inbound.answers
    return AgentAnswer(agent, is_proven, None, others[0]) if is_begun else None


def write_agent_answer(answer: AgentAnswer, raw: RawMail, inbound: Inbound) -> Message:
    """The agent's reply, or a note that says what cannot be proven; in the caller's transaction."""
    ticket = answer.ticket or _begin(answer, raw, inbound)
    if answer.is_proven:
        return write_answer(ticket, raw, inbound, by=answer.agent)
    return add_rule_note(
        ticket, "answered_unproven", by="Mail", below=said(inbound)["text"], client_id=client_id_of(raw),
        at=raw.received_at, agent=answer.agent.email, recipient=answer.customer.address,
    )[0]  # fmt: skip


def _begin(answer: AgentAnswer, raw: RawMail, inbound: Inbound) -> Ticket:
    """A ticket of whom the agent wrote to first, of the inbox that was copied in."""
    written_to, inbox = answer.customer, first_named_inbox(raw, inbound)
    customer = find_or_create_customer(Kind.EMAIL, written_to.address, name=written_to.name, source="email")
    ticket = create_ticket(
        customer=customer, channel="email", subject=plain_subject(inbound.subject), by=answer.agent,
        team=inbox.team if inbox else None,
    )  # fmt: skip
    if inbox:
        set_inbox(ticket, inbox)
    return ticket
