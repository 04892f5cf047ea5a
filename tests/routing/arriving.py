"""Tickets of a team as they come in, are answered and are told to routing."""

from shopbell.routing.looking import react
from shopbell.tickets.assignment import assign_ticket
from shopbell.tickets.message import receive_message, write_reply
from shopbell.tickets.ticket import create_ticket


def ticket_of(customer, team, channel="email", **more):
    ticket = create_ticket(customer=customer, channel=channel, subject="?", team=team, by=customer, **more)
    receive_message(ticket, "Hello", customer=customer, channel=channel)
    return ticket


def answered(ticket, agent):
    """`ticket`, which `agent` has and has answered."""
    assign_ticket(ticket, agent, by=agent)
    write_reply(ticket, "It is on its way.", by=agent, channel=ticket.channel)
    return ticket


def tell_all(ticket):
    for event in ticket.events.select_related("ticket").order_by("pk"):
        react(event)
    ticket.refresh_from_db()
